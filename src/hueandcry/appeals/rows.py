"""Where the rows of a document are, so that a rule can find one by its key; nothing is changed here."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hueandcry.appeals import limits
from hueandcry.lib import tokens
from hueandcry.lib.refusal import Refused

Row = dict[str, Any]
Document = dict[str, Any]
# What the public may read, and beside it what stays at the desk: pages do not know the second list.
LISTS = {"people": ("people", "others"), "incidents": ("incidents", "withheld"), "targets": ("targets",)}


def fresh(document: Mapping[str, Any]) -> Document:
    """A copy of the document that may be changed, with every list there is."""
    made = copy.deepcopy(dict(document))
    for name in ("others", "withheld", "removed"):
        made.setdefault(name, [])
    return made


def every(document: Mapping[str, Any], group: str) -> list[Row]:
    """The rows of a group: those for the public, then those that stay at the desk."""
    return [row for name in LISTS[group] for row in document.get(name) or []]


def at(document: Document, group: str, key: str) -> tuple[list[Row], int]:
    """The list a row stands in and its place there; Refused when somebody removed it."""
    for name in LISTS[group]:
        for n, row in enumerate(document[name]):
            if row["key"] == key:
                return document[name], n
    raise Refused(_("This is not in the draft any more. Look again."))


def one(document: Document, group: str, key: str) -> Row:
    """The row with this key."""
    listed, n = at(document, group, key)
    return listed[n]


def facts(document: Mapping[str, Any]) -> Iterator[Row]:
    """Every row that stands on words of the report: people, incidents, targets, channels, copies, demands."""
    for group in LISTS:
        yield from every(document, group)
    for target in document["targets"]:
        yield from target["channels"]
    yield from document["copies"]
    for text in document["texts"].values():
        yield from text["demands"]


def room(removed: list[Row], more: int) -> None:
    """Refused when so many more rows cannot be kept: none that is there may be lost for one that comes."""
    if more and len(removed) + more > limits.MOST_REMOVED:
        told = {"most": limits.MOST_REMOVED}
        raise Refused(
            _("Only %(most)d values that were taken out are kept. First bring some back, or keep some no longer.")
            % told
        )


def put_back(doc: Document, listed: list[Row], entry: Row, row: Row) -> None:
    """Put a row where it was before it was taken out, whatever was taken out of its list before and since."""
    place = entry["place"]
    for other in doc["removed"][doc["removed"].index(entry) + 1 :]:
        if (other["group"], other["at"]) != (entry["group"], entry["at"]):
            continue
        if other["place"] >= place:
            other["place"] += 1
        else:
            place -= 1
    doc["removed"].remove(entry)
    if "key" in row and row["key"] in {there.get("key") for there in listed}:
        row = {**row, "key": new_key(entry["group"])}
    listed.insert(min(place, len(listed)), row)


def new_key(group: str) -> str:
    """A name for a row that no row ever had."""
    return f"{group[0]}{tokens.new(40)}"


def united(*spans: list[list[int]]) -> list[list[int]]:
    """All places of all lists, in order and once."""
    return [list(span) for span in sorted({(s[0], s[1]) for group in spans for s in group})]
