"""Once a day the counts of the day before are chained into the ledger, so that nobody can change them later."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count

from hueandcry.actions.models import Action, Protest
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry, Head
from hueandcry.post.models import Delivery


def close(now: datetime) -> int:
    """Write yesterday's counts of every appeal that has any, once; several clocks may try at once."""
    day = now.date() - timedelta(days=1)
    subject = f"day {day}"
    if Entry.objects.filter(subject=subject, event="day closed").exists():
        return 0
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        Head.objects.select_for_update().get(pk=1)  # whoever is second waits here, and then sees the first one's entry
        if not Entry.objects.filter(subject=subject, event="day closed").exists():
            writing.record(
                "day closed", subject=subject, appeals=_counts(day_end=datetime.combine(now.date(), time(), UTC))
            )
    return 0


def _counts(*, day_end: datetime) -> dict[str, dict[str, int]]:
    """All there was before the day ended, by appeal; nothing by country, which could point at somebody."""
    found: dict[str, dict[str, int]] = {}

    def add(name: str, rows: object) -> None:
        for number, count in rows:  # type: ignore[attr-defined]
            found.setdefault(number, {})[name] = count

    confirmed = Action.objects.filter(status=Action.Status.CONFIRMED, confirmed_at__lt=day_end)
    add("confirmed", confirmed.values_list("appeal__number").annotate(Count("pk")))
    accepted = Delivery.objects.filter(protest__isnull=False, accepted_at__lt=day_end)
    add("accepted", accepted.values_list("protest__appeal__number").annotate(Count("pk")))
    bounced = Delivery.objects.filter(protest__isnull=False, bounced_at__lt=day_end)
    add("bounced", bounced.values_list("protest__appeal__number").annotate(Count("pk")))
    copies = Protest.objects.filter(copy__isnull=False, rank=1, day__lt=day_end.date())
    add("copies", copies.values_list("appeal__number").annotate(Count("pk")))
    live = Appeal.objects.filter(number__isnull=False).values_list("number", flat=True)
    return {number: found.get(number, {}) for number in live}
