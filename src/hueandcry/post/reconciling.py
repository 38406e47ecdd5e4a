"""Comparing the letters that wait with what the relay says it took.

After a restore the rows have forgotten what left since the backup; the relay's log has not. A letter it shows is
accepted; one in doubt that a whole log does not show waits again. What the log shows and no row knows is kept, so
that the letter is not sent once more if its reason is made anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings

from hueandcry.post import epochs
from hueandcry.post.models import Delivery, Epoch, LoggedLetter

BY_THE_LOG = "Accepted, by the relay's log."
AT_ONCE = 500  # Message-IDs asked for in one question
Status = Delivery.Status


@dataclass
class Found:
    """What a reading of the log came to, in letters."""

    ours: int = 0  # different Message-IDs of our domains in the log
    accepted: int = 0  # waiting or in doubt, and the log shows that they left
    queued: int = 0  # in doubt, and the whole log does not show them: they wait again
    unknown: int = 0  # the log shows them and no row tells of them


def reconcile(message_ids: Iterable[str], *, whole: bool, now: datetime) -> Found:
    """Set right what the log shows; `whole`: it has every letter the relay took since the backup, or since the doubt.

    Every change is guarded by the status the row had, so that it may be broken off and done again. Letters that
    merely wait are touched only while the post room is held or where a second copy would be marked: a letter that
    somebody put back by hand is to leave although the log shows it.
    """
    held, found, seen = epochs.held(), Found(), set[str]()
    # Before the log is read: a letter whose answer is lost meanwhile is in no log that was read before.
    doubts = list(Delivery.objects.filter(status=Status.IN_DOUBT).values_list("pk", "fence", "message_id"))
    domains = (f"@{settings.MAIL_DOMAIN}>", f"@{settings.NEWS_DOMAIN}>")
    for some in _batches(one for one in message_ids if one.endswith(domains)):
        new = sorted(set(some) - seen)
        seen.update(new)
        _one_batch(new, held, found, now)
    found.ours = len(seen)
    if whole and seen:  # the wrong file shows nothing of ours, and must not free letters unmarked
        for pk, fence, message_id in doubts:
            if message_id not in seen:
                same = Delivery.objects.filter(pk=pk, fence=fence, status=Status.IN_DOUBT)
                found.queued += same.update(status=Status.QUEUED, due_at=now)
        if held:
            Epoch.objects.filter(pk=held.pk, released_at=None).update(log_whole=True)
    return found


def _one_batch(some: list[str], held: Epoch | None, found: Found, now: datetime) -> None:
    rows = {row.message_id: row for row in Delivery.objects.filter(message_id__in=some)}
    for message_id in some:
        row = rows.get(message_id)
        if row is None:
            if held and held.why != Epoch.Why.BY_HAND:
                LoggedLetter.objects.get_or_create(message_id=message_id, defaults={"read_at": now})
            found.unknown += 1
        elif row.status == Status.IN_DOUBT or _waits(row, held):
            same = Delivery.objects.filter(pk=row.pk, status=row.status, fence=row.fence)
            found.accepted += same.update(
                status=Status.ACCEPTED, accepted_at=now, answer=BY_THE_LOG, lease_until=None, worker=""
            )


def _waits(row: Delivery, held: Epoch | None) -> bool:
    """Whether a letter would leave once more: on the shelf, or in a courier's hand when the backup was made."""
    in_old_hands = row.status == Status.SENDING and held is not None and held.why != Epoch.Why.BY_HAND
    return in_old_hands or (row.status == Status.QUEUED and bool(held or row.possible_duplicate))


def _batches(some: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(some)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
