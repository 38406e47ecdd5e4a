"""What is missing before anybody may approve an appeal: holes, facts without words, no letter, no consent."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import circles, wording
from hueandcry.cases import disclosure
from hueandcry.lib import clock

REACHES = ("email", "phone", "fax", "post")


@dataclass(frozen=True)
class Missing:
    """One thing that blocks approval: its place in the document, and a sentence for the screen."""

    where: str
    sentence: str


def missing(document: Mapping[str, Any], *, today: dt.date | None = None) -> list[Missing]:
    """Everything that blocks approval, in the order of the screen; empty when nothing does."""
    today = today or clock.now().date()
    return [
        Missing(where, sentence)
        for part in (_people, _incidents, _targets, circles.missing, _copies, _texts)
        for where, sentence in part(document)
    ] + [Missing(where, sentence) for where, sentence in _formal(document, today)]


def named(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(place in the document, name) of whoever and whatever is not to be named and stands in a public text."""
    return {*disclosure.named_in_public(document), *_places_named(document)}


Found = Iterator[tuple[str, str]]


def _people(document: Mapping[str, Any]) -> Found:
    if not document["people"]:
        yield "people", _("Nobody is named as a person at risk.")
    for person in document["people"]:
        where = f"people.{person['key']}"
        if not person["name"]:
            yield where, _("A person at risk has no name. Write how they are to be called.")
        elif person.get("found_as") and not person.get("why"):
            told = {"name": person["name"]}
            yield where, _("%(name)s was found as an official or a perpetrator. Say why they are at risk.") % told
        elif not _supported(person):
            yield where, _unsupported(person["name"])
    at_risk = {person["name"] for person in document["people"] if not person["public"]}
    for place, name in disclosure.named_in_public(document):
        if name in at_risk:
            yield place, _("%(name)s is not to be named in public, but these words do it.") % {"name": name}
        else:
            sentence = _("%(name)s was put aside, merged or taken out and is not to be named, but these words do it.")
            yield place, sentence % {"name": name}
    for place, name in _places_named(document):
        yield place, _("%(name)s is not to be named in public, but these words do it.") % {"name": name}


def _places_named(document: Mapping[str, Any]) -> Found:
    """(place in the document, name of a place kept at the desk) wherever a public text has it, in any case form."""
    incidents = [*document["incidents"], *(document.get("withheld") or [])]
    incidents += disclosure.taken_out(document, "incidents", "withheld")
    kept = dict.fromkeys(row.get("place_kept") for row in (document, *incidents))
    for name in filter(None, kept):
        if len(name.split()) == 1:
            unnamed = {"people": [{"name": name, "aliases": [], "public": False}], "texts": document["texts"]}
            yield from disclosure.named_in_public(unnamed)
            continue
        for code, text in document["texts"].items():
            for field in (*wording.LINES, *wording.BLOCKS):
                if f" {names.fold(name)} " in f" {names.fold(text[field])} ":
                    yield f"texts.{code}.{field}", name


def _incidents(document: Mapping[str, Any]) -> Found:
    for incident in document["incidents"]:
        if not _supported(incident):
            parts = (incident["type"], incident["date"], incident["place"], incident["quantity"])
            yield f"incidents.{incident['key']}", _unsupported(", ".join(part for part in parts if part))


def _targets(document: Mapping[str, Any]) -> Found:
    if not document["targets"]:
        yield "targets", _("There is nobody to write to.")
    for target in document["targets"]:
        where, name = f"targets.{target['key']}", name_of(target)
        if not name:
            yield where, _("A target has neither office nor name.")
        elif not _supported(target):
            yield where, _unsupported(name)
        holes = [place for place, channel in enumerate(target["channels"]) if channel["hole"]]
        for place in holes:
            sentence = _("An address of %(name)s is hidden in the report. Find it, or remove the line.")
            yield f"{where}.channels.{place}", sentence % {"name": name}
        for place, channel in enumerate(target["channels"]):
            if not channel["hole"] and not _supported(channel):
                yield f"{where}.channels.{place}", _unsupported(channel["value"])
        reached = any(channel["kind"] in REACHES for channel in target["channels"])
        if not reached and not target["rule"]:
            yield f"{where}.channels", _("There is no way to reach %(name)s.") % {"name": name}


def _copies(document: Mapping[str, Any]) -> Found:
    for place, copy in enumerate(document["copies"]):
        if copy["hole"]:
            yield f"copies.{place}", _("An address for copies is hidden in the report. Find it, or remove the line.")
        elif not _supported(copy):
            yield f"copies.{place}", _unsupported(copy["value"])


def _texts(document: Mapping[str, Any]) -> Found:
    texts = document["texts"]
    if not wording.languages(document):
        yield "texts", _("No language has a headline, a letter with its subject, and somebody who checked it.")
    supported = {d["key"] for text in texts.values() for d in text["demands"] if _supported(d)}
    for code, text in texts.items():
        if not wording.begun(text):
            continue
        names = {"headline": _("headline"), "subject": _("subject of the letter"), "body": _("letter")}
        if text["checked"] or code == document.get("language"):
            for field in wording.NEEDED:
                if not text[field]:
                    told = {"language": code, "what": names[field]}
                    yield f"texts.{code}.{field}", _("Missing in %(language)s: %(what)s.") % told
        for demand in text["demands"]:
            if demand["key"] not in supported:  # a translation stands on the words of its original
                yield f"texts.{code}.demands.{demand['key']}", _unsupported(demand["text"])


def _formal(document: Mapping[str, Any], today: dt.date) -> Found:
    if not document["country"]:
        yield "country", _("Which state is this about? Choose the country.")
    consent = document["consent"]
    if not consent["reason"] and not all(consent[part] for part in ("given_by", "how", "on")):
        yield "consent", _("Write down who gave consent, how and when, or why we act without it.")
    if not document["act_by"]:
        yield "act_by", _("Until when should people act? Give the act-by date.")
    elif dt.date.fromisoformat(document["act_by"]) <= today:
        yield "act_by", _("The act-by date has passed or is today.")


def name_of(target: Mapping[str, Any]) -> str:
    """A target as the public reads it: holder and office, or the office, or the body."""
    office = target["office"] or target["organisation"]
    return ", ".join(part for part in (target["holder"], office) if part)


def _supported(fact: Mapping[str, Any]) -> bool:
    return bool(fact["spans"] or fact["basis"])


def _unsupported(what: str) -> str:
    return _("“%(what)s” stands on no words of the report. Say how we know it.") % {"what": what[:80]}
