"""Two rows that are one become one, and any of them comes out again as if it had never gone in."""

import copy
from typing import Any

from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import limits, rows
from hueandcry.appeals.rows import Document, Row
from hueandcry.lib.refusal import Refused

GROUND = 300  # characters of a ground
JOINT = "; "  # between the grounds of two rows
LONGEST = 100  # values of one list; more would be cut when the draft is saved
FILLED = {
    "people": ("role",),
    "incidents": ("date", "place", "place_kept", "quantity"),
    "targets": ("office", "holder", "organisation", "rule"),
}
POINTERS = ("victims", "alleged_by")


def merge(document: Document, group: str, key: str, into: str, *, by: str) -> Document:
    """Make the row `key` a part of the row `into`, which keeps its own words where both say something.

    The row that went is kept under `removed`; rows as they were before their first merge are kept beside it.
    """
    doc = rows.fresh(document)
    listed, place = rows.at(doc, group, key)
    if key == into:
        raise Refused(_("Choose two different rows to make one of."))
    stays = next((row for row in listed if row["key"] == into), None)
    if stays is None:
        raise Refused(_("These two stand in different lists. Move one of them first."))
    rows.room(doc["removed"], 1)
    merges = _merges(doc)
    originals = _originals(merges)
    _take_over(doc, merges, originals)
    entry: Row = {
        "key": rows.new_key("removed"), "group": _name(doc, listed), "at": "", "place": place, "by": by,
        "into": into, "before": {}, "after": {"name": stays.get("name", "")}, "pointers": [],
        "row": copy.deepcopy(listed[place]),
    }  # fmt: skip
    live = {_id(family, row["key"]): row for family in rows.LISTS for row in rows.every(doc, family)}
    before = copy.deepcopy(live)
    _step(live, entry)
    del listed[place]
    if any(len(stays.get(field, ())) > LONGEST for field in ("aliases", *POINTERS)):
        raise Refused(_("Together these two have more names than one row can hold."))
    used = (_id(group, into), _id(group, key), *(name for name in live if live[name] != before[name]))
    entry["before"] = {name: before[name] for name in used if name not in originals}
    doc["removed"].append(entry)
    return doc


def part(document: Document, entry_key: str) -> Document:
    """Undo a merge: the draft says what it would say without it; what was changed by hand since then stays."""
    doc = rows.fresh(document)
    entry = next((e for e in doc["removed"] if e["key"] == entry_key and e.get("into")), None)
    if entry is None:
        raise Refused(_("This is not in the draft any more. Look again."))
    _host_is_there(doc, entry)
    merges = _merges(doc)
    originals = _originals(merges)
    _take_over(doc, merges, originals)
    rest = [e for e in merges if e is not entry]
    was, to = _replayed(merges, originals), _replayed(rest, originals)
    for name, row in _actual(doc).items():
        if name in originals:
            _fill(row, _since(was[name], row, to[name]))
            if any(_host(e) == name and e["row"].get("public") is False for e in rest):
                row["public"] = False
    _keep_originals(rest, originals)
    rows.put_back(doc, doc[entry["group"]], entry, entry["row"])
    return doc


def settle(document: Document, entry_key: str) -> Document:
    """Make a merge one that cannot be undone: what the row gave belongs to the other from now on."""
    doc = rows.fresh(document)
    merges = _merges(doc)
    entry = next((e for e in merges if e["key"] == entry_key), None)
    doc["removed"] = [e for e in doc["removed"] if e["key"] != entry_key]
    if entry is None:
        return doc
    originals = _originals(merges)
    _take_over(doc, merges, originals)
    _step(originals, entry)
    _keep_originals([e for e in merges if e is not entry], originals)
    return doc


def _step(state: dict[str, Row], entry: Row, gone: frozenset[str] | set[str] = frozenset()) -> None:
    """Make one of two rows of `state`; incidents that are not gone name the one who stays."""
    group = _family(entry)
    stays, goes = state[_host(entry)], state[_id(group, entry["row"]["key"])]
    if group == "people":
        own = {names.fold(name) for name in (stays["name"], entry["after"].get("name", ""), *stays["aliases"])}
        spelt = {names.fold(name) for name in (goes["name"], *goes["aliases"]) if name} - own
        stands = entry["after"].get("name") or stays["name"]
        for name, row in state.items():
            for field in POINTERS if "victims" in row and name not in gone else ():
                row[field] = list(dict.fromkeys(stands if names.fold(v) in spelt else v for v in row[field]))
    stays.update(_given(group, stays, copy.deepcopy(goes)))


def _replayed(merges: list[Row], originals: dict[str, Row]) -> dict[str, Row]:
    """What the rows say after these merges in this order; one that is gone says what it said when it went."""
    state = copy.deepcopy(originals)
    gone: set[str] = set()
    for entry in merges:
        _step(state, entry, gone)
        gone.add(_id(_family(entry), entry["row"]["key"]))
    return state


def _take_over(doc: Document, merges: list[Row], originals: dict[str, Row]) -> None:
    """What was changed by hand since counts as if it had been so before; who was hidden since is so in every part."""
    was, actual = _replayed(merges, originals), _actual(doc)
    for name, original in originals.items():
        if name not in actual:
            continue
        if was[name].get("public") and actual[name].get("public") is False:
            for entry in (e for e in merges if _host(e) == name):
                entry["row"]["public"] = originals[_id("people", entry["row"]["key"])]["public"] = False
        _fill(original, _since(was[name], actual[name], original))


def _originals(merges: list[Row]) -> dict[str, Row]:
    """Every row a merge touched, by list and key, as it was before the first one did."""
    found: dict[str, Row] = {}
    for entry in merges:
        for name, row in entry["before"].items():
            found.setdefault(name, row)
    return found


def _keep_originals(rest: list[Row], originals: dict[str, Row]) -> None:
    """The merges that are left know what they need, and nothing else is kept."""
    after = _replayed(rest, originals)
    used = {_host(e) for e in rest} | {_id(_family(e), e["row"]["key"]) for e in rest}
    needed = {name: row for name, row in originals.items() if name in used or after[name] != row}
    for n, entry in enumerate(rest):
        entry["before"] = {} if n else needed


def _merges(doc: Document) -> list[Row]:
    """The merges that know what was before them; of older drafts some do not, and only the row comes back."""
    found, known = [], set()
    for entry in doc["removed"]:
        if entry.get("into"):
            known |= {*entry["before"]}
            if {_host(entry), _id(_family(entry), entry["row"]["key"])} <= known:
                found.append(entry)
    return found


def _actual(doc: Document) -> dict[str, Row]:
    """Every row there is, those that were taken out too."""
    out = {_id(_family(e), e["row"]["key"]): e["row"] for e in doc["removed"] if _family(e)}
    return out | {_id(family, row["key"]): row for family in rows.LISTS for row in rows.every(doc, family)}


def _host_is_there(doc: Document, entry: Row) -> None:
    group = _family(entry)
    if any(row["key"] == entry["into"] for row in rows.every(doc, group)):
        return
    for other in doc["removed"]:
        if _family(other) == group and other["row"]["key"] == entry["into"]:
            row = other["row"]
            told = {"name": row.get("name") or row.get("office") or row.get("organisation") or row.get("type")}
            raise Refused(_("This was made one with “%(name)s”, which is gone too. Bring that back first.") % told)


def _host(entry: Row) -> str:
    return _id(_family(entry), entry["into"])


def _id(group: str, key: str) -> str:
    return f"{group}:{key}"


def _family(entry: Row) -> str:
    return next((group for group, lists in rows.LISTS.items() if entry["group"] in lists), "")


def _fill(row: Row, said: Row) -> None:
    row.clear()
    row.update(said)


def _since(was: Any, now: Any, to: Any) -> Any:
    """The value `to` with whatever makes `now` differ from `was`."""
    if now == was:
        return copy.deepcopy(to)
    if all(isinstance(value, dict) for value in (was, now, to)):
        made = {f: _field(f, was.get(f), now.get(f), to.get(f)) for f in {**to, **now}}
        return {field: value for field, value in made.items() if value is not None}
    if not all(isinstance(value, list) for value in (was, now, to)):
        return now
    if any(isinstance(value, dict) for value in (*was, *now, *to)):
        return _addresses_since(was, now, to)
    return [v for v in to if v in now or v not in was] + [v for v in now if v not in was and v not in to]


def _field(field: str, was: Any, now: Any, to: Any) -> Any:
    if field == "basis" and all(isinstance(value, str) for value in (was, now, to)) and now != was:
        parts = ([part for part in value.split(JOINT) if part] for value in (was, now, to))
        return JOINT.join(_since(*parts))
    return _since(was, now, to)


def _addresses_since(was: list[Row], now: list[Row], to: list[Row]) -> list[Row]:
    before, here = ({_address(row): row for row in listed} for listed in (was, now))
    made = []
    for row in to:
        name = _address(row)
        if name in here:
            made.append(_since(before.get(name, row), here[name], row))
        elif name not in before:
            made.append(row)
    there = {_address(row) for row in to}
    return made + [row for row in now if _address(row) not in before and _address(row) not in there]


def _given(group: str, stays: Row, gone: Row) -> dict[str, Any]:
    """The values the row that stays has afterwards, where they differ from what it had."""
    after: dict[str, Any] = {"spans": rows.united(stays["spans"], gone["spans"])[: limits.SPANS]}
    after |= {f: gone[f] for f in FILLED[group] if gone.get(f) and not stays.get(f)}
    if "date" in after:
        after["date_inferred"] = gone["date_inferred"]
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
        same = next((c for c in made if not c["hole"] and _address(c) == _address(channel)), None)
        if same:
            same["spans"] = rows.united(same["spans"], channel["spans"])[: limits.SPANS]
            same["basis"] = _both(same["basis"], channel["basis"])
        else:
            made.append(channel)
    return made


def _address(channel: Row) -> tuple[str, str]:
    return channel["kind"], channel["value"]


def _both(one: str, other: str) -> str:
    if not one or not other or other in one:
        return one or other
    joined = f"{one}{JOINT}{other}"
    return joined if len(joined) <= GROUND else one


def _name(doc: Document, listed: list[Row]) -> str:
    return next(name for lists in rows.LISTS.values() for name in lists if doc[name] is listed)
