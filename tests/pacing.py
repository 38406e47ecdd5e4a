"""Letters at the shelf and a clock that runs as fast as a test wants."""

import datetime as dt

from hueandcry.lib import sealing
from hueandcry.post import dispatch, outbox
from hueandcry.post.couriers.memory import Memory

SECOND, MINUTE, HOUR, DAY = (dt.timedelta(**{name: 1}) for name in ("seconds", "minutes", "hours", "days"))
MONDAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
COURT, OTHER = "chair@court.example.org", "minister@justice.example.org"


def put(to=COURT, *, key="act", rank=1, due=MONDAY, country="", kind="protest"):
    sealing.make(key)
    words = outbox.letter(kind, language="en", subject="S", body="Dear {name}", now=MONDAY)
    return outbox.put(
        words, to=to, values={"name": "x"}, key_name=key, rank=rank, due_at=due, erase_by=MONDAY + 90 * DAY,
        country=country,
    )  # fmt: skip


def drive(*, until, start=MONDAY, step=MINUTE, verdicts=None):
    """Let the clock run; what left, as (when, which letter)."""
    left, now = [], start
    while now < until:
        courier = Memory(verdicts)
        while dispatch.walk(courier, worker="w", now=now, limit=20):
            pass
        left += [(now, parcel.message_id) for parcel in courier.carried]
        now += step
    return left


def most_within(times, span):
    """The most letters that left within any `span`, ends left out."""
    return max((sum(1 for other in times if time <= other < time + span) for time in times), default=0)
