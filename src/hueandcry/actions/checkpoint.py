"""Once a day the counts are written into the ledger, so that nobody can change the days before unnoticed."""

import datetime as dt

from django.db import transaction

from hueandcry.actions import tally
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry, Head


def close(now: dt.datetime) -> int:
    """Write the counts of all public appeals for yesterday, once, and let the public see countries anew.

    Returns 1 if this call closed the day; of two clocks the second finds it closed.
    """
    subject = f"day {now.date() - dt.timedelta(days=1)}"
    if _closed(subject):
        return 0
    with transaction.atomic():
        Head.objects.get_or_create(pk=1)
        Head.objects.select_for_update().get(pk=1)  # whoever is second waits here
        if _closed(subject):
            return 0
        appeals = list(Appeal.objects.filter(number__isnull=False).order_by("pk"))
        writing.record("day closed", subject=subject, appeals={appeal.number: _counts(appeal) for appeal in appeals})
        for appeal in appeals:
            tally.refresh_split(appeal, now=now)
    return 1


def _closed(subject: str) -> bool:
    return Entry.objects.filter(event="day closed", subject=subject).exists()


def _counts(appeal: Appeal) -> dict[str, int]:
    """Totals only; nothing by country, which could point at somebody."""
    told = tally.desk(appeal)
    return {
        "confirmed": told.confirmed, "letters": told.letters.born, "accepted": told.letters.accepted,
        "bounced": told.letters.bounced, "in_doubt": told.letters.in_doubt, "rejected": told.letters.rejected,
        "copies_verified": told.copies_verified, "copies_received": told.copies_received, "declared": told.declared,
        "removed": told.removed, "withdrawn": told.withdrawn,
    }  # fmt: skip
