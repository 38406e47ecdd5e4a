"""One row that is two becomes two; no name, address or place is lost."""

from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import merging, rows, supporting
from hueandcry.appeals.rows import Document
from hueandcry.lib.refusal import Refused


def split_person(document: Document, key: str, alias: str, *, source: str, by: str) -> Document:
    """Make a spelling a person of its own, with the places where it is printed."""
    for entry in document.get("removed") or []:
        if entry.get("into") == key and entry["row"].get("name") == alias:
            return merging.part(document, entry["key"])
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


def _says(source: str, span: list[int], words: str) -> bool:
    return names.fold(source[span[0] : span[1]]) == names.fold(words)
