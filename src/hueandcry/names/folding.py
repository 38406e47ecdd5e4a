"""One folded form for the spellings of a name, whatever its alphabet."""

import functools
import re

from hueandcry.names import letters

# The order matters: longer groups before the letters they are made of.
GROUPS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("gh", "g"), ("dzh", "zh"),
    ("ph", "f"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("ts", "c"), ("tz", "c"),
    ("ye", "e"), ("yo", "e"), ("ya", "ia"), ("yu", "iu"), ("ja", "ia"), ("ju", "iu"), ("je", "e"),
    ("y", "i"), ("j", "zh"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ii", "i"),
    ("aie", "ae"), ("aye", "ae"), ("eie", "ee"),
)  # fmt: skip
NOT_LETTERS = re.compile(r"[^\w]+", re.UNICODE)


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """The folded form: lower-case Latin words, one spelling for one sound."""
    return " ".join(_word(word) for word in NOT_LETTERS.split(letters.latin(name)) if word)


def _word(word: str) -> str:
    for old, new in GROUPS:
        word = word.replace(old, new)
    return word
