"""How long a name is looked for among a million people, and how often it is found; goal: p99 under 50 ms, recall 0.99.

Run it with `make bench NAME=names` or `.venv/bin/python bench/names.py --people 10000 100000 1000000`. PostgreSQL is
started in a temporary folder where its programs are installed; otherwise only SQLite is measured. The limit beside it
is the barest look-up: one row by its number through the same connection.
"cpu p99" is the processor time of the asking process alone: what stays on a busy machine.
"""

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
QUERIES, LIMIT, SEED = 1500, 20, 20260309
BATCH = 50_000


def main() -> None:
    """Measure every number of people on every database there is, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000])
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.inside:
        inside(told.inside)
        return
    heads = ("p50 ms", "p99 ms", "cpu p99", "bare ms", "ratio", "recall", "of all")
    print(f"{'people':>9}  {'database':<11}" + "".join(f"{head:>9}" for head in heads))
    for people in told.people:
        with tempfile.TemporaryDirectory() as made:
            for database in ("postgresql", "sqlite"):
                with tempfile.TemporaryDirectory() as folder, _database(database, Path(folder)) as address:
                    if address:
                        print(_line(_measure(address, people, Path(folder), Path(made) / "people")), flush=True)


def inside(people: int) -> None:
    """Fill the database named by the environment and look for people in it; prints JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sought, seconds = fill(people)
    print(json.dumps({**look(sought), "people": people, "fill_seconds": round(seconds)}))


def fill(people: int) -> tuple[list[tuple[str, str, int, str]], float]:
    """File invented people; (how they are told of, in which way, number, spelling) of those to be looked for."""
    from people import KINDS, World

    sought, began = [], time.perf_counter()
    from django.db import connection

    with _indexes_later(connection):
        for rows, filed, told in _made(people, World(SEED), KINDS):
            _store(rows, filed)
            sought += told
    with connection.cursor() as cursor:  # a live PostgreSQL does the same by itself
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return sought[:QUERIES], time.perf_counter() - began


def look(sought: list[tuple[str, str, int, str]]) -> dict[str, object]:
    """Look for each; found is who is there, or as many as asked for who fit the name no less."""
    from hueandcry import names
    from hueandcry.cases import index
    from hueandcry.cases.models import Individual

    for query, *_rest in sought[:50]:
        index.propose(query, LIMIT)
    took, spent, bare, found, possible, by_kind = [], [], [], 0, 0, {}
    for query, kind, pk, spelling in sought:
        began, cpu = time.perf_counter(), time.process_time()
        proposed = index.propose(query, LIMIT)
        took.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
        began = time.perf_counter()
        Individual.objects.get(pk=pk)
        bare.append((time.perf_counter() - began) * 1000)
        score = names.compare(query, spelling)[0]
        hit = any(one.pk == pk for one, *_ in proposed) or (
            len(proposed) == LIMIT and min(each[1] for each in proposed) >= score
        )
        alike = score >= names.PROPOSE
        possible, found = possible + alike, found + (hit and alike)
        told = by_kind.setdefault(kind, [0, 0, 0])
        told[0], told[1], told[2] = told[0] + 1, told[1] + alike, told[2] + (hit and alike)
    return {
        "cpu99": statistics.quantiles(spent, n=100)[98],
        "p50": statistics.median(took), "p99": statistics.quantiles(took, n=100)[98], "bare": statistics.median(bare),
        "recall": found / possible, "of_all": found / len(sought), "kinds": by_kind,
    }  # fmt: skip


def _made(people: int, world: Any, kinds: tuple[str, ...]) -> Iterator[tuple[list, list, list]]:
    """(rows, keys, who is looked for) by the batch; kept in a file, so that the second database has the same people."""
    from hueandcry import names

    kept = Path(os.environ["BENCH_MADE"])
    if kept.exists():
        with kept.open("rb") as file:
            for _ in range(0, people, BATCH):
                yield pickle.load(file)  # noqa: S301  # written by ourselves a moment ago
        return
    every = max(1, people // QUERIES)
    with kept.open("wb") as file:
        for first in range(1, people + 1, BATCH):
            rows, filed, sought = [], [], []
            for pk in range(first, min(first + BATCH, people + 1)):
                person = world.person()
                rows.append((pk, person.spelling))
                filed += [(*key, pk) for key in names.filed(person.spelling)]
                if pk % every == 0:
                    kind = "a short form" if person.forms else kinds[pk // every % len(kinds)]
                    sought.append((world.again(person, kind), kind, pk, person.spelling))
            pickle.dump((rows, filed, sought), file, protocol=5)
            yield rows, filed, sought


@contextmanager
def _indexes_later(connection: Any) -> Iterator[None]:
    """Fill first, then make the indexes of the keys: the same indexes, only sooner ready."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -600000")
            yield
            return
        cursor.execute("SET session_replication_role = replica")  # rows made here need no check that theirs exist
        cursor.execute("SET maintenance_work_mem = '500MB'")
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'cases_namekey'")
        found = dict(cursor.fetchall())
        cursor.execute("ALTER TABLE cases_namekey DROP CONSTRAINT cases_namekey_pkey")
        for name in set(found) - {"cases_namekey_pkey"}:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for name in set(found) - {"cases_namekey_pkey"}:
            cursor.execute(found[name])
        cursor.execute("ALTER TABLE cases_namekey ADD PRIMARY KEY (key, one, other, spelling_id)")


def _store(rows: list[tuple[int, str]], filed: list[tuple[str, str, str, int]]) -> None:
    """Rows as the index would make them, in bulk."""
    from django.db import connection, transaction

    people = [(pk, f"t{pk}", "", "", name, "[]") for pk, name in rows]
    spellings = [(pk, name, pk) for pk, name in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, values in (
            ("cases_individual", ("id", "token", "key", "report", "name", "aliases"), people),
            ("cases_spelling", ("id", "text", "individual_id"), spellings),
            ("cases_namekey", ("key", "one", "other", "spelling_id"), sorted(filed)),
        ):
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for value in values:
                        copy.write_row(value)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608


def _measure(address: str, people: int, folder: Path, made: Path) -> dict[str, object]:
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "hueandcry.settings", "HUEANDCRY_MODE": "rehearsal",
        "HUEANDCRY_TESTING": "yes", "HUEANDCRY_DATABASE": address, "HUEANDCRY_DATA": str(folder / "data"),
        "HUEANDCRY_KEYS": str(folder / "keys"), "BENCH_MADE": str(made),
    }  # fmt: skip
    (folder / "data").mkdir(exist_ok=True)
    command = [sys.executable, str(HERE), "--inside", str(people)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return {**json.loads(done.stdout.splitlines()[-1]), "database": address.split(":")[0]}


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; of PostgreSQL a server of its own, or nothing where it is not installed."""
    if kind == "sqlite":
        yield f"sqlite:{folder / 'names.sqlite3'}"
        return
    from hueandcry.lib.refusal import Refused
    from hueandcry.rehearsal import postgres

    folder.chmod(0o755)  # it runs as somebody else where we are root
    try:
        cluster = postgres.Cluster(folder / "postgresql", durable=False)
    except Refused as no:
        print(no, file=sys.stderr)
        yield ""
        return
    try:
        yield cluster.address
    finally:
        cluster.close()


def _line(told: dict) -> str:  # type: ignore[type-arg]
    kinds = ", ".join(f"{kind} {found}/{alike}/{asked}" for kind, (asked, alike, found) in told["kinds"].items())
    times = "".join(f"{told[name]:>9.1f}" for name in ("p50", "p99", "cpu99"))
    rest = f"{told['bare']:>9.2f}{told['p99'] / told['bare']:>9.0f}{told['recall']:>9.4f}{told['of_all']:>9.3f}"
    filled = f"\n           filled in {told['fill_seconds']} s; found/alike/asked: {kinds}"
    return f"{told['people']:>9}  {told['database']:<11}{times}{rest}{filled}"


if __name__ == "__main__":
    main()
