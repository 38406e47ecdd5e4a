"""What a name is filed under, so that among a million people only a few have to be compared."""

import functools
import itertools
from collections.abc import Iterator

from hueandcry.names import nearness, short_forms, words
from hueandcry.names.words import Word

Filed = tuple[str, str, str]
LONGEST = 24  # characters of a key
MOST_WAYS = 4  # skeletons of one word; one more rarely says more
START, BEGINS = 3, 2  # consonants of a word in a weak and in a strong key
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


def filed(name: str) -> frozenset[Filed]:
    """(key, word the key is made of, the other word) for a name; one of a single word has none: a surname is nobody.

    The words are written as nearness.read() takes them, so that it can be ranked who shares a key.
    """
    found: set[Filed] = set()
    for one, other in pairs(name):
        words_of_it = nearness.written(one), nearness.written(other)
        found |= {(key[:LONGEST], *words_of_it) for key in _filed(one, other)}
    return frozenset(found)


@functools.lru_cache(maxsize=4096)
def sought(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """(strong, weak) keys to look under for a name: who is the same person shares a strong one, or after a slip a weak.

    Strong: all consonants of one word, and of the other how it begins or of which name it is a form. An initial looks
    for every name it may begin, a whole name for those it may be one form of and for initials that may be it.
    Weak: how one word ends and the other begins.
    """
    strong: set[str] = set()
    weak: set[str] = set()
    for one, other in pairs(name):
        for bones in _skeletons(one):
            strong |= {f"{bones}/.{first}" for first in _firsts(other)}
            strong |= {f"{bones}/{form}" for form in _forms(other)}
            if other.initial:
                strong |= {f"{bones}/{first}" for first in _firsts(other)}
        if not other.initial:
            strong |= _close(one, other)
            weak |= _loose(one, other)
    return frozenset(key[:LONGEST] for key in strong), frozenset(key[:LONGEST] for key in weak)


def asked(name: str) -> nearness.Asked:
    """The name, ready to say who of those that share a key with it is near."""
    return nearness.Asked(pairs(name))


def pairs(name: str) -> Iterator[tuple[Word, Word]]:
    """(what may be the surname, what may be the first name), in both orders; Ji Hoon Kim is Jihoon Kim too."""
    found = list(words.words(name))
    if len(found) > 2:
        found = [word for word in found if not word.patronymic] or found
    both_orders = list(itertools.permutations(found, 2))
    if len(found) > 2:
        for one, other in itertools.pairwise(found):
            if not one.initial and not other.initial:
                both = words.joined(one, other)
                rest = [word for word in found if word is not one and word is not other]
                both_orders += [pair for word in rest for pair in ((both, word), (word, both))]
    return ((one, other) for one, other in both_orders if not one.initial)


def _filed(one: Word, other: Word) -> set[str]:
    found = {f"{bones}/{form}" for bones in _skeletons(one) for form in _forms(other)}
    mark = "." if other.initial else ""
    found |= {f"{bones}/{mark}{first}" for bones in _skeletons(one) for first in _firsts(other)}
    return found if other.initial else found | _close(one, other) | _loose(one, other)


def _close(one: Word, other: Word) -> set[str]:
    """All consonants of one and the first two of the other."""
    return {f"{a}/-{b[:BEGINS]}" for a in _skeletons(one) for b in _skeletons(other)}


def _loose(one: Word, other: Word) -> set[str]:
    """The last three consonants of one and the first three of the other."""
    return {f"{a[-START:]}<{b[:START]}" for a in _skeletons(one) for b in _skeletons(other)}


@functools.lru_cache(maxsize=8192)
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


@functools.lru_cache(maxsize=8192)
def _firsts(word: Word) -> set[str]:
    """How a word may begin, in any form of the name; an initial says no more than that."""
    starts = {reading[:1] for reading in word.readings}
    if not word.initial:
        for sound in (word.sound, *(words.stems(word.sound) if word.cased else ())):
            starts |= short_forms.first_sounds(sound)
            for ending in ("a", "i", "ei") if word.cased else ():
                starts |= short_forms.first_sounds(sound + ending)
    return {kind for start in starts for kind in FIRST_UNDECIDED.get(start, (FIRST.get(start, start),))}
