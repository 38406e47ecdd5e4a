"""Two rows that are one become one, and one row that is two becomes two; no name, address or place is lost."""

import copy
from typing import Any

from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import rows, supporting
from hueandcry.appeals.rows import Document, Row
from hueandcry.lib.refusal import Refused

GROUND = 300  # characters of a ground
FILLED = {
    "people": ("role",),
    "incidents": ("date", "place", "place_kept", "quantity"),
    "targets": ("office", "holder", "organisation", "rule"),
}
POINTERS = ("victims", "alleged_by")


def merge(document: Document, group: str, key: str, into: str, *, by: str) -> Document:
    """Make the row `key` a part of the row `into`, which keeps its own words where both say something.

    The row that went is kept under `removed` with what it gave, so that `part` can undo it exactly.
    """
    doc = rows.fresh(document)
    listed, place = rows.at(doc, group, key)
    if key == into:
        raise Refused(_("Choose two different rows to make one of."))
    stays = next((row for row in listed if row["key"] == into), None)
    if stays is None:
        raise Refused(_("These two stand in different lists. Move one of them first."))
    gone = listed.pop(place)
    given = _given(group, stays, gone)
    before = {field: stays.get(field) for field in given}
    pointers = _follow(doc, gone, stays) if group == "people" else []
    stays.update(given)
    doc["removed"].append(
        {
            "key": rows.new_key("removed"), "group": _name(doc, listed), "at": "", "place": place, "by": by,
            "into": into, "before": before, "after": copy.deepcopy(given), "pointers": pointers, "row": gone,
        }
    )  # fmt: skip
    return doc


def part(document: Document, entry_key: str) -> Document:
    """Undo a merge: what the row gave goes back with it; what was changed by hand since then stays."""
    doc = rows.fresh(document)
    entry = next((e for e in doc["removed"] if e["key"] == entry_key and e.get("into")), None)
    if entry is None:
        raise Refused(_("This is not in the draft any more. Look again."))
    group = next(name for name, lists in rows.LISTS.items() if entry["group"] in lists)
    stays = rows.one(doc, group, entry["into"])
    for field, after in entry["after"].items():
        value = _taken_out(stays.get(field), entry["before"].get(field), after)
        if value is None:
            stays.pop(field, None)
        else:
            stays[field] = value
    for incident in rows.every(doc, "incidents"):
        for at, field, was, became in entry["pointers"]:
            if incident["key"] == at and incident[field] == became:
                incident[field] = list(was)
    doc["removed"].remove(entry)
    doc[entry["group"]].insert(entry["place"], entry["row"])
    return doc


def split_person(document: Document, key: str, alias: str, *, source: str, by: str) -> Document:
    """Make a spelling a person of its own, with the places where it is printed."""
    for entry in document.get("removed") or []:
        if entry.get("into") == key and entry["row"].get("name") == alias:
            return part(document, entry["key"])
    doc = rows.fresh(document)
    listed, n = rows.at(doc, "people", key)
    person = listed[n]
    if alias not in person["aliases"]:
        raise Refused(_("Choose the spelling that is somebody else."))
    person["aliases"].remove(alias)
    own = [span for span in person["spans"] if _says(source, span, alias)]
    if names.fold(person["name"]) != names.fold(alias):
        person["spans"] = [span for span in person["spans"] if span not in own]
    told = {"name": alias, "aliases": [], "role": "", "key": rows.new_key("people"), "looked": by}
    listed.insert(n + 1, {**person, **told, "spans": own or supporting.find(source, alias)})
    return doc


def split_incident(document: Document, key: str, *, victims: list[str], spans: list[list[int]], by: str) -> Document:
    """Make a second incident of some of the people or of some of the places; the rest is as the first says.

    Where only people go, both stand on the same words.
    """
    doc = rows.fresh(document)
    listed, n = rows.at(doc, "incidents", key)
    first = listed[n]
    going = [victim for victim in first["victims"] if victim in victims]
    places = [span for span in first["spans"] if span in spans]
    if not going and not places:
        raise Refused(_("Choose the people or the places that belong to the second incident."))
    if (going == first["victims"] or not going) and places == first["spans"]:
        raise Refused(_("Leave something with the first incident."))
    told = {"key": rows.new_key("incidents"), "victims": going, "spans": places or list(first["spans"]), "looked": by}
    listed.insert(n + 1, {**first, **told})
    first["victims"] = [victim for victim in first["victims"] if victim not in going]
    first["spans"] = [span for span in first["spans"] if span not in places]
    return doc


def _given(group: str, stays: Row, gone: Row) -> dict[str, Any]:
    """The values the row that stays has afterwards, where they differ from what it had."""
    after: dict[str, Any] = {"spans": rows.united(stays["spans"], gone["spans"])}
    after |= {f: gone[f] for f in FILLED[group] if gone.get(f) and not stays.get(f)}
    if stays.get("place") or stays.get("place_kept"):
        after.pop("place", None)
        after.pop("place_kept", None)
    after["basis"] = _both(stays["basis"], gone["basis"])
    if group == "people":
        spelt = [s for s in (gone["name"], *gone["aliases"]) if s and s not in (stays["name"], *stays["aliases"])]
        after["aliases"] = [*stays["aliases"], *dict.fromkeys(spelt)]
        after["public"] = stays["public"] and gone["public"]
    elif group == "incidents":
        after |= {f: [*stays[f], *(v for v in gone[f] if v not in stays[f])] for f in POINTERS}
    else:
        after["channels"] = _channels(stays["channels"], gone["channels"])
    return {field: value for field, value in after.items() if value != stays.get(field)}


def _channels(stay: list[Row], come: list[Row]) -> list[Row]:
    """All ways to reach both; one that both had stands on the words of both."""
    made = [dict(channel) for channel in stay]
    for channel in come:
        same = next((c for c in made if not c["hole"] and (c["kind"], c["value"]) == _address(channel)), None)
        if same:
            same["spans"] = rows.united(same["spans"], channel["spans"])
            same["basis"] = _both(same["basis"], channel["basis"])
        else:
            made.append(channel)
    return made


def _address(channel: Row) -> tuple[str, str]:
    return channel["kind"], channel["value"]


def _follow(doc: Document, gone: Row, stays: Row) -> list[list[Any]]:
    """Incidents that named the one who went name the one who stays; [key, field, before, after] of each."""
    spelt = {names.fold(spelling) for spelling in (gone["name"], *gone["aliases"]) if spelling}
    own = {names.fold(spelling) for spelling in (stays["name"], *stays["aliases"])}
    changed = []
    for incident in rows.every(doc, "incidents"):
        for field in POINTERS:
            was = incident[field]
            became = [stays["name"] if names.fold(v) in spelt - own else v for v in was]
            became = list(dict.fromkeys(became))
            if became != was:
                incident[field] = became
                changed.append([incident["key"], field, was, became])
    return changed


def _taken_out(now: Any, before: Any, after: Any) -> Any:
    if now == after:
        return before
    if isinstance(now, list) and isinstance(after, list):
        return [value for value in now if value in (before or []) or value not in after]
    return now


def _both(one: str, other: str) -> str:
    if not one or not other or other in one:
        return one or other
    joined = f"{one}; {other}"
    return joined if len(joined) <= GROUND else one


def _says(source: str, span: list[int], words: str) -> bool:
    return names.fold(source[span[0] : span[1]]) == names.fold(words)


def _name(doc: Document, listed: list[Row]) -> str:
    return next(name for lists in rows.LISTS.values() for name in lists if doc[name] is listed)
