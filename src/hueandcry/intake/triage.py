"""Is it new, or more about a case we follow? The program proposes with its reason; a person decides."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import drafting
from hueandcry.appeals.models import Appeal
from hueandcry.cases import opening
from hueandcry.cases.models import Case
from hueandcry.intake import receiving
from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.lib import countries, moves
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

WORDS = 2  # words of a title that have to agree
LETTERS = 5  # a shorter word says little about a case
MOST = 5  # proposals on the screen


def suggest(report: Report) -> list[tuple[Case, str]]:
    """Open cases the report may belong to, the likeliest first, each with the reason in a sentence."""
    reading = report.reading or {}
    told = [n for p in reading.get("people") or [] if p.get("status") == "at_risk" for n in _spellings(p)]
    found = []
    cases = (
        Case.objects.filter(status=Case.Status.OPEN)
        .exclude(pk=report.case_id or 0)
        .prefetch_related("people", "reports")
    )
    for case in cases:
        rank, reason = _likeness(case, report, reading, told)
        if rank:
            found.append((rank, case.pk, case, reason))
    return [(case, reason) for _rank, _pk, case, reason in sorted(found, key=lambda f: (-f[0], -f[1]))[:MOST]]


@transaction.atomic
def open_new(report: Report, *, by: User, now: dt.datetime) -> Appeal:
    """Open a case from the report and draft its appeal; both or neither."""
    reading = report.reading
    if not reading:
        raise Refused(_("Nothing could be read in this report, so there is nothing to draft from."))
    case = opening.open_case(title=_title(reading), country=_country(reading), by=by, now=now)
    moves.move(report, to=Report.Status.ACCEPTED, case=case)
    return drafting.draft(case, report.token, reading, by=by, now=now)


@transaction.atomic
def add_to(report: Report, case: Case, *, by: User, now: dt.datetime) -> None:
    """Put the report to a case we follow already; what it says is not public by that."""
    if case.status != Case.Status.OPEN:
        raise Refused(_("This case is closed. Open a new one."))
    if not by.may_write():
        raise Refused(_("Your role cannot decide about reports."))
    moves.move(report, to=Report.Status.ACCEPTED, case=case)
    writing.record("case updated", subject=opening.subject(case), by=by, report=report.token)


@transaction.atomic
def decline(report: Report, *, by: User) -> None:
    """Say that nothing will be done with the report; it stays where it is."""
    if not by.may_write():
        raise Refused(_("Your role cannot decide about reports."))
    moves.move(report, to=Report.Status.DECLINED)
    writing.record("report declined", subject=receiving.subject(report), by=by)


def _likeness(case: Case, report: Report, reading: Mapping[str, Any], told: list[str]) -> tuple[float, str]:
    if any(other.sha256 == report.sha256 for other in case.reports.all()):
        return 3.0, _("The very same text is in this case already.")
    best = (0.0, "", "")
    for person in _people(case):
        for mine in _spellings(person):
            for other in told:
                best = max(best, (names.compare(mine, other)[0], mine, other))
    if best[0] >= names.SAME:
        if best[1] == best[2]:
            return 1 + best[0], _("%(name)s is in both.") % {"name": best[1]}
        return 1 + best[0], _("%(one)s and %(other)s may be one person.") % {"one": best[1], "other": best[2]}
    shared = sorted(_words(case.title) & _words(_title(reading)))
    if case.country and case.country == _country(reading) and len(shared) >= WORDS:
        told_words = {"country": countries.name(case.country), "words": ", ".join(shared)}
        return len(shared) / 100, _("Both are about %(country)s, and their titles share: %(words)s.") % told_words
    return 0.0, ""


def _people(case: Case) -> list[Mapping[str, Any]]:
    """People at risk of the case: approved ones, and those of drafts still being written."""
    known: list[Mapping[str, Any]] = [{"name": row.name, "aliases": row.aliases} for row in case.people.all()]
    for appeal in case.appeals.all():
        revision = appeal.revisions.order_by("-n").first()
        known += revision.document["people"] if revision else []
    return known


def _spellings(person: Mapping[str, Any]) -> list[str]:
    return [name for name in (person.get("name"), *(person.get("aliases") or [])) if name]


def _words(title: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", title.casefold()) if len(word) >= LETTERS}


def _title(reading: Mapping[str, Any]) -> str:
    headline = reading.get("headline")
    if isinstance(headline, Mapping) and headline.get("text"):
        return str(headline["text"])
    lines = [line.strip() for line in str(reading.get("text") or "").splitlines()]
    return next((line[:120] for line in lines if line), _("Untitled report"))


def _country(reading: Mapping[str, Any]) -> str:
    country = reading.get("country") or ""
    code = country.get("code", "") if isinstance(country, Mapping) else country
    return code if code in countries.iso_codes() or code in countries.PRACTICE else ""
