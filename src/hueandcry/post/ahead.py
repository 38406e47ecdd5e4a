"""What waits for a day that is far ahead, because a clock was wrong when it was put off; and making it due now.

A machine that believes for an hour that it is 2035 puts letters off until 2035. When its clock is right again they
are neither late nor in trouble, they only never leave. Nothing of the desk's own waits for longer than this.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model, QuerySet

from hueandcry.lib import sabotage
from hueandcry.post import hours
from hueandcry.post.models import Delivery, Incoming, MailSystem, Pigeonhole, StuckMessage, Turn

FAR = timedelta(days=2)  # a provider may ask us to wait for a day; our own pauses are shorter
SHUT = timedelta(days=hours.LOOK_AHEAD + 1)  # an office opens within a week
RANKS = (0, 1, 2)  # named, so that the index by status and rank is asked and the queue not walked
CHUNK = 5000  # rows in one statement: nobody else waits long for the database
Status = Delivery.Status


@dataclass(frozen=True)
class Ahead:
    """How much waits for a day far ahead."""

    letters: int = 0
    offices: int = 0  # mailboxes, mail systems and turns in them that rest until then
    messages: int = 0  # mail that came in and is to be tried again then

    def __bool__(self) -> bool:
        return bool(self.letters or self.offices or self.messages)


def look(now: datetime) -> Ahead:
    """How much there is; a few questions by index."""
    if sabotage.on("never-ahead"):
        return Ahead()
    letters, *offices, mail, stuck = (rows.count() for rows, _due in _all(now))
    return Ahead(letters, sum(offices), mail + stuck)


def due_now(now: datetime) -> Iterator[int]:
    """Let all of it be due at this moment, in chunks; how many rows each was. What waits for nearer is left alone."""
    for rows, due in _all(now):
        numbers = list(rows.order_by().values_list("pk", flat=True))
        for at in range(0, len(numbers), CHUNK):
            yield rows.filter(pk__in=numbers[at : at + CHUNK]).update(**due)
    # Bounces of letters that left before an office was resumed pause nothing: that moment has to have been.
    Pigeonhole.objects.filter(resumed_at__gt=now + FAR).update(resumed_at=now)


def _all(now: datetime) -> list[tuple[QuerySet[Model], dict[str, datetime | None]]]:
    """Rows that wait too long, and what makes them due."""
    waiting = Delivery.objects.filter(status__in=[Status.QUEUED, Status.IN_DOUBT], rank__in=RANKS)
    return [
        (waiting.filter(due_at__gt=now + FAR), {"due_at": now}),
        (Pigeonhole.objects.filter(next_at__gt=now + SHUT), {"next_at": now}),
        (MailSystem.objects.filter(next_at__gt=now + FAR), {"next_at": now}),
        (Turn.objects.filter(awake__in=[True, False], served_at__gt=now + FAR), {"served_at": now}),
        (Incoming.objects.filter(status=Incoming.Status.RAW, again_at__gt=now + FAR), {"again_at": None}),
        (StuckMessage.objects.filter(again_at__gt=now + FAR), {"again_at": now}),
    ]  # fmt: skip
