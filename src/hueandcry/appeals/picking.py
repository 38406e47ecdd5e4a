"""Words of the report, chosen by hand, become a value of the draft with the place they stand at."""

import re
from typing import Any

from django.utils.translation import gettext as _

from hueandcry.appeals import rows, supporting
from hueandcry.appeals.rows import Document, Row
from hueandcry.lib.refusal import Refused
from hueandcry.reader.text import document as prepared
from hueandcry.reader.when import dates

KINDS = ("person", "incident", "target", "email", "phone", "fax", "post", "copy", "demand", "place", "date")
CHANNELS = ("email", "phone", "fax", "post")
PLACES = 12  # offered when the words stand at several places


def find(source: str, words: str) -> list[list[int]]:
    """The places where the words stand: as they are, else in small and capital letters, else inside words."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    exact = supporting.find(source, words)
    if exact:
        return exact
    found = re.finditer(r"\s+".join(parts), source, re.IGNORECASE)
    return [[m.start(), m.end()] for m, _n in zip(found, range(PLACES), strict=False)]


def pick(
    document: Document, kind: str, span: list[int], *, source: str, into: str = "", language: str = "", by: str
) -> Document:
    """Add the words at `span` as a value of `kind`; `into` is the key of the target or incident they belong to.

    The value is what the report says there, never what a form says it says.
    """
    start, end = _trimmed(source, span)
    words = " ".join(source[start:end].split())
    support: Row = {"spans": [[start, end]], "basis": "", "looked": by}
    doc = rows.fresh(document)
    if kind in CHANNELS:
        target = _into(doc, "targets", into) or _target(doc, "", support)
        target["channels"].append({"kind": kind, "value": words, "hole": False, **support})
    elif kind == "copy":
        doc["copies"].append({"value": words, "hole": False, **support})
    elif kind == "demand":
        if language not in doc["texts"]:
            raise Refused(_("The language this belongs to is not in the draft any more."))
        demand = {"key": rows.new_key("demands"), "text": words, **support}
        doc["texts"][language]["demands"].append(demand)
    elif kind in ("place", "date"):
        _to_incident(doc, kind, words, support, into)
    elif kind == "person":
        person: Row = {"key": rows.new_key("people"), "name": words, "aliases": [], "role": "", "public": True}
        doc["people"].append(person | support)
    elif kind == "incident":
        doc["incidents"].append(_incident(support))
    elif kind == "target":
        _target(doc, words, support)
    else:
        raise Refused(_("Choose what the words are."))
    return doc


def _trimmed(source: str, span: list[int]) -> tuple[int, int]:
    start, end = span
    if not 0 <= start < end <= len(source) or not source[start:end].strip():
        raise Refused(_("These words are not in the source."))
    words = source[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _to_incident(doc: Document, kind: str, words: str, support: Row, into: str) -> None:
    value = words if kind == "place" else _date(words)
    if kind == "place" and not into and not doc["place"] and not doc.get("place_kept"):
        doc["place"] = words
        return
    incident = _into(doc, "incidents", into)
    if incident is None:
        incident = _incident(support)
        doc["incidents"].append(incident)
    if kind == "place":
        incident.pop("place_kept", None)
    else:
        incident["date_inferred"] = False
    incident[kind] = value
    incident["spans"] = rows.united(incident["spans"], support["spans"])
    incident["looked"] = support["looked"]


def _date(words: str) -> str:
    """The day the words name, as far as they name it; a year is never added."""
    found = dates.find(prepared.prepare(words))
    said = next((one.iso for one in found if one.iso), None)
    if not said:
        year = re.fullmatch(r"\D*((?:19|20)\d\d)\D*", words)
        said = year[1] if year else None
    if not said:
        raise Refused(_("“%(words)s” names no year, or no date. Write the date in numbers.") % {"words": words[:60]})
    return said


def _into(doc: Document, group: str, key: str) -> Row | None:
    if key:
        return rows.one(doc, group, key)
    listed: list[Row] = doc[group]
    return listed[-1] if len(listed) == 1 else None


def _incident(support: Row) -> Row:
    empty: dict[str, Any] = dict.fromkeys(("date", "place", "quantity"), "")
    empty |= {"date_inferred": False, "victims": [], "alleged_by": []}
    return {"key": rows.new_key("incidents"), "type": "other", **empty, **support}


def _target(doc: Document, office: str, support: Row) -> Row:
    target: Row = {"key": rows.new_key("targets"), "office": office, "holder": "", "organisation": "", "rule": ""}
    doc["targets"].append(target | support | {"channels": []})
    made: Row = doc["targets"][-1]
    return made
