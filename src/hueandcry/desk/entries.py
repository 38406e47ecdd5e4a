"""What the ledger says about an appeal and its case, for the screen."""

from collections.abc import Iterable
from dataclasses import dataclass

from hueandcry.appeals.models import Appeal
from hueandcry.ledger.events import EVENTS
from hueandcry.ledger.models import Entry


@dataclass
class Line:
    """An entry with its sentence."""

    entry: Entry
    sentence: str
    facts: list[tuple[str, str]]


def of(appeal: Appeal) -> list[Line]:
    """Everything written about the appeal, as a draft and under its number, and about its case; newest first."""
    rows = Entry.objects.filter(subject__in=[*_subjects(appeal), f"case {appeal.case.token}"]).order_by("-seq")
    return [Line(row, str(EVENTS.get(row.event, row.event)), list(_facts(row))) for row in rows]


def words_sent_back(appeal: Appeal) -> str:
    """What the approver asked for, as long as the writer has not asked for approval again."""
    about = Entry.objects.filter(
        subject__in=_subjects(appeal), event__in=["review asked", "review returned", "appeal issued"]
    )
    last = about.order_by("-seq").first()
    return str(last.facts.get("why", "")) if last and last.event == "review returned" else ""


def _subjects(appeal: Appeal) -> list[str]:
    return [f"draft {appeal.pk}", *([appeal.number] if appeal.number else [])]


def _facts(entry: Entry) -> Iterable[tuple[str, str]]:
    for name, value in entry.facts.items():
        said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        if said:
            yield name.replace("_", " "), said
