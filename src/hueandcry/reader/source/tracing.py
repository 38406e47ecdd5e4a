"""A text put together from a source, which knows for each letter where it came from."""

import re
import unicodedata
from bisect import bisect_right

# (place in the text, place in the source, length in the source). Where the piece is as long in the text as
# in the source, letter answers letter; otherwise the whole piece answers the whole of its source.
Piece = tuple[int, int, int]
MARKED = "\u0300-\u036f\u0483-\u0487"  # accents that stand as letters of their own
UNTIDY = re.compile(rf"[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]+|[^\W_][{MARKED}]+|\r(?!\n)")

SUSPECT = re.compile(
    rf"[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\r{MARKED}]"
)  # quick to look for


class Trace:
    """Collects a text piece by piece."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.tail = ""  # the last two letters, for whoever asks what stands at the end

    def add(self, text: str, at: int, length: int | None = None) -> None:
        """Put `text` at the end; it came from `length` letters of the source at `at` (as many, unless said)."""
        if not text:
            return
        size = len(text) if length is None else length
        begin, source, before = self.pieces[-1] if self.pieces else (0, -1, 0)
        if size == len(text) and self.length - begin == before and source + before == at:
            self.pieces[-1] = (begin, source, before + size)  # what follows letter by letter is one piece
        else:
            self.pieces.append((self.length, at, size))
        self.parts.append(text)
        self.length += len(text)
        self.tail = (self.tail + text)[-2:]

    def text(self) -> str:
        return "".join(self.parts)


def span(pieces: list[Piece], length: int, start: int, end: int) -> tuple[int, int]:
    """Where in the source the letters from `start` to `end` of a text of `length` came from."""
    first = _piece(pieces, start)
    if end <= start:
        here = _begin(pieces, length, first, start)
        return here, here
    last = _piece(pieces, end - 1)
    begin = _begin(pieces, length, first, start)
    at, source, size = pieces[last]
    alike = size == _size(pieces, length, last)
    return begin, max(begin, source + (end - at if alike else size))


def tidy(text: str) -> tuple[str, list[Piece]]:
    """Without marks nobody sees, accents joined to their letters, line ends alike; and the map back."""
    if not SUSPECT.search(text) or not UNTIDY.search(text):
        return text, [(0, 0, len(text))]
    trace, here = Trace(), 0
    for found in UNTIDY.finditer(text):
        trace.add(text[here : found.start()], here)
        kept = found.group()
        if kept == "\r":
            trace.add("\n", found.start())
        elif kept[0].isalnum():
            trace.add(unicodedata.normalize("NFC", kept[:8]) + kept[8:], found.start(), len(kept))
        here = found.end()
    trace.add(text[here:], here)
    return trace.text(), trace.pieces or [(0, 0, 0)]


def chained(outer: list[Piece], outer_length: int, inner: list[Piece], inner_length: int) -> list[Piece]:
    """The map from a text through the one it was made from to that one's source."""
    if len(outer) == 1 and outer[0][:2] == (0, 0) and outer[0][2] == outer_length:
        return inner
    found: list[Piece] = []
    k = 0
    for n, (at, source, size) in enumerate(inner):
        own = (inner[n + 1][0] if n + 1 < len(inner) else inner_length) - at
        if own != size:
            begin, end = span(outer, outer_length, source, source + size)
            found.append((at, begin, end - begin))
            continue
        here = source
        while here < source + size:  # one piece of the text for each piece of the source it runs through
            k = _further(outer, here, k)
            o_at, o_source, o_size = outer[k]
            o_own = _size(outer, outer_length, k)
            stop = min(source + size, o_at + o_own) if o_own else source + size
            stop = max(stop, here + 1)
            alike = o_size == o_own
            found.append((at + here - source, o_source + here - o_at if alike else o_source,
                          stop - here if alike else o_size))  # fmt: skip
            here = stop
    return found or [(0, 0, 0)]


def _piece(pieces: list[Piece], place: int) -> int:
    return max(0, bisect_right(pieces, (place, float("inf"), 0)) - 1)


def _further(pieces: list[Piece], place: int, known: int) -> int:
    """The piece of a place that is most often in the last one or the next: to look there is quicker than to search."""
    for n in (known, known + 1):
        if n < len(pieces) and pieces[n][0] <= place and (n + 1 == len(pieces) or place < pieces[n + 1][0]):
            return n
    return _piece(pieces, place)


def _size(pieces: list[Piece], length: int, n: int) -> int:
    return (pieces[n + 1][0] if n + 1 < len(pieces) else length) - pieces[n][0]


def _begin(pieces: list[Piece], length: int, n: int, place: int) -> int:
    at, source, size = pieces[n]
    return source + min(place - at, size) if size == _size(pieces, length, n) else source
