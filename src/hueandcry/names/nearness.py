"""Of thousands who share a key with a name, the few that are near enough to be compared; quick and rough."""

import functools
import heapq
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from hueandcry.names import comparing, short_forms, words
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
SOUNDS = "aeioubdfghklmnprstvzcCSZJQ"
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
            near = self._near[one] = _likely(one, lines, comparing.likeness)
            best |= {line: score for line, score in near.items() if score > best.get(line, 0.0)}
        return sorted(best, key=lambda line: (-best[line], line))

    def best(self, people: Mapping[tuple[str, str], Iterable[int]], most: int) -> list[tuple[float, int]]:
        """(what the score may be at most, number) of the `most` nearest, by the two words they are filed with.

        near() has seen the first of each two words before.
        """
        others = {other for _one, other in people}
        given = {word: _likely(word, others, _first_name) for word in dict.fromkeys(pair[1] for pair in self.pairs)}
        best: dict[int, float] = {}
        for (one, other), numbers in people.items():
            score = max(_both(self._near[a].get(one, 0.0), given[b].get(other, 0.0)) for a, b in self.pairs)
            if score >= comparing.PROPOSE:
                best.update({number: score for number in numbers if score > best.get(number, 0.0)})
        return heapq.nlargest(most, ((score, number) for number, score in best.items()))


def _both(family: float, given: float) -> float:
    """What comparing gives two words at most, whichever of them is the surname."""
    return min(1.0, 0.4 * min(family, given) + 0.3 * (family + given) + SLACK) if family and given else 0.0


def _first_name(one: Word, other: Word) -> float:
    return comparing.first_name(one, other)[0]


def _likely(word: Word, lines: set[str], measure: Callable[[Word, Word], float]) -> Likely:
    """How near those lines are that may be the word; given up after so many in a row that are not."""
    besides, rest = _roughly(word, lines)
    found = {line: score for line in besides if (score := measure(word, read(line))) >= NEAR}
    misses = 0
    for at, line in enumerate(rest, 1):
        score = measure(word, read(line))
        if score >= NEAR:
            found[line] = score
            misses = 0
        elif (misses := misses + 1) > PATIENCE and at >= LEAST:
            break
    return found


def _roughly(word: Word, lines: set[str]) -> tuple[Iterable[str], Iterable[str]]:
    """(initials and forms of the word's name, the FEW lines with most pairs of sounds in common, the most first)."""
    if word.initial:
        return lines, ()
    ways = (word.sound, *words.stems(word.sound)) if word.cased else (word.sound,)
    own = {turn for way in ways for turn in _turns(way)}
    exactly = set(pairwise(f" {word.sound}"))
    shortest, longest = min(map(len, ways)), len(word.sound)
    forms = short_forms.lines(word.sound)

    def common(line: str) -> int:
        beyond = max(0, shortest - len(line), len(line) - longest)
        return 2 * len(own & _turns(line)) + len(exactly.intersection(pairwise(f" {line}"))) - 2 * beyond

    besides = [line for line in lines if "." in line or (forms and forms & short_forms.lines(line.rstrip(EVERY_MARK)))]
    if len(lines) > MANY:
        known = {sound for way in ways for sound in way.translate(ROUGH)}
        fits = {*EVERY_MARK, "|", *UNDECIDED, *(sound for sound in SOUNDS if sound.translate(ROUGH) in known)}
        lengths = range(shortest - 2, longest + 4)
        lines = {line for line in lines if len(line) in lengths and len(set(line) - fits) <= 1}
    return besides, heapq.nlargest(FEW, lines, key=common)


def _turns(sounds: str) -> set[tuple[str, str]]:
    """Which sound follows which, roughly."""
    found = set(pairwise(f" {sounds.translate(ROUGH)} "))
    if not UNDECIDED.isdisjoint(sounds):
        found.update(pairwise(f" {sounds.translate(OTHERWISE)} "))
    return found
