"""A name taken apart into its words: initials, patronymics and what is neither; articles and particles go."""

import functools
import re
from dataclasses import dataclass

from hueandcry.names import letters, sounds

WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ`´][^\W\d_]+)*['’]?\.?", re.UNICODE)
PARTICLE_WORDS = "al el ul ad as ash at an ar az de del la las los da do dos di von der den zu bin ibn bint y e und"
PARTICLES = frozenset(PARTICLE_WORDS.split())
PATRONYMIC = re.compile(r"(ovic|evic|ovi[CQ]|evi[CQ]|ovn|evn|ini[CQ]n|uli|kizi|ogli)[a-z]{0,3}$")
CYRILLIC = re.compile("[а-яёєіїґўәғқңөұүһ]")
ABD = re.compile(r"^abd[aeou](?:l|r(?=r)|l?-)(?=[^l])")
MOST = 6  # words; a longer "name" is none
# Endings of words in other cases as they sound, Russian, Ukrainian, Belarusian, then Kazakh.
CASES = (
    "ogo omu aga amu imi oi oui ei eu om em im ou a u e i o am im "
    "nin din tin ni di ti ga ge ka ke na ne da de ta te dan den tan ten men ben pen"
)
ENDINGS: dict[str, list[str]] = {}  # by their last sound, the longest first
for _ending in sorted(CASES.split(), key=len, reverse=True):
    ENDINGS.setdefault(_ending[-1], []).append(_ending)


@dataclass(frozen=True)
class Word:
    """One word of a name: how it may be read, and what is known about it."""

    readings: tuple[str, ...]
    initial: bool = False
    patronymic: bool = False
    bare: bool = False  # written without short vowels
    cased: bool = False  # in a script whose languages decline names

    @property
    def sound(self) -> str:
        return self.readings[0]


@functools.lru_cache(maxsize=8192)
def words(name: str) -> tuple[Word, ...]:
    """The words of a name in their order."""
    found = [(part.rstrip("."), part.endswith(".")) for part in WORD.findall(name.lower()[:200])]
    made: list[Word] = []
    glue = ""
    for at, (part, dotted) in enumerate(found[:MOST]):
        bare = letters.without_vowels(part)
        spelt = ABD.sub("abdul", glue + letters.latin(_article_off(part) if bare else part))
        glue = ""
        if spelt in ("abd", "abdul", "abdel", "abdal", "abdur") and at + 1 < len(found):
            glue = "abdul"  # half a name: Abd al-Rahman
            continue
        if spelt in PARTICLES and len(found) > 2 and not dotted:
            continue
        if spelt:
            made.append(_word(part, spelt, dotted, bare))
    return tuple(made)


def joined(one: Word, other: Word) -> Word:
    """Two words written as one: Ji Hoon, Jihoon."""
    return Word((one.sound + other.sound,), bare=one.bare or other.bare, cased=one.cased or other.cased)


@functools.lru_cache(maxsize=8192)
def stems(sound: str) -> tuple[str, ...]:
    """A declined word without each of the endings it may have, the longest ending first."""
    return tuple(
        sound[: -len(e)] for e in ENDINGS.get(sound[-1:], ()) if sound.endswith(e) and len(sound) - len(e) >= 3
    )


@functools.lru_cache(maxsize=8192)
def _word(part: str, spelt: str, dotted: bool, bare: bool) -> Word:
    initial = len(part) == 1 or (dotted and len(part) <= 2)
    readings = sounds.readings(spelt)
    cased = bool(CYRILLIC.search(part))
    patronymic = not initial and len(spelt) > 6 and bool(PATRONYMIC.search(readings[0]))
    return Word(readings, initial, patronymic, bare, cased)


def _article_off(part: str) -> str:
    return part[2:] if part.startswith("ال") and len(part) > 4 else part
