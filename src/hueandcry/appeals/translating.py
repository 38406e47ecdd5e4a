"""Which words a translation was made of, and whether those have changed since.

The report's own language is the original; each other text of a document keeps a mark (`of`) of the original's words
as they were when somebody last wrote or checked it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from hueandcry.appeals import wording


def original(document: Mapping[str, Any]) -> str:
    """The language the others are translated from; empty where nothing is written in the report's own."""
    code = document.get("language") or ""
    return code if code in document["texts"] and wording.begun(document["texts"][code]) else ""


def older(document: Mapping[str, Any]) -> list[str]:
    """The languages whose original was changed after somebody last wrote or checked them; sorted."""
    code = original(document)
    if not code:
        return []
    now = _mark(document["texts"][code])
    return sorted(c for c, text in document["texts"].items() if c != code and text.get("of") and text["of"] != now)


def carry(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Mark each translation of `new` that was written, checked or called right (`current`) since `old`."""
    source = original(new)
    for code, text in new["texts"].items():
        was = old["texts"].get(code) or {}
        looked = text.pop("current", False) or (text["checked"] and not was.get("checked"))
        if not source or code == source or not wording.begun(text):
            text.pop("of", None)
        elif looked or not was.get("of") or _mark(was) != _mark(text):
            text["of"] = _mark(new["texts"][source])
        else:
            text["of"] = was["of"]


def _mark(text: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits that differ when a word does."""
    told = [text.get(field, "") for field in (*wording.LINES, *wording.BLOCKS)]
    told += [demand["text"] for demand in text.get("demands") or ()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
