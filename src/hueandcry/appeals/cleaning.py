"""Whatever a form sends becomes a document of the one shape, or a sentence naming the field that is wrong."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from hueandcry.appeals import circles
from hueandcry.appeals.limits import MOST, MOST_REMOVED, NAMES, ROWS, SPANS
from hueandcry.appeals.looking import SURE
from hueandcry.appeals.moving import NEED_A_REASON, STATUSES
from hueandcry.appeals.wording import BLOCKS, LINES
from hueandcry.lib import addresses, countries, plain, tokens
from hueandcry.lib.refusal import Refused

TYPES = (
    "arrest", "detention", "beating", "torture", "trial", "sentence", "fine", "threat", "raid", "dismissal",
    "killing", "disappearance", "deportation", "release", "hospitalisation", "demonstration", "other",
)  # fmt: skip
KINDS = ("email", "cc", "phone", "fax", "post")
HIDDEN = "obfuscated"  # what the reader writes where the report hides an address
TARGET = ("office", "holder", "organisation")
INCIDENT = ("place", "victims", "alleged_by", "quantity")
Row = Callable[[dict[str, Any]], dict[str, Any]]
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z", re.ASCII)
KEY = re.compile(r"[a-z0-9-]{1,40}\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?\Z")
RULE = re.compile(r"embassy_of:([A-Z]{2})\b")


def clean(given: object, *, clip: bool = False) -> dict[str, Any]:
    """The document with known fields only, of known types and lengths; Refused names the first wrong field.

    With `clip`, for what the reader proposes, too much is cut and what is wrong is left empty instead.
    """
    return _Cleaner(clip).document(given if isinstance(given, dict) else {})


class _Cleaner:
    def __init__(self, clip: bool) -> None:
        self.clip = clip
        self.where: list[str] = []

    def document(self, given: dict[str, Any]) -> dict[str, Any]:
        people = self.rows(given, "people", self.person, ("name", "role", "aliases"))
        taken = {person["key"] for person in people}
        told = ("type", "date", "place_kept", *INCIDENT)
        incidents = self.rows(given, "incidents", self.incident, told)
        kept = self.line(given, "place_kept")
        warned = self.countries(given.get("warned"))
        targets = self.rows(given, "targets", self.target, (*TARGET, "rule", "channels"))
        told_circles = {"targets": targets, "circles": given.get("circles")}
        later = circles.cleaned(told_circles, day=lambda row: self.day(row, "opens_on"), days=self.days)
        consent = given.get("consent") if isinstance(given.get("consent"), dict) else {}
        assert isinstance(consent, dict)
        return {
            "report": _token(given.get("report")),
            "language": _language(given.get("language")),
            "country": self.country(given.get("country")),
            "place": "" if kept else self.line(given, "place"),
            **({"place_kept": kept} if kept else {}),
            "people": people,
            "others": self.rows(given, "others", self.other, ("name", "role", "aliases"), taken=taken),
            "incidents": incidents,
            "withheld": self.rows(given, "withheld", self.incident, told, taken={i["key"] for i in incidents}),
            "targets": targets,
            "copies": self.rows(given, "copies", self.address, ("value", "hole"), keyed=False),
            "texts": self.texts(given.get("texts")),
            "hide_addresses": given.get("hide_addresses") is not False,
            **({"warned": warned} if warned else {}),
            **({"circles": later} if later else {}),
            "consent": {
                **{name: self.line(consent, name) for name in ("given_by", "how", "reason")},
                "on": self.day(consent, "on"),
            },
            "act_by": self.day(given, "act_by"),
            "removed": removed(given.get("removed")),
        }

    def person(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "key": row["key"],
            "name": self.line(row, "name"),
            "aliases": self.lines(row, "aliases", "alias"),
            "role": self.line(row, "role"),
            "public": row.get("public") is not False,
            **({"found_as": row["found_as"]} if row.get("found_as") in NEED_A_REASON else {}),
            **self.named(row, "why"),
            **self.support(row),
        }

    def other(self, row: dict[str, Any]) -> dict[str, Any]:
        """Somebody in the report who is not at risk; never on a public page."""
        status = row.get("status")
        return {**self.person(row), "status": status if status in STATUSES else "other"}

    def incident(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = plain.text(row.get("type")).strip()
        kind = {"protest": "demonstration"}.get(kind, kind)
        kept = self.named(row, "place_kept")
        return {
            "key": row["key"],
            "type": kind if kind in TYPES or not kind else "other",
            "date": self.date(row),
            "date_inferred": row.get("date_inferred") is True,
            "place": "" if kept else self.line(row, "place"),
            **kept,
            "victims": self.lines(row, "victims", "victim"),
            "alleged_by": self.lines(row, "alleged_by", "victim"),
            "quantity": self.line(row, "quantity"),
            **self.support(row),
        }

    def target(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "key": row["key"],
            **{name: self.line(row, name) for name in TARGET},
            "rule": self.rule(row.get("rule")),
            **self.circle(row),
            **self.support(row),
            "channels": self.rows(row, "channels", self.channel, ("value", "hole"), keyed=False),
        }

    def channel(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = row.get("kind")
        if kind not in KINDS:
            self.refuse(_("choose what kind of address it is."))
            kind = "post"
        mail = kind in ("email", "cc")
        return {"kind": kind, **(self.address(row) if mail else self.plain(row))}

    def plain(self, row: dict[str, Any]) -> dict[str, Any]:
        value = self.line(row, "value")
        return {"value": value, "hole": not value and row.get("hole") is True, **self.support(row)}

    def address(self, row: dict[str, Any]) -> dict[str, Any]:
        """A mail address, or the hole where the report hides one; a hole with an address in it is filled."""
        value = self.line(row, "value").removeprefix("mailto:")
        if value == HIDDEN:
            value = ""
        if value:
            value = addresses.clean(value)
            if not addresses.well_formed(value):
                self.refuse(_("“%(value)s” is not an e-mail address.") % {"value": value.removeprefix("@")})
                value = ""
        return {"value": value, "hole": not value, **self.support(row)}

    def texts(self, given: object) -> dict[str, Any]:
        if not isinstance(given, dict):
            return {}
        found = {code: text for code, text in given.items() if _language(code) and isinstance(text, dict)}
        if len(found) > ROWS["texts"]:
            self.refuse(_("at most %(most)d.") % {"most": ROWS["texts"]}, "texts")
        return {code: self.text(code, found[code]) for code in sorted(found)[: ROWS["texts"]]}

    def text(self, code: str, given: dict[str, Any]) -> dict[str, Any]:
        self.where.append(code)
        text: dict[str, Any] = {name: self.line(given, name) for name in LINES}
        text |= {name: self.block(given, name) for name in BLOCKS}
        for name in ("subject", "salutation", "body", "closing"):
            text[name] = self.braces(text[name], name)
        text["demands"] = self.rows(given, "demands", self.demand, ("text",))
        fields = (*LINES, *BLOCKS)
        spans, basis = given.get("spans"), given.get("basis")
        text["spans"] = (
            {f: _spans(s) for f, s in sorted(spans.items()) if f in fields} if isinstance(spans, dict) else {}
        )
        text["basis"] = (
            {f: self.line({"basis": b}, "basis") for f, b in sorted(basis.items()) if f in fields}
            if isinstance(basis, dict)
            else {}
        )
        text["checked"] = given.get("checked") is True
        text |= {"of": of} if (of := _token(given.get("of"))) else {}
        text |= {"current": True} if given.get("current") is True else {}
        looked = given.get("looked")
        if isinstance(looked, dict):
            seen = {f: self.line({"looked": by}, "looked") for f, by in sorted(looked.items()) if f in fields}
            text |= {"looked": told} if (told := {f: by for f, by in seen.items() if by}) else {}
        self.where.pop()
        return text

    def words(self, row: dict[str, Any]) -> dict[str, Any]:
        """A text that was taken out."""
        return {"value": self.block({"body": row.get("value")}, "body"), **self.support(row)}

    def demand(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"key": row["key"], "text": self.braces(self.line(row, "text"), "text"), **self.support(row)}

    def rows(
        self,
        given: dict[str, Any],
        name: str,
        one: Row,
        told: tuple[str, ...],
        *,
        keyed: bool = True,
        taken: Collection[str] = (),
    ) -> list[dict[str, Any]]:
        """The rows that say anything in the fields `told`, each with a key of its own that no row ever had."""
        listed = given.get(name)
        found: list[dict[str, Any]] = []
        for n, row in enumerate(listed if isinstance(listed, list) else (), 1):
            if not isinstance(row, dict):
                continue
            key = row.get("key")
            used = {*taken, *(other.get("key") for other in found)}
            if not isinstance(key, str) or not KEY.match(key) or key in used:
                key = f"{name[0]}{tokens.new(40)}"
            self.where.append(f"{NAMES[name]} {n}")
            cleaned = one({**row, "key": key} if keyed else row)
            self.where.pop()
            if any(cleaned.get(field) for field in told):
                found.append(cleaned)
            if len(found) > ROWS[name]:
                self.refuse(_("at most %(most)d.") % {"most": ROWS[name]}, name)
                return found[: ROWS[name]]
        for row in found:
            if row.get("type") == "":
                row["type"] = "other"
        return found

    def support(self, row: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {"spans": _spans(row.get("spans")), "basis": self.line(row, "basis")}
        sure = {"sure": row["sure"]} if row.get("sure") in SURE else {}
        return told | sure | self.named(row, "found_by") | self.named(row, "looked")

    def named(self, row: dict[str, Any], name: str) -> dict[str, Any]:
        """A field that is only there when it says something."""
        value = self.line(row, name)
        return {name: value} if value else {}

    def lines(self, row: dict[str, Any], name: str, each: str) -> list[str]:
        values = row.get(name)
        values = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
        found = [self.line({each: value}, each) for value in values[:100]]
        return [value for at, value in enumerate(found) if value and value not in found[:at]]

    def line(self, row: dict[str, Any], name: str) -> str:
        return self.short(plain.line(row.get(name)), name)

    def block(self, row: dict[str, Any], name: str) -> str:
        return self.short(plain.block(row.get(name)), name)

    def short(self, value: str, name: str) -> str:
        if len(value) > MOST[name]:
            self.refuse(_("too long, at most %(most)d characters.") % {"most": MOST[name]}, name)
        return value[: MOST[name]].strip()

    def braces(self, value: str, name: str) -> str:
        """Curly brackets mark what the program fills in; typed by hand they would only look like it."""
        if "{" in value or "}" in value:
            self.refuse(_("leave out { and }. The program puts name and country under the letter itself."), name)
        return value.replace("{", "(").replace("}", ")")

    def rule(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            return ""
        found = RULE.match(value.strip())
        if not found or not self.country(found[1]):
            self.refuse(_("this rule is not known; it is embassy_of: and the two letters of a state."), "rule")
            return ""
        return found[0]

    def country(self, value: object) -> str:
        code = plain.text(value).strip().upper()
        if code and code not in countries.iso_codes() and code not in countries.PRACTICE:
            self.refuse(_("choose a country from the list."), "country")
            return ""
        return code

    def countries(self, given: object) -> list[str]:
        """Codes, each once and in order; where nobody is warned, the document has no such field."""
        told = [plain.text(value).strip() for value in given] if isinstance(given, list) else []
        for value in told:
            if value and value not in countries.iso_codes() and value not in countries.PRACTICE:
                why = _("“%(name)s” is no country we know. Write its name, or its two letters such as BY.")
                self.refuse(why % {"name": value[:60]}, "warned")
        return sorted({code for code in told if code in countries.iso_codes() or code in countries.PRACTICE})

    def date(self, row: dict[str, Any]) -> str:
        value = plain.text(row.get("date")).strip()
        if value and (not DATE.match(value) or (len(value) == 10 and not _is_day(value))):
            self.refuse(_("write it as 2026, 2026-03 or 2026-03-09."), "date")
            return ""
        return value

    def day(self, row: dict[str, Any], name: str) -> str:
        value = plain.text(row.get(name)).strip()
        if value and (len(value) != 10 or not DATE.match(value) or not _is_day(value)):
            self.refuse(_("write it as 2026-03-09."), name)
            return ""
        return value

    def circle(self, row: dict[str, Any]) -> dict[str, int]:
        """Left out for the first circle, in which most targets are."""
        n = circles.of(row)
        if not n:
            self.refuse(_("circles are numbered from 1 to %(most)d.") % {"most": circles.MOST}, "circle")
        return {"circle": n} if n > 1 else {}

    def days(self, row: dict[str, Any]) -> int:
        told = str(row.get("after_days") or "").strip()
        if told and not (told.isdecimal() and len(told) < 4 and 1 <= int(told) <= circles.LONGEST):
            self.refuse(_("write a number of days from 1 to %(most)d.") % {"most": circles.LONGEST}, "after_days")
            return 0
        return int(told or 0)

    def refuse(self, why: str, field: str = "") -> None:
        if self.clip:
            return
        places = [*self.where, *([str(NAMES[field])] if field else [])]
        raise Refused(f"{', '.join(places)}: {why}"[:1].upper() + f"{', '.join(places)}: {why}"[1:])


def removed(given: object) -> list[dict[str, Any]]:
    """What was taken out, each a row of the shape it had; anything else is left out."""
    cleaner = _Cleaner(clip=True)
    shapes: dict[str, Row] = {
        "people": cleaner.person, "others": cleaner.other, "incidents": cleaner.incident,
        "withheld": cleaner.incident, "targets": cleaner.target, "channels": cleaner.channel,
        "copies": cleaner.address, "demands": cleaner.demand, "texts": cleaner.words,
    }  # fmt: skip
    found = []
    for entry in given if isinstance(given, list) else ():
        shape = shapes.get(str(entry.get("group"))) if isinstance(entry, dict) else None
        if not shape or not isinstance(entry.get("row"), dict) or not KEY.match(str(entry.get("key"))):
            continue
        place = entry.get("place")
        told: dict[str, Any] = {name: cleaner.line({"looked": entry.get(name)}, "looked") for name in ("at", "by")}
        told |= {"key": str(entry["key"]), "group": entry["group"], "place": place if type(place) is int else 0}
        row = entry["row"]
        key = row.get("key") if KEY.match(str(row.get("key"))) else f"r{tokens.new(40)}"
        told["row"] = shape({**row, "key": key})
        if entry.get("into"):
            told |= {name: _plain(entry.get(name)) for name in ("into", "before", "after", "pointers")}
        found.append(told)
    return found[-MOST_REMOVED:]


def _plain(value: object) -> Any:
    """JSON of ours that no form sends: only words that can be printed."""
    if isinstance(value, dict):
        return {plain.text(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return plain.text(value) if isinstance(value, str) else value if value is None or type(value) in (bool, int) else 0


def _token(value: object) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"[a-z0-9]{1,32}", value) else ""


def _language(value: object) -> str:
    return value if isinstance(value, str) and LANGUAGE.match(value) else ""


def _is_day(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _spans(given: object) -> list[list[int]]:
    """Pairs of places in the source, in order and without doubles."""
    found = set()
    for span in given if isinstance(given, list | tuple) else ():
        if isinstance(span, list | tuple) and len(span) == 2 and all(type(n) is int for n in span):
            start, end = span
            if 0 <= start < end < 2**31:
                found.add((start, end))
    return [list(span) for span in sorted(found)[:SPANS]]
