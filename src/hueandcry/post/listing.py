"""What `hueandcry post list` counts and shows."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from hueandcry.post.models import Delivery, Pigeonhole

Status = Delivery.Status
STATES = Status.values
TROUBLED = (Status.IN_DOUBT, Status.REJECTED, Status.GIVEN_UP, Status.QUARANTINED)


def rows(states: list[str], office: Pigeonhole | None) -> QuerySet[Delivery]:
    """The letters in these states, or in any; to this office, or to any."""
    found = Delivery.objects.select_related("letter", "turn")
    if states:
        found = found.filter(status__in=states)
    return found.filter(turn__pigeonhole=office) if office else found


def counts(found: QuerySet[Delivery]) -> Iterator[tuple[str, int, datetime]]:
    """(state, how many, the earliest due) for each state there is."""
    for line in found.order_by().values("status").annotate(n=Count("pk"), oldest=Min("due_at")).order_by("status"):
        yield line["status"], line["n"], line["oldest"]


def paused() -> QuerySet[Pigeonhole]:
    """Offices for which nothing leaves, the longest first."""
    return Pigeonhole.objects.filter(paused_at__isnull=False).order_by("paused_at")
