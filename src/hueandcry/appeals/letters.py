"""The letter a target gets: the approved words, with marks where the supporter's own belong."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from hueandcry.appeals import wording
from hueandcry.appeals.models import Appeal, Target

# The post room fills these in for each delivery; no other curly bracket is in a letter.
MARKS = ("own_words", "name", "capacity", "country", "relay_page")


def protest_letter(appeal: Appeal, language: str, *, signed_for: bool = False) -> tuple[str, str]:
    """(subject, body) of the relayed letter, with {own_words}, {name}, {country} and {relay_page}.

    `signed_for` an organisation, a line {capacity} stands below the name. Where the appeal has no text in `language`,
    the letter is in the one `wording.choose` gives.
    """
    code, text = _text(appeal, language)
    parts = [text["salutation"], "{own_words}", text["body"], text["closing"]]
    with override(code):
        footer = _("How this letter came to you:")
    body = "\n\n".join(part if part == "{own_words}" else plain(part) for part in parts if part)
    signed = "{name}\n{capacity}\n{country}" if signed_for else "{name}\n{country}"
    return plain(text["subject"]), f"{body}\n{signed}\n\n-- \n{footer} {{relay_page}}\n"


def shared_words(body: str) -> str:
    """What everybody has said who sent a letter with this body: without the marks and what belongs to them."""
    said, _mark, _rest = body.partition("\n{name}\n")
    return said.replace("{own_words}\n\n", "").strip()


def plain_letter(appeal: Appeal, target: Target, language: str, *, short: bool = False) -> tuple[str, str]:
    """(subject, body) for somebody's own mail program: nothing is filled in, they sign it themselves.

    `short` is for links that hold few characters: salutation, demands and closing formula only.
    """
    _code, text = _text(appeal, language)
    demands = "\n".join(f"– {demand['text']}" for demand in text["demands"])
    core = demands if short and demands else text["body"]
    return text["subject"], "\n\n".join(part for part in (text["salutation"], core, text["closing"]) if part) + "\n"


def _text(appeal: Appeal, language: str) -> tuple[str, Mapping[str, Any]]:
    assert appeal.live_revision, "only a public appeal has letters"
    return wording.choose(appeal.live_revision.document, language)


def plain(words: str) -> str:
    """Without curly brackets, so that nothing anybody typed can pass for a mark."""
    return words.replace("{", "(").replace("}", ")")
