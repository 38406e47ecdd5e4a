"""The pages to write from yourself: own mail program, a letter to print, telephone, and the embassy in one's country.

They work without a script and with the desk stopped. There is one for everybody, and one for each
country for which some embassy answers.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from hueandcry.actions import receivers
from hueandcry.appeals.models import Mission
from hueandcry.lib import countries
from hueandcry.pages import by_post, calling, contents, embassies, languages, own_mail
from hueandcry.post import envelopes


@dataclass(frozen=True)
class Way:
    """One target on a page to write from, with whatever reaches it."""

    addressee: contents.Addressee
    own: own_mail.OwnLetter | None
    mission: Mission | None
    file: str  # the draft's name beside the page
    anchors: frozenset[str]  # "paste", "print" and "call", where links lead: the first of each on the page
    prints: tuple[by_post.Sheet, ...] = ()
    call: calling.Call | None = None
    others: tuple[Mission, ...] = ()  # embassies that answer for the country too
    instead: tuple[int, str] | None = None  # where an embassy cannot be written to: number and name of an office


def sheets(page: contents.Public, *, language: str) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every sub-page of one appeal in one language, with drafts and letters beside them."""
    if not page.open:
        return
    drawn: dict[str, bytes | None] = {}
    offices: dict[str, tuple[by_post.Sheet, ...]] = {}
    for code in ["", *page.write_countries]:
        place = f"write/{code}/" if code else "write/"
        found = ways(page, language=language, country=code, offices=offices)
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
            if way.own:
                yield f"{place}{way.file}", own_mail.draft_file(way.own)


def ways(
    page: contents.Public, *, language: str, country: str, token: str = "",
    offices: dict[str, tuple[by_post.Sheet, ...]] | None = None,
) -> list[Way]:  # fmt: skip
    """How each target of the appeal is reached from `country` ("" when not known).

    Without a token the copy address names appeal and language only; with one, a single act. In `offices` the letters
    to print are kept that are the same from every country.
    """
    appeal = page.appeal
    copy_to = envelopes.copy_address(appeal.slug or "", language, token)
    known = {addressee.key: addressee for addressee in page.addressees}
    offices = {} if offices is None else offices
    found: list[Way] = []
    for n, receiver in enumerate(receivers.of(appeal, country), 1):
        own = own_mail.letter(appeal, receiver, language=language, copy_to=copy_to)
        addressee, taken = known[receiver.target.key], {anchor for way in found for anchor in way.anchors}
        prints = _prints(page, receiver, n, country, offices)
        call = calling.of(page, receiver, addressee.telephones, country=country)
        fits = {"paste": own is not None, "print": bool(prints), "call": call is not None}
        anchors = frozenset(name for name, true in fits.items() if true and name not in taken)
        found.append(
            Way(
                addressee,
                own,
                receiver.mission,
                f"letter-{n}.eml",
                anchors,
                prints,
                call,
                embassies.others(receiver, country),
            )
        )
    able = [(n, way) for n, way in enumerate(found, 1) if not way.addressee.embassy_of and (way.own or way.prints)]
    instead = embassies.instead((n, way.addressee.name) for n, way in able)
    stuck = {way.addressee.key for way in found if way.addressee.embassy_of and not way.own}
    return [dataclasses.replace(way, instead=instead) if way.addressee.key in stuck else way for way in found]


def _prints(
    page: contents.Public, receiver: receivers.Receiver, n: int, country: str,
    offices: dict[str, tuple[by_post.Sheet, ...]],
) -> tuple[by_post.Sheet, ...]:  # fmt: skip
    """An embassy's letter lies with the page of a country; an office's is the same from everywhere."""
    if receiver.mission:
        return by_post.sheets(page, receiver, n=n, country=country)
    key = receiver.target.key
    if key not in offices:
        offices[key] = by_post.sheets(page, receiver, n=n, country="")
    return tuple(sheet for sheet in offices[key] if not country or sheet.paper == by_post.paper_of(country))


def _choices(page: contents.Public) -> list[tuple[str, str]]:
    """The countries with a page of their own, by name."""
    interface = languages.interface_for(page.words.language)
    pairs = [(code, countries.name(code, interface)) for code in page.write_countries]
    return sorted(pairs, key=lambda pair: countries.fold(pair[1]))
