"""National sections, and partners with a site: one person asks for what they tell the public, a second one agrees."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.ledger import writing
from hueandcry.lib import countries, moves
from hueandcry.lib.refusal import Refused
from hueandcry.people import frames
from hueandcry.people.models import Section, User

FIELDS = ("name", "language", "country", "imprint", "privacy", "donate", "origins", *frames.COLOURS)
NAME, TEXT, LINK = 80, 8000, 300  # characters
SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}[a-z0-9]")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z0-9]")
Status = Section.Status


def tidied(values: Mapping[str, str]) -> dict[str, str]:
    """What a form sent, without what nobody meant: outer blanks, other systems' line ends."""
    told = {name: values.get(name, "").replace("\r\n", "\n").strip() for name in FIELDS}
    colours = {name: told[name].lower() for name in frames.COLOURS}
    return {**told, **colours, "name": " ".join(told["name"].split()), "origins": frames.sites(told["origins"])}


def faults(values: Mapping[str, str], *, kind: str = Section.Kind.SECTION) -> dict[str, str]:
    """A sentence for each field that cannot be taken as it is; empty when all is well.

    A partner has no pages here, so nobody answers for them.
    """
    missing = _missing if kind == Section.Kind.SECTION else (lambda _text: "")
    long = _("Please shorten this to %(most)d characters.") % {"most": TEXT}
    found = {
        "name": _name(values["name"]),
        "language": "" if LANGUAGE.fullmatch(values["language"]) else _("Give the code of a language, such as de."),
        "country": "" if values["country"] in countries.iso_codes() else _("Choose the country of the section."),
        "imprint": missing(values["imprint"]) or (long if len(values["imprint"]) > TEXT else ""),
        "privacy": missing(values["privacy"]) or (long if len(values["privacy"]) > TEXT else ""),
        "donate": _link(values["donate"]),
        "origins": frames.fault_of_sites(values["origins"]),
        "ground": frames.fault_of_colours(*(values[name] for name in frames.COLOURS)),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


@transaction.atomic
def found(
    slug: str, values: Mapping[str, str], *, by: User, now: dt.datetime, kind: str = Section.Kind.SECTION
) -> Section:
    """Ask for a new section; `values` have passed `faults`. It is public when somebody else has agreed."""
    _may(by)
    if not SLUG.fullmatch(slug):
        raise Refused(_("Its address is three to 32 small letters and digits, with hyphens inside."))
    if Section.objects.filter(slug=slug).exists():
        raise Refused(_("There is a section with this address already."))
    section = Section.objects.create(slug=slug, kind=kind, wanted=dict(values), asked_by=by, asked_at=now)
    writing.record("section asked", subject=f"section {slug}", by=by, kind=kind, wanted=dict(values))
    return section


@transaction.atomic
def ask(section: Section, values: Mapping[str, str], *, by: User, now: dt.datetime) -> None:
    """Ask for a change, or for opening it again; whatever was asked for before is replaced."""
    _may(by)
    if section.status == Status.DROPPED:
        raise Refused(_("This section was never opened. Ask for a new one."))
    if section.status == Status.OPEN and all(getattr(section, name) == values[name] for name in FIELDS):
        raise Refused(_("Nothing would change."))
    _replace(section, {"wanted": dict(values), "asked_by": by, "asked_at": now})
    writing.record("section asked", subject=f"section {section.slug}", by=by, wanted=dict(values))


@transaction.atomic
def agree(section: Section, *, by: User) -> None:
    """What was asked for is public from the next print on; whoever asked cannot agree."""
    _may(by)
    if not section.wanted:
        raise Refused(_("Somebody else has just changed this. Look again before you decide."))
    if section.asked_by_id == by.pk:
        raise Refused(_("You asked for this yourself. Somebody else has to agree."))
    told = {name: section.wanted.get(name, "") for name in FIELDS}
    _replace(section, {**told, "wanted": {}, "asked_by": None, "asked_at": None})
    if section.status != Status.OPEN:
        moves.move(section, to=Status.OPEN)
    writing.record("section changed", subject=f"section {section.slug}", by=by, told=told)


@transaction.atomic
def drop(section: Section, *, by: User) -> None:
    """What was asked for is not done; also by whoever asked."""
    _may(by)
    if not section.wanted:
        raise Refused(_("Somebody else has just changed this. Look again before you decide."))
    _replace(section, {"wanted": {}, "asked_by": None, "asked_at": None})
    if section.status == Status.WAITING:
        moves.move(section, to=Status.DROPPED)
    writing.record("section change dropped", subject=f"section {section.slug}", by=by)


@transaction.atomic
def close(section: Section, *, by: User) -> None:
    """Its pages go; one person is enough, for a wrong imprint or a stolen donation page cannot wait."""
    _may(by)
    moves.move(section, to=Status.CLOSED)
    writing.record("section closed", subject=f"section {section.slug}", by=by)


def open_ones() -> list[Section]:
    """The sections the public sees, by name."""
    return sorted(Section.objects.filter(status=Status.OPEN), key=lambda section: section.name.casefold())


def donation_host(address: str) -> str:
    """Where a donate link leads, as it is shown beside it."""
    return urlsplit(address).hostname or ""


def _replace(section: Section, values: Mapping[str, object]) -> None:
    """Set these, if the row is still as it was read: nobody agrees to what came after she looked."""
    same = Section.objects.filter(pk=section.pk, status=section.status, asked_at=section.asked_at)
    if not same.update(**values):
        raise Refused(_("Somebody else has just changed this. Look again before you decide."))
    for name, value in values.items():
        setattr(section, name, value)


def _name(text: str) -> str:
    if not text or not any(sign.isalpha() for sign in text):
        return _("Give the name of the section.")
    if len(text) > NAME or any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn") for sign in text):
        return _("Write the name on one line, in at most %(most)d characters.") % {"most": NAME}
    return ""


def _missing(text: str) -> str:
    return "" if text else _("Its pages may not be without this.")


def _link(address: str) -> str:
    if not address:
        return ""
    sentence = _("Give an address that begins with https://, without a name, a password or a port in it.")
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and HOST.fullmatch(parts.netloc) and len(address) <= LINK
    except ValueError:
        return sentence
    return "" if plain and address.isascii() and address.isprintable() and " " not in address else sentence


def _may(by: User) -> None:
    if not by.may_keep_sections():
        raise Refused(_("Your role cannot decide about sections."))
