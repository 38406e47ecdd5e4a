"""A case begins, and the facts a second person has approved become its rows."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.cases import individuals
from hueandcry.cases.models import Case, Incident, PersonAtRisk
from hueandcry.ledger import writing
from hueandcry.lib import tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

TITLE = 300  # characters


@transaction.atomic
def open_case(*, title: str, country: str, by: User | None, now: dt.datetime) -> Case:
    """Open a case under a name nobody can count; `country` is the accused state, or empty."""
    title = " ".join(title.split())
    if not title:
        raise Refused(_("A case needs a title."))
    case = Case.objects.create(token=tokens.new(), title=title[:TITLE], country=country, opened_at=now)
    writing.record("case opened", subject=subject(case), by=by, country=country)
    return case


@transaction.atomic
def take_facts(case: Case, document: Mapping[str, Any]) -> None:
    """Set out people and incidents of an approved document as rows, each known by its key.

    Facts of earlier appeals on the same case stay: what happened is not undone by not being repeated.
    """
    for person in document["people"]:
        PersonAtRisk.objects.update_or_create(
            case=case,
            key=person["key"],
            defaults={name: person[name] for name in ("name", "aliases", "role", "public")},
        )
    individuals.of_case(case, document["people"])
    fields = ("type", "date", "place", "victims", "alleged_by", "quantity")
    for incident in document["incidents"]:
        Incident.objects.update_or_create(
            case=case, key=incident["key"], defaults={name: incident[name] for name in fields}
        )


def subject(case: Case) -> str:
    """How the ledger names a case."""
    return f"case {case.token}"
