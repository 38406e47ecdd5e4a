"""A document laid out for the screen: every fact with its field names, its words and what blocks it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from hueandcry.appeals import circles, gaps, looking, translating
from hueandcry.desk import draft_form, sources, wording

Part = Mapping[str, Any]
WIDE = ("text-body", "text-story", "text-summary")  # long texts mark the source more quietly


class Missing(Protocol):
    """What the rule of the document says is missing, and where."""

    @property
    def where(self) -> str: ...
    @property
    def sentence(self) -> str: ...


@dataclass
class Fact:
    """One fact on the screen; `id` begins the names of its fields and is what the source points to."""

    id: str
    key: str
    value: Part
    words: list[sources.Words]
    basis: str
    hole: bool = False
    channels: list["Fact"] = field(default_factory=list)

    @property
    def step(self) -> str:
        """How a button names it."""
        return self.id.replace("-", ":")

    @property
    def looked(self) -> str:
        """Who has looked at it; a tick that is not saved yet has no name."""
        return str(self.value.get("looked") or "").replace(draft_form.TICKED, "")

    @property
    def ticked(self) -> bool:
        """Whether it counts as looked at."""
        return bool(self.value.get("looked"))

    @property
    def doubt(self) -> str:
        """How sure the reader was, in words, until somebody has looked; an inferred year says so itself."""
        sure = str(self.value.get("sure") or "")
        if self.ticked or (sure == looking.CHECK and self.value.get("date_inferred")):
            return ""
        return wording.sure().get(sure, "")

    @property
    def calm(self) -> bool:
        """Whether the words of doubt are none."""
        return self.value.get("sure") == looking.AGREES

    @property
    def title(self) -> str:
        """What it is called in a list to choose from."""
        row = self.value
        if "office" in row:
            return gaps.name_of(row)
        if "victims" in row:
            kind = dict(wording.incident_types()).get(row["type"], row["type"])
            return ", ".join(part for part in (kind, row["date"], "; ".join(row["victims"][:2]), row["place"]) if part)
        return str(row.get("name") or row.get("value") or row.get("text") or "")


@dataclass
class Gone:
    """Something that was taken out or merged, and what brings it back."""

    key: str
    what: str
    name: str
    by: str
    into: str


@dataclass
class Gap:
    """Something that is missing, the field that would fill it, and the language it is in, if any."""

    field: str
    sentence: str
    language: str = ""

    @property
    def fact(self) -> str:
        """The fact the field belongs to."""
        return self.field.rpartition("-")[0] if self.field[-1:].isalpha() and "-" in self.field else self.field


@dataclass
class Sheet:
    """Everything the draft screen shows."""

    document: Part
    language: str
    people: list[Fact]
    others: list[Fact]
    incidents: list[Fact]
    targets: list[Fact]
    copies: list[Fact]
    demands: list[Fact]
    text: Part
    texts: dict[str, Fact]
    pieces: list[sources.Piece]
    missing: list[Gap]
    unlooked: list[str]  # ids of the values that nobody has ticked
    removed: list[Gone]

    @property
    def older(self) -> list[str]:
        """The languages whose original has changed since they were written or checked."""
        return translating.older(self.document)

    @property
    def circle_numbers(self) -> range:
        """The circles a target can be in."""
        return range(1, circles.MOST + 1)

    @property
    def circles(self) -> list[Part]:
        """When each later circle opens that some target is in, as far as anybody has said."""
        told = {row.get("n"): row for row in self.document.get("circles") or ()}
        return [{"n": n, "at": f"circles-{n}", **told.get(n, {})} for n in circles.later(self.document)]

    @property
    def blocked(self) -> dict[str, str]:
        """What is missing, by fact and by field; only what this screen shows."""
        here = [gap for gap in reversed(self.missing) if gap.language in ("", self.language)]
        return {name: gap.sentence for gap in here for name in (gap.fact, gap.field)}


def lay_out(document: Part, *, language: str, source: str, missing: Iterable[Missing] = ()) -> Sheet:
    """The sheet of `document` with the texts of one language."""
    document = draft_form.opened(document)
    text = document["texts"].get(language) or {}
    groups = {g: _facts(document[g], g, source) for g in ("people", "others", "incidents", "targets", "copies")}
    demands = _facts(text.get("demands") or [], "demands", source)
    texts = {name: _text_fact(text, name, source) for name in draft_form.TEXT_FIELDS}
    every = [*(f for group in groups.values() for f in group), *demands, *texts.values()]
    every += [channel for target in groups["targets"] for channel in target.channels]
    spans = {fact.id: fact.value.get("spans") or [] for fact in every}
    pieces = sources.pieces(source, spans, holes=[f.id for f in every if f.hole], wide=WIDE)
    found = [_gap(one.where, one.sentence, document) for one in missing]
    unlooked = [fact.id for fact in every if not fact.ticked and not fact.id.startswith(("others", "text"))]
    return Sheet(
        document, language, groups["people"], groups["others"], groups["incidents"], groups["targets"],
        groups["copies"], demands, text, texts, pieces, found, unlooked, _removed(document),
    )  # fmt: skip


def shown_language(document: Part, asked: str, screen: str) -> str:
    """The language whose texts are shown: the one asked for, the report's own, the screen's, or the first."""
    there = list(document["texts"])
    for code in (asked, document.get("language") or "", screen):
        if code in there:
            return code
    return there[0] if there else screen


def _gap(where: str, sentence: str, document: Part) -> Gap:
    """The field on the screen that a rule's `where` means, such as targets.t1.channels.0."""
    match where.split("."):
        case ["texts"]:
            return Gap("text-headline", sentence)
        case ["texts", code, "demands", key]:
            n = _place(document["texts"][code]["demands"], key)
            return Gap(f"demands-{n}-basis", sentence, code)
        case ["texts", code, name]:
            return Gap(f"text-{name}", sentence, code)
        case ["circles", n]:
            return Gap(f"circles-{n}-opens_on", sentence)
        case ["consent"]:
            return Gap("consent-given_by", sentence)
        case [("people" | "incidents" | "targets") as group, key]:
            n = _place(document[group], key)
            named = group != "people" or document[group][n]["name"]
            return Gap(f"{group}-{n}-basis" if named else f"{group}-{n}-name", sentence)
        case ["targets", key, "channels"]:
            return Gap(f"add-targets-{_place(document['targets'], key)}-channels", sentence)
        case ["targets", key, "channels", place]:
            n = _place(document["targets"], key)
            return _address_gap(document["targets"][n]["channels"], f"targets-{n}-channels", place, sentence)
        case ["copies", place]:
            return _address_gap(document["copies"], "copies", place, sentence)
        case [("people" | "incidents" | "targets" | "copies") as group]:
            return Gap(f"add-{group}", sentence)
    return Gap(where, sentence)


def _address_gap(rows: Iterable[Part], prefix: str, place: str, sentence: str) -> Gap:
    # The rule counts rows that say something; on the screen there may be blank ones between.
    said = [(n, row) for n, row in enumerate(rows) if row["value"] or row["hole"]]
    n, row = said[int(place)]
    return Gap(f"{prefix}-{n}-{'value' if row['hole'] else 'basis'}", sentence)


def _place(rows: Iterable[Part], key: str) -> int:
    return next((n for n, row in enumerate(rows) if row.get("key") == key), 0)


def _facts(rows: Iterable[Part], prefix: str, source: str) -> list[Fact]:
    made = []
    for n, row in enumerate(rows):
        at = f"{prefix}-{n}"
        found = sources.words(source, row.get("spans") or [])
        fact = Fact(at, draft_form.key_of(row, n), row, found, row.get("basis") or "", hole=bool(row.get("hole")))
        fact.channels = _facts(row.get("channels") or [], f"{at}-channels", source)
        made.append(fact)
    return made


def _removed(document: Part) -> list[Gone]:
    """What was taken out, the last first."""
    names = {row["key"]: Fact("", "", row, [], "").title for g in ("people", "others", "incidents", "targets")
             for row in document[g]}  # fmt: skip
    return [
        Gone(e["key"], wording.groups().get(e["group"], ""), Fact("", "", e["row"], [], "").title, e["by"],
             names.get(e.get("into"), "") or ("?" if e.get("into") else ""))
        for e in reversed(document.get("removed") or [])
    ]  # fmt: skip


def _text_fact(text: Part, name: str, source: str) -> Fact:
    spans = (text.get("spans") or {}).get(name) or []
    value = {"value": text.get(name) or "", "spans": spans, "looked": (text.get("looked") or {}).get(name)}
    return Fact(f"text-{name}", name, value, sources.words(source, spans), (text.get("basis") or {}).get(name) or "")
