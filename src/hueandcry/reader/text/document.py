"""A text made ready for reading: same-length plain form, words, hits, lines, sentences."""

import functools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any

from hueandcry.reader import lexicon
from hueandcry.reader.text import language, layout, words
from hueandcry.reader.text.words import Hits, Word

# One character for one character, so that a place in the plain form is a place in the text.
PLAIN = {
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u200b\u2060\ufeff\t\r\f\v", " "),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    **dict.fromkeys("’‘ʼ‛`´", "'"),
    **dict.fromkeys("„‟", "“"),
    **dict.fromkeys("‐‑", "-"),
}

MOST = 30_000  # words of a report; what follows them is a library and no report
LETTERS = 500_000  # of a report: as many as so many words have at most
CELLS = 2  # more of them in a line are a row of a table
QUOTING = re.compile(r"^ *(?:> ?)+", re.MULTILINE)  # the marks of a quoted mail


@dataclass(frozen=True)
class Document:
    """What every step of the reading looks at."""

    text: str
    plain: str
    language: str | None
    lexicon: lexicon.Lexicon
    words: list[Word]
    hits: Hits
    layout: layout.Layout
    notes: dict[str, Any] = field(default_factory=dict)  # what one step found and others ask for again

    @property
    def read_until(self) -> int | None:
        """The place up to which words were read, when the text is too long to be read to its end."""
        end = len(self.plain)
        if self.plain.count("\n") >= layout.MOST_LINES:
            end = min(end, self.layout.lines[-1].end if self.layout.lines else 0)
        return end if any(c.isalnum() for c in self.text[end:]) else None

    @functools.cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.layout.sentences]

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence round a place, or the line when no sentence holds it."""
        sentences = self.layout.sentences
        at = bisect_right(self._sentence_starts, place) - 1
        if at >= 0 and sentences[at][0] <= place < sentences[at][1]:
            return sentences[at]
        line = self.layout.line_at(place)
        start = max(line.start, place - layout.SENTENCE)
        return start, max(min(line.end, place + layout.SENTENCE), start + 1)

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    def word_index(self, place: int) -> int:
        """The first word that begins at `place` or after it."""
        return bisect_left(self._starts, place)

    def words_in(self, start: int, end: int) -> list[Word]:
        starts = self._starts
        first = bisect_left(starts, start)
        return self.words[first : bisect_left(starts, end, first)]

    def small(self) -> frozenset[str]:
        """The words that the text writes small somewhere."""
        if "small" not in self.notes:
            self.notes["small"] = frozenset(w.low for w in self.words if not w.capital)
        found: frozenset[str] = self.notes["small"]
        return found

    def is_furniture(self, place: int) -> bool:
        return self._furnished and self.layout.line_at(place).furniture

    @functools.cached_property
    def _furnished(self) -> bool:
        return any(line.furniture for line in self.layout.lines)


def _ruled(text: str) -> str:
    """A row of cells parted by tabs is written as one parted by strokes."""
    if "\t" not in text:
        return text
    rows = text.split("\n")
    return "\n".join(r.replace("\t", "|") if sum(map(bool, r.split("\t"))) > CELLS else r for r in rows)


def prepare(text: str) -> Document:
    plain = _ruled(text)
    for letter, bare in PLAIN.items():  # several times as fast as one translation of every letter
        plain = plain.replace(letter, bare)
    if ">" in plain:
        plain = QUOTING.sub(lambda m: " " * len(m.group()), plain)
    plain = plain[:LETTERS]
    tokens = words.split(plain, MOST)
    plain = plain[: tokens[-1].end + 1] if len(tokens) == MOST else plain  # the text itself stays whole
    tongue = language.detect(tokens, plain)
    known = lexicon.load(tongue or "en")
    hits = words.mark(plain, tokens, known.language)
    return Document(text, plain, tongue, known, tokens, hits, layout.lay_out(plain, hits))
