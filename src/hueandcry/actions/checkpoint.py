"""Once a day the counts are written into the ledger, so that nobody can change the days before unnoticed."""

import datetime as dt

from django.db import transaction
from django.db.models import Count

from hueandcry.actions import by_section, capacities, tally
from hueandcry.actions.models import Action, Capacity, Protest
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry, Head


def close(now: dt.datetime) -> int:
    """Write the counts of all public appeals for yesterday, once, and let the public see countries anew.

    Returns 1 if this call closed the day; of two clocks the second finds it closed.
    """
    end = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    subject = f"day {end.date() - dt.timedelta(days=1)}"
    if _closed(subject):
        return 0
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        Head.objects.select_for_update().get(pk=1)  # whoever is second waits here
        if _closed(subject):
            return 0
        appeals = list(Appeal.objects.filter(number__isnull=False).order_by("pk"))
        counts = {str(appeal.number): _counts(appeal, end=end) for appeal in appeals}
        writing.record("day closed", subject=subject, appeals=counts)
        for appeal in appeals:
            tally.refresh_split(appeal, now=now)
            by_section.refresh(appeal, now=now)
    return 1


def _closed(subject: str) -> bool:
    return Entry.objects.filter(event="day closed", subject=subject).exists()


def _counts(appeal: Appeal, *, end: dt.datetime) -> dict[str, int]:
    """All there was when the day ended; totals only, for a country could point at somebody."""
    confirmed = Action.objects.filter(appeal=appeal, status=Action.Status.CONFIRMED, confirmed_at__lt=end)
    people = confirmed.filter(capacity=Capacity.PERSON)
    protests = Protest.objects.filter(appeal=appeal, rank=1, action__status=Action.Status.CONFIRMED, day__lt=end.date())
    grades = dict(protests.order_by().values_list("grade").annotate(n=Count("pk")))
    return {
        "confirmed": people.values("person_key").distinct().count(),
        "organisations": capacities.count(confirmed),
        "letters": grades.get(Protest.Grade.RELAYED, 0),
        "accepted": protests.filter(delivery__accepted_at__lt=end).count(),
        "bounced": protests.filter(delivery__bounced_at__lt=end).count(),
        "copies_verified": grades.get(Protest.Grade.VERIFIED, 0),
        "copies_received": grades.get(Protest.Grade.RECEIVED, 0),
        "declared": grades.get(Protest.Grade.DECLARED, 0),
    }
