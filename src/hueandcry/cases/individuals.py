"""Everybody the desk was told of: the people of cases and of reports, kept apart until somebody says who is who."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from hueandcry import names
from hueandcry.cases import index
from hueandcry.cases.models import Case, Individual
from hueandcry.lib import tokens

NAME = 200  # characters
MOST_ALIASES = 20


@transaction.atomic
def of_case(case: Case, people: Iterable[Mapping[str, Any]], *, report: str = "") -> list[Individual]:
    """The individuals of a case's people, each known by its key; new ones are made and filed in the index.

    `report` is the token of the report that told of them: whoever was decided about while it waited is known again.
    """
    return [
        _known(case, person["key"], person["name"], person.get("aliases") or [], report=report)
        for person in people
        if person.get("key") and (person.get("name") or "").strip()
    ]


def of_report(report: str, name: str, aliases: Iterable[str] = ()) -> Individual:
    """The individual a waiting report tells of under this name; not in the index before the report is accepted."""
    told = {"token": tokens.new(), "aliases": _aliases(name, aliases)}
    return Individual.objects.get_or_create(report=report, name=name[:NAME], defaults=told)[0]


def leave(case: Case, report: str) -> None:
    """Take whom a report told of out of a case and out of the index; what was decided about them stays."""
    for one in Individual.objects.filter(case=case, report=report).exclude(report=""):
        one.case, one.key = None, ""
        one.save(update_fields=["case", "key"])
        index.leave(one)


def find(case: Case, key: str) -> Individual | None:
    """Somebody of a case by their key."""
    return Individual.objects.filter(case=case, key=key).first()


def subject(individual: Individual) -> str:
    """How the ledger names an individual: never by a name, for it cannot be erased there."""
    return f"person {individual.token}"


def _known(case: Case, key: str, name: str, aliases: Iterable[str], *, report: str) -> Individual:
    name = name[:NAME]
    row = find(case, key)
    if row is None and report:
        row = Individual.objects.filter(report=report, name=name, case=None).first()
    if row is None:
        folded = names.fold(name)
        same = [
            one for one in Individual.objects.filter(case=case, key__startswith="r-") if names.fold(one.name) == folded
        ]
        row = same[0] if same else None
    taken = (
        bool(report) and Individual.objects.filter(report=report, name=name).exclude(pk=row.pk if row else 0).exists()
    )
    if row is None:
        told = {"token": tokens.new(), "name": name, "report": "" if taken else report}
        row = Individual.objects.get_or_create(case=case, key=key, defaults=told)[0]
    row.case, row.key, row.name = case, key, name
    row.aliases = _aliases(name, [*row.aliases, *aliases])
    row.save(update_fields=["case", "key", "name", "aliases"])
    index.enter(row)
    return row


def _aliases(name: str, aliases: Iterable[str]) -> list[str]:
    found = dict.fromkeys(" ".join(alias.split())[:NAME] for alias in aliases if isinstance(alias, str))
    return [alias for alias in found if alias and alias != name][:MOST_ALIASES]
