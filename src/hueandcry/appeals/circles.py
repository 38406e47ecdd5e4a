"""Circles of targets: the second is written to when a day comes or the first does not answer, the third after it.

In a document a target of a later circle has a `circle`, and `circles` says when each of them opens: on a day
(`opens_on`) or `after_days` without an answer, whichever is first. With one circle only, a document has neither.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST = 5  # circles of one appeal
LONGEST = 90  # days without an answer


@dataclass(frozen=True)
class Rule:
    """When a circle opens."""

    n: int
    opens_on: dt.date | None = None
    after_days: int = 0


def of(target: Mapping[str, Any]) -> int:
    """The circle of a target in a document or on a form; the first where none is told, 0 for what is no circle."""
    told = str(target.get("circle") or 1).strip()
    return int(told) if told.isdecimal() and len(told) < 3 and 1 <= int(told) <= MOST else 0


def later(document: Mapping[str, Any]) -> list[int]:
    """The circles after the first that some target is in, in order."""
    return sorted({of(target) for target in document.get("targets") or ()} - {0, 1})


def rules(document: Mapping[str, Any]) -> list[Rule]:
    """When each later circle of a cleaned document opens; one nobody has told about opens by hand only."""
    told = {row["n"]: row for row in document.get("circles") or ()}
    return [_rule(n, told.get(n) or {}) for n in later(document)]


def cleaned(document: Mapping[str, Any], *, day: Any, days: Any) -> list[dict[str, Any]]:
    """The `circles` of a document: those some target is in; `day` and `days` make values of what was typed."""
    given = document.get("circles")
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    told = {row["n"]: row for row in rows if type(row.get("n")) is int}
    return [{"n": n, "opens_on": day(told[n]), "after_days": days(told[n])} for n in later(document) if n in told]


def missing(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place in the document, sentence) of what a circle still needs before somebody may approve the appeal."""
    known = later(document)
    if known and all(of(target) != 1 for target in document["targets"]):
        yield "targets", _("Nobody is written to from the first day: every target is in a later circle.")
    for rule in rules(document):
        told = {"n": rule.n}
        if rule.n > 2 and rule.n - 1 not in known:
            yield f"circles.{rule.n}", _("There is a circle %(n)d, and none before it.") % told
        if not rule.opens_on and not rule.after_days:
            yield f"circles.{rule.n}", _("When does circle %(n)d open? Give a day, or days without an answer.") % told
        if rule.opens_on and document["act_by"] and rule.opens_on.isoformat() > document["act_by"]:
            yield f"circles.{rule.n}", _("Circle %(n)d opens after the act-by date.") % told


def _rule(n: int, told: Mapping[str, Any]) -> Rule:
    return Rule(
        n, dt.date.fromisoformat(told["opens_on"]) if told.get("opens_on") else None, told.get("after_days") or 0
    )
