"""Putting letters back on the shelf by hand, one or all of a state; each begins a fresh run of tries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from hueandcry.lib import moves, sabotage
from hueandcry.lib.refusal import Refused
from hueandcry.post import pace
from hueandcry.post.models import Delivery, Turn

Status = Delivery.Status
BY_HAND = (Status.REJECTED, Status.GIVEN_UP, Status.QUARANTINED)
CHUNK = 500  # letters in one statement


def requeue(delivery: Delivery, *, twice: bool, now: datetime) -> None:
    """Let the letter wait again, due now; refuses what could arrive twice unless `twice`, and what was erased."""
    if not delivery.sealed:
        raise Refused(_("The supporter's data was erased; there is nothing left to send."))
    fresh = {"due_at": now, "crashes": None, "tries_before": delivery.tries}
    if delivery.status == Status.IN_DOUBT and not twice:
        raise Refused(_("It may have arrived. Ask the relay's log first, or say that it may arrive twice."))
    if delivery.status not in (*BY_HAND, Status.IN_DOUBT):
        raise Refused(
            _("It is %(status)s and cannot be changed that way.") % {"status": delivery.get_status_display().lower()}
        )
    with transaction.atomic():
        if delivery.status == Status.IN_DOUBT:
            moves.move(delivery, to=Status.QUEUED, possible_duplicate=True, **fresh)
        else:
            moves.move(delivery, to=Status.QUEUED, **fresh)
        if delivery.turn:
            pace.wake([delivery.turn.pk])


def ready(states: Iterable[str], *, keys: Iterable[str] = (), office: int | None = None) -> QuerySet[Delivery]:
    """Letters in these states that can be put back; of one appeal by its `keys`, to one office by its number."""
    letters = Delivery.objects.filter(status__in=list(states)).exclude(sealed=b"")
    if keys:
        letters = letters.filter(key_name__in=list(keys))
    return letters.filter(turn__pigeonhole=office) if office is not None else letters


def counts(letters: QuerySet[Delivery]) -> dict[tuple[str, str], int]:
    """How many of each state and kind."""
    rows = letters.order_by().values_list("status", "letter__kind").annotate(n=Count("pk"))
    return {(state, kind): n for state, kind, n in sorted(rows)}


def requeue_all(letters: QuerySet[Delivery], *, now: datetime) -> Iterator[tuple[int, int]]:
    """Put back all of `letters` that there are now; after each chunk how many were looked at, and how many put back.

    Each statement names the state it changes: what somebody else put back meanwhile is counted there and not here.
    """
    seen = defaultdict(list)
    for number, state in letters.order_by("pk").values_list("pk", "status"):
        seen[state].append(number)
    for state, numbers in seen.items():
        for at in range(0, len(numbers), CHUNK):
            chunk = numbers[at : at + CHUNK]
            yield len(chunk), _put_back(chunk, state, now)


@transaction.atomic
def _put_back(numbers: list[int], state: str, now: datetime) -> int:
    rows = Delivery.objects.filter(pk__in=numbers).exclude(sealed=b"")
    if not sabotage.on("read-then-write"):
        rows = rows.filter(status=state)
    marked = {"possible_duplicate": True} if state == Status.IN_DOUBT else {}
    done = rows.update(status=Status.QUEUED, due_at=now, crashes=None, tries_before=F("tries"), **marked)
    asleep = Turn.objects.filter(awake=False, deliveries__in=numbers).values_list("pk", flat=True)
    pace.wake(set(asleep))
    return done
