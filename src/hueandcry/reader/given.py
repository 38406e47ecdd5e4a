"""Given names of many countries: beside one of them a capital word is most often a surname."""

import functools
from pathlib import Path

from hueandcry import names

FILE = Path(__file__).with_name("given_names.txt")
STEM = 4  # letters a name must keep when its ending is left out
VOWELS = "aeiou"


@functools.lru_cache(maxsize=20_000)
def is_given(word: str) -> bool:
    """Is the word a given name, in any script and most case endings?"""
    folded = names.fold(word)
    exact, stems = _listed()
    if folded in exact:
        return True
    return any(folded[:cut] in stems for cut in range(len(folded), max(STEM, len(folded) - 3) - 1, -1))


@functools.cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    """The folded names, and those of them in Cyrillic without their last vowel."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    listed = [word for line in lines if not line.startswith("#") for word in line.split()]
    exact = frozenset(names.fold(word) for word in listed)
    declined = (names.fold(word) for word in listed if "Ѐ" <= word[0] <= "ӿ")
    return exact, frozenset(stem for word in declined if len(stem := word.rstrip(VOWELS)) >= STEM)
