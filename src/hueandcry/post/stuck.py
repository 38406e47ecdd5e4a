"""Messages in a provider's mailbox that cannot be taken in: none stops those behind it, and somebody is told.

They lie there unseen and are tried again, at once and then ever more rarely. A row goes when its message was taken in,
or is no longer there unread.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, QuerySet

from hueandcry.post.models import StuckMessage

Why = StuckMessage.Why
LATER = (dt.timedelta(0), dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=1))
CHUNK = 500  # names in one statement


def known(names: Iterable[str]) -> dict[str, StuckMessage]:
    """Those among `names` that could not be taken in before; rows of messages that are not among them are forgotten."""
    there, rows = set(names), {row.name: row for row in StuckMessage.objects.all()}
    gone = [name for name in rows if name not in there]
    for at in range(0, len(gone), CHUNK):
        StuckMessage.objects.filter(name__in=gone[at : at + CHUNK]).delete()
    return {name: row for name, row in rows.items() if name in there}


def note(name: str, why: str, *, now: dt.datetime) -> None:
    """It could not be taken in; the first time it is tried again with the next look."""
    fresh = {"why": why, "since": now, "again_at": now}
    row, _made = StuckMessage.objects.get_or_create(name=name, defaults=fresh)
    later = now + LATER[min(row.tries, len(LATER) - 1)]
    StuckMessage.objects.filter(pk=row.pk).update(why=why, tries=F("tries") + 1, again_at=later)


def forget(name: str) -> None:
    """It was taken in."""
    StuckMessage.objects.filter(name=name).delete()


def for_a_person() -> QuerySet[StuckMessage]:
    """Those somebody should hear of: tried twice, and not only waiting until less mail of their sender lies here."""
    return StuckMessage.objects.filter(tries__gte=2).exclude(why=Why.QUOTA)
