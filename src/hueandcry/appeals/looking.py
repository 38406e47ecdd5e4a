"""How sure the reader was of a value, in words, and who at the desk has looked at it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hueandcry.appeals import rows
from hueandcry.appeals.rows import Document, Row

AGREES, CHECK, CARRIED = "agrees", "check", "carried"
SURE = (AGREES, CHECK, CARRIED)
CERTAIN, DOUBTFUL = 0.8, 0.6  # of the reader's confidence, 0 to 1; see reading.md
SENTENCE = re.compile(r"(?:(?<=\w\w)\.|[!?…])[\"”»)]?(?=\s)|\n\s*\n")  # a stop after one letter is an initial
APART = ("spans", "basis", "looked", "sure", "channels", "status", "found_as", "found_by")


def sure(row: Mapping[str, Any], text: str) -> str:
    """One of SURE, or nothing to say, for a row of the reader's JSON.

    Carried: where the deed is told, the date, the place or the people are not; an earlier sentence names them.
    """
    if row.get("carried") or _carried(row.get("spans"), text):
        return CARRIED
    if row.get("unnamed") or row.get("date_inferred") or (row.get("date_partial") and not row.get("date")):
        return CHECK
    confidence = row.get("confidence")
    if not isinstance(confidence, int | float):
        return ""
    if confidence < DOUBTFUL:
        return CHECK
    return AGREES if confidence >= CERTAIN and _printed(row.get("spans")) > 1 else ""


def carry(old: Mapping[str, Any], new: Document, *, by: str) -> None:
    """Write down who looked: whoever ticked a row first, or corrected or added it since."""
    for before, row in _pairs(old, new):
        if before is None or _values(before) != _values(row):
            row["looked"] = by
        elif row.get("looked"):
            row["looked"] = before.get("looked") or by
    for code, text in new["texts"].items():
        was = old["texts"].get(code) or {}
        ticked = text.pop("looked", None) or {}
        # Words written by hand are no proposal any more; whose they are stands in their ground.
        kept = {f: (was.get("looked") or {}).get(f) or by for f in ticked if text.get(f) and was.get(f) == text[f]}
        if kept:
            text["looked"] = kept


def unlooked(document: Mapping[str, Any]) -> int:
    """How many rows of the draft nobody has looked at yet; those put aside do not count."""
    aside = [row["key"] for name in ("others", "withheld") for row in document.get(name) or []]
    return sum(1 for row in rows.facts(document) if not row.get("looked") and row.get("key") not in aside)


def _pairs(old: Mapping[str, Any], new: Document) -> Iterator[tuple[Row | None, Row]]:
    for group in rows.LISTS:
        yield from _keyed(rows.every(old, group), rows.every(new, group))
    channels = {target["key"]: target["channels"] for target in old["targets"]}
    for target in new["targets"]:
        yield from _unkeyed(channels.get(target["key"], []), target["channels"])
    yield from _unkeyed(old["copies"], new["copies"])
    for code, text in new["texts"].items():
        yield from _keyed((old["texts"].get(code) or {}).get("demands") or [], text["demands"])


def _keyed(old: list[Row], new: list[Row]) -> Iterator[tuple[Row | None, Row]]:
    known = {row["key"]: row for row in old}
    for row in new:
        yield known.get(row["key"]), row


def _unkeyed(old: list[Row], new: list[Row]) -> Iterator[tuple[Row | None, Row]]:
    left = list(old)
    for row in new:
        same = next((one for one in left if _values(one) == _values(row)), None)
        if same is not None:
            left.remove(same)
        yield same, row


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in APART}


def _carried(spans: object, text: str) -> bool:
    if not isinstance(spans, Mapping) or not spans.get("type"):
        return False
    told = [_sentence(text, span[0]) for span in spans["type"]]
    for field in ("date", "place", "victims"):
        places = spans.get(field) or []
        if places and not any(start <= span[0] < end for span in places for start, end in told):
            return True
    return False


def _sentence(text: str, at: int) -> tuple[int, int]:
    reach = 1000  # characters; no sentence is longer
    before = [m.end() for m in SENTENCE.finditer(text, max(0, at - reach), at)]
    after = SENTENCE.search(text, at, at + reach)
    return (before[-1] if before else max(0, at - reach)), (after.end() if after else at + reach)


def _printed(spans: object) -> int:
    """How often the value itself is printed: a person's name, not the role beside it."""
    own = spans.get("name") if isinstance(spans, Mapping) else spans
    return len(own) if isinstance(own, list | tuple) else 0
