"""The reader's JSON set out as a document: only people at risk, channels as printed, words with their places."""

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hueandcry import names
from hueandcry.appeals import document, looking
from hueandcry.cases.models import PersonAtRisk
from hueandcry.lib import addresses, tokens

STORY = 4  # paragraphs of the report taken as the story
CLOSING = 60  # characters; a longer line is not a closing formula
FRAMES = Path(__file__).with_name("frames.toml")
Reading = Mapping[str, Any]


def propose(reading: Reading, *, languages: Iterable[str]) -> dict[str, Any]:
    """A document that says what the reader found and nothing else; it has still to be cleaned."""
    language = reading.get("language") or "en"
    found = document.blank([*languages, language])
    text = str(reading.get("text") or "")
    country = reading.get("country") or ""
    found |= {
        "language": language,
        "country": country.get("code", "") if isinstance(country, Mapping) else country,
        "people": [_person(p, text) for p in _list(reading, "people") if p.get("status") == "at_risk"],
        "others": [
            _person(p, text) | {"status": p.get("status")}
            for p in _list(reading, "people")
            if p.get("status") != "at_risk"
        ],
        "incidents": [_incident(i, text) for i in _list(reading, "incidents")],
        "targets": _with_embassy([_target(t, text) for t in _list(reading, "targets")], reading, text),
        "copies": [copy for each in _list(reading, "copies_to") for copy in _copy(each)],
    }
    places = Counter(i["place"] for i in found["incidents"] if i["place"])
    found["place"] = places.most_common(1)[0][0] if places else ""
    found["texts"][language] = _text(reading, language, found["people"])
    return found


def know_again(people: list[dict[str, Any]], known: Iterable[PersonAtRisk]) -> None:
    """Give a person the key the case knows them by; likeness is not enough, only the same name is."""
    keys = {names.fold(name): row.key for row in known for name in (row.name, *row.aliases)}
    for person in people:
        person["key"] = keys.get(names.fold(person["name"]), person["key"])


@functools.cache
def frames() -> dict[str, dict[str, str]]:
    """Words for letters a report does not bring, by language."""
    return tomllib.loads(FRAMES.read_text(encoding="utf-8"))


def _person(person: Reading, text: str) -> dict[str, Any]:
    return {
        "key": _key("p"), "name": person.get("name") or "", "aliases": person.get("aliases") or [],
        "role": person.get("role") or "", "public": not person.get("unnamed"),
        "spans": _flat(person.get("spans")), "basis": "",
        "sure": looking.sure(person, text), "found_by": _found_by(person.get("engines")),
    }  # fmt: skip


def _incident(incident: Reading, text: str) -> dict[str, Any]:
    return {
        "key": _key("i"), "type": incident.get("type") or "other", "date": incident.get("date") or "",
        "date_inferred": bool(incident.get("date_inferred")), "place": incident.get("place") or "",
        "victims": incident.get("victims") or [], "alleged_by": incident.get("perpetrators") or [],
        "quantity": incident.get("quantity") or "", "spans": _flat(incident.get("spans")), "basis": "",
        "sure": looking.sure(incident, text), "found_by": _found_by(incident.get("place_engines")),
    }  # fmt: skip


def _found_by(engines: object) -> str:
    """Who proposed a value, when it was not the rules alone; see docs/reading.md, Second opinions."""
    named = [str(engine) for engine in engines] if isinstance(engines, list) else []
    return "" if named == ["rules"] else ", ".join(named)


def _target(target: Reading, text: str) -> dict[str, Any]:
    spans = target.get("spans") or {}
    role, body = target.get("role") or "", target.get("organisation") or ""
    channels = [
        channel
        for kind in ("email", "cc", "phone", "fax", "post")
        for channel in _channels(kind, target.get(kind), spans.get(kind, []) if isinstance(spans, Mapping) else [])
    ]
    channels += [
        {"kind": kind, "value": "", "hole": True, "spans": _flat([span]), "basis": ""}
        for kind in ("phone", "fax")
        for span in (spans.get(f"{kind}_hole", []) if isinstance(spans, Mapping) else [])
    ]
    printed = {name: s for name, s in spans.items() if name in NAMED} if isinstance(spans, Mapping) else spans
    return {
        "key": _key("t"), "office": role or body, "holder": target.get("name") or "",
        "organisation": body if role else "", "rule": (target.get("rule") or "").partition(" ")[0],
        "spans": _flat(printed) or _flat(spans), "basis": "", "channels": channels,
        "sure": looking.sure(target, text),
    }  # fmt: skip


EMBASSY = "embassy_of:"
NAMED = ("name", "role", "organisation", "rule", "block")


def _channels(kind: str, values: object, spans: list[Any]) -> Iterable[dict[str, Any]]:
    """A channel per value, each with its own place; where places are fewer, the value keeps all of them."""
    listed = [values] if isinstance(values, str) else list(values) if isinstance(values, list) else []
    for at, value in enumerate(listed):
        hole = kind in ("email", "cc") and not addresses.well_formed(addresses.clean(value))
        own = [spans[at]] if len(spans) == len(listed) else spans
        yield {"kind": kind, "value": "" if hole else value, "hole": hole, "spans": _flat(own), "basis": ""}


def _with_embassy(targets: list[dict[str, Any]], reading: Reading, text: str) -> list[dict[str, Any]]:
    """A report that asks for a copy to the embassy in the writer's country: one more target, for somebody to check."""
    for copy in _list(reading, "copies_to"):
        rule, spans = str(copy.get("text") or "").partition(" ")[0], _flat(copy.get("spans"))
        if rule.startswith(EMBASSY) and spans and not any(target["rule"] == rule for target in targets):
            office = _one_line(text[slice(*spans[0])])
            found = _target({"role": office, "rule": rule, "spans": {"rule": spans}}, text)
            targets.append(found | {"sure": looking.CHECK})
    return targets


def _copy(copy: Reading) -> Iterable[dict[str, Any]]:
    """A copy goes to an address; one to an embassy has become a target, for each supporter has another."""
    value = copy.get("text") or ""
    if not value.startswith("embassy"):
        yield from (
            {name: row[name] for name in ("value", "hole", "spans", "basis")}
            for row in _channels("email", value, _flat(copy.get("spans")))
        )


def _text(reading: Reading, language: str, people: list[dict[str, Any]]) -> dict[str, Any]:
    """The report's own words in its own language; whoever wrote them spoke it, so they count as checked."""
    text = document.blank_text()
    for name in ("headline", "summary"):
        quote = reading.get(name)
        if isinstance(quote, Mapping):
            text[name], text["spans"][name] = _one_line(quote.get("text")), _flat(quote.get("spans"))
    text["story"], text["spans"]["story"] = _story(reading)
    text["demands"] = [
        {
            "key": _key("d"),
            "text": d.get("text") or "",
            "spans": _flat(d.get("spans")),
            "basis": "",
            "sure": looking.sure(d, ""),
        }
        for d in _list(reading, "demands")
    ]
    text["checked"] = True
    _letter(reading, text, frames().get(language, {}), people)
    return text


def _letter(reading: Reading, text: dict[str, Any], frame: Mapping[str, str], people: list[dict[str, Any]]) -> None:
    letter = reading.get("letter") or {}
    spans = letter.get("spans") or {}
    spans = spans if isinstance(spans, Mapping) else {"body": spans}
    if letter.get("present") and letter.get("body"):
        for name in ("salutation", "body"):
            text[name], text["spans"][name] = letter.get(name) or "", _flat(spans.get(name))
        text["closing"] = _closing(str(reading.get("text") or ""), _flat(spans.get("closing")))
        text["spans"]["closing"] = _flat(spans.get("closing")) if text["closing"] else []
    elif text["demands"]:
        text["body"] = _composed(frame, text["demands"], people)
        text["basis"]["body"] = "composed from the demands of the report"
    if text["body"]:
        for name in ("salutation", "closing"):
            text[name] = text[name] or frame.get(name, "")
        text["subject"] = _about(frame, people) or text["headline"]


def _composed(frame: Mapping[str, str], demands: list[dict[str, Any]], people: list[dict[str, Any]]) -> str:
    asked = "\n".join(f"– {demand['text']}" for demand in demands)
    opening = frame.get("opening", "").format(people=_named(frame, people)) if people else ""
    ask = "\n".join(part for part in (frame.get("ask", ""), asked) if part)
    return "\n\n".join(part for part in (opening, ask, frame.get("end", "")) if part)


def _about(frame: Mapping[str, str], people: list[dict[str, Any]]) -> str:
    return frame["subject"].format(people=_named(frame, people)) if people and "subject" in frame else ""


def _named(frame: Mapping[str, str], people: list[dict[str, Any]]) -> str:
    called = [person["name"] for person in people[:3]]
    last = f" {frame.get('and', '&')} "
    return last.join([", ".join(called[:-1]), called[-1]]) if len(called) > 1 else called[0]


def _closing(text: str, spans: list[list[int]]) -> str:
    words = text[slice(*spans[0])].strip() if spans else ""
    line = words.splitlines()[0].strip() if words else ""
    return line if len(line) <= CLOSING else ""


def _story(reading: Reading) -> tuple[str, list[list[int]]]:
    """The first paragraphs that tell an incident, as printed, outside the letter and the list of targets."""
    text = str(reading.get("text") or "")
    told = [s for incident in _list(reading, "incidents") for s in _flat(incident.get("spans"))]
    parts = [
        reading.get("letter") or {},
        *_list(reading, "targets"),
        *_list(reading, "copies_to"),
        reading.get("headline"),
    ]
    other = [span for part in parts if isinstance(part, Mapping) for span in _flat(part.get("spans"))]
    letter = _flat((reading.get("letter") or {}).get("spans"))
    other += [[min(s for s, _ in letter), max(e for _, e in letter)]] if letter else []
    found = [p for p in _paragraphs(text) if _meets(p, told) and not _meets(p, other)][:STORY]
    return "\n\n".join(text[start:end] for start, end in found), found


def _paragraphs(text: str) -> list[list[int]]:
    blocks = [[m.start(), m.end()] for m in re.finditer(r"\S.*?(?=\n[^\S\n]*\n|\s*\Z)", text, re.S)]
    lines = [[m.start(), m.end()] for m in re.finditer(r"\S[^\n]*", text)]
    return blocks if len(blocks) > 2 else lines


def _meets(place: list[int], spans: list[list[int]]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in spans)


def _flat(spans: object) -> list[list[int]]:
    """Spans are a list, or one list per field; the screen highlights all of them for one value."""
    groups = spans.values() if isinstance(spans, Mapping) else [spans]
    pairs = (s for group in groups if isinstance(group, list | tuple) for s in group if isinstance(s, list | tuple))
    return [list(pair) for pair in sorted({(s[0], s[1]) for s in pairs if len(s) == 2})]


def _list(reading: Reading, name: str) -> list[Mapping[str, Any]]:
    return [row for row in reading.get(name) or [] if isinstance(row, Mapping)]


def _one_line(value: object) -> str:
    return " ".join(str(value or "").split())


def _key(letter: str) -> str:
    """A name for a row that no other row of the case or appeal ever has."""
    return letter + tokens.new(40)
