"""The pages to write from yourself: own mail program, a letter to print, telephone, and the embassy in one's country.

They work without a script and with the desk stopped. There is one for everybody, and one for each
country for which some embassy answers.
"""

import dataclasses
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from hueandcry.actions import receivers
from hueandcry.appeals.models import Mission
from hueandcry.lib import countries, zones
from hueandcry.pages import by_post, calling, contents, embassies, languages, own_mail
from hueandcry.post import envelopes

UP = "../"  # from the page of a country to that for everybody


@dataclass(frozen=True)
class Way:
    """One target on a page to write from, with whatever reaches it."""

    addressee: contents.Addressee
    own: own_mail.OwnLetter | None
    mission: Mission | None
    file: str  # the draft's place, seen from the page
    anchors: frozenset[str] = (
        frozenset()
    )  # "paste", "print" and "call", where links lead: the first of each on the page
    prints: tuple[by_post.Sheet, ...] = ()
    call: calling.Call | None = None
    others: tuple[Mission, ...] = ()  # embassies that answer for the country too
    instead: tuple[int, str] | None = None  # where an embassy cannot be written to: number and name of an office


class Kept:
    """What is the same on the pages of many countries, made once."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gave the first time."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def sheets(page: contents.Public, *, language: str) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every sub-page of one appeal in one language, with drafts and letters beside them."""
    if not page.open:
        return
    drawn: dict[str, bytes | None] = {}
    kept = Kept()
    for code in ["", *page.write_countries]:
        place = f"write/{code}/" if code else "write/"
        found = ways(page, language=language, country=code, kept=kept)
        for sheet in (sheet for way in found for sheet in way.prints if sheet.at not in drawn):
            drawn[sheet.at] = by_post.content(sheet, language=language, slug=page.appeal.slug or "")
            if content := drawn[sheet.at]:
                yield sheet.at, content
        found = [dataclasses.replace(way, prints=tuple(p for p in way.prints if drawn[p.at])) for way in found]
        told = {
            **contents.statics(),
            "page": page,
            "language": language,
            "offered": page.offered,
            "country": code,
            "ways": found,
            "copy_to": envelopes.copy_address(page.appeal.slug or "", language),
            "up": "../" if code else "",
            "root": "../" * (4 if code else 3),
            "here": f"{page.appeal.slug}/{place}",
            "choices": [] if code else _choices(page),
            "all_countries": [] if code else contents.country_choices(),
        }
        yield f"{place}index.html", render_to_string("pages/write.html", told).encode()
        for way in found:
            if way.own and not way.file.startswith(UP):
                yield f"{place}{way.file}", own_mail.draft_file(way.own)


def ways(page: contents.Public, *, language: str, country: str, token: str = "", kept: Kept | None = None) -> list[Way]:
    """How each target of the appeal is reached from `country` ("" when not known).

    Without a token the copy address names appeal and language only; with one, a single act.
    """
    copy_to = envelopes.copy_address(page.appeal.slug or "", language, token)
    same, found = kept or Kept(), list[Way]()
    for n, receiver in enumerate(receivers.of(page.appeal, country), 1):
        way = _way(page, receiver, n, country=country, copy_to=copy_to, kept=same)
        fits = {"paste": way.own is not None, "print": bool(way.prints), "call": way.call is not None}
        taken = {anchor for before in found for anchor in before.anchors}
        anchors = frozenset(name for name, true in fits.items() if true and name not in taken)
        above = UP if country and not token and not way.mission else ""
        found.append(dataclasses.replace(way, anchors=anchors, file=f"{above}{way.file}"))
    able = [(n, way) for n, way in enumerate(found, 1) if not way.addressee.embassy_of and (way.own or way.prints)]
    instead = embassies.instead((n, way.addressee.name) for n, way in able)
    stuck = {way.addressee.key for way in found if way.addressee.embassy_of and not way.own}
    return [dataclasses.replace(way, instead=instead) if way.addressee.key in stuck else way for way in found]


def _way(page: contents.Public, receiver: receivers.Receiver, n: int, *, country: str, copy_to: str, kept: Kept) -> Way:
    """An embassy is another in each country; an office is the same from everywhere, but for paper and clock."""
    addressee = next(one for one in page.addressees if one.key == receiver.target.key)

    def own() -> own_mail.OwnLetter | None:
        return own_mail.letter(page.appeal, receiver, language=page.words.language, copy_to=copy_to)

    def prints(place: str) -> tuple[by_post.Sheet, ...]:
        return by_post.sheets(page, receiver, n=n, country=place)

    def call() -> calling.Call | None:
        return calling.of(page, receiver, addressee.telephones, country=country)

    if receiver.mission:
        more = embassies.others(receiver, country)
        return Way(
            addressee, own(), receiver.mission, f"letter-{n}.eml", prints=prints(country), call=call(), others=more
        )
    printed = kept.once(("print", n), lambda: prints(""))
    fitting = tuple(sheet for sheet in printed if not country or sheet.paper == by_post.paper_of(country))
    called = kept.once(("call", n, zones.of(country) if country else ""), call)
    return Way(addressee, kept.once(("own", n), own), None, f"letter-{n}.eml", prints=fitting, call=called)


def _choices(page: contents.Public) -> list[tuple[str, str]]:
    """The countries with a page of their own, by name."""
    interface = languages.interface_for(page.words.language)
    pairs = [(code, countries.name(code, interface)) for code in page.write_countries]
    return sorted(pairs, key=lambda pair: countries.fold(pair[1]))
