"""Where a draft comes from: a new case, or more about one we follow; decided on the report's own screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hueandcry.appeals.limits import ROWS
from hueandcry.appeals.models import Revision
from hueandcry.cases import opening
from hueandcry.intake.models import Report
from hueandcry.ledger.models import Entry


@dataclass
class Origin:
    """The report the draft was made from, and whether it opened its case."""

    report: Report
    is_new: bool
    left_out: dict[str, int]  # how many rows of the report a draft could not hold, by list
    unread: bool = False  # the report was too long to be read to its end


def of(revision: Revision) -> Origin | None:
    """None when the draft was made without a report, or the report is gone."""
    token = revision.document.get("report") or ""
    report = Report.objects.filter(token=token).first() if token else None
    if report is None:
        return None
    about = Entry.objects.filter(subject=opening.subject(revision.appeal.case), event="case updated")
    is_new = not any(entry.facts.get("report") == token for entry in about)
    reading = report.reading or {}
    return Origin(report, is_new, _left_out(reading), reading.get("read_until") is not None)


def _left_out(reading: Mapping[str, Any]) -> dict[str, int]:
    """A draft holds only so many rows; what did not fit is told, and stands in the report."""
    rows = {name: len(reading.get(name) or []) for name in ("incidents", "targets", "demands")}
    at_risk = sum(person.get("status") == "at_risk" for person in reading.get("people") or [])
    rows |= {"people": at_risk, "others": len(reading.get("people") or []) - at_risk}
    return {name: count - ROWS[name] for name, count in rows.items() if count > ROWS[name]}
