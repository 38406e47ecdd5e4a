"""A row that stands in the wrong place goes to the right one: who is at risk, which office, who gets a copy."""

from django.utils.translation import gettext as _

from hueandcry import names
from hueandcry.appeals import rows
from hueandcry.appeals.rows import Document, Row
from hueandcry.lib.refusal import Refused

STATUSES = ("official", "perpetrator", "organiser", "other")
NEED_A_REASON = ("official", "perpetrator")
COPIES, NEW = "copies", "new"  # places that are no target of the draft


def set_status(document: Document, key: str, status: str, *, why: str = "", by: str) -> Document:
    """Say what a person is in this case; who was found as an official becomes one at risk only with a reason."""
    doc = rows.fresh(document)
    listed, n = rows.at(doc, "people", key)
    person = listed.pop(n)
    was = person.pop("status", "")
    person["looked"] = by
    why = " ".join(why.split()) or person.get("why", "")
    if status in STATUSES:
        person["status"] = status
        doc["others"].append(person)
        return doc
    found_as = was if was in NEED_A_REASON else person.get("found_as", "")
    if found_as:
        if not why:
            told = {"name": person["name"]}
            raise Refused(_("%(name)s was found as an official or a perpetrator. Say why they are at risk.") % told)
        person |= {"found_as": found_as, "why": why}
    doc["people"].append(person)
    return doc


def know_officials(document: Document) -> None:
    """Whoever is at risk and has the name of an official of the report needs a reason, however they came in."""
    found = {names.fold(row["name"]): row["status"] for row in document["others"] if row["status"] in NEED_A_REASON}
    for person in document["people"]:
        status = found.get(names.fold(person["name"]))
        if status:
            person["found_as"] = status


def move_channel(document: Document, key: str, place: int, to: str, *, by: str) -> Document:
    """Give one way to reach a target to another target, to a new one, or to the copies."""
    doc = rows.fresh(document)
    channels = rows.one(doc, "targets", key)["channels"]
    if not 0 <= place < len(channels):
        raise Refused(_("This is not in the draft any more. Look again."))
    channel = channels.pop(place)
    channel["looked"] = by
    if to == COPIES:
        if channel["kind"] not in ("email", "cc"):
            raise Refused(_("Copies go to e-mail addresses only."))
        _put(doc["copies"], {name: value for name, value in channel.items() if name != "kind"})
    else:
        _put(_target(doc, to, channel)["channels"], channel)
    return doc


def move_copy(document: Document, place: int, to: str, *, by: str) -> Document:
    """Make an address for copies the e-mail address of a target."""
    doc = rows.fresh(document)
    if not 0 <= place < len(doc["copies"]):
        raise Refused(_("This is not in the draft any more. Look again."))
    copy = doc["copies"].pop(place) | {"kind": "email", "looked": by}
    _put(_target(doc, to, copy)["channels"], copy)
    return doc


def _target(doc: Document, to: str, channel: Row) -> Row:
    if to != NEW:
        return rows.one(doc, "targets", to)
    target: Row = {"key": rows.new_key("targets"), "office": "", "holder": "", "organisation": "", "rule": ""}
    target |= {"spans": list(channel["spans"]), "basis": channel["basis"], "channels": []}
    doc["targets"].append(target)
    return target


def _put(listed: list[Row], row: Row) -> None:
    """Add an address; one that is there already stands on the words of both."""
    for other in listed:
        if not row["hole"] and (other.get("kind"), other["value"]) == (row.get("kind"), row["value"]):
            other["spans"] = rows.united(other["spans"], row["spans"])
            return
    listed.append(row)
