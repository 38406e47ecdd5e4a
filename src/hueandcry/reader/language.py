"""Which language a text is written in: letters first, then the little words."""

import functools

from hueandcry.reader import lexicon, words

ENOUGH = 20_000  # words; the rest of a long text says nothing new
LETTER_WEIGHT = 2.0  # a word with a letter only one language has says more than a little word


def detect(tokens: list[words.Word], plain: str) -> str | None:
    """The code of the language most words speak for, or None when none does."""
    stop, letters = _little_words(), _letters()
    scores = dict.fromkeys(lexicon.languages(), 0.0)
    for token in tokens[:ENOUGH]:
        for tongue in stop.get(token.low, ()):
            scores[tongue] += 1.0
        for letter in set(token.low) & letters.keys():
            for tongue in letters[letter]:
                scores[tongue] += LETTER_WEIGHT / len(letters[letter])
    best = max(scores, key=lambda tongue: scores[tongue], default=None)
    return best if best and scores[best] > 0 else None


@functools.cache
def _little_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tongue in lexicon.languages():
        for word in lexicon.load(tongue).setting("stopwords", ()):
            found[word] = (*found.get(word, ()), tongue)
    return found


@functools.cache
def _letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tongue in lexicon.languages():
        for letter in lexicon.load(tongue).setting("letters", ""):
            found[letter] = (*found.get(letter, ()), tongue)
    return found
