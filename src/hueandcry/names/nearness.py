"""Of thousands who share a key with a name, the few that are near enough to be compared; quick and rough."""

import functools
import heapq
from collections.abc import Iterable, Mapping
from itertools import pairwise

from hueandcry.names import comparing, short_forms
from hueandcry.names.words import Word

LONGEST = 40  # characters of a written word; it is only ranked by them
FEW = 40  # words of which each is compared; of more, those with the most sounds in common
NEAR = 0.74  # likeness below which a word is left out: comparing.FAMILY, and a little for what is rough here
EVERY_MARK = "^~.="
# Sounds that are often written for one another, as one.
ROUGH = str.maketrans("oeuZCScJQhkbfd", "aiaszssszggpvt", EVERY_MARK)
MARKS = dict(zip(("cased", "bare", "initial", "patronymic"), EVERY_MARK, strict=True))


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
        self._near: dict[Word, dict[str, float]] = {}
        self._given: dict[tuple[Word, str], float] = {}

    def near(self, lines: Iterable[str]) -> list[str]:
        """Of these written words those that may be one of the name's, the nearest first."""
        lines = set(lines)
        best: dict[str, float] = {}
        for one in dict.fromkeys(one for one, _other in self.pairs):
            near = {line: comparing.likeness(one, read(line)) for line in _roughly(one, lines)}
            self._near[one] = {line: score for line, score in near.items() if score >= NEAR}
            best |= {line: score for line, score in self._near[one].items() if score > best.get(line, 0.0)}
        return sorted(best, key=lambda line: (-best[line], line))

    def best(self, people: Mapping[tuple[str, str], Iterable[int]], most: int) -> list[int]:
        """Numbers of the `most` nearest people, by the two words they are filed with; near() came before."""
        others = {other for _one, other in people}
        kept = {asked: _roughly(asked, others) for asked in dict.fromkeys(other for _one, other in self.pairs)}
        best: dict[int, float] = {}
        for (one, other), numbers in people.items():
            score = max((self._both(a, one, b, other) for a, b in self.pairs if other in kept[b]), default=0.0)
            if score >= NEAR:
                best.update({number: score for number in numbers if score > best.get(number, 0.0)})
        return heapq.nlargest(most, best, key=lambda number: (best[number], number))

    def _both(self, a: Word, one: str, b: Word, other: str) -> float:
        family = self._near[a].get(one, 0.0)
        if not family:
            return 0.0
        given = self._first_name(b, other)
        return 0.0 if given < NEAR else 0.4 * min(family, given) + 0.3 * (family + given)

    def _first_name(self, word: Word, line: str) -> float:
        found = self._given.get((word, line))
        if found is None:
            found = self._given[word, line] = comparing.first_name(word, read(line))[0]
        return found


def _roughly(word: Word, lines: set[str]) -> set[str]:
    """The FEW lines with the most sounds in common with a word, initials and forms of its name besides."""
    if len(lines) <= FEW or word.initial:
        return lines
    sounds = f" {word.sound.translate(ROUGH)} "
    own, length = set(pairwise(sounds)), len(sounds)
    forms = short_forms.lines(word.sound)

    def common(line: str) -> int:
        theirs = f" {line.translate(ROUGH)} "
        return 2 * len(own.intersection(pairwise(theirs))) - abs(len(theirs) - length)

    besides = {line for line in lines if MARKS["initial"] in line or forms & short_forms.lines(line.rstrip(EVERY_MARK))}
    return besides.union(heapq.nlargest(FEW, lines, key=common))
