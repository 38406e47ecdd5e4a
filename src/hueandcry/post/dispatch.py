"""The post room's round: claim letters, carry each, note what the relay said.

No transaction is open while a relay talks. An attempt is on disk before the first byte of a letter's
text leaves, and its result as soon as the answer is there; why it is one attempt per letter and how
doubts are settled is told in docs/decisions/0003-post-room.md.
"""

import logging
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import connections, transaction

from hueandcry.lib import folders, sabotage, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import (
    claiming,
    outbox,
    pace,
    parcels,
    relay_trouble,
    shared_clock,
    statements,
    summaries,
    watching,
    writing,
)
from hueandcry.post.models import Attempt, Delivery, Letter

log = logging.getLogger(__name__)
FIRST, LONGEST, GIVE_UP = timedelta(minutes=5), timedelta(minutes=67), timedelta(days=5)
JITTER = 0.2  # a fifth to either side, so that a thousand letters do not come back in one second
QUARANTINE = 3  # tries at writing a letter that cannot be written
KEY_WAIT = timedelta(minutes=10)  # until a letter whose key is missing is looked at again
NO_KEY = "Waits: the key that opens it is missing from the key folder."
DOUBT = timedelta(minutes=15)  # how long a bounce or a late answer may settle a doubt by itself
Status = Delivery.Status
JUDGED = (Status.ACCEPTED, Status.REJECTED)  # the relay speaks with us
RESULTS = {
    parcels.ACCEPTED: Status.ACCEPTED, parcels.LATER: Status.QUEUED,
    parcels.NEVER: Status.REJECTED, parcels.IN_DOUBT: Status.IN_DOUBT,
}  # fmt: skip


class Courier(Protocol):
    """Whatever can carry a parcel."""

    def carry(
        self, parcel: parcels.Parcel, starting: Callable[[], None], following: parcels.Parcel | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> parcels.Verdict:  # fmt: skip
        """Carry one parcel; call `starting` right before its text leaves.

        `following` will probably be the next. `meanwhile` may be called while the answer is on the way.
        """

    def close(self) -> None:
        """Let go of what is open."""


def walk(courier: Courier, *, worker: str, now: datetime | None = None, limit: int = 100) -> dict[str, int]:
    """Look after lost leases and doubts, then carry up to `limit` due letters; how many came to what."""
    folders.check(folders.KEYS)  # or every letter of the batch would be looked at for nothing
    wall, began = shared_clock.now(), time.monotonic()
    now = now or wall
    claiming.put_back(now)
    claiming.sweep(now, wall=wall)
    settle_doubts(now)
    batch = _Batch(deque(claiming.claim(worker=worker, now=now, limit=limit)))
    try:
        judged = _carry_all(courier, batch, now=now, began=began)
    except Exception:  # the database went away: nothing can be put back before it is there again
        claiming.broke_off(batch.mark, batch.in_hand)
        raise
    if judged:
        relay_trouble.over(judged)
    return dict(batch.done)


def _carry_all(courier: Courier, batch: "_Batch", *, now: datetime, began: float) -> datetime | None:
    """Carry what is left of a batch; when the relay last took or refused a letter for its own sake."""
    judged: datetime | None = None
    became = ""
    while batch.left:
        moment = now + timedelta(seconds=time.monotonic() - began)
        if not claiming.holds(batch.left[0], now=moment):
            claiming.release(list(batch.left))
            break
        delivery = batch.next()
        finished = batch.finished(delivery, afresh=became != Status.ACCEPTED, now=moment)
        if isinstance(finished, str):
            batch.done[finished] += 1
            continue
        became = _carry(courier, delivery, finished, batch, now=moment)
        batch.done[became] += 1
        judged = moment if became in JUDGED else judged
    return judged


@dataclass
class _Batch:
    """The letters of a walk that are to leave yet, and those of them that are written already, by their number.

    One is written ahead, because its envelope goes out behind the text in hand, and one more while the answer to that
    text is on the way. A summary never is: until it leaves people may take back what stands in it.
    """

    left: deque[Delivery]
    written: dict[int, parcels.Parcel] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    in_hand: int | None = None
    mark: str = ""

    def __post_init__(self) -> None:
        self.mark = self.left[0].worker if self.left else ""

    def next(self) -> Delivery:
        """The letter whose turn it is; in hand from now on."""
        delivery = self.left.popleft()
        self.in_hand = delivery.pk
        return delivery

    def finished(self, delivery: Delivery, *, afresh: bool, now: datetime) -> parcels.Parcel | str:
        """The parcel of this letter, or what became of it; `afresh`: what was written is looked at again."""
        written = self.written.pop(delivery.pk, None)
        return written if written and not afresh else _finished(delivery, written, now=now)

    def write_ahead(self, count: int, *, now: datetime) -> None:
        """See to it that the first `count` letters are written; what cannot be falls out."""
        at = 0
        while at < min(count, len(self.left)) and self.left[at].letter.kind != Letter.Kind.SUMMARY:
            delivery = self.left[at]
            finished = self.written.get(delivery.pk) or _finished(delivery, None, now=now)
            if isinstance(finished, str):
                self.done[finished] += 1
                del self.left[at]
            else:
                self.written[delivery.pk] = finished
                at += 1

    def following(self, *, now: datetime) -> parcels.Parcel | None:
        """The parcel of the next letter, if it may be written early."""
        self.write_ahead(1, now=now)
        return self.written.get(self.left[0].pk) if self.left else None


def walk_all(
    make_courier: Callable[[], Courier], connections_: int | None = None, *, worker: str = "", limit: int = 50,
    stopping: threading.Event | None = None,
) -> dict[str, int]:  # fmt: skip
    """Carry all that is due over several connections at once, a thread and a courier for each."""
    stopping, done, troubles = stopping or threading.Event(), Counter[str](), list[BaseException]()
    worker = worker or f"post-{secrets.token_hex(4)}"

    def run() -> None:
        courier = make_courier()
        try:
            while not stopping.is_set() and (some := walk(courier, worker=worker, limit=limit)):
                done.update(some)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            courier.close()
            connections.close_all()

    threads = [threading.Thread(target=run, name=worker) for _ in range(connections_ or settings.RELAY_CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return dict(done)


def settle_doubts(
    now: datetime, known_accepted: Callable[[str], bool | None] | None = None, *, wait: timedelta = DOUBT
) -> dict[str, int]:
    """Decide letters in doubt: accepted if the relay's log knows the Message-ID, otherwise sent once more, marked.

    `known_accepted` is asked with the Message-ID: True, it is in the log; False, the log is whole and it
    is not; None or no function, nobody knows. A letter is resent for want of knowledge once, with the same
    Message-ID and after `wait`; if that ends in doubt again, it stays so.
    """
    done: Counter[str] = Counter()
    doubts = Delivery.objects.filter(status=Status.IN_DOUBT)
    if known_accepted is None:
        doubts = doubts.filter(possible_duplicate=False, due_at__lte=now - wait)
    for delivery in doubts.order_by("rank", "due_at", "pk")[:1000]:  # as the index by status has them
        known = known_accepted(delivery.message_id) if known_accepted else None
        row = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, status=Status.IN_DOUBT)
        if known:
            done["accepted"] += row.update(status=Status.ACCEPTED, accepted_at=now)
        elif known is False:
            done["queued"] += row.update(status=Status.QUEUED, due_at=now)
        elif not delivery.possible_duplicate and delivery.due_at <= now - wait:
            done["resent"] += row.update(status=Status.QUEUED, due_at=now, possible_duplicate=True)
    return dict(done)


def recover(worker: str, *, now: datetime) -> dict[str, int]:
    """Take back at once what a dead process held; `worker` is how its worker name begins."""
    return claiming.recover(worker, now=now)


def note(delivery: Delivery, verdict: parcels.Verdict, *, now: datetime) -> str:
    """Write down what became of a claimed letter; "late" if its claim was lost meanwhile.

    The status is set directly and not by `lib.moves`: the row is ours by its fence, and one statement
    has to change it together with lease, tries and due time.
    """
    to = RESULTS[verdict.result]
    if to == Status.QUEUED and now - _first_tried(delivery, now) >= GIVE_UP:
        to = Status.GIVEN_UP
    due_at = now if to == Status.IN_DOUBT else None
    if to == Status.QUEUED:
        due_at = now + max(pause(delivery.tries - _before(delivery)), timedelta(seconds=verdict.wait or 0))
    became = _close(delivery, verdict, to=to, due_at=due_at, now=now)
    relay_trouble.note(verdict, now=now)
    return became


def pause(tries: int) -> timedelta:
    """How long to wait after `tries` earlier tries: 5 minutes, doubled up to 67, a fifth more or less."""
    pause = min(FIRST * 2 ** min(tries, 10), LONGEST)
    if sabotage.on("no-jitter"):
        return pause
    return pause * (1 + JITTER * (secrets.randbelow(2001) - 1000) / 1000)


def _first_tried(delivery: Delivery, now: datetime) -> datetime:
    """Since when it has been tried: what waited for its turn, or for a person, is not given up because of that."""
    # What was tried by a clock that was years ahead was tried today, and not in years.
    this_run = delivery.attempts.filter(number__gt=_before(delivery), started_at__lte=now)
    return this_run.order_by("number").values_list("started_at", flat=True).first() or now


def _before(delivery: Delivery) -> int:
    """Tries that count no more: somebody put the letter back after them."""
    return 0 if sabotage.on("old-tries-count") else delivery.tries_before or 0


def _finished(delivery: Delivery, written: parcels.Parcel | None, *, now: datetime) -> parcels.Parcel | str:
    """One letter from the shelf, or `written` ahead, to its envelope, or what became of it instead."""
    if any(stopped := statements.stopped(delivery)):
        return _stop(delivery, *stopped, now=now)
    try:
        return written or write(delivery)
    except Exception as trouble:
        return _not_written(delivery, trouble, now=now)


def _carry(courier: Courier, delivery: Delivery, parcel: parcels.Parcel, batch: _Batch, *, now: datetime) -> str:
    """One finished letter to its verdict; whatever goes wrong with it is not the next one's trouble."""
    begun = False

    def starting() -> None:
        nonlocal begun
        if not sabotage.on("no-last-look"):
            sealing.pepper(delivery.key_name)  # written a letter ago, it may have been forgotten since
        if not claiming.start(delivery, now=now):
            raise parcels.Superseded
        begun = True

    def meanwhile() -> None:
        try:
            batch.write_ahead(2, now=now)
        except Exception as trouble:  # the letter in hand must not be in doubt for another one's sake
            log.error("looking ahead of delivery %s: %s", delivery.pk, type(trouble).__name__)

    following = batch.following(now=now)
    try:
        verdict = courier.carry(parcel, starting, following, meanwhile)
    except parcels.Superseded:
        return _stop(delivery, *statements.stopped(delivery), now=now)
    except (sealing.KeyGone, folders.Away) as trouble:
        return _not_written(delivery, trouble, now=now)
    except Exception as trouble:  # a fault of ours: the letter's state is still known
        log.error("carrying delivery %s: %s", delivery.pk, type(trouble).__name__)
        verdict = parcels.Verdict(
            parcels.IN_DOUBT if begun else parcels.LATER, "dot" if begun else "connect", None, "A fault in our courier."
        )
    return note(delivery, verdict, now=now)


def write(delivery: Delivery) -> parcels.Parcel:
    """The finished parcel of a delivery; raises KeyGone, or Refused when it cannot be written safely."""
    with watching.writing(delivery.pk):
        written = outbox.opened(delivery)
        a_summary = delivery.letter.kind == Letter.Kind.SUMMARY
        written, files = summaries.finished(delivery, written) if a_summary else (written, ())
        return writing.compose(
            delivery.letter, written, files,
            token=delivery.token, message_id=delivery.message_id, at=delivery.created_at,
        )  # fmt: skip


def _stop(delivery: Delivery, dead: bool, paused: bool, *, now: datetime) -> str:
    """What becomes of a claimed letter whose mailbox is dead or paused, or which is somebody else's by now."""
    if dead:
        return _cancel(delivery, "Not sent: this mailbox is on the list of those we never write to.", now=now)
    if paused:
        claiming.release([delivery])
    return "paused" if paused else "late"


def _not_written(delivery: Delivery, trouble: Exception, *, now: datetime) -> str:
    """What becomes of a claimed letter that cannot be written, or no more."""
    if isinstance(trouble, sealing.KeyMissing | OSError):  # folders.Away is one
        return _await_key(delivery, now=now)
    if isinstance(trouble, summaries.Nobody):
        return _cancel(delivery, "Not sent: everybody in it took the protest back before it left.", now=now)
    if isinstance(trouble, sealing.KeyGone):
        return _cancel(delivery, "Not sent: the supporter's data was erased before it left.", now=now)
    return _unwritable(delivery, trouble, now=now)


def _await_key(delivery: Delivery, *, now: datetime) -> str:
    """Nobody destroyed the key, it is only not there: the letter waits, and the desk says so."""
    log.error("delivery %s waits: its key is missing", delivery.pk)
    back = {"status": Status.QUEUED, "due_at": now + KEY_WAIT, "answer": NO_KEY, "lease_until": None, "worker": ""}
    return "later" if claiming.mine(delivery).update(**back) else "late"


def _cancel(delivery: Delivery, why: str, *, now: datetime) -> str:
    """To the table of states this is queued -> cancelled: claimed, but never begun."""
    held = claiming.mine(delivery).update(status=Status.CANCELLED, answer=why, lease_until=None, worker="")
    return "cancelled" if held else "late"


def _unwritable(delivery: Delivery, trouble: Exception, *, now: datetime) -> str:
    """A letter that cannot be written is tried three times and then set aside; the others leave."""
    log.error("writing delivery %s: %s", delivery.pk, type(trouble).__name__)
    why = str(trouble) if isinstance(trouble, Refused) else f"It could not be written ({type(trouble).__name__})."
    verdict = parcels.Verdict(parcels.LATER, "write", None, parcels.quoted(why))
    before = delivery.attempts.filter(stage="write", number__gt=_before(delivery)).count()
    done = before + 1 >= QUARANTINE and not sabotage.on("no-quarantine")
    to = Status.QUARANTINED if done else Status.QUEUED
    return _close(delivery, verdict, to=to, due_at=now + pause(before), now=now)


def _close(delivery: Delivery, verdict: parcels.Verdict, *, to: str, due_at: datetime | None, now: datetime) -> str:
    """The result into the row and its attempt, in one transaction, only if the claim still holds."""
    answer = verdict.answer + (f" ({verdict.cc_refused} in Cc refused)" if verdict.cc_refused else "")
    short = parcels.short(answer)
    told: dict[str, Any] = {
        "ended_at": now, "result": verdict.result, "stage": verdict.stage, "code": verdict.code,
        "answer": short, "whole": None if short == answer else answer,
    }  # fmt: skip
    accepted_at, last = now if to == Status.ACCEPTED else None, parcels.short(verdict.answer)
    with transaction.atomic():
        if not statements.result(delivery, status=to, answer=last, due_at=due_at, accepted_at=accepted_at):
            return _late(delivery, verdict, now=now)
        pace.note(delivery, result=verdict.result, stage=verdict.stage, now=now)
        if not statements.ended(delivery, **told):
            Attempt.objects.create(
                delivery=delivery, number=delivery.tries + 1, fence=delivery.fence, started_at=now, **told
            )
    return {Status.QUEUED: "later"}.get(Status(to), str(to))


def _late(delivery: Delivery, verdict: parcels.Verdict, *, now: datetime) -> str:
    """The lease ran out before the answer came. A late "accepted" still ends a doubt about this very attempt."""
    log.warning("delivery %s: a late result (%s) under fence %s", delivery.pk, verdict.result, delivery.fence)
    if verdict.result == parcels.ACCEPTED:
        doubt = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, status=Status.IN_DOUBT)
        if doubt.update(status=Status.ACCEPTED, accepted_at=now, answer=parcels.short(verdict.answer)):
            return "accepted"
    return "late"
