"""What the page of a live appeal shows beside its tally: addresses, and letters that did not get through."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from hueandcry.actions.models import Protest
from hueandcry.appeals import document
from hueandcry.appeals.models import Appeal
from hueandcry.post import answers
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


@dataclass
class Trouble:
    """Letters to one target that ended in the same way, with the same answer."""

    status: str
    target: str
    answer: str
    n: int

    @property
    def explained(self) -> str:
        """The relay's words in plain ones, where they have a code of their own."""
        return answers.explained(self.answer, None)


def public_addresses(appeal: Appeal) -> list[Address]:
    """One address for each language the live revision is public in."""
    doc = appeal.live_revision.document if appeal.live_revision else {"texts": {}}
    return [Address(code, f"{settings.PUBLIC_URL}/{code}/{appeal.slug}/") for code in document.languages(doc)]


def troubled_letters(appeal: Appeal) -> list[Trouble]:
    """Letters in doubt, rejected, bounced or given up, with the relay's own words, the many of one kind in one line."""
    rows = Protest.objects.filter(appeal=appeal, delivery__status__in=TROUBLED)
    counted = rows.values_list("delivery__status", "target__name", "delivery__answer").annotate(n=Count("pk"))
    return [
        Trouble(str(Delivery.Status(status).label), target, answer, n)
        for status, target, answer, n in counted.order_by("-n", "target__name", "delivery__answer")[:MOST_TROUBLES]
    ]
