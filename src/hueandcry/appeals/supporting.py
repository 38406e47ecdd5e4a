"""What each value stands on: words of the report, or a sentence by the writer; the form is not asked."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from hueandcry.appeals import rows
from hueandcry.appeals.wording import BLOCKS, LINES

# Values that are words of the report; type, rule and flags are our own classification of them.
WORDS = {
    "people": ("name", "role", "aliases"),
    "incidents": ("date", "place", "victims", "alleged_by", "quantity"),
    "targets": ("office", "holder", "organisation"),
    "demands": ("text",),
    "channels": ("value",),
    "copies": ("value",),
}
SHORTEST = 2  # letters; a shorter value is found everywhere and proves nothing
PLACES = 12
GROUND = 290  # characters; a longer ground is left alone


def carry(old: Mapping[str, Any], new: dict[str, Any], *, source: str, by: str) -> None:
    """Give every value of `new` the spans it had in `old`, or those of its words in the source, or none.

    A text changed by hand is the desk's own wording; where the writer gives no ground for it, `by` is noted.
    """
    for name in rows.LISTS:
        before = {row["key"]: row for row in rows.every(old, name)}
        for row in rows.every(new, name):
            _row(name, before.get(row["key"]), row, source)
            if name == "targets":
                was = before.get(row["key"], {"channels": []})
                _addresses("channels", was["channels"], row["channels"], source)
    _addresses("copies", old["copies"], new["copies"], source)
    for code, text in new["texts"].items():
        was = old["texts"].get(code)
        _text(was, text, source, by)
        demands = {row["key"]: row for row in was["demands"]} if was else {}
        for row in text["demands"]:
            _row("demands", demands.get(row["key"]), row, source)


def find(source: str, words: str) -> list[list[int]]:
    """Where exactly these words stand in the source, whatever blanks are between them."""
    parts = words.split()
    if len("".join(parts)) < SHORTEST:
        return []
    pattern = r"\s+".join(re.escape(part) for part in parts)
    found = re.finditer(rf"(?<!\w){pattern}(?!\w)", source)
    return [[m.start(), m.end()] for m, _ in zip(found, range(PLACES), strict=False)]


def _row(name: str, old: Mapping[str, Any] | None, row: dict[str, Any], source: str) -> None:
    fields = WORDS[name]
    old_values = {field: set(_values(_said(old, field))) for field in fields} if old else {}
    values = {field: _values(_said(row, field)) for field in fields}
    added = [v for field in fields for v in values[field] if v not in old_values.get(field, ())]
    if old and not row["basis"] and _another_deed(old, row):
        row["spans"] = []
        return
    if old and not added:
        row["spans"] = old["spans"]
        return
    found = {value: find(source, value) for field in fields for value in values[field]}
    standing = bool(found) and all(found[value] for value in added)
    spans = [span for places in found.values() for span in places]
    if old and all(old_values[field] <= set(values[field]) for field in fields):
        spans += old["spans"]  # nothing was replaced: what the row stood on, it still stands on
    row["spans"] = rows.united(spans) if standing or row["basis"] else []


def _another_deed(old: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether the words told of another deed, so that the writer has to say how we know of this one.

    Words that were chosen by hand as an incident are no deed until the writer says which.
    """
    if old.get("type") == row.get("type"):
        return False
    return not (old["type"] == "other" and old.get("looked") and not old.get("sure"))


def _addresses(name: str, old: list[dict[str, Any]], new: list[dict[str, Any]], source: str) -> None:
    """Channels have no key: one with the same value and kind is the same, a hole fits a hole."""
    left = list(old)
    for row in new:
        same = next((o for o in left if all(o.get(f) == row.get(f) for f in ("kind", "value", "hole"))), None)
        if same:
            left.remove(same)
            row["spans"] = same["spans"]
        else:
            row["spans"] = find(source, row["value"])


def _text(old: Mapping[str, Any] | None, text: dict[str, Any], source: str, by: str) -> None:
    spans, basis = {}, text["basis"]
    for field in (*LINES, *BLOCKS):
        if old and old[field] == text[field]:
            spans[field] = old["spans"].get(field, [])
        elif text[field]:
            spans[field] = find(source, text[field])
            if not spans[field]:
                basis[field] = _ground(old, field, basis.get(field, ""), by)
    text["spans"] = {field: places for field, places in spans.items() if places}
    text["basis"] = {field: ground for field, ground in basis.items() if ground and text[field]}


def _ground(old: Mapping[str, Any] | None, field: str, given: str, by: str) -> str:
    """A ground left as it was belonged to the words before; whose wording it is now stands beside it."""
    before = old["basis"].get(field, "") if old else ""
    if given and (given != before or by in given):
        return given
    return f"{given}; {by}" if given and len(given) + len(by) < GROUND else given or by


def _said(row: Mapping[str, Any], field: str) -> Any:
    """A place kept at the desk stands on the same words as before it was."""
    return row["place"] or row.get("place_kept", "") if field == "place" else row[field]


def _values(value: str | Iterable[str]) -> list[str]:
    return [v for v in ([value] if isinstance(value, str) else value) if v]
