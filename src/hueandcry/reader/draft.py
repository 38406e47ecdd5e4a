"""The draft: what the reader proposes, to and from the JSON of the contract."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

Span = tuple[int, int]
Spans = dict[str, list[Span]]
RULES = "rules"  # who proposed a value; the others are engines, see opinions/


def _rules() -> list[str]:
    return [RULES]


@dataclass
class Part:
    """A group of values of a draft; `spans` says for each where in the text it stands."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in data.items() if name in known}
        if "spans" in kept:
            kept["spans"] = spans_of(kept["spans"])
        for name in ("engines", "place_engines"):
            if name in kept:
                kept[name] = list(kept[name] or [RULES])
        return cls(**kept)


@dataclass
class Person(Part):
    name: str
    aliases: list[str] = field(default_factory=list)
    status: str = "other"  # at_risk, official, perpetrator, organiser, other
    role: str | None = None
    confidence: float = 0.5
    unnamed: bool = False  # the source asks not to name them
    spans: Spans = field(default_factory=dict)
    engines: list[str] = field(default_factory=_rules)


@dataclass
class Organisation(Part):
    name: str
    aliases: list[str] = field(default_factory=list)
    kind: str | None = None
    spans: Spans = field(default_factory=dict)
    engines: list[str] = field(default_factory=_rules)


@dataclass
class Incident(Part):
    type: str
    date: str | None = None
    date_partial: str | None = None
    date_inferred: bool = False
    place: str | None = None
    victims: list[str] = field(default_factory=list)
    perpetrators: list[str] = field(default_factory=list)
    quantity: str | None = None
    spans: Spans = field(default_factory=dict)
    place_engines: list[str] = field(default_factory=_rules)


@dataclass
class Target(Part):
    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    email: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    fax: list[str] = field(default_factory=list)
    post: str | None = None
    rule: str | None = None
    salutation: str | None = None
    spans: Spans = field(default_factory=dict)


@dataclass
class Copy(Part):
    text: str
    spans: list[Span] = field(default_factory=list)


@dataclass
class Demand(Part):
    text: str
    spans: list[Span] = field(default_factory=list)


@dataclass
class Quote(Part):
    """Words taken from the text as they stand."""

    text: str
    spans: list[Span] = field(default_factory=list)


@dataclass
class Letter(Part):
    present: bool = False
    salutation: str | None = None
    body: str | None = None
    signatory: str | None = None
    spans: Spans = field(default_factory=dict)


@dataclass
class Country(Part):
    """The accused state."""

    code: str
    spans: list[Span] = field(default_factory=list)


@dataclass
class Draft:
    """Everything the reader proposes about one text; holes are None or empty."""

    text: str
    language: str | None = None
    kind: str = "other"
    report_date: str | None = None
    report_date_inferred: bool = False
    report_date_spans: list[Span] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    copies_to: list[Copy] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    letter: Letter = field(default_factory=Letter)
    outcome: str | None = None
    outcome_spans: list[Span] = field(default_factory=list)
    country: Country | None = None
    headline: Quote | None = None
    summary: Quote | None = None
    read_until: int | None = None  # the place up to which words of a very long text were read

    def to_json(self) -> dict[str, Any]:
        """The object of the contract; `country` is a code with its spans beside it."""
        data = asdict(self)
        data["country"] = self.country.code if self.country else None
        data["country_spans"] = self.country.spans if self.country else []
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """A draft read back from its JSON; keys we do not know are left out."""
        draft = cls(text=data.get("text") or "")
        for name in ("language", "kind", "report_date", "report_date_inferred", "outcome", "read_until"):
            setattr(draft, name, data.get(name, getattr(draft, name)))
        draft.report_date_spans = span_list(data.get("report_date_spans") or [])
        draft.outcome_spans = span_list(data.get("outcome_spans") or [])
        for name, part in LISTS.items():
            setattr(draft, name, [part.from_json(item) for item in data.get(name) or []])
        draft.letter = Letter.from_json(data.get("letter") or {})
        if data.get("country"):
            draft.country = Country(data["country"], span_list(data.get("country_spans") or []))
        for name in ("headline", "summary"):
            if data.get(name):
                setattr(draft, name, Quote.from_json(data[name]))
        return draft


LISTS: dict[str, type[Part]] = {
    "people": Person,
    "organisations": Organisation,
    "incidents": Incident,
    "targets": Target,
    "copies_to": Copy,
    "demands": Demand,
}


def span_list(spans: Any) -> list[Span]:
    return [(int(start), int(end)) for start, end in spans]


def spans_of(spans: Any) -> Any:
    if isinstance(spans, dict):
        return {name: span_list(group) for name, group in spans.items()}
    return span_list(spans)
