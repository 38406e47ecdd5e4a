"""The one document of a revision: everything an appeal says, so that one hash covers all of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from hueandcry.appeals.cleaning import clean as clean
from hueandcry.appeals.gaps import Missing as Missing
from hueandcry.appeals.gaps import missing as missing
from hueandcry.appeals.wording import choose as choose
from hueandcry.appeals.wording import languages as languages


def blank(languages: Iterable[str]) -> dict[str, Any]:
    """A document that says nothing yet, with an empty text per language."""
    return {
        "report": "",
        "language": "",  # the report's own: its words come first where a language is missing
        "country": "",
        "place": "",
        "people": [],
        "others": [],  # in the report, and not at risk: never on a public page
        "incidents": [],
        "withheld": [],  # incidents that are not for the public
        "targets": [],
        "copies": [],
        "texts": {language: blank_text() for language in languages},
        "hide_addresses": True,
        "consent": {"given_by": "", "how": "", "on": "", "reason": ""},
        "act_by": "",
        # "warned": codes of countries whose residents are told that writing may put them in danger; left out if none
        # "circles": when the circles after the first open; left out where there is one circle
        "removed": [],  # what a writer took out and may bring back
    }


def blank_text() -> dict[str, Any]:
    """The words of one language, not yet written and not checked."""
    fields = ("headline", "summary", "story", "subject", "salutation", "body", "closing")
    return {**dict.fromkeys(fields, ""), "demands": [], "spans": {}, "basis": {}, "checked": False}


def canonical(document: Mapping[str, Any]) -> str:
    """The document as one line of JSON that is the same for the same content (sorted keys, no blanks)."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits; approval names it."""
    return hashlib.sha256(canonical(document).encode("utf-8", "surrogatepass")).hexdigest()


def changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The parts in which two documents differ, as places such as texts.en.body; no words."""
    names = sorted({*old, *new} - {"texts"})
    found = [name for name in names if (old.get(name) or None) != (new.get(name) or None)]
    for code in sorted({*old["texts"], *new["texts"]}):
        before, after = old["texts"].get(code, blank_text()), new["texts"].get(code, blank_text())
        fields = sorted({*before, *after} - {"spans"} - ({"of"} if not before.get("of") else set()))
        found += [f"texts.{code}.{field}" for field in fields if before.get(field) != after.get(field)]
    return found
