"""One folded form for the spellings of a name, in Latin or in Cyrillic."""

import functools
import re
import unicodedata

LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "ё": "e",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h", "ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "e", "œ": "e",
}  # fmt: skip
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
    text = name.lower().replace("’", "").replace("'", "").replace("ʼ", "").replace("‘", "")
    text = "".join(LETTERS.get(letter, letter) for letter in text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_word(word) for word in NOT_LETTERS.split(text) if word)


def _word(word: str) -> str:
    for old, new in GROUPS:
        word = word.replace(old, new)
    return word
