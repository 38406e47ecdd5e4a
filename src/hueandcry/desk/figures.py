"""What the page of a live appeal shows beside its tally: addresses, and letters that did not get through."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from hueandcry.actions.models import Protest
from hueandcry.appeals import document
from hueandcry.appeals.models import Appeal
from hueandcry.post.models import Delivery

MOST_TROUBLES = 100
TROUBLED = (
    Delivery.Status.IN_DOUBT, Delivery.Status.REJECTED, Delivery.Status.BOUNCED, Delivery.Status.GIVEN_UP,
    Delivery.Status.QUARANTINED,
)  # fmt: skip


@dataclass
class Address:
    """Where the public reads the appeal in one language."""

    language: str
    url: str


def public_addresses(appeal: Appeal) -> list[Address]:
    """One address for each language the live revision is public in."""
    doc = appeal.live_revision.document if appeal.live_revision else {"texts": {}}
    return [Address(code, f"{settings.PUBLIC_URL}/{code}/{appeal.slug}/") for code in document.languages(doc)]


def troubled_letters(appeal: Appeal) -> QuerySet[Protest]:
    """Letters in doubt, rejected, bounced or given up, with the relay's own words; names no supporter."""
    rows = Protest.objects.filter(appeal=appeal, delivery__status__in=TROUBLED)
    return rows.select_related("delivery", "target").order_by("-delivery__pk")[:MOST_TROUBLES]
