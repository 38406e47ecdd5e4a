"""Who sends the paper: the name over it, after "sender:", or behind the mark of the owner of a picture."""

import re

from hueandcry.reader.draft import Span
from hueandcry.reader.groups import quoted
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.text.words import Word
from hueandcry.reader.where import places
from hueandcry.reader.who import given

TOP = 3  # lines over a paper that may say whose it is
TITLED = frozenset(("en",))  # languages that write the words of a name with capitals
LITTLE = 3  # letters of a word that may be small in such a name
SHORT = 90  # letters of a line that says what kind of paper it is
LONGEST = 8  # words of such a name
BEHIND = re.compile(r" *(?: [-–—|·•/:] | ?\(| ?[,.·|])")  # parts a name from what kind of paper it is
STOP = re.compile(r"[,;(|–—\n.]")  # ends such a name
OWNER = re.compile(r"© ?(?=[^\W\d_])")


def find(document: Document) -> list[tuple[Span, str]]:
    """The names, with the kind "organisation"."""
    lines = document.layout.lines[: TOP + 1]
    found: list[Span] = []
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        found.extend(_over(document, line, following))
    for hit in document.hits.of("papers", "sender"):
        if document.plain[hit.end : hit.end + 2].startswith((":", " ")) and hit.end + 2 < len(document.plain):
            found.extend(_first_name(document, hit.end + 1))
    for m in OWNER.finditer(document.plain):
        found.extend(_first_name(document, m.end()))
    return [(span, "organisation") for span in found]


def _over(document: Document, line: Line, following: Line | None) -> list[Span]:
    """A short first line that tells no event, with a kind of paper, a date or a number behind or below it."""
    if line.marker or line.text[-1] in ".!?:…" or document.hits.within("incidents", line.start, line.end):
        return []
    behind = BEHIND.search(document.plain, line.start, line.end)
    end = behind.start() if behind else line.end
    short = following is not None and following.end - following.start <= SHORT
    said = _is_paper(document, end, line.end)
    under = following is not None and short and _is_paper(document, following.start, following.end)
    tagged = bool(behind and document.hits.within("organisations", end, line.end))
    return _name(document, line.start, end) if said or under or tagged else []


def _is_paper(document: Document, start: int, end: int) -> bool:
    return bool(document.hits.within("papers", start, end, "heading"))


def _first_name(document: Document, start: int) -> list[Span]:
    line = document.layout.line_at(start)
    while start < line.end and document.plain[start] == " ":
        start += 1
    m = STOP.search(document.plain, start, line.end)
    return _name(document, start, m.start() if m else line.end)


def _name(document: Document, start: int, end: int) -> list[Span]:
    """The words are a name: no person, no place, no kind of paper, not too many."""
    words = document.words_in(start, end)
    if not words or len(words) > LONGEST or not document.plain[start].isupper() or _is_nobody(document, words):
        return []
    states = places.starts(document)
    capitals = [w for w in words if w.capital and w.start not in states]
    longer = [w for w in words if len(w.low) > LITTLE]
    if len(words) < 2 or not capitals or any(c in document.plain[start:end] for c in ":@0123456789"):
        return []
    if document.lexicon.language in TITLED and len(longer) > sum(w.capital for w in longer):
        return []  # a heading that tells something
    return [quoted.trim(document, (words[0].start, words[-1].end))]


def _is_nobody(document: Document, words: list[Word]) -> bool:
    start, end = words[0].start, words[-1].end
    tables = (
        "papers", "months", "weekdays", "weekday", "demands", "kind", "letter", "channels", "towns", "targets",
        "people",
    )  # fmt: skip
    return any(document.hits.within(table, start, end) for table in tables) or any(given.is_given(w.low) for w in words)
