"""How many people came through each section; the public hears of one from ten on, by the rule for countries.

A section tells where somebody lives as well as a country does. Everybody stands in one cell: that of the section whose
page she acted on first, or that of nobody's; so the cells are a split of the one total, and nothing is counted twice.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from hueandcry.actions import suppressing, tally
from hueandcry.actions.models import Action, Capacity, SectionSplit
from hueandcry.appeals.models import Appeal
from hueandcry.lib import sabotage
from hueandcry.people.models import Section

NONE = ""  # whoever came through no section's page


@dataclass(frozen=True)
class Told:
    """What everybody may know; nothing where there are not enough people."""

    shown: tuple[tuple[str, int], ...]  # name of a section, people
    direct: int  # came through none; 0 where they are among the others
    other: int
    as_of: dt.datetime | None


def desk(appeal: Appeal) -> list[tuple[str, int]]:
    """Exactly, as the rows are now; sections only."""
    counts, names = _counts(appeal), _names()
    return sorted(((names[slug], n) for slug, n in counts.items() if slug != NONE), key=lambda cell: (-cell[1], cell))


def public(appeal: Appeal) -> Told:
    """What the last split says; outside MODE=live the rows themselves."""
    if settings.LIVE:
        split = SectionSplit.objects.filter(appeal=appeal).first()
        cells = suppressing.Cells(dict(split.shown), split.other, None) if split else suppressing.Cells({}, 0, None)
    else:
        split, cells = None, _cells(_counts(appeal))
    names = _names() if cells.shown else {}
    shown = [(names[slug], n) for slug, n in cells.shown.items() if slug != NONE and slug in names]
    if not shown:
        return Told((), 0, 0, None)
    return Told(
        tuple(sorted(shown, key=lambda cell: (-cell[1], cell[0]))), cells.shown.get(NONE, 0), cells.other,
        split.as_of if split else None,
    )  # fmt: skip


def mark(appeal: Appeal) -> str:
    """A short mark that differs when one of these numbers does."""
    told = public(appeal)
    return hashlib.sha256(repr((told.shown, told.direct, told.other)).encode()).hexdigest()[:16]


def refresh(appeal: Appeal, *, now: dt.datetime) -> bool:
    """Once a day: let the public see the sections anew, if nobody could be watched moving (`tally.refresh_split`)."""
    old, new = SectionSplit.objects.filter(appeal=appeal).first(), _cells(_counts(appeal, now))
    if not old and set(_counts(appeal, now)) <= {NONE}:
        return False  # a desk without sections keeps no rows about them
    if old:
        before = suppressing.Cells(dict(old.shown), old.other, None)
        if old.as_of.date() >= now.date() or not suppressing.may_follow(before, new):
            return False
    values = {"as_of": now, "shown": new.shown, "other": new.other}
    SectionSplit.objects.update_or_create(appeal=appeal, defaults=values)
    return True


def faults(appeal: Appeal) -> list[str]:
    """The split cannot name more people than had ever confirmed on its day; a sentence where it does."""
    split = SectionSplit.objects.filter(appeal=appeal).first()
    if not split:
        return []
    ever = Action.objects.filter(appeal=appeal, way=Action.Way.RELAY, capacity=Capacity.PERSON).order_by()
    ever = ever.filter(confirmed_at__lt=split.as_of)
    people = Count("person_key", distinct=True)
    most = {slug or NONE: n for slug, n in ever.values_list("section__slug").annotate(n=people)}
    told = [(f"the split for section {slug or 'none'}", n, most.get(slug, 0)) for slug, n in split.shown.items()]
    whole = ever.aggregate(n=people)["n"]
    told.append(("the whole split by sections", sum(split.shown.values()) + split.other, whole))
    return [f"{appeal}: {what} names {n}, the rows know {rows}." for what, n, rows in told if n > rows]


def _cells(counts: dict[str, int]) -> suppressing.Cells:
    if sabotage.on("small-sections-too"):
        return suppressing.Cells(counts, 0, None)
    return suppressing.cells(counts)


def _counts(appeal: Appeal, until: dt.datetime | None = None) -> dict[str, int]:
    """Everybody once, by the section of her first act."""
    rows = tally.first_acts(appeal, until).values_list("section__slug").annotate(n=Count("pk"))
    return {slug or NONE: n for slug, n in rows.order_by()}


def _names() -> dict[str, str]:
    return dict(Section.objects.values_list("slug", "name"))
