"""Countries and places that a text names, in whatever case ending it prints them."""

import functools
import re
from collections import Counter
from dataclasses import dataclass

from hueandcry.lib import countries
from hueandcry.reader import lexicon
from hueandcry.reader.document import Document

STEM = 5  # letters a country's name must keep before an ending may be cut off
ENDING = 4  # letters an ending may have


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    code: str


def find(document: Document) -> list[Mention]:
    """Names of countries and their adjectives, in order of place."""
    if "places" not in document.notes:
        document.notes["places"] = _find(document)
    found: list[Mention] = document.notes["places"]
    return found


def starts(document: Document) -> frozenset[int]:
    """Where those names begin."""
    if "place starts" not in document.notes:
        document.notes["place starts"] = frozenset(m.start for m in find(document))
    found: frozenset[int] = document.notes["place starts"]
    return found


def _find(document: Document) -> list[Mention]:
    tongue = document.lexicon.language
    exact, stems = _names(tongue)
    beginnings = _beginnings(tongue)
    inflects = bool(document.lexicon.setting("inflects", False))
    found: list[Mention] = []
    skip = 0
    for at, word in enumerate(document.words):
        if not word.capital or word.start < skip:
            continue
        if not inflects and _folded(word.low.removesuffix("'s")) not in beginnings:
            continue
        hit = _match(document, at, exact, stems if inflects else {}, beginnings)
        if hit:
            found.append(hit)
            skip = hit.end
    named = [Mention(h.start, h.end, h.key) for h in document.hits.of("demonyms")]
    taken = {m.start for m in found}
    return sorted([*found, *(m for m in named if m.start not in taken)], key=lambda m: m.start)


def accused(document: Document, mentions: list[Mention], heads: list[tuple[int, int]]) -> str | None:
    """The state the text is about: named most, a mention in a heading or target counts more."""
    scores: Counter[str] = Counter()
    for mention in mentions:
        if document.is_furniture(mention.start):
            continue
        weight = 4 if any(s <= mention.start < e for s, e in heads) else 1
        scores[mention.code] += weight
    if not scores:
        return None
    ranked = scores.most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


def _match(
    document: Document,
    at: int,
    exact: dict[str, str],
    stems: dict[str, str],
    beginnings: frozenset[str],
) -> Mention | None:
    words = document.words
    low = _folded(words[at].low)
    for length in (4, 3, 2, 1) if low in beginnings else (1,):
        if at + length > len(words):
            continue
        first, last = words[at], words[at + length - 1]
        if "\n" in document.plain[first.end : last.start] or last.end - first.start > 60:
            continue
        label = _folded(document.plain[first.start : last.end].removesuffix("'s"))
        code = exact.get(label)
        if code:
            return Mention(first.start, last.end, code)
    for cut in range(ENDING + 1):
        stem = low[: len(low) - cut]
        if len(stem) < 4:
            break
        if stem in stems:
            return Mention(words[at].start, words[at].end, stems[stem])
    return None


@functools.lru_cache(maxsize=8192)
def _folded(label: str) -> str:
    return countries.fold(label)


@functools.cache
def _beginnings(tongue: str) -> frozenset[str]:
    """The first words of all names, so that most words are passed over at once."""
    return frozenset(re.split(r"[ \-']", label)[0] for label in _names(tongue)[0]) | frozenset(
        label.split()[0] for label in _names(tongue)[0]
    )


@functools.cache
def _names(tongue: str) -> tuple[dict[str, str], dict[str, str]]:
    """Full names, and for languages with endings the names without theirs."""
    exact: dict[str, str] = {}
    for code in (*countries.iso_codes(), *countries.PRACTICE):
        exact[countries.fold(countries.name(code, tongue))] = code
    for label, code in countries.EXTRA_LABELS.items():
        if len(label) > 3 or label.upper() in ("США", "УК", "РФ"):
            exact[countries.fold(label)] = code
    for word in lexicon.load(tongue).words("grammar", "not_countries"):
        exact.pop(word, None)
    stems: dict[str, str] = {}
    for label, code in exact.items():
        if " " not in label and len(label) >= STEM:
            stem = label.rstrip("аеиоуыэюяьйіїє")
            if len(stem) >= 4:
                stems[stem] = code
    return exact, stems
