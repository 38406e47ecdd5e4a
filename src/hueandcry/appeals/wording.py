"""In which languages an appeal can be read, and which words somebody gets in theirs."""

from collections.abc import Mapping
from typing import Any

LINES = ("headline", "summary", "subject", "salutation", "closing")
BLOCKS = ("story", "body")
NEEDED = ("headline", "subject", "body")


def complete(text: Mapping[str, Any]) -> bool:
    """Whether a language has a headline and a letter that can be sent."""
    return all(text[field] for field in NEEDED)


def begun(text: Mapping[str, Any]) -> bool:
    """Whether anything at all was written in a language."""
    return bool(text["demands"]) or any(text[field] for field in (*LINES, *BLOCKS))


def languages(document: Mapping[str, Any]) -> list[str]:
    """The languages the public may read: complete, and checked by somebody who speaks them; sorted."""
    return sorted(code for code, text in document["texts"].items() if text["checked"] and complete(text))


def choose(document: Mapping[str, Any], language: str) -> tuple[str, Mapping[str, Any]]:
    """(language, text) for a reader: theirs; else the report's own; else English; else the first there is."""
    public = languages(document)
    for code in (language, document.get("language", ""), "en", *public):
        if code in public:
            return code, document["texts"][code]
    raise LookupError("no language of this appeal is ready for the public")
