"""Who may carry which letter: claims with a lease, and what becomes of leases that ran out.

A claim is one guarded update. It raises the row's fence; every later write names that fence, so a
worker that slept past its lease cannot write over the work of the next one. The name of a claim says
which process of which machine made it: what a dead process of this machine held is taken back at once.

A letter in whose company a process died may have killed it. Such letters are carried alone, one at a time, so
that the culprit is known; with its third process it is set aside.

A walk that broke off because the database went away leaves its claims behind in a process that lives. The next walk of
that process puts them back, or they would wait for the end of their lease, and every suspect with them.
"""

import hashlib
import logging
import os
import time
from collections.abc import Container
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from hueandcry.lib import sabotage, tokens
from hueandcry.post import epochs, holding, pace, parcels, statements, steadiness
from hueandcry.post.models import Attempt, Delivery, Epoch

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # for the whole batch, before its first letter is handed over
CARRYING = timedelta(minutes=12)  # for one letter from then on: longer than all deadlines of the courier together
MARGIN = timedelta(minutes=2)  # a letter is begun only when its lease holds at least this long
AGAIN = timedelta(minutes=5)  # a letter with which two processes died waits: others may be dying of something else
CRASHES = 3  # processes that may die with one letter in hand before it is set aside
STOPPED = "The courier was stopped before the answer came."
POISON = f"Set aside: {CRASHES} times in a row the courier died while this letter was written or handed over."
Status = Delivery.Status
_broken: dict[str, int | None] = {}  # claims of walks that broke off: the letter each had in hand


def claim(*, worker: str, now: datetime, limit: int) -> list[Delivery]:
    """Up to `limit` due letters for `worker` and nobody else: confirmations, then protests whose turn it is, then news.

    Letters of one rank come by how long they wait. What the relay may take in a day limits all of them.
    """
    if sabotage.on("select-then-save"):
        return _claimed_badly(worker=worker, now=now, limit=limit)
    if not (epoch := epochs.stands(now)):
        return []
    mark = f"{worker[:12]}/{machine()}.{os.getpid()}.{tokens.new(40)}"
    try:
        return _claimed(mark, epoch, now=now, limit=limit)
    except Exception:
        broke_off(mark, None)
        raise


def _claimed(mark: str, epoch: Epoch, *, now: datetime, limit: int) -> list[Delivery]:
    with transaction.atomic():
        ids = _suspect(now) or _chosen(_due(now).filter(crashes__isnull=True), now, limit)
        if not ids:
            return []
        Delivery.objects.filter(pk__in=ids, status=Status.QUEUED, due_at__lte=now).update(
            status=Status.SENDING, worker=mark, lease_until=now + LEASE, fence=F("fence") + 1
        )
        epochs.count(epoch)
    epochs.mark(epoch)
    mine = Delivery.objects.filter(worker=mark, status=Status.SENDING).select_related("letter", "turn")
    return list(mine.order_by("rank", "due_at", "pk"))


def start(delivery: Delivery, *, now: datetime) -> bool:
    """Record, before the first byte of the text leaves, that it is about to.

    False if the claim is lost or its mailbox is dead or paused by now: the statement that begins asks for all of it.
    """
    with transaction.atomic():
        if not statements.begin(delivery, until=now + CARRYING):
            return False
        if not sabotage.on("forget-attempt"):
            statements.attempt(delivery, now=now)
    return True


def holds(delivery: Delivery, *, now: datetime) -> bool:
    """Whether the lease of a claimed letter is long enough to begin it."""
    return delivery.lease_until is not None and now + MARGIN <= delivery.lease_until


def release(deliveries: list[Delivery]) -> None:
    """Put claimed letters that were not begun back into the queue."""
    for delivery in deliveries:
        mine(delivery).update(status=Status.QUEUED, lease_until=None, worker="")


def broke_off(mark: str, in_hand: int | None) -> None:
    """A walk ended in the middle, mostly because the database went away: `put_back` has to know of its claim."""
    _broken[mark] = in_hand


def put_back(now: datetime) -> None:
    """Take back what walks of this process left in hand; only the letter that a walk broke off with is suspected."""
    for mark, in_hand in [] if sabotage.on("broken-claims-stay") else list(_broken.items()):
        _take_back(Q(worker=mark), now, suspects={in_hand})
        _broken.pop(mark, None)


def sweep(now: datetime, *, wall: datetime | None = None) -> dict[str, int]:
    """Look after leases that ran out or whose process is gone.

    `wall` is what the clock of leases says; a jump of it ends none. A letter whose text may have left is in doubt; any
    other waits again. A lease that ends later than any may was
    written before the clock was set back.
    """
    held = Delivery.objects.filter(status=Status.SENDING).order_by().values_list("worker", flat=True).distinct()
    gone = [mark for mark in held if _dead(mark)]
    which = Q(worker__in=gone)
    if steadiness.steady(after=CARRYING + MARGIN, wall=wall):
        which |= Q(lease_until__lt=now) | Q(lease_until__gt=now + CARRYING + MARGIN)
    return _take_back(which, now)


def recover(worker: str, *, now: datetime) -> dict[str, int]:
    """The same for all claims of a worker whose name begins with `worker` and of which one knows that it is gone."""
    return _take_back(Q(worker__startswith=worker[:12]), now)


@cache
def machine() -> str:
    """A short name of this machine since it started, and of this container in it; empty if it has none."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text()
        numbers = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return hashlib.sha256(f"{started}{numbers}".encode()).hexdigest()[:8]


def mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as the claim under which `delivery` was read still holds."""
    if sabotage.on("no-fence"):
        return Delivery.objects.filter(pk=delivery.pk)
    return Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, status=Status.SENDING)


def _suspect(now: datetime) -> list[int]:
    """One letter with which a process died, unless another one is being tried; nothing if there is none."""
    suspects = Delivery.objects.filter(crashes__isnull=False)
    if not suspects.filter(status=Status.QUEUED, due_at__lte=now).exists():
        return []
    if suspects.filter(status=Status.SENDING).exists():
        return []
    return _chosen(_due(now).filter(crashes__isnull=False), now, 1)


def _chosen(due: QuerySet[Delivery], now: datetime, limit: int) -> list[int]:
    if sabotage.on("no-ranks"):
        return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    room = pace.room_today(now)
    limit = limit if room is None else min(limit, room)
    found = _first(due.filter(turn=None, rank=holding.FREE), limit)
    if room is not None:
        limit = min(limit, max(len(found), room - pace.kept_for_confirmations()))
    # A protest without a turn was queued by a version that knew no pace, while this one was being started.
    found += _first(due.filter(turn=None, rank=pace.PROTEST), limit - len(found))
    found += pace.take(due, now=now, limit=limit - len(found))
    return found + _first(due.filter(turn=None, rank__gt=pace.PROTEST), limit - len(found))


def _first(due: QuerySet[Delivery], limit: int) -> list[int]:
    if limit < 1:
        return []
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return list(due.order_by("rank", "due_at", "pk").values_list("pk", flat=True)[:limit])


def _due(now: datetime) -> QuerySet[Delivery]:
    due = Delivery.objects.filter(status=Status.QUEUED, due_at__lte=now)
    return holding.not_held(due)


def _dead(mark: str) -> bool:
    """Whether a claim's process was on this machine and is no more; unknown is not dead."""
    place, _, rest = mark.rpartition("/")[2].partition(".")
    number = rest.partition(".")[0]
    if not machine() or place != machine() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _take_back(which: Q, now: datetime, *, suspects: Container[int | None] | None = None) -> dict[str, int]:
    """Put claimed letters back; those that were not begun are suspected, all or those named."""
    done = {"in_doubt": 0, "queued": 0}
    # In the order of the index by status: in that of the numbers SQLite walks the whole table for these few.
    held = Delivery.objects.filter(which, status=Status.SENDING).order_by("rank", "due_at", "pk")
    for delivery in held.select_related("turn")[:1000]:
        with transaction.atomic():
            open_ones = delivery.attempts.filter(fence=delivery.fence, result=Attempt.Result.STARTED)
            begun = bool(open_ones.update(result=Attempt.Result.IN_DOUBT, ended_at=now, stage="dot"))
            suspected = not begun and (suspects is None or delivery.pk in suspects)
            to, answer = _waits_or_is_poison(delivery) if suspected else (Status.QUEUED, delivery.answer)
            if begun:
                to, answer = Status.IN_DOUBT, STOPPED
            moved = (
                mine(delivery)
                .filter(which)
                .update(
                    status=to,
                    lease_until=None,
                    worker="",
                    answer=answer,
                    tries=F("tries") + int(begun),
                    crashes=(delivery.crashes or 0) + suspected or None,
                    due_at=now if begun else now + AGAIN if suspected and delivery.crashes else delivery.due_at,
                )
            )
            if not moved:
                transaction.set_rollback(True)
            elif begun:
                pace.note(delivery, result=parcels.IN_DOUBT, stage="dot", now=now)
        if moved:
            done[to] = done.get(to, 0) + 1
    return done


def _waits_or_is_poison(delivery: Delivery) -> tuple[Status, str]:
    """What becomes of a letter whose text did not leave before its process was gone, and the words for the desk."""
    if (delivery.crashes or 0) + 1 < CRASHES or sabotage.on("no-quarantine"):
        return Status.QUEUED, delivery.answer
    log.error("delivery %s is set aside: with it %s processes died", delivery.pk, CRASHES)
    return Status.QUARANTINED, POISON


def _claimed_badly(*, worker: str, now: datetime, limit: int) -> list[Delivery]:
    """The sabotage "select-then-save": look first, write later, and let others look in between."""
    found = list(_due(now).select_related("letter").order_by("rank", "due_at", "pk")[:limit])
    time.sleep(0.05)
    for delivery in found:
        delivery.status, delivery.worker, delivery.lease_until = Status.SENDING, worker, now + LEASE
        delivery.fence += 1
        delivery.save()
    return found
