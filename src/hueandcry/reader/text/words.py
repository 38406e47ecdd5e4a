"""The words of a text and, in one pass, every phrase of the lexicon that stands in it."""

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from hueandcry.reader import lexicon

# "l'Union" and "d'Oran" are two words, or their capital would be lost.
WORD = re.compile(r"(?:[dlnsjmcDLNSJMC]|[Qq]u)['’](?=[^\W\d_])|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*|\d+")
BREAKS = frozenset(".!?;:\n|")
ARTICLES = frozenset(
    ("al", "el", "an", "ad", "ar", "as", "ash", "at", "az", "bin", "ben", "ul", "abu", "ibn",
     "аль", "эль", "ель", "ал", "ас", "аш", "ат", "бин", "бен", "абу", "ибн")
)  # fmt: skip
TITLED = re.compile(r"\b(?:sra?|mrs?|ms|dr|dra|hon|prof|excm[oa]|ilm[oa]|gen|mme)$", re.IGNORECASE)
REMEMBERED = 65_536  # words whose phrases are kept at hand: a desk's reports of a month have fewer
LONGEST = 30  # letters of a stem
HEAD = 2  # letters by which stems are looked up
GAP = 5  # words a `~` may stand for
MANY_SIDED = frozenset({"people", "demands", "targets", "events", "day"})  # one word may be title and office at once
NOTHING: tuple[tuple[lexicon.Phrase, ...], dict[str, list[lexicon.Phrase]]] = ((), {})  # most words begin no phrase
NOUNS = frozenset({"official", "officials", "head", "perpetrator", "at_risk", "bystander", "organiser", "title"})


@dataclass(slots=True, unsafe_hash=True)  # nobody changes one; frozen, each would take twice as long to make
class Word:
    start: int
    end: int
    low: str
    capital: bool


@dataclass(slots=True, unsafe_hash=True)
class Hit:
    """A phrase of the lexicon, found."""

    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Hits:
    """All hits of a text by table, in order of place."""

    by_table: dict[str, list[Hit]] = field(default_factory=dict)
    _by_key: dict[str, dict[str, list[Hit]]] = field(default_factory=dict)
    _lanes: dict[tuple[str, tuple[str, ...]], tuple[list[int], list[Hit]]] = field(default_factory=dict)

    def of(self, table: str, *keys: str) -> list[Hit]:
        return list(self._lane(table, keys)[1])

    def within(self, table: str, start: int, end: int, *keys: str) -> list[Hit]:
        """The hits of a table (of some of its keys) that lie inside a place, in order."""
        starts, hits = self._lanes.get((table, keys)) or self._lane(table, keys)
        if not starts:
            return []
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] >= end:
            return []
        last = bisect_left(starts, end, first)
        if last == first + 1:
            return [hits[first]] if hits[first].end <= end else []
        return [hit for hit in hits[first:last] if hit.end <= end]

    def _lane(self, table: str, keys: tuple[str, ...]) -> tuple[list[int], list[Hit]]:
        """The hits of some keys, or of the whole table, with their beginnings."""
        lane = self._lanes.get((table, keys))
        if lane is None:
            hits = self._chosen(table, keys) if table in self.by_table else []
            lane = self._lanes[table, keys] = ([hit.start for hit in hits], hits)
        return lane

    def _chosen(self, table: str, keys: tuple[str, ...]) -> list[Hit]:
        """The hits of some keys; most often the text has those of one key or of none."""
        whole = self.by_table[table]
        if not keys:
            return whole
        by_key = self._by_key.get(table)
        if by_key is None:
            by_key = self._by_key[table] = {}
            for hit in whole:
                by_key.setdefault(hit.key, []).append(hit)
        there = [hits for key, hits in by_key.items() if key in keys]
        if len(there) < 2:
            return there[0] if there else []
        return [hit for hit in whole if hit.key in keys]


def split(plain: str, most: int | None = None) -> list[Word]:
    """The words of a text, or its first ones."""
    return [Word(*m.span(), *_look(m.group())) for m in islice(WORD.finditer(plain), most)]


@functools.lru_cache(maxsize=REMEMBERED)
def _look(word: str) -> tuple[str, bool]:
    """The word in small letters, and whether it is written with a capital."""
    return word.lower(), _is_capital(word)


def _is_capital(word: str) -> bool:
    """A capital begins the word, or follows an article that is written with it ("al-Assad", "ель-Шеріф")."""
    if word[0].isupper():
        return True
    article, _, rest = word.partition("-")
    return article in ARTICLES and rest[:1].isupper()


def mark(plain: str, words: list[Word], language: str) -> Hits:
    """Find the phrases; of two from one table at one place the longer stays."""
    nouns = bool(lexicon.load(language).setting("nouns_capitalised", False))
    found: dict[str, dict[tuple[int, str], Hit]] = defaultdict(dict)
    following = [*(word.low for word in words[1:]), ""]
    for at, word in enumerate(words):
        phrases, by_second = _beginning(language, word.low)
        if by_second and following[at] in by_second:
            phrases = (*phrases, *by_second[following[at]])
        for table, key, wanted in phrases:
            end = word.end
            if len(wanted) > 1:
                matched = _match(plain, words, at, wanted)
                if matched is None:
                    continue
                end = matched
            elif nouns and not word.capital and _is_noun(table, key):
                continue  # "die Verhaftete" is a person, "verhaftete" is a verb
            slot = (word.start, key if table in MANY_SIDED else "")
            best = found[table].get(slot)
            if best is None or best.end < end:
                found[table][slot] = Hit(word.start, end, key)
    return Hits({t: _apart(list(h.values()), t in MANY_SIDED) for t, h in found.items()})


def _is_noun(table: str, key: str) -> bool:
    return table == "groups" or (table == "people" and key in NOUNS)


@functools.lru_cache(maxsize=REMEMBERED)
def _beginning(language: str, low: str) -> tuple[tuple[lexicon.Phrase, ...], dict[str, list[lexicon.Phrase]]]:
    """The phrases that may begin with a word: those to try always, and those that need a certain second word."""
    index, stems, endings = lexicon.index(language), *_lengths(language)
    lengths: Sequence[int] = stems.get(low[:HEAD]) or stems[""]
    if ends := endings.get(low[-HEAD:]) or endings[""]:
        lengths = sorted({*lengths, *ends})
    phrases = list(index.get(low, ()))
    for length in lengths:
        if length > len(low):
            break
        phrases.extend(index.get(low[:length] + "*", ()))
        if ends:
            phrases.extend(index.get("*" + low[-length:], ()))
    if not phrases:
        return NOTHING
    always: list[lexicon.Phrase] = []
    by_second: dict[str, list[lexicon.Phrase]] = {}
    for phrase in phrases:
        second = phrase.words[1] if len(phrase.words) > 1 else "~"
        if second == "~" or "*" in second:
            always.append(phrase)
        else:
            by_second.setdefault(second, []).append(phrase)
    return tuple(always), by_second


@functools.cache
def _lengths(language: str) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """How long the stems are that share their first two letters, and the endings that share their last two.

    Under "" are those of one letter, which are tried on every word.
    """
    stems: dict[str, set[int]] = {"": set()}
    endings: dict[str, set[int]] = {"": set()}
    for first in lexicon.index(language):
        size = len(first) - 1
        if not 0 < size <= LONGEST:
            continue
        if first[0] == "*":
            endings.setdefault(first[-HEAD:] if size >= HEAD else "", set()).add(size)
        elif first[-1] == "*":
            stems.setdefault(first[:HEAD] if size >= HEAD else "", set()).add(size)
    return _with_short(stems), _with_short(endings)


def _with_short(sizes: dict[str, set[int]]) -> dict[str, list[int]]:
    return {letters: sorted(own | sizes[""]) for letters, own in sizes.items()}


def _match(plain: str, words: list[Word], at: int, phrase: tuple[str, ...]) -> int | None:
    """The end of the phrase that begins at word `at`, if it is there; the first word fits."""
    here, spare, last = at, 0, len(words) - 1
    for wanted in phrase[1:]:
        if wanted == "~":
            spare = GAP
            continue
        while True:
            if here == last:
                return None
            here += 1
            low = words[here].low
            fits = low == wanted or ("*" in wanted and _fits(low, wanted))
            if not (fits or spare) or _broken(plain, words[here - 1].end, words[here].start):
                return None
            if fits:
                break
            spare -= 1
        spare = 0
    return words[here].end


def _fits(low: str, wanted: str) -> bool:
    if wanted.startswith("*"):  # German puts the head at the end: "*minister"
        return low.endswith(wanted[1:])
    return low.startswith(wanted[:-1]) if wanted.endswith("*") else low == wanted


def _broken(plain: str, start: int, end: int) -> bool:
    """Does a sentence or a paragraph end between two words? A wrapped line does not count."""
    between = plain[start:end]
    if len(between) == 1:
        return between in ".!?;:|"
    if between == ". " and plain[end].islower() and not plain[max(0, start - 4) : start].isalnum():
        return False  # "эл. пошта", "см. ниже"
    if between == ". " and TITLED.search(plain, max(0, start - 6), start):
        return False  # "Sr. Presidente"
    return between.count("\n") > 1 or any(c in BREAKS and c != "\n" for c in between)


def _apart(hits: list[Hit], by_key: bool) -> list[Hit]:
    """Drop hits that lie inside another one of the same table (or of the same key)."""
    kept: list[Hit] = []
    reach: dict[str, int] = {}
    for hit in hits:
        lane = hit.key if by_key else ""
        if hit.end > reach.get(lane, 0):
            reach[lane] = hit.end
            kept.append(hit)
    return kept
