"""Many rows with one statement, and one question for many keys: for where thousands come at once.

Django builds each statement anew, which costs more than running it; here the words stay the same whatever the batch.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

AS_THEY_ARE = (str, bytes, type(None))  # every database takes these as Python has them


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, unless_there: bool = False) -> None:
    """Insert `rows`, all with the same columns ({attribute: value}); a field that they do not name gets its default.

    `unless_there` passes over rows that a unique constraint refuses. A name that is no field raises KeyError.
    """
    if not rows:
        return
    named = rows[0].keys()
    if any(row.keys() != named for row in rows):
        raise KeyError(f"rows of {model.__name__} that differ in their columns")
    sql, columns = _plan(model, tuple(named), connection.vendor)
    prepared = [
        _column(one, rows) if isinstance(one, models.Field) else [one] * len(rows) for one in columns
    ]  # a field that the rows name, or what all of them get
    with connection.cursor() as cursor:
        cursor.executemany(sql + (" ON CONFLICT DO NOTHING" if unless_there else ""), list(zip(*prepared, strict=True)))


def ask(sql: str, keys: Iterable[str | int], *more: Any, locking: str = "") -> list[tuple[Any, ...]]:
    """The rows that `sql` finds; its first `IN %s` stands for `keys`, each other %s for one of `more`.

    A list among `more` stands for another `IN %s`. `locking` ("SHARE", "UPDATE") holds the rows until the transaction
    ends, where the database locks rows; SQLite lets one write at a time anyway.
    """
    wanted = list(keys)
    if not wanted:
        return []
    on_sqlite = connection.vendor == "sqlite"
    told = [_told(one, on_sqlite) for one in (wanted, *more)]
    sql = sql.replace("IN %s", "IN (SELECT value FROM json_each(%s))" if on_sqlite else "= ANY(%s)")
    if locking and not on_sqlite:
        sql += f" FOR {locking}"
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall()


def _told(value: Any, on_sqlite: bool) -> Any:
    if isinstance(value, list):
        return json.dumps(value) if on_sqlite else value
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def moment(found: Any) -> dt.datetime:
    """A date and time as `ask` found it, in UTC; SQLite keeps it as text."""
    told = dt.datetime.fromisoformat(found) if isinstance(found, str) else found
    return told if told.tzinfo else told.replace(tzinfo=dt.UTC)


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], named: tuple[str, ...], _vendor: str) -> tuple[str, list[Any]]:
    """The statement, and for each of its columns the field if the rows name it, else its default."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    if strange := set(named) - {field.attname for field in fields}:
        raise KeyError(f"{model.__name__} has no {min(strange)}")
    table, *names = [
        connection.ops.quote_name(name) for name in (model._meta.db_table, *(str(field.column) for field in fields))
    ]
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608 - our names
    return sql, [
        field if field.attname in named else field.get_db_prep_save(field.get_default(), connection) for field in fields
    ]


def _column(field: models.Field, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """One field of every row, as the database takes it; equal values are prepared once."""
    column, made = [row[field.attname] for row in rows], {}
    for n, value in enumerate(column):
        if type(value) not in AS_THEY_ARE:
            if value not in made:
                made[value] = field.get_db_prep_save(value, connection)
            column[n] = made[value]
    return column
