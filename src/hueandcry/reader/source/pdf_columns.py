"""The letters of one page put into lines, and the lines of columns one column after the other."""

import itertools
import statistics
from dataclasses import dataclass, field
from typing import NamedTuple

SAME_LINE = 0.4  # of the letter size: how far lines' feet may differ
BLANK = 0.6  # of the letter size: a blank is narrower, unless it parts cells
CELL = 1.5  # of the letter size: a wider gap parts cells or columns
WORDY = 18  # letters of a piece of a column; cells of tables have fewer
ROWS = 3  # rows that have to share a gutter before it is one
FILLED = 0.75  # of the widest piece: how far the middle line of a column reaches
MOST = 3_000  # pieces of a page among which columns are looked for


class Glyph(NamedTuple):
    """A letter, where it stands on its line, and its size, in points from the lower left corner."""

    char: str
    x0: float
    y: float
    x1: float
    size: float


@dataclass(frozen=True)
class Sheet:
    width: float
    height: float
    glyphs: list[Glyph]


@dataclass
class Fragment:
    """Letters without a wide gap between them."""

    x0: float
    x1: float
    y: float
    size: float
    letters: list[tuple[str, int]] = field(default_factory=list)  # each with its place in the source
    word: float = 0.0  # where the first word ends
    gaps: dict[int, float] = field(default_factory=dict)  # letters after a somewhat wide gap, and where they stand
    sizes: dict[float, int] = field(default_factory=dict)
    column: int = 0

    def text(self) -> str:
        return "".join(char for char, _ in self.letters)


@dataclass
class Line:
    fragments: list[Fragment]
    column: int = 0
    cut: bool = False

    @property
    def x0(self) -> float:
        return self.fragments[0].x0

    @property
    def x1(self) -> float:
        return self.fragments[-1].x1

    @property
    def y(self) -> float:
        return self.fragments[0].y

    @property
    def size(self) -> float:
        return self.fragments[0].size

    def text(self) -> str:
        return " ".join(f.text() for f in self.fragments)

    def letters(self) -> int:
        return sum(len(f.letters) for f in self.fragments)

    def first(self) -> int:
        return self.fragments[0].letters[0][1]

    def first_width(self) -> float:
        return max(0.0, self.fragments[0].word - self.x0)


def lines(sheet: Sheet, at: int) -> list[Line]:
    """The lines of a page in the order of reading; `at` is where its letters begin in the source."""
    pieces = _fragments(sheet.glyphs, at)
    if len(pieces) > MOST:
        return _rows(pieces)
    own = _rows(pieces)  # most programs write one column after the other
    stripes = _gutters([(r.x0, r.x1, r.y, r.size, r.letters()) for r in own], filled=0.0)
    if stripes:
        for row in own:
            wide = any(row.x0 < g - row.size and row.x1 > g + row.size for g in stripes)
            row.column = 0 if wide else 1 + sum(row.x0 >= g for g in stripes)
        return own
    stripes = _gutters([(f.x0, f.x1, f.y, f.size, len(f.letters)) for f in pieces], filled=FILLED)
    if stripes:
        return _by_columns(pieces, stripes)
    if _jumps(pieces) > max(3, len(pieces) // 5):
        return _rows(sorted(pieces, key=lambda f: (-round(f.y / max(1.0, f.size)), f.x0)))
    return own


def _fragments(glyphs: list[Glyph], at: int) -> list[Fragment]:
    found: list[Fragment] = []
    now: Fragment | None = None
    blank = -1
    for n, glyph in enumerate(glyphs):
        if glyph.char.isspace() or glyph.char in "\u200b\ufeff":
            if glyph.char in "\r\n":
                now = None
            elif now is not None:
                blank = at + n
                if not now.word:
                    now.word = now.x1
            continue
        size = max(glyph.size, 1.0)
        apart = now is None or abs(glyph.y - now.y) > SAME_LINE * max(size, now.size)
        if apart or (now and not -size < glyph.x0 - now.x1 < CELL * size):
            now = Fragment(glyph.x0, glyph.x1, glyph.y, size)
            found.append(now)
        elif now and blank >= 0:
            now.letters.append((" ", blank))
            if glyph.x0 - now.x1 > BLANK * size:
                now.gaps[at + n] = glyph.x0
        assert now
        blank = -1
        now.letters.append((glyph.char, at + n))
        now.sizes[round(size, 1)] = now.sizes.get(round(size, 1), 0) + 1
        now.x1 = max(now.x1, glyph.x1)
    for one in found:
        one.word = one.word or one.x1
        one.size = max(one.sizes, key=lambda size: one.sizes[size])  # a letter from another font changes nothing
    return found


def _gutters(pieces: list[tuple[float, float, float, float, int]], filled: float) -> list[float]:
    """Where white stripes part columns of prose: many rows with words on both sides, the left side filled."""
    wordy = sorted((p for p in pieces if p[4] >= WORDY), key=lambda p: -p[2])
    gaps: list[tuple[float, float]] = []
    for n, one in enumerate(wordy):
        for two in wordy[n + 1 : n + 12]:
            if one[2] - two[2] > 0.7 * one[3]:
                break
            left, right = sorted((one, two))
            if left[1] < right[0]:
                gaps.append((left[1], right[0]))
    found: list[float] = []
    while len(gaps) >= ROWS:
        best = max((begin for begin, _ in gaps[:400]), key=lambda x: sum(a <= x < b for a, b in gaps[:400]))
        here = [(a, b) for a, b in gaps if a <= best < b]
        if len(here) < ROWS:
            break
        gutter = (max(a for a, _ in here) + min(b for _, b in here)) / 2
        left_edge = max([g for g in found if g < gutter], default=0.0)
        widths = [p[1] - p[0] for p in wordy if p[1] <= gutter and p[0] >= left_edge]
        if widths and statistics.median(widths) >= filled * max(widths):
            found.append(gutter)
        gaps = [(a, b) for a, b in gaps if not a <= best < b]
    return sorted(found)


def _by_columns(pieces: list[Fragment], gutters: list[float]) -> list[Line]:
    """Bands from top to bottom, parted by what runs across the gutters; in each, column after column."""
    across = [f for f in pieces if any(f.x0 < g - f.size and f.x1 > g + f.size for g in gutters)]
    crossing = {id(f) for f in across}
    for piece in pieces:
        piece.column = 0 if id(piece) in crossing else 1 + sum(piece.x0 >= g for g in gutters)
    found: list[Line] = []
    bars = sorted({round(f.y, 1) for f in across}, reverse=True)
    own = sorted((f for f in pieces if f.column), key=lambda f: -f.y)
    wide = sorted(across, key=lambda f: (-f.y, f.x0))
    at_own = at_wide = 0
    for bar in [*bars, float("-inf")]:
        band = []
        while at_own < len(own) and own[at_own].y > bar:
            band.append(own[at_own])
            at_own += 1
        for column in range(1, len(gutters) + 2):
            found += _rows(sorted((f for f in band if f.column == column), key=lambda f: (-round(f.y), f.x0)), column)
        while at_wide < len(wide) and round(wide[at_wide].y, 1) >= bar:
            found += _rows([wide[at_wide]])
            at_wide += 1
    return found


def _rows(pieces: list[Fragment], column: int = 0) -> list[Line]:
    """Neighbours at one height are one line."""
    found: list[Line] = []
    for piece in pieces:
        last = found[-1].fragments[-1] if found else None
        if last and abs(last.y - piece.y) <= SAME_LINE * max(last.size, piece.size):
            found[-1].fragments.append(piece)
            found[-1].fragments.sort(key=lambda f: f.x0)
        else:
            found.append(Line([piece], column))
    return found


def _jumps(pieces: list[Fragment]) -> int:
    """How often the file goes back up the page."""
    return sum(two.y > one.y + 2 * two.size for one, two in itertools.pairwise(pieces))
