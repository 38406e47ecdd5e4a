"""Names that stand after "in" or "at" and tell no scene: a committee, a lawyer's title."""

from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word

GROUND = frozenset(  # everyday words that names of places are made of
    """
    north south east west northern southern eastern western central new old upper lower great port fort cape lake mount
    river valley hill hills city town bay island islands spring springs park road street square bridge falls county
    district state creek ridge beach point grove field fields
    """.split()  # noqa: SIM905
)
SHORT = 3  # letters; a shorter word is an abbreviation: "à Me Loemba"


def names(document: Document, words: list[Word]) -> bool:
    """ "Writers in Prison Committee", "à Me Loemba": everyday words alone, or an abbreviation."""
    if len(words) == 1:
        return len(words[0].low) < SHORT
    if document.language != "en" or any(w.low in GROUND for w in words):
        return False
    return all(everyday.is_word(w.low, "en") for w in words)
