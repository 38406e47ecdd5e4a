"""What a name is filed under, so that among a million people only a few have to be compared."""

import functools
import itertools
from collections.abc import Iterator

from hueandcry.names import short_forms, words
from hueandcry.names.words import Word

LONGEST = 24  # characters of a key
MOST_WAYS = 4  # skeletons of one word; one more rarely says more
START = 3  # consonants of the beginning of a word
# Sounds that are written for one another are one class; vowels are left out.
CLASS = {
    **dict.fromkeys("bp", "P"), **dict.fromkeys("vf", "V"), **dict.fromkeys("dt", "T"), **dict.fromkeys("hgk", "K"),
    **dict.fromkeys("zsSZC", "S"), **dict.fromkeys("mn", "N"), "l": "L", "r": "R",
}  # fmt: skip
UNDECIDED = {"Q": ("S", "K"), "c": ("S", "K"), "J": ("S", "")}
FIRST = {**dict.fromkeys("aeiouvf", "V"), **{sound: kind for sound, kind in CLASS.items() if sound not in "vf"}}
FIRST_UNDECIDED = {"Q": ("S", "K"), "c": ("S", "K"), "J": ("S", "V")}


def enough(name: str) -> bool:
    """Whether a name tells who it is: two words at least, and one of them more than an initial."""
    found = words.words(name)
    return len(found) >= 2 and any(not word.initial for word in found)


@functools.lru_cache(maxsize=4096)
def keys(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """(strong, weak) keys of a name; whoever is the same person shares a strong one, or by a slip of the pen a weak.

    Strong: all consonants of one word and how another begins, which an initial, a short form or another order keeps.
    Weak: how two words begin. A name of one word has none: a surname alone is nobody.
    """
    found = list(words.words(name))
    if len(found) > 2:
        found = [word for word in found if not word.patronymic] or found
    strong, weak = set(), set()
    for one, other in itertools.permutations(found, 2):
        if not one.initial:
            strong |= {f"{bones}/{first}"[:LONGEST] for bones in _skeletons(one) for first in _firsts(other)}
            strong |= {f"{bones}/{form}"[:LONGEST] for bones in _skeletons(one) for form in _forms(other)}
    for one, other in itertools.combinations([word for word in found if not word.initial], 2):
        for a, b in itertools.product(_skeletons(one), _skeletons(other)):
            weak.add("+".join(sorted((a[:START], b[:START]))))
    for one, other in itertools.pairwise(found):
        if not one.initial and not other.initial and len(found) > 2:
            rest = [word for word in found if word not in (one, other)]
            strong |= _keys_of_joined(words.joined(one, other), rest)
    return frozenset(strong), frozenset(weak - strong)


def _keys_of_joined(joined: Word, rest: list[Word]) -> set[str]:
    """Ji Hoon is filed as Jihoon too."""
    found = set()
    for other in rest:
        found |= {f"{bones}/{first}" for bones in _skeletons(joined) for first in _firsts(other)}
        if not other.initial:
            found |= {f"{bones}/{first}" for bones in _skeletons(other) for first in _firsts(joined)}
    return {key[:LONGEST] for key in found}


def _skeletons(word: Word) -> list[str]:
    """The consonants of a word by their class, in every way it may be read and without its endings."""
    sounds = list(word.readings)
    if word.cased:
        sounds += words.stems(word.sound)
    sounds += [sound[2:] for sound in word.readings if sound.startswith("al") and len(sound) > 6]
    found: dict[str, None] = {}
    for sound in sounds:
        for bones in _ways(sound, word.bare):
            found.setdefault(bones or sound[:1])
    return list(found)[:MOST_WAYS]


def _ways(sound: str, bare: bool) -> Iterator[str]:
    choices: list[tuple[str, ...]] = []
    before = ""
    for letter in sound:
        if letter == "u" and (bare or before in ("a", "e", "o")):
            choices.append(("V", "") if bare else ("V",))
        elif letter in UNDECIDED:
            choices.append(UNDECIDED[letter])
        elif letter in CLASS:
            choices.append((CLASS[letter],))
        before = letter
    for way in itertools.islice(itertools.product(*choices), 8):
        yield "".join(kind for kind, _same in itertools.groupby("".join(way)))


def _forms(word: Word) -> frozenset[str]:
    """The names of which a word is a form, if the list knows it: Sasha is filed under Aleksandr."""
    return frozenset() if word.initial else short_forms.labels(word.sound)


def _firsts(word: Word) -> set[str]:
    """How a word may begin, in any form of the name; an initial says no more than that."""
    starts = {reading[:1] for reading in word.readings}
    if not word.initial:
        for sound in (word.sound, *(words.stems(word.sound) if word.cased else ())):
            starts |= short_forms.first_sounds(sound)
            for ending in ("a", "i", "ei") if word.cased else ():
                starts |= short_forms.first_sounds(sound + ending)
    return {kind for start in starts for kind in FIRST_UNDECIDED.get(start, (FIRST.get(start, start),))}
