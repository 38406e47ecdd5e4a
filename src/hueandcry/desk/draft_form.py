"""What the writer typed on the draft screen, made into a document again; nothing typed is lost.

Names of fields: people-0-name, targets-1-channels-0-value, text-body. Where in the source a value
stands never comes from the browser: the rule of editing finds it. A row is known by its key; channels
and copies, which have none, by their place in the document the form was opened with.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hueandcry.appeals import circles
from hueandcry.lib import countries, tokens
from hueandcry.lib.refusal import Refused

Part = dict[str, Any]
LINE, LIST, FLAG = "line", "list", "flag"
FIELDS: dict[str, dict[str, str]] = {
    "people": {"name": LINE, "aliases": LIST, "role": LINE, "public": FLAG, "why": LINE},
    "others": {"name": LINE, "aliases": LIST, "role": LINE, "status": LINE},
    "incidents": {
        "type": LINE, "date": LINE, "date_inferred": FLAG, "place": LINE, "place_public": FLAG, "victims": LIST,
        "alleged_by": LIST, "quantity": LINE, "public": FLAG,
    },
    "targets": {"office": LINE, "holder": LINE, "organisation": LINE, "rule": LINE, "circle": LINE},
    "channels": {"kind": LINE, "value": LINE},
    "copies": {"value": LINE},
    "demands": {"text": LINE},
}  # fmt: skip
TEXT_FIELDS = ("headline", "summary", "story", "subject", "salutation", "body", "closing")
NUMBERED = ("channels", "copies")
KEY = re.compile(r"[a-z0-9-]{1,40}\Z")
TICKED = "ticked"  # who it was is written down by the rule of editing
MOST_WARNED = 260  # there are fewer countries
LAST_FIELD = "whole"  # stands at the end of the form: without it half a form would wipe the other half


def read(post: QueryDict, base: Mapping[str, Any], *, language: str) -> Part:
    """The document the form describes; `base` is the one it was opened with, `language` that of its texts."""
    if LAST_FIELD not in post:
        raise Refused(_("The form did not arrive whole. Send it again."))
    base = opened(base)
    doc = copy.deepcopy(dict(base))
    for name in ("country", "place", "act_by"):
        doc[name] = post.get(name, "").strip()
    if "warned" in post:
        doc["warned"] = _codes(post.get("warned", ""))
    if told := _circles(post):
        doc["circles"] = told
    doc["place_public"] = "place_public" in post
    doc["hide_addresses"] = "hide_addresses" in post
    doc["consent"] = {part: post.get(f"consent-{part}", "") for part in ("given_by", "how", "on", "reason")}
    for group in ("people", "others", "incidents", "targets", "copies"):
        doc[group] = _rows(post, group, group, base.get(group) or [])
    texts = base.get("texts") or {}
    if language in texts:
        doc["texts"][language] = _text(post, texts[language])
    return doc


def _codes(text: str) -> list[str]:
    """Countries by their names or codes, parted by commas; what is neither stays, so that the rule can name it."""
    parts = [part.strip() for part in re.split(r"[,;\n]+", text) if part.strip()]
    known = {*countries.iso_codes(), *countries.PRACTICE}
    return [part.upper() if part.upper() in known else countries.code_of(part) or part for part in parts][:MOST_WARNED]


def _circles(post: QueryDict) -> list[Part]:
    """When the circles on the screen open, as typed."""
    shown = [n for n in range(2, circles.MOST + 1) if f"circles-{n}-opens_on" in post]
    names = ("opens_on", "after_days")
    return [{"n": n, **{name: post.get(f"circles-{n}-{name}", "").strip() for name in names}} for n in shown]


def opened(document: Mapping[str, Any]) -> Part:
    """The document as the screen shows it: incidents and places kept at the desk among the others, with a flag."""
    doc = copy.deepcopy(dict(document))
    _show_place(doc)
    doc.setdefault("others", [])
    rows = [(row, True) for row in doc["incidents"]] + [(row, False) for row in doc.pop("withheld", ())]
    doc["incidents"] = [row for row, _public in rows]
    for row, public in rows:
        row.setdefault("public", public)
        _show_place(row)
    return doc


def clean(document: Mapping[str, Any]) -> Part:
    """The document as it would be saved: without names that begin with an underscore, and blank addresses.

    To the rule an empty mail address is one the report hides; a line added and left blank is none.
    """

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {name: inner for name, inner in value.items() if not name.startswith("_")}
            return {name: strip(_said(inner) if name in NUMBERED else inner) for name, inner in kept.items()}
        return [strip(inner) for inner in value] if isinstance(value, list) else copy.deepcopy(value)

    doc: Part = strip(dict(document))
    public = [row for row in doc["incidents"] if row.get("public") is not False]
    kept = [row for row in doc["incidents"] if row.get("public") is False] + doc.get("withheld", [])
    for row in (doc, *public, *kept):
        row.pop("public", None)
        _hide_place(row)
    return doc | {"incidents": public, "withheld": kept}


def change_rows(document: Part, step: str, *, language: str) -> str:
    """Add or remove a row as the button `step` says; the id of the field to look at next, or ""."""
    verb, *where = step.split(":")
    if verb == "remove":
        *where, last = where
        rows = _list_at(document, where, language)
        if rows is not None and last.isdecimal() and int(last) < len(rows):
            del rows[int(last)]
        return "-".join(["add", *where])
    rows = _list_at(document, where, language)
    if rows is None:
        return ""
    rows.append(_blank(where[-1], [row.get("key") for row in rows]))
    return "-".join([*where, str(len(rows) - 1), next(iter(FIELDS[where[-1]]))])


def part_of(step: str) -> str:
    """The part of the screen a removed row belonged to, or ""."""
    verb, _colon, where = step.partition(":")
    if verb != "remove":
        return ""
    group, *inside = where.split(":")
    return f"{group}-{inside[0]}" if len(inside) > 2 else "letter-part" if group == "demands" else f"{group}-part"


def key_of(row: Mapping[str, Any], n: int) -> str:
    """What ties a row of the form to the row it was when the form was opened."""
    return str(row.get("key") or row.get("_at") or n)


def _list_at(document: Part, where: Sequence[str], language: str) -> list[Part] | None:
    """The rows a button names: people, targets, demands, or targets:1:channels."""
    match list(where):
        case ["demands"]:
            text = document["texts"].get(language)
            return text["demands"] if text else None
        case [group] if group in FIELDS and group != "channels":
            return document[group]  # type: ignore[no-any-return]
        case ["targets", n, "channels"] if n.isdecimal() and int(n) < len(document["targets"]):
            return document["targets"][int(n)]["channels"]  # type: ignore[no-any-return]
    return None


def _show_place(row: Part) -> None:
    if "place_public" not in row:
        row["place_public"] = not row.get("place_kept")
        row["place"] = row.pop("place_kept", "") or row.get("place", "")


def _hide_place(row: Part) -> None:
    if row.pop("place_public", True) is False and row["place"]:
        row["place_kept"], row["place"] = row["place"], ""


def _tick(post: QueryDict, at: str, was: object) -> str:
    return str(was or TICKED) if f"{at}-looked" in post else ""


def _said(rows: Sequence[Part]) -> list[Part]:
    return [row for row in rows if row["value"] or row["hole"]]


def _blank(group: str, taken: Sequence[str | None]) -> Part:
    empty: dict[str, Any] = {LINE: "", LIST: [], FLAG: False}
    row: Part = {name: copy.copy(empty[kind]) for name, kind in FIELDS[group].items()}
    row |= {"spans": [], "basis": ""}
    if group in NUMBERED:
        return row | {"hole": False, "_at": "new"} | ({"kind": "email"} if group == "channels" else {})
    # Not a running number: one set free by a removed row would inherit what points to it.
    key = f"{group[0]}{tokens.new(40)}"
    assert key not in taken
    row["key"] = key
    if group in ("people", "incidents"):
        row["public"] = True
    if group == "incidents":
        row["place_public"] = True
    if group == "targets":
        row["channels"] = []
    return row


def _rows(post: QueryDict, group: str, prefix: str, base: Sequence[Part]) -> list[Part]:
    known = {key_of(row, n): row for n, row in enumerate(base)}
    rows: list[Part] = []
    while f"{prefix}-{len(rows)}-key" in post:
        at = f"{prefix}-{len(rows)}"
        key = str(post[f"{at}-key"])
        was = known.pop(key, None)
        row = copy.deepcopy(was) if was is not None else _blank(group, ())
        if group in NUMBERED:
            row["_at"] = key if was is not None else "new"
        elif was is None and KEY.match(key) and key not in {r["key"] for r in rows}:
            row["key"] = key
        row |= {name: _value(post, f"{at}-{name}", kind) for name, kind in FIELDS[group].items()}
        row["basis"] = post.get(f"{at}-basis", "").strip()
        row["looked"] = _tick(post, at, row.get("looked"))
        if group == "targets":
            row["channels"] = _rows(post, "channels", f"{at}-channels", (was or {}).get("channels") or [])
        rows.append(row)
    return rows


def _text(post: QueryDict, base: Part) -> Part:
    text = copy.deepcopy(base)
    for name in TEXT_FIELDS:
        text[name] = post.get(f"text-{name}", "").replace("\r\n", "\n").strip()
        text["basis"][name] = post.get(f"text-{name}-basis", "").strip()
    ticks = {name: _tick(post, f"text-{name}", (base.get("looked") or {}).get(name)) for name in TEXT_FIELDS}
    text["looked"] = {name: by for name, by in ticks.items() if by and text[name]}
    text["basis"] = {name: ground for name, ground in text["basis"].items() if ground}
    text["demands"] = _rows(post, "demands", "demands", base["demands"])
    text["checked"] = "text-checked" in post
    text["current"] = "text-current" in post
    return text


def _value(post: QueryDict, name: str, kind: str) -> Any:
    typed = post.get(name, "")
    if kind == FLAG:
        return name in post
    if kind == LIST:
        return [part.strip() for part in re.split(r"[;\n]", typed) if part.strip()]
    return typed.strip()
