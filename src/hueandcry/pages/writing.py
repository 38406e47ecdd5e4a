"""The pages to write from yourself: own mail program, copy and paste, telephone, and the embassy in one's country.

They work without a script and with the desk stopped. There is one for everybody, and one for each
country for which some embassy answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from hueandcry.actions import receivers
from hueandcry.appeals.models import Mission
from hueandcry.lib import countries
from hueandcry.pages import contents, languages, own_mail
from hueandcry.post import envelopes


@dataclass(frozen=True)
class Way:
    """One target on a page to write from, with whatever reaches it."""

    addressee: contents.Addressee
    own: own_mail.OwnLetter | None
    mission: Mission | None
    file: str  # the draft's name beside the page
    anchor: str  # "paste" or "call", where links to it lead; each once on a page


def sheets(page: contents.Public, *, language: str) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every sub-page of one appeal in one language, with the drafts beside them."""
    if not page.open:
        return
    for code in ["", *page.write_countries]:
        place = f"write/{code}/" if code else "write/"
        found = ways(page, language=language, country=code)
        told = {
            **contents.statics(),
            "page": page,
            "language": language,
            "offered": page.offered,
            "country": code,
            "ways": found,
            "root": "../" * (4 if code else 3),
            "here": f"{page.appeal.slug}/{place}",
            "choices": [] if code else _choices(page),
            "all_countries": [] if code else contents.country_choices(),
        }
        yield f"{place}index.html", render_to_string("pages/write.html", told).encode()
        for way in found:
            if way.own:
                yield f"{place}{way.file}", own_mail.draft_file(way.own)


def ways(page: contents.Public, *, language: str, country: str, token: str = "") -> list[Way]:
    """How each target of the appeal is reached from `country` ("" when not known).

    Without a token the copy address names appeal and language only; with one, a single act.
    """
    appeal = page.appeal
    copy_to = envelopes.copy_address(appeal.slug or "", language, token)
    known = {addressee.key: addressee for addressee in page.addressees}
    found: list[Way] = []
    for n, receiver in enumerate(receivers.of(appeal, country), 1):
        own = own_mail.letter(appeal, receiver, language=language, copy_to=copy_to)
        addressee, taken = known[receiver.target.key], {way.anchor for way in found}
        fits = {"paste": own is not None, "call": bool(addressee.telephones)}
        anchor = next((name for name, true in fits.items() if true and name not in taken), "")
        found.append(Way(addressee, own, receiver.mission, f"letter-{n}.eml", anchor))
    return found


def _choices(page: contents.Public) -> list[tuple[str, str]]:
    """The countries with a page of their own, by name."""
    interface = languages.interface_for(page.words.language)
    pairs = [(code, countries.name(code, interface)) for code in page.write_countries]
    return sorted(pairs, key=lambda pair: countries.fold(pair[1]))
