"""What a button of the draft screen asks for, as a rule to apply to what was typed, and where to look next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hueandcry.appeals import merging, moving, picking, removing, reshaping
from hueandcry.lib.refusal import Refused

Part = dict[str, Any]
VERBS = ("merge", "split", "status", "move", "back", "forget", "pick")
AROUND = 40  # characters of the source shown on each side of words that stand at several places


@dataclass
class Move:
    """A rule for the document, and the field to look at when it is done."""

    change: Callable[[Part], Part]
    look: Callable[[Part], str]


@dataclass
class Spot:
    """One of several places where the words stand, with what is around them."""

    step: str
    before: str
    words: str
    after: str


def of(step: str, post: QueryDict, typed: Part, *, source: str, language: str, by: str) -> Move | list[Spot] | None:
    """The rule a button names; a choice of places where words stand at several; None for the other buttons.

    `typed` is the document as the form describes it. Refused in a sentence when there is nothing to do it with.
    """
    verb, *where = step.split(":")
    words = post.get("pick-words", "").strip()
    if verb != "pick" and words and not post.get("pick-start"):  # typed, and Enter pressed; selected words are none
        told = {"words": words[:60]}
        raise Refused(_("Say what “%(words)s” is with one of the buttons below it, or empty that field first.") % told)
    if verb not in VERBS:
        return None
    if verb == "pick":
        return _pick(where, post, source=source, language=language, by=by)
    if verb in ("back", "forget"):
        rule = removing.bring_back if verb == "back" else removing.forget
        key = where[0] if where else ""
        return Move(lambda doc: rule(doc, key), lambda doc: "removed-part")
    at = "-".join(where)
    match [verb, *where]:
        case ["merge", ("people" | "others" | "incidents" | "targets") as group, n]:
            key, into = _key(typed, group, n), _meant(typed[group], post.get(f"{at}-into", ""))
            name = "people" if group == "others" else group
            return Move(lambda doc: merging.merge(doc, name, key, into, by=by), _at(into))
        case ["split", "people", n]:
            key, alias = _key(typed, "people", n), post.get(f"{at}-alias", "")
            return Move(lambda doc: reshaping.split_person(doc, key, alias, source=source, by=by), _at(key))
        case ["split", "incidents", n]:
            key, victims = _key(typed, "incidents", n), post.getlist(f"{at}-part-victim")
            spans = [_span(span) for span in post.getlist(f"{at}-part-span")]
            return Move(lambda doc: reshaping.split_incident(doc, key, victims=victims, spans=spans, by=by), _at(key))
        case ["status", ("people" | "others") as group, n]:
            key, status = _key(typed, group, n), post.get(f"{at}-to", "at_risk")
            why = post.get(f"{at}-why", "")
            return Move(lambda doc: moving.set_status(doc, key, status, why=why, by=by), _at(key))
        case ["move", "targets", n, "channels", m]:
            key, to = _key(typed, "targets", n), post.get(f"{at}-to", "")
            place = _said(_row(typed["targets"], n).get("channels", []), m)
            return Move(lambda doc: moving.move_channel(doc, key, place, to, by=by), _at(to, new="targets"))
        case ["move", "copies", n]:
            place, to = _said(typed["copies"], n), post.get(f"{at}-to", "")
            return Move(lambda doc: moving.move_copy(doc, place, to, by=by), _at(to, new="targets"))
    raise Refused(_("This button is not known. Nothing was changed."))


def _pick(where: list[str], post: QueryDict, *, source: str, language: str, by: str) -> Move | list[Spot]:
    kind, chosen = where[0] if where else "", where[1] if len(where) > 1 else ""
    words = post.get("pick-words", "").strip()
    spots = [_span(chosen)] if chosen else _selected(post, words, source) or picking.find(source, words)
    if not words and not spots:
        raise Refused(_("Type or select the words of the source first."))
    if not spots:
        raise Refused(_("The source does not say “%(words)s”. Copy the words as they stand there.") % {"words": words})
    if len(spots) > 1:
        return [_spot(f"pick:{kind}:{s}-{e}", source, s, e) for s, e in spots]
    into = post.get("pick-into", "")
    group, _colon, key = into.partition(":")
    wanted = "incidents" if kind in ("place", "date") else "targets"
    told: Mapping[str, Any] = {"source": source, "into": key if group == wanted else "", "language": language, "by": by}
    return Move(lambda doc: picking.pick(doc, kind, spots[0], **told), lambda doc: _landed(doc, kind, key))


def _spot(step: str, source: str, start: int, end: int) -> Spot:
    """Whole words around the place; three dots where more follow."""
    before, after = source[max(0, start - AROUND) : start], source[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(source):
        after = after.rpartition(" ")[0] + " …"
    return Spot(step, before, source[start:end], after)


def _selected(post: QueryDict, words: str, source: str) -> list[list[int]]:
    """The place the browser says was selected, if those words do stand there."""
    span = _span(f"{post.get('pick-start', '')}-{post.get('pick-end', '')}")
    there = source[span[0] : span[1]] if 0 <= span[0] < span[1] <= len(source) else ""
    return [span] if there and there.split() == words.split() else []


def _landed(doc: Part, kind: str, key: str) -> str:
    """The field the picked words are in."""
    group = {"person": "people", "incident": "incidents", "target": "targets", "copy": "copies"}.get(kind, "")
    if group:
        return f"{group}-{len(doc[group]) - 1}"
    if kind == "demand":
        return "letter-part"
    return _at(key)(doc) if key else "incidents-part" if kind in ("place", "date") else "targets-part"


def _at(key: str, new: str = "") -> Callable[[Part], str]:
    def look(doc: Part) -> str:
        if new and key == moving.NEW:
            return f"{new}-{len(doc[new]) - 1}"
        if key == moving.COPIES:
            return "copies-part"
        lists = (("people", doc["people"]), ("others", doc["others"]), ("targets", doc["targets"]))
        for group, rows in (*lists, ("incidents", [*doc["incidents"], *doc["withheld"]])):
            for n, row in enumerate(rows):
                if row["key"] == key:
                    return f"{group}-{n}"
        return ""

    return look


def _row(rows: list[Part], n: str) -> Part:
    return rows[int(n)] if n.isdecimal() and len(n) < 6 and int(n) < len(rows) else {}


def _key(typed: Part, group: str, n: str) -> str:
    return str(_row(typed[group], n).get("key", ""))


def _meant(rows: list[Part], said: str) -> str:
    """The key of the row that was chosen by its key, or in a long list by its number, such as “12. Aru”."""
    number = said.partition(".")[0].strip()
    if said in {row.get("key") for row in rows} or not number.isdecimal():
        return said
    return str(_row(rows, str(int(number[:6]) - 1)).get("key", "")) if int(number[:6]) else ""


def _said(rows: list[Part], n: str) -> int:
    """The place of a row among those that say something; blank ones are not saved."""
    if not _row(rows, n):
        return -1
    return sum(1 for row in rows[: int(n)] if row["value"] or row["hole"])


def _span(typed: str) -> list[int]:
    start, _dash, end = typed.partition("-")
    return [int(start), int(end)] if start.isdecimal() and end.isdecimal() and len(typed) < 24 else [0, 0]
