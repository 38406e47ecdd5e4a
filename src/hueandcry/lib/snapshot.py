"""Reading several things of one moment, while others write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from hueandcry.lib import sabotage


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the rows of one moment, and hold up nobody who writes. Nothing may be written inside.

    Inside a transaction of the caller it can promise nothing more than that one does.
    """
    if connection.in_atomic_block or sabotage.on("moving-rows"):
        yield
    elif connection.vendor == "sqlite":
        # Not atomic(): that begins as a writer would (settings), and all others would wait for the last row.
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
