"""Names of bodies in another language than the text: "Sindicato de Trabajadores" in a French appeal."""

import functools

from hueandcry.reader import lexicon
from hueandcry.reader.draft import Span
from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word

LATIN = ("en", "es", "fr", "de")
KINDS = ("union", "ngo", "movement", "party", "media")
SHORTEST = 5  # letters of a word that is a head in every text
LONGEST = 14  # words of a name
PORTUGUESE = frozenset(("dos", "das", "do", "da"))  # "Sindicato dos Trabalhadores": its heads are the Spanish ones
GAPS = frozenset((" ", "-", "", "'", "' ", " & "))


def find(document: Document) -> list[tuple[Span, str]]:
    """Capital heads of other languages with the capital and little words that belong to them."""
    own = document.lexicon.language
    heads, found, reach = _heads(own), [], 0
    for at, word in enumerate(document.words):
        head = heads.get(word.low) if word.capital and word.start >= reach else None
        if head is None:
            continue
        kind, language = head
        span = _spread(document, at, language)
        if span:
            found.append((span, kind))
            reach = span[1]
    return found


def _spread(document: Document, at: int, language: str) -> Span | None:
    words, glue = document.words, lexicon.load(language).words("organisations_glue", "any") | PORTUGUESE
    begin = last = here = at
    known = document.lexicon
    small = known.words("grammar", "articles") | known.words("grammar", "sentence_starters")
    while begin > 0 and at - begin < LONGEST and _goes_on(document, begin - 1) and _named(words[begin - 1]):
        if words[begin - 1].low in small:
            break
        begin -= 1
    while here + 1 < len(words) and here - at < LONGEST and _goes_on(document, here):
        here += 1
        if _named(words[here]):
            last = here
        elif words[here].low not in glue or words[here].capital:
            break
    capitals = sum(w.capital for w in words[begin : last + 1])
    return (words[begin].start, words[last].end) if capitals > 1 else None


def _goes_on(document: Document, at: int) -> bool:
    gap = document.plain[document.words[at].end : document.words[at + 1].start]
    return gap in GAPS or (gap.count("\n") == 1 and not gap.strip())


def _named(word: Word) -> bool:
    return word.capital and word.low[0] < "Ѐ"


@functools.cache
def _heads(own: str) -> dict[str, tuple[str, str]]:
    """Head words of the languages with Latin letters that mean nothing in the text's own language."""
    spoken = lexicon.load(own)
    capitals = bool(spoken.setting("nouns_capitalised", False))
    mine = {w for kind in spoken.tables.get("organisations", {}) for w in spoken.words("organisations", kind)}
    mine |= {w for kind in spoken.tables.get("body_heads", {}) for w in spoken.words("body_heads", kind)}
    found: dict[str, tuple[str, str]] = {}
    for language in LATIN:
        if language == own:
            continue
        known = lexicon.load(language)
        for table in ("organisations", "body_heads"):
            for kind in KINDS:
                for word in known.words(table, kind):
                    plain = word.rstrip("*")
                    if " " not in plain and len(plain) >= SHORTEST and plain not in mine:
                        if capitals and everyday.is_word(plain, own):
                            continue  # a German "Theater" is no name
                        found.setdefault(plain, (kind, language))
    return found
