"""The kept source on the screen: which words belong to which fact."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Span = Sequence[int]
LONGEST_QUOTE = 160  # characters of source words shown beside a field


@dataclass
class Piece:
    """A stretch of the source between two cuts; `facts` are the ids of what it supports."""

    text: str
    start: int
    facts: list[str] = field(default_factory=list)
    hole: bool = False
    wide: bool = False  # supports only long texts, such as the letter: marked more quietly


@dataclass
class Words:
    """The words a fact rests on, and where they begin and end."""

    text: str
    start: int
    end: int = field(default=0, compare=False)


def pieces(
    text: str, facts: Mapping[str, Iterable[Span]], *, holes: Iterable[str] = (), wide: Iterable[str] = ()
) -> list[Piece]:
    """Cut the source wherever a fact's words begin or end."""
    spans = [(s, e, fact) for fact, group in facts.items() for s, e in within(text, group)]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    holed, quiet = set(holes), set(wide)
    made = []
    for start, end in itertools.pairwise(cuts):
        here = list(dict.fromkeys(fact for s, e, fact in spans if s <= start and end <= e))
        made.append(
            Piece(text[start:end], start, here, hole=bool(holed & set(here)), wide=bool(here) and set(here) <= quiet)
        )
    return made


def words(text: str, spans: Iterable[Span]) -> list[Words]:
    """What the spans say, shortened in the middle when long."""
    return [Words(shorten(text[s:e]), s, e) for s, e in within(text, spans)]


def within(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Only the spans that lie inside the text."""
    return [(int(s), int(e)) for s, e in spans if 0 <= int(s) < int(e) <= len(text)]


def shorten(quote: str) -> str:
    """A long quote with its middle left out."""
    quote = " ".join(quote.split())
    if len(quote) <= LONGEST_QUOTE:
        return quote
    half = LONGEST_QUOTE // 2
    return f"{quote[:half].rstrip()} … {quote[-half:].lstrip()}"
