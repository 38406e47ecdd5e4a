"""What people follow with a program of their own, and what programs show of a link: feeds, calendars, share cards."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.appeals.models import Appeal
from hueandcry.lib import countries
from hueandcry.pages import bulletins, calendars, cards, contents, feeds, languages, paper, readable, rendering

PLACE = "follow"


@dataclass(frozen=True)
class Line:
    """One thing to follow, with the files there are for it, beside the page that lists it."""

    name: str
    language: str
    atom: str
    json: str
    calendar: str  # "" where there is no day to keep in mind


def print_all(now: dt.datetime) -> int:
    """The feeds, the calendars and the page that lists them, in each language; how many files changed."""
    written = {
        code
        for appeal in readable.appeals()
        if appeal.live_revision
        for code in contents.offered(appeal.live_revision.document)
    }
    return sum(_print(language, now) for language in sorted({*languages.interface(), *written}))


def withdraw(appeal: Appeal) -> None:
    """Take the feeds and calendars of one appeal away; those that hold it among others follow at the next print."""
    for path in list(paper.folder().glob(f"*/{PLACE}/{appeal.slug}.*")):
        if path.suffix not in paper.PACKED.values():
            paper.remove(path.relative_to(paper.folder()).as_posix())
    for path in list(paper.folder().glob(f"*/{cards.PLACE}/{appeal.slug}.*")):
        paper.remove(path.relative_to(paper.folder()).as_posix())


def _print(language: str, now: dt.datetime) -> int:
    interface, changed, kept = languages.interface_for(language), 0, set[str]()

    def put(name: str, content: bytes) -> str:
        nonlocal changed
        if content:
            changed += paper.write(f"{language}/{PLACE}/{name}", content)
            kept.add(f"{language}/{PLACE}/{name}")
        return name if content else ""

    def line(stem: str, title: str, pages: list[contents.Public]) -> Line:
        at = {"language": language, "title": title}
        return Line(
            name=title, language=language,
            atom=put(f"{stem}.atom", feeds.atom(pages=pages, at=f"{PLACE}/{stem}.atom", **at)),
            json=put(f"{stem}.json", feeds.json_feed(pages=pages, at=f"{PLACE}/{stem}.json", **at)),
            calendar=put(f"{stem}.ics", calendars.text(title, _days(pages), language=language)),
        )  # fmt: skip

    with translation.override(interface):
        pages = [
            contents.public(appeal, language, now=now) for appeal in readable.appeals() if _speaks(appeal, language)
        ]
        changed += cards.put([*map(cards.of, pages), *bulletins.cards_in(language)], language)
        appeals = [line(str(page.appeal.slug), page.words.headline, [page]) for page in pages]
        if language == interface:
            every = readable.pages(language, now)
            whole = line("all", f"{settings.ORGANISATION}: {_('appeals')}", every)
            told = {
                "language": language, "offered": languages.interface(), "root": "../../", "here": f"{PLACE}/",
                "whole": whole, "appeals": appeals, "states": _states(every, line),
            }  # fmt: skip
            changed += rendering.page(f"{language}/{PLACE}/index.html", "pages/follow.html", told)
            kept.add(f"{language}/{PLACE}/index.html")
    return changed + paper.keep_only(f"{language}/{PLACE}", kept)


def _states(pages: list[contents.Public], line) -> list[Line]:  # type: ignore[no-untyped-def]
    interface = translation.get_language() or "en"
    names = {page.country: countries.name(page.country, interface) for page in pages if page.country}
    return [
        line(f"country-{code.lower()}", name, [page for page in pages if page.country == code])
        for code, name in sorted(names.items(), key=lambda pair: countries.fold(pair[1]))
    ]


def _days(pages: Iterable[contents.Public]) -> list[calendars.Day]:
    return [day for page in pages for day in calendars.days(page)]


def _speaks(appeal: Appeal, language: str) -> bool:
    return bool(appeal.live_revision) and language in contents.offered(appeal.live_revision.document)  # type: ignore[union-attr]
