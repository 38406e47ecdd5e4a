"""Given names of many countries: beside one of them a capital word is most often a surname."""

import functools
from pathlib import Path

from hueandcry import names

FILE = Path(__file__).with_name("given_names.txt")
STEM = 4  # letters a name must keep when its ending is left out
VOWELS = "aeiou"
CASES = ("a", "u", "om", "em", "e", "i", "ovi")
MADE = 6  # letters of a name that is put together of known parts
PREFIXES = ("abdul", "abdel", "abdal", "abdol", "abdur", "abder", "abdus", "gul")
SUFFIXES = ("ddin", "ullah", "ulla", "ullo", "ollah", "zhan", "bek")
WRITTEN = (
    ("dsch", "j"),
    ("dsh", "j"),
    ("dj", "j"),
    ("tsch", "ch"),
    ("sch", "sh"),
    ("tch", "ch"),
    ("j", "y"),
)  # elsewhere


@functools.lru_cache(maxsize=20_000)
def is_given(word: str) -> bool:
    """Is the word a given name, in any script, in most case endings, or one of two joined by a hyphen?"""
    if "-" in word:
        return any(is_given(part) for part in word.split("-") if len(part) > 2)
    folded = names.fold(word)
    exact, stems = listed()
    if is_listed(word) or _is_made(folded):
        return True
    if any(folded[:cut] in stems for cut in range(len(folded), max(STEM, len(folded) - 3) - 1, -1)):
        return True
    if word[0] >= "Ѐ":  # "Фирдавса" for a name that is listed in Latin letters
        return any(folded.endswith(e) and len(folded) - len(e) >= STEM and folded[: -len(e)] in exact for e in CASES)
    return word.isascii() and any(names.fold(other) in exact for other in _elsewhere(word))


@functools.lru_cache(maxsize=20_000)
def is_listed(word: str) -> bool:
    """Is the very word on the list, or the dictionary form of it: "Віри" for "Віра"?"""
    folded = names.fold(word)
    exact = listed()[0]
    turned = folded[:-1] + "a" if len(folded) > 3 and word[-1] in "иіуюыеє" else folded
    return folded in exact or turned in exact


@functools.cache
def listed() -> tuple[frozenset[str], frozenset[str]]:
    """The folded names, and those of them in Cyrillic without their last vowel."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    every = [word for line in lines if not line.startswith("#") for word in line.split()]
    plain, marked = ([w for w in every if w.isascii() is ascii_only] for ascii_only in (True, False))
    # All at once: ten thousand calls would take long.
    exact = frozenset(names.fold(" ".join(plain)).split()) | frozenset(names.fold(" ".join(marked)).split())
    declined = names.fold(" ".join(w for w in marked if "Ѐ" <= w[0] <= "ӿ")).split()
    return exact, frozenset(stem for word in declined if len(stem := word.rstrip(VOWELS)) >= STEM)


def _is_made(folded: str) -> bool:
    """ "Abdelkarim", "Shamsuddin", "Habibullo", "Saparbek": names that nobody can list."""
    ends = folded.endswith(SUFFIXES) or folded.rstrip(VOWELS).endswith(SUFFIXES)
    return len(folded) > MADE and (folded.startswith(PREFIXES) or ends)


def _elsewhere(word: str) -> list[str]:
    """The word as English would write it, when German or French did: "Aljaksej", "Djama"."""
    low = word.lower()
    changed = low
    for old, new in WRITTEN:
        changed = changed.replace(old, new)
    return [changed] if changed != low else []
