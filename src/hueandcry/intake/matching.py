"""Who a report may tell of, and what it may be for their case; the likeliest first, each with its reason."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals.models import Revision
from hueandcry.cases import index, pairing
from hueandcry.cases.models import Case, Individual
from hueandcry.intake import timeline
from hueandcry.intake.models import Report
from hueandcry.intake.timeline import Course, Moment

NEW, UPDATE, OUTCOME = "new", "update", "outcome"
MOST = 5  # people on the screen
TOLD = 12  # people of one report looked for
DRAFTS = 300  # revisions in work that are looked through


@dataclass(frozen=True)
class Way:
    """One thing the report may be for the case, and why."""

    kind: str
    because: str


@dataclass(frozen=True)
class Match:
    """Somebody of the report who may be somebody of a case."""

    case: Case
    key: str  # of the person in the case
    told: str
    known: str
    score: float
    why: str
    decided: bool = False  # somebody said already that they are one person
    ways: list[Way] = field(default_factory=list)

    @property
    def person(self) -> str:
        """How a form names the person: the case and the key."""
        return f"{self.case.pk}:{self.key}"


@dataclass(frozen=True)
class Drafted:
    """Somebody of a draft that is still worked on."""

    case: int
    key: str
    spelt: list[str]


def find(report: Report) -> list[Match]:
    """People of cases whom the report may tell of, open and closed cases alike; nobody who was told apart."""
    reading = report.reading or {}
    best: dict[int, Match] = {}
    people = [p for p in reading.get("people") or [] if p.get("status") == "at_risk"]
    drafted = _drafted() if people else []
    for person in people[:TOLD]:
        spelt = spellings(person)
        mine = Individual.objects.filter(report=report.token, name__in=spelt).first()
        apart = pairing.told_apart(mine) if mine else set()
        together = pairing.group(mine) if mine else set()
        for match in (*_from_index(spelt, apart, together), *_from_drafts(spelt, apart, drafted)):
            before = best.get(match.case.pk)
            if match.case.pk != report.case_id and (before is None or before.score < match.score):
                best[match.case.pk] = match
    found = sorted(best.values(), key=lambda match: (-match.score, -match.case.pk))[: MOST * 2]
    all_spelt = {match.told: next(spellings(p) for p in people if match.told in spellings(p)) for match in found}
    full = [_with_ways(match, reading, all_spelt[match.told]) for match in found]
    return sorted(full, key=lambda match: (_rank(match), -match.score, -match.case.pk))[:MOST]


def spellings(person: Mapping[str, Any]) -> list[str]:
    """The names of a person of a reading or a document, the first of them first."""
    return [name for name in (person.get("name"), *(person.get("aliases") or [])) if isinstance(name, str) and name]


def _from_index(spelt: list[str], apart: set[int], together: set[int]) -> Iterable[Match]:
    for name in spelt:
        for one, score, reason in index.propose(name, MOST * 2):
            if one.case is None or one.pk in apart:
                continue
            decided = one.pk in together
            why = _("Somebody decided that they are one person.") if decided else _why(name, one.name, reason)
            yield Match(one.case, one.key, name, one.name, 2.0 if decided else score, why, decided)
            for linked in Individual.objects.filter(pk__in=pairing.group(one) - {one.pk} - apart).select_related(
                "case"
            ):
                if linked.case:
                    told = _("%(one)s and %(other)s were decided to be one person.")
                    linked_why = f"{why} {told % {'one': one.name, 'other': linked.name}}"
                    yield Match(linked.case, linked.key, name, linked.name, score - 0.01, linked_why, decided)


def _drafted() -> list[Drafted]:
    """People of drafts, which are in no index before somebody approves them; the newest drafts first."""
    rows = Revision.objects.filter(status__in=("draft", "review", "approved"), appeal__case__status=Case.Status.OPEN)
    rows = rows.order_by("-pk")[:DRAFTS]
    found = rows.values_list("appeal__case_id", "document__people")  # a whole document is much to read
    return [Drafted(case, person["key"], spellings(person)) for case, people in found for person in people or []]


def _from_drafts(spelt: list[str], apart: set[int], drafted: list[Drafted]) -> Iterable[Match]:
    """Only names that share a key are compared: to compare all with all takes seconds."""
    sought = [(name, frozenset().union(*names.sought(name))) for name in spelt if names.enough(name)]
    for one in drafted:
        pairs = [(name, theirs) for name, keys in sought for theirs in one.spelt if not keys.isdisjoint(_keys(theirs))]
        alike = [(*names.compare(*pair), *pair) for pair in pairs]
        score, reason, told, known = max(alike, default=(0.0, "", "", ""))
        if score < names.PROPOSE or Individual.objects.filter(case=one.case, key=one.key, pk__in=apart).exists():
            continue
        yield Match(Case.objects.get(pk=one.case), one.key, told, known, score, _why(told, known, reason))


@functools.lru_cache(maxsize=4096)
def _keys(name: str) -> frozenset[str]:
    """What a name of a draft is filed under; made once, for the same drafts are looked through at every report."""
    return frozenset(key for key, _one, _other in names.filed(name)) if names.enough(name) else frozenset()


def _why(told: str, known: str, reason: str) -> str:
    if told == known:
        return _("Possibly the same person: %(name)s is in both.") % {"name": told}
    sentence = _("%(told)s is possibly the same person as %(known)s, because %(reason)s.")
    return sentence % {"told": told, "known": known, "reason": _(reason)}


def _with_ways(match: Match, reading: Mapping[str, Any], spelt: list[str]) -> Match:
    mine = timeline.of_report(reading, spelt)
    theirs = timeline.of_case(match.case, [*spelt, match.known])
    ways = _ways(mine, theirs)
    if match.case.status != Case.Status.OPEN:
        closed = Way(NEW, _("The earlier case of this person is closed."))
        ways = [way for way in ways if way.kind == NEW and way is ways[0]] or [closed]
    match.ways.extend(ways)
    return match


def _ways(mine: Course, theirs: Course) -> list[Way]:
    """What the report may be, the likeliest first; dates decide, and where there are none the plainer thing."""
    update = Way(UPDATE, _("It may tell more about the same events."))
    if mine.ended or mine.end:
        if mine.end and theirs.harm and mine.end.last < theirs.harm.first:
            dates = {"end": _on(mine.end), "harm": _on(theirs.harm), "what": _what(theirs.harm)}
            sentence = _("It tells of an end on %(end)s, before what this case is about (%(what)s, %(harm)s).")
            return [Way(NEW, f"{sentence % dates} {_('So it is the outcome of something earlier.')}"), update]
        outcome = Way(OUTCOME, _("It tells how it ended for this person."))
        if theirs.ended:
            return [update, Way(OUTCOME, _("An outcome is known already; this may be a later one.")), _another()]
        return [outcome, update, _another()]
    if theirs.ended and mine.harm and not (theirs.end and mine.harm.last < theirs.end.first):
        if theirs.end:
            dates = {"end": _on(theirs.end), "harm": _on(mine.harm), "what": _what(mine.harm)}
            sentence = _(
                "The earlier case ended on %(end)s; this report tells of something later (%(what)s, %(harm)s)."
            )
            return [Way(NEW, sentence % dates), update]
        return [Way(NEW, _("The earlier case has ended; this report tells of something new.")), update]
    if mine.harm and theirs.harm and (mine.harm.first - theirs.harm.last).days > timeline.ANOTHER:
        dates = {"mine": _on(mine.harm), "what": _what(mine.harm), "theirs": _on(theirs.harm)}
        sentence = _("What it tells of (%(what)s, %(mine)s) is long after the earlier case (%(theirs)s).")
        return [Way(NEW, sentence % dates), update]
    return [update, _another()]


def _another() -> Way:
    return Way(NEW, _("It may be another event with the same person."))


def _rank(match: Match) -> int:
    """A case whose outcome this may be comes before all others; those come by likeness."""
    return 0 if match.ways[0].kind == OUTCOME else 1


def _on(moment: Moment) -> str:
    """A date as far as it is known, in the language of the screen."""
    parts = moment.date.count("-")
    return date_format(moment.first, "j E Y" if parts == 2 else "F Y" if parts else "Y")


def _what(moment: Moment) -> str:
    """What happened, in a word."""
    return {
        "arrest": _("an arrest"), "detention": _("a detention"), "trial": _("a trial"), "sentence": _("a sentence"),
        "disappearance": _("a disappearance"), "deportation": _("a deportation"), "raid": _("a raid"),
        "beating": _("a beating"),
    }.get(moment.type, moment.type)  # fmt: skip
