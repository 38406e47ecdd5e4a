"""Of thousands who share a key with a name, the few that are near enough to be compared; quick and rough."""

import functools
import heapq
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import pairwise, repeat
from operator import contains

from hueandcry.names import comparing, short_forms, words
from hueandcry.names.sounds import SOUNDS
from hueandcry.names.words import Word

LONGEST = 40  # characters of a written word; it is only ranked by them
FEW = 40  # words of which each is compared; of more, those with the most sounds in common
MANY = 80  # words of which first those are left out that have two sounds of their own, or another length
NEAR = 0.8  # likeness below which no other word can make up for it: see comparing.PROPOSE
LEAST, PATIENCE = 16, 6  # words compared in any case; words in a row that are not near
SLACK = 0.015  # surname and first name weigh a little differently when compared
EVERY_MARK = "^~.="
# Sounds that are often written for one another, as one; what may be read in two ways is read in the other way too.
ROUGH = str.maketrans("oeuzZCScJQhkbfd", "aiasssssssggpvt", EVERY_MARK)
UNDECIDED, OTHERWISE = frozenset("QJc"), str.maketrans("QJcoeuzZCShkbfd", "gigaiassssggpvt", EVERY_MARK)
MARKS = dict(zip(("cased", "bare", "initial", "patronymic"), EVERY_MARK, strict=True))

Likely = dict[str, float]  # by the written word


def written(word: Word) -> str:
    """A word in one line, for the index: its readings, then marks of what is known about it."""
    marks = "".join(mark for field, mark in MARKS.items() if getattr(word, field))
    return f"{'|'.join(word.readings)[: LONGEST - len(marks)]}{marks}"


@functools.lru_cache(maxsize=32768)
def read(line: str) -> Word:
    """What written() wrote, as a word."""
    sounds = line.rstrip(EVERY_MARK)
    marks = line[len(sounds) :]
    return Word(tuple(sounds.split("|")), **{field: mark in marks for field, mark in MARKS.items()})


class Asked:
    """A name that is looked for; it remembers how near each word is, for many people share one."""

    def __init__(self, pairs: Iterable[tuple[Word, Word]]) -> None:
        """From pairs of (what may be the surname, what may be the first name)."""
        self.pairs = list(dict.fromkeys(pairs))
        self._near: dict[Word, Likely] = {}

    def near(self, lines: Iterable[str]) -> list[str]:
        """Of these written words those that may be one of the name's, the nearest first."""
        lines = set(lines)
        best: Likely = {}
        for one in dict.fromkeys(one for one, _other in self.pairs):
            near = self._near[one] = _likely(one, lines, _word)
            best |= {line: score for line, score in near.items() if score > best.get(line, 0.0)}
        return sorted(best, key=lambda line: (-best[line], line))

    def best(self, people: Mapping[str, Mapping[str, Iterable[int]]], most: int) -> list[tuple[float, int]]:
        """(what the score may be at most, number) of the `most` nearest, by the two words they are filed with.

        near() has seen the first of each two words before.
        """
        others = set().union(*people.values())
        given = {word: _likely(word, others, _first_name) for word in dict.fromkeys(pair[1] for pair in self.pairs)}
        best: dict[int, float] = {}
        for word, other_word in self.pairs:
            near, likely = self._near[word], given[other_word]
            for one in near.keys() & people.keys():
                for other in likely.keys() & people[one].keys():
                    score = _both(near[one], likely[other])
                    if score >= comparing.PROPOSE:
                        best.update({number: score for number in people[one][other] if score > best.get(number, 0.0)})
        return heapq.nlargest(most, ((score, number) for number, score in best.items()))


def _both(family: float, given: float) -> float:
    """What comparing gives two words at most, whichever of them is the surname."""
    return min(1.0, 0.4 * min(family, given) + 0.3 * (family + given) + SLACK)


def _word(one: Word, line: str) -> float:
    return comparing.likeness(one, read(line), NEAR)


@functools.lru_cache(maxsize=32768)  # people share first names, whoever is looked for
def _first_name(one: Word, line: str) -> float:
    return comparing.first_name(one, read(line), NEAR)[0]


def _likely(word: Word, lines: Collection[str], measure: Callable[[Word, str], float]) -> Likely:
    """How near those lines are that may be the word; given up after so many in a row that are not."""
    besides, rest = _roughly(word, lines)
    found = {line: score for line in besides if (score := measure(word, line)) >= NEAR}
    misses = 0
    for at, line in enumerate(rest, 1):
        score = measure(word, line)
        if score >= NEAR:
            found[line] = score
            misses = 0
        elif (misses := misses + 1) > PATIENCE and at >= LEAST:
            break
    return found


def _roughly(word: Word, lines: Collection[str]) -> tuple[Iterable[str], Iterable[str]]:
    """(initials and forms of the word's name, the FEW lines with most pairs of sounds in common, the most first)."""
    if word.initial:
        return lines, ()
    ways = (word.sound, *words.stems(word.sound)) if word.cased else (word.sound,)
    forms = short_forms.others(word.sound)
    besides = [line for line in lines if "." in line or (forms and line.rstrip(EVERY_MARK) in forms)]
    if len(lines) > MANY:
        lines = _fitting(ways, lines)
    scores = _common(ways, lines) if lines else []
    least = min(heapq.nlargest(FEW, scores), default=0)
    best = sorted(((score, line) for score, line in zip(scores, lines, strict=True) if score >= least), reverse=True)
    return besides, [line for _score, line in best[:FEW]]


def _fitting(ways: tuple[str, ...], lines: Iterable[str]) -> list[str]:
    """The lines of much the same length that have one sound at most which no way to say the word has."""
    lengths = range(min(map(len, ways)) - 2, len(ways[0]) + 4)
    lines = [line for line in lines if len(line) in lengths]
    known = {sound for way in ways for sound in way.translate(ROUGH)}
    fits = {*EVERY_MARK, "|", *UNDECIDED, *(sound for sound in SOUNDS if sound.translate(ROUGH) in known)}
    strange = _translated(lines, str.maketrans("", "", "".join(fits)))
    return [line for line, left in zip(lines, strange, strict=True) if len(left) < 2 or len(set(left)) < 2]


def _common(ways: tuple[str, ...], lines: Collection[str]) -> list[int]:
    """How many pairs of sounds each line shares with a word: roughly, twice, and exactly; less where it is too long.

    There are thousands of lines: counted is in the loops of the interpreter itself, a pair of sounds at a time.
    """
    rough, exact = _turning(lines), [f" {line}" for line in lines]
    turns = [map(contains, rough, repeat(pair)) for pair in {pair for way in ways for pair in _turns(way)}]
    pairs = [map(contains, exact, repeat(pair)) for pair in _pairs(f" {ways[0]}")]
    shortest, longest = min(map(len, ways)), len(ways[0])
    beyond = [-2 * max(0, shortest - length, length - longest) for length in range(LONGEST + 1)]
    rest = zip(*pairs, map(beyond.__getitem__, map(len, lines)), strict=True)
    return [2 * some + more for some, more in zip(map(sum, zip(*turns, strict=True)), map(sum, rest), strict=True)]


def _turns(sounds: str) -> set[str]:
    """Which sound follows which, roughly."""
    return {pair for line in _turning([sounds]) for pair in _pairs(line) if "\n" not in pair}


def _turning(lines: Collection[str]) -> list[str]:
    """Lines in which stands which sound follows which, roughly; twice where it may be read in two ways."""
    said = [f" {line} " for line in _translated(lines, ROUGH)]
    for at, line in enumerate(lines):
        if not UNDECIDED.isdisjoint(line):
            said[at] += f"\n {line.translate(OTHERWISE)} "
    return said


def _pairs(text: str) -> set[str]:
    return {a + b for a, b in pairwise(text)}


def _translated(lines: Collection[str], table: Mapping[int, int | None]) -> list[str]:
    """Every line translated, at once: for many short ones that is several times as quick."""
    return "\n".join(lines).translate(table).split("\n") if lines else []
