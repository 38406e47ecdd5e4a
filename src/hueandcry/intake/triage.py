"""Is it new, or more about a case we follow? The program proposes with its reason; a person decides."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import drafting
from hueandcry.appeals.models import Appeal
from hueandcry.cases import individuals, opening, pairing
from hueandcry.cases.models import Case, Individual
from hueandcry.intake import matching, receiving
from hueandcry.intake.matching import Match
from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.lib import countries, moves
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

WORDS = 2  # words of a title that have to agree
LETTERS = 5  # a shorter word says little about a case
MOST = 5  # proposals on the screen
Known = tuple[str, Individual]  # a name of the report, and who it is


def people(report: Report) -> list[Match]:
    """People of cases whom the report may tell of, with what it may be for their case; the likeliest first."""
    return matching.find(report)


@dataclass(frozen=True)
class Alike:
    """A case the report may belong to though it names nobody of it, and why."""

    case: Case
    because: str
    same_text: bool = False  # anything less is for a person to choose, and is not chosen beforehand


def alike(report: Report) -> list[Alike]:
    """Open cases that have its very text, then those of the same country whose titles share the most words."""
    title, country = _words(_title(report.reading or {})), _country(report.reading or {})
    open_cases = Case.objects.filter(status=Case.Status.OPEN).exclude(pk=report.case_id or 0).order_by("-pk")
    same = list(open_cases.filter(reports__sha256=report.sha256).distinct())
    found = [Alike(case, _("The very same text is in this case already."), same_text=True) for case in same]
    others = open_cases.filter(country=country).exclude(pk__in=[case.pk for case in same]) if country else ()
    shared = [(case, _telling(_words(case.title) & title, country)) for case in others]
    for case, words in sorted(shared, key=lambda row: -len(row[1])):
        if len(words) >= WORDS:
            told = {"country": countries.name(country), "words": ", ".join(sorted(words))}
            sentence = _("Both are about %(country)s, and their titles share: %(words)s.") % told
            found.append(Alike(case, sentence))
    return found[:MOST]


def known(report: Report, name: str, person: str) -> Known:
    """Who a form means by a name of the report and by a case and a key ("12:p1"); refused when that is nobody."""
    case_pk, _colon, key = person.partition(":")
    case = Case.objects.filter(pk=int(case_pk) if case_pk.isdecimal() and len(case_pk) < 12 else 0).first()
    told = {each for p in (report.reading or {}).get("people") or [] for each in matching.spellings(p)}
    if case is None or name not in told:
        raise Refused(_("That person is not there any more. Look again before you decide."))
    one = individuals.find(case, key)
    if one is None:
        documents = (revision.document for appeal in case.appeals.all() for revision in appeal.revisions.order_by("-n"))
        drafted = next((p for doc in documents for p in doc.get("people", []) if p["key"] == key), None)
        if drafted is None:
            raise Refused(_("That person is not there any more. Look again before you decide."))
        one = individuals.of_case(case, [drafted])[0]
    return name, one


@transaction.atomic
def open_new(report: Report, *, by: User, now: dt.datetime, same: Iterable[Known] = ()) -> Appeal:
    """Open a case from the report and draft its appeal; both or neither.

    `same` says who of the report is somebody we know already: a new case of a known person.
    """
    reading = report.reading
    _refuse_unread(report)
    if not reading:
        raise Refused(_("Nothing could be read in this report, so there is nothing to draft from."))
    case = opening.open_case(title=_title(reading), country=_country(reading), by=by, now=now)
    moves.move(report, to=Report.Status.ACCEPTED, case=case, taken_as=matching.NEW)
    appeal = drafting.draft(case, report.token, reading, by=by, now=now)
    individuals.of_case(case, appeal.revisions.get().document["people"], report=report.token)
    _decide_same(report, same, by=by, now=now)
    return appeal


@transaction.atomic
def add_to(
    report: Report, case: Case, *, by: User, now: dt.datetime, tells: str = matching.UPDATE, same: Iterable[Known] = ()
) -> None:
    """Put the report to a case we follow, as an update or as its outcome; what it says is not public by that."""
    if case.status != Case.Status.OPEN:
        raise Refused(_("This case is closed. Open a new one."))
    if not by.may_write():
        raise Refused(_("Your role cannot decide about reports."))
    if tells not in (matching.UPDATE, matching.OUTCOME):
        raise Refused(_("Say whether the report is an update or the outcome."))
    _refuse_unread(report)
    moves.move(report, to=Report.Status.ACCEPTED, case=case, taken_as=tells)
    individuals.of_case(case, _people(report), report=report.token)
    _decide_same(report, same, by=by, now=now)
    writing.record("case updated", subject=opening.subject(case), by=by, report=report.token, tells=tells)


@transaction.atomic
def not_the_same(report: Report, who: Known, *, by: User, now: dt.datetime) -> None:
    """Decide that a name of the report is somebody else; they are not proposed for each other again."""
    name, one = who
    mine = _individual(report, name)
    pairing.keep_apart(mine, one, by=by, now=now, reason=_reason(mine, one))


@transaction.atomic
def decline(report: Report, *, by: User) -> None:
    """Say that nothing will be done with the report; it stays where it is."""
    if not by.may_write():
        raise Refused(_("Your role cannot decide about reports."))
    moves.move(report, to=Report.Status.DECLINED)
    writing.record("report declined", subject=receiving.subject(report), by=by)


def _refuse_unread(report: Report) -> None:
    if report.unread:
        raise Refused(_("This report was not read to the end. Have it read again before you decide."))


def _decide_same(report: Report, same: Iterable[Known], *, by: User, now: dt.datetime) -> None:
    for name, one in same:
        mine = _individual(report, name)
        if one.pk not in pairing.group(mine):
            pairing.merge(mine, one, by=by, now=now, reason=_reason(mine, one))


def _reason(one: Individual, other: Individual) -> str:
    """What the program said about the two when somebody decided, one of names.REASONS."""
    return max(names.compare(a, b) for a in one.spelt() for b in other.spelt())[1]


def _individual(report: Report, name: str) -> Individual:
    """The person of the report who has this name, whichever of their spellings it is."""
    for person in (report.reading or {}).get("people") or []:
        spelt = matching.spellings(person)
        if name in spelt:
            return individuals.of_report(report.token, spelt[0], spelt[1:])
    return individuals.of_report(report.token, name)


def _people(report: Report) -> list[Mapping[str, Any]]:
    """The people at risk of a report that brought no draft, under keys of their own."""
    people = [p for p in (report.reading or {}).get("people") or [] if p.get("status") == "at_risk"]
    return [{**person, "key": f"r-{report.pk}-{n}"} for n, person in enumerate(people)]


def _words(title: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", title.casefold()) if len(word) >= LETTERS}


def _telling(words: set[str], country: str) -> set[str]:
    """Without those that only name the country, whatever their ending: they are the same in all its cases."""
    named = {word[:LETTERS] for code in countries.LANGUAGES for word in _words(countries.name(country, code))}
    return {word for word in words if word[:LETTERS] not in named}


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
