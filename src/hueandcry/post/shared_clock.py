"""The clock by which hosts agree who holds a letter: PostgreSQL's, because each host may have its own idea of the time.

SQLite has no clock and one host. A clock that a test holds is left alone.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection

from hueandcry.lib import clock, sabotage

WAY = timedelta(seconds=1)  # a question to the database and back may take this long; less is no difference


def now() -> datetime:
    """The present moment, this host's clock put right by the database's: one question."""
    if connection.vendor != "postgresql" or sabotage.on("own-clock-leases"):
        return clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")  # CURRENT_TIMESTAMP would be when the transaction began
        theirs: datetime = cursor.fetchone()[0]
    off = theirs.astimezone(UTC) - clock.machine()
    return clock.now() if abs(off) < WAY else clock.now() + off
