"""Where a draft comes from: a new case, or more about one we follow; decided on the report's own screen."""

from dataclasses import dataclass

from hueandcry.appeals.models import Revision
from hueandcry.cases import opening
from hueandcry.intake.models import Report
from hueandcry.ledger.models import Entry


@dataclass
class Origin:
    """The report the draft was made from, and whether it opened its case."""

    report: Report
    is_new: bool


def of(revision: Revision) -> Origin | None:
    """None when the draft was made without a report, or the report is gone."""
    token = revision.document.get("report") or ""
    report = Report.objects.filter(token=token).first() if token else None
    if report is None:
        return None
    about = Entry.objects.filter(subject=opening.subject(revision.appeal.case), event="case updated")
    return Origin(report, not any(entry.facts.get("report") == token for entry in about))
