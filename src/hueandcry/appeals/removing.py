"""What a writer takes out of a draft is kept beside it and can be brought back."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from hueandcry.appeals import gaps, merging, rows, wording
from hueandcry.appeals.rows import Document, Row
from hueandcry.lib.refusal import Refused


def keep(old: Document, new: Document, *, by: str) -> None:
    """Put whatever stands in `old` and no more in `new` under `removed`, with the place it had.

    The place is the one it had when those before it were gone already. Refused when they are too many.
    """
    new["removed"] = [*(old.get("removed") or [])]
    gone: Counter[tuple[str, str]] = Counter()
    vanished = list(_vanished(old, new))
    rows.room(new["removed"], len(vanished))
    for group, at, place, row in vanished:
        told = {"group": group, "at": at, "place": place - gone[group, at]}
        gone[group, at] += 1
        new["removed"].append({"key": rows.new_key("removed"), **told, "by": by, "row": row})


def bring_back(document: Document, entry_key: str) -> Document:
    """Put a removed row where it was; one that was merged comes apart again."""
    doc = rows.fresh(document)
    entry = next((e for e in doc["removed"] if e["key"] == entry_key), None)
    if entry is None:
        raise Refused(_("This is not in the draft any more. Look again."))
    if entry.get("into"):
        return merging.part(document, entry_key)
    if entry["group"] == "texts":
        _write(doc, entry["at"], entry["row"])
        doc["removed"].remove(entry)
        return doc
    rows.put_back(doc, _list(doc, entry["group"], entry["at"]), entry, dict(entry["row"]))
    return doc


def forget(document: Document, entry_key: str) -> Document:
    """Keep a removed row no longer: the draft knows nothing of it from now on.

    Refused while a public text names what the row keeps unnamed, since nothing would say so any more.
    """
    doc = rows.fresh(document)
    if gaps.named(doc) != gaps.named(doc | {"removed": [e for e in doc["removed"] if e["key"] != entry_key]}):
        raise Refused(_("This is not to be named in public, but the words of the draft do it. Change them first."))
    if any(entry["key"] == entry_key and entry.get("into") for entry in doc["removed"]):
        return merging.settle(doc, entry_key)
    doc["removed"] = [entry for entry in doc["removed"] if entry["key"] != entry_key]
    return doc


def _vanished(old: Document, new: Document) -> Iterator[tuple[str, str, int, Row]]:
    """(list, where it belongs, place, row) of every row that is gone."""
    for group, lists in rows.LISTS.items():
        there = {row["key"] for row in rows.every(new, group)}
        for name in lists:
            for n, row in enumerate(old.get(name) or []):
                if row["key"] not in there:
                    yield name, "", n, row
    targets = {target["key"]: target for target in new["targets"]}
    for target in old["targets"]:
        if target["key"] in targets:
            for n, row in _without_key(target["channels"], targets[target["key"]]["channels"]):
                yield "channels", target["key"], n, row
    for n, row in _without_key(old["copies"], new["copies"]):
        yield "copies", "", n, row
    for code, text in old["texts"].items():
        yield from _words(code, text, new["texts"].get(code))


def _words(code: str, old: Row, new: Row | None) -> Iterator[tuple[str, str, int, Row]]:
    there = {row["key"] for row in new["demands"]} if new else set()
    for n, row in enumerate(old["demands"]):
        if row["key"] not in there:
            yield "demands", code, n, row
    for field in (*wording.LINES, *wording.BLOCKS):
        if old[field] and not (new and new[field]):
            support = {"spans": old["spans"].get(field, []), "basis": old["basis"].get(field, "")}
            yield "texts", f"{code}.{field}", 0, {"value": old[field], **support}


def _without_key(old: list[Row], new: list[Row]) -> Iterator[tuple[int, Row]]:
    """Addresses have no key: as many as are fewer now are gone, the others were corrected."""
    left = [_address(row) for row in new]
    gone = []
    for n, row in enumerate(old):
        if _address(row) in left:
            left.remove(_address(row))
        else:
            gone.append((n, row))
    if len(gone) > len(left):
        yield from gone


def _address(row: Row) -> tuple[Any, ...]:
    return row.get("kind"), row["value"], row["hole"]


def _list(doc: Document, group: str, at: str) -> list[Row]:
    if group == "channels":
        return rows.one(doc, "targets", at)["channels"]  # type: ignore[no-any-return]
    if group == "demands":
        if at not in doc["texts"]:
            raise Refused(_("The language this belongs to is not in the draft any more."))
        return doc["texts"][at]["demands"]  # type: ignore[no-any-return]
    return doc[group]  # type: ignore[no-any-return]


def _write(doc: Document, at: str, row: Row) -> None:
    code, _dot, field = at.partition(".")
    text = doc["texts"].get(code)
    if text is None:
        raise Refused(_("The language this belongs to is not in the draft any more."))
    if text[field]:
        raise Refused(_("Something else is written there now. Take that out first."))
    text[field] = row["value"]
    for name in ("spans", "basis"):
        if row[name]:
            text[name][field] = row[name]
