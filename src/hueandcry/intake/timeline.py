"""When things happened: what a report tells of somebody, and how far a case had come."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hueandcry import names
from hueandcry.appeals.models import Revision
from hueandcry.cases.models import Case

HARM = frozenset({"arrest", "detention", "trial", "sentence", "disappearance", "deportation", "raid", "beating"})
ENDS = frozenset({"released", "released_on_bail", "released_with_charges", "partly_released", "pardoned", "fined"})
ANOTHER = 45  # days after which a new arrest is hardly the same event
DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")


@dataclass(frozen=True)
class Moment:
    """Something on a day, in a month or in a year, as far as that is known."""

    date: str
    type: str

    @property
    def first(self) -> dt.date:
        """The earliest day it can have been."""
        return _days(self.date)[0]

    @property
    def last(self) -> dt.date:
        """The latest day it can have been."""
        return _days(self.date)[1]


@dataclass(frozen=True)
class Course:
    """How far a case or a report has come: the latest harm and the latest good end, where they are dated."""

    harm: Moment | None = None
    end: Moment | None = None
    ended: bool = False  # an outcome is known, dated or not


def of_report(reading: Mapping[str, Any], spelt: Iterable[str]) -> Course:
    """What a reading tells of the person with these spellings."""
    incidents = [i for i in reading.get("incidents") or [] if _concerns(i, list(spelt))]
    told = str(reading.get("outcome") or "")
    end = _latest(incidents, frozenset({"release"}))
    if told and end is None:
        end = _moment(str(reading.get("report_date") or ""), "release")
    return Course(_latest(incidents, HARM), end if told else None, told in ENDS)


def of_case(case: Case, spelt: Iterable[str]) -> Course:
    """What is known of a case: its facts, the drafts in work, the reports added to it and its outcomes."""
    spelt = list(spelt)
    incidents: list[Mapping[str, Any]] = list(case.incidents.values("type", "date", "victims"))
    working = Revision.objects.filter(appeal__case=case, status__in=("draft", "review", "approved"))
    incidents += [i for document in working.values_list("document", flat=True) for i in document.get("incidents", [])]
    harm = _latest([i for i in incidents if _concerns(i, spelt)], HARM)
    ends, ended = [], False
    for code, on in case.outcomes.values_list("code", "on"):
        ended = ended or code in ENDS
        ends += [Moment(on.isoformat(), "release")] if code in ENDS else []
    for report in case.reports.filter(taken_as="outcome"):
        course = of_report(report.reading or {}, spelt)
        ended = ended or course.ended
        ends += [course.end] if course.end else []
    return Course(harm, max(ends, key=lambda end: end.last, default=None), ended)


def _concerns(incident: Mapping[str, Any], spelt: list[str]) -> bool:
    """Whether something was done to this person, or to nobody the text names."""
    victims = [victim for victim in incident.get("victims") or [] if isinstance(victim, str)]
    return not victims or any(names.compare(victim, name)[0] >= names.SAME for victim in victims for name in spelt)


def _latest(incidents: Iterable[Mapping[str, Any]], types: frozenset[str]) -> Moment | None:
    dated = (_moment(str(i.get("date") or ""), str(i["type"])) for i in incidents if i.get("type") in types)
    return max((moment for moment in dated if moment), key=lambda moment: (moment.last, moment.first), default=None)


def _moment(date: str, kind: str) -> Moment | None:
    try:
        _days(date)
    except ValueError:
        return None
    return Moment(date, kind)


def _days(date: str) -> tuple[dt.date, dt.date]:
    found = DATE.match(date)
    if not found:
        raise ValueError(date)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    last = month or 12
    return dt.date(year, month or 1, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
