"""The archive: every appeal there was, by month, by country and by what came of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import translation

from hueandcry.cases.models import Outcome
from hueandcry.lib import countries
from hueandcry.pages import contents, languages, months, paper, readable, rendering, world

PLACE = "archive"
AT_ONCE = 50  # appeals on one page of a list, which stays under 60 kB
Pages = list[contents.Public]


@dataclass(frozen=True)
class Shelf:
    """Appeals that have one thing in common, and the page that lists them."""

    at: str  # its place under the archive, with a slash at the end
    name: str
    pages: Pages


@dataclass(frozen=True)
class Leaf:
    """One page of a shelf, with its number and how many there are."""

    at: str
    n: int
    of: int
    pages: Pages

    @property
    def newer(self) -> str:
        """The way to the page before it, seen from this one; empty on the first."""
        return "" if self.n == 1 else "../index.html" if self.n == 2 else f"../{self.n - 1}/index.html"

    @property
    def older(self) -> str:
        """The way to the page after it; empty on the last."""
        return "" if self.n == self.of else f"{'' if self.n == 1 else '../'}{self.n + 1}/index.html"


@dataclass
class Day:
    """What lies on one day of a month: appeals issued, outcomes, and the last day to write."""

    on: dt.date
    issued: Pages = field(default_factory=list)
    came: list[tuple[contents.Public, Outcome]] = field(default_factory=list)
    due: Pages = field(default_factory=list)


def print_all(now: dt.datetime) -> int:
    """The archive in each language of the interface; how many files changed."""
    return sum(_print(language, now) for language in languages.interface())


def _print(language: str, now: dt.datetime) -> int:
    changed, kept = 0, set[str]()

    def put(at: str, template: str, told: Mapping[str, object]) -> None:
        nonlocal changed
        name = f"{language}/{PLACE}/{at}index.html"
        shared = {
            "language": language, "offered": languages.interface(), "here": f"{PLACE}/{at}",
            "root": "../" * (2 + at.count("/")),
        }  # fmt: skip
        changed += rendering.page(name, template, {**shared, **told})
        kept.add(name)

    with translation.override(language):
        pages = readable.pages(language, now)
        days, states, ends = _days(pages), _countries(pages, language), _outcomes(pages)
        every = sorted({day.strftime("%Y-%m") for day in days}, reverse=True)
        told = {"months": every, "states": states, "ends": ends}
        put("", "pages/archive.html", {**told, "map": world.drawn({page.country for page in pages}), "pages": pages})
        for shelf in [*states, *ends]:
            for leaf in leaves(shelf):
                put(leaf.at, "pages/archive_list.html", {"shelf": shelf, "leaf": leaf})
        for at in every:
            listed = [day for on, day in sorted(days.items()) if on.strftime("%Y-%m") == at]
            put(
                f"{at}/",
                "pages/archive_month.html",
                {"month": months.of(at, days, language, every=every), "days": listed},
            )
    return changed + paper.keep_only(f"{language}/{PLACE}", kept)


def leaves(shelf: Shelf) -> list[Leaf]:
    """A long shelf on several pages: the first at its own place, the others numbered below it."""
    parts = [shelf.pages[at : at + AT_ONCE] for at in range(0, len(shelf.pages), AT_ONCE)]
    return [Leaf(f"{shelf.at}{f'{n}/' if n > 1 else ''}", n, len(parts), part) for n, part in enumerate(parts, 1)]


def _countries(pages: Pages, language: str) -> list[Shelf]:
    by_code: dict[str, Pages] = defaultdict(list)
    for page in pages:
        by_code[page.country].append(page)
    found = [
        Shelf(f"country/{code.lower()}/", countries.name(code, language), held)
        for code, held in by_code.items()
        if code
    ]
    return sorted(found, key=lambda shelf: countries.fold(shelf.name))


def _outcomes(pages: Pages) -> list[Shelf]:
    """By the last outcome of the case; what ended without one, and what is running, is not an outcome."""
    return [
        Shelf(f"outcome/{code.replace('_', '-')}/", str(label), held)
        for code, label in Outcome.Code.choices
        if (held := [page for page in pages if page.outcomes and page.outcomes[-1].code == code])
    ]


def _days(pages: Pages) -> dict[dt.date, Day]:
    days: dict[dt.date, Day] = {}
    for page in pages:
        if page.appeal.issued_at:
            _day(days, page.appeal.issued_at.date()).issued.append(page)
        if page.open and page.appeal.act_by:
            _day(days, page.appeal.act_by).due.append(page)
        for outcome in page.outcomes:
            _day(days, outcome.on).came.append((page, outcome))
    return days


def _day(days: dict[dt.date, Day], on: dt.date) -> Day:
    return days.setdefault(on, Day(on))
