"""From letters strewn over pages to lines, columns and paragraphs in the order of reading."""

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field

from hueandcry.reader.source import pdf_columns
from hueandcry.reader.source.pdf_columns import Glyph, Line, Sheet
from hueandcry.reader.source.tracing import Piece, Trace

__all__ = ["Glyph", "Sheet", "rebuild"]
EDGE = 0.12  # of the height of a page: where running heads and page numbers stand
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|стр|стор|страница|сторінка|старонка|página|pág|бет|p|s)\b\.?)?\s*\d{1,4}"
    r"(?:\s*(?:/|of|von|из|з|de|sur|-)\s*\d{1,4})?\s*(?:бет)?\W*",
    re.I,
)
PRINTED_FROM = re.compile(r"(?:file|https?)://\S{0,300}")  # what a browser prints below a page
# When it was printed: before the title above, or beside the number of the page below.
PRINTED_AT = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4},?\s+\d{1,2}:\d\d\b")
MARKER = re.compile(r"\(?\d{1,2}[.):](?:\s|$)|[-–—•*·▪►●○■□o](?:\s|$)|[a-zа-я]\)(?:\s|$)", re.I)
HYPHENS = "-\u00ad\u2010\x02"
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Russian, Ukrainian and Belarusian words that keep their hyphen at the end of a line.
KEPT_BEFORE = frozenset(
    [
        "по",
        "кое",
        "из",
        "юго",
        "северо",
        "пресс",
        "вице",
        "экс",
        "во",
        "в",
        "бизнес",
        "интернет",
        "пів",
        "віце",
        "прес",
        "па",
        "паўночна",
    ]
)
KEPT_AFTER = frozenset(
    """
    то либо нибудь таки за под за-под небудь таго
    """.split()  # noqa: SIM905
)
RAGGED = 0.7  # of a column's width: so far lines reach that were not made even
PROSE = 35  # letters of a line that may have been broken because it was full


@dataclass
class _Shape:
    """What the lines of the whole file have in common."""

    right: dict[int, float] = field(default_factory=dict)  # how far the lines of each column reach
    pitch: float = 14.0  # from one line to the next
    compounds: Counter[str] = field(default_factory=Counter)


def rebuild(sheets: list[Sheet]) -> tuple[str, str, list[Piece], list[int]]:
    """The text; the letters of all pages; the map between them; where each page begins in the letters."""
    starts, source, pages = [], [], []
    at = 0
    for sheet in sheets:
        starts.append(at)
        source.append("".join(g.char for g in sheet.glyphs))
        pages.append(pdf_columns.lines(sheet, at))
        at += len(sheet.glyphs)
    _cut_running(sheets, pages)
    shape = _shape(pages)
    trace = Trace()
    before: Line | None = None
    for lines in pages:
        turned = True
        for n, line in enumerate(lines):
            if line.cut:
                continue
            if before is not None:
                _join(trace, before, line, shape, turned)
            _write(trace, line, _starts([*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]]))
            before, turned = line, False
    trace.add("\n", at, 0)
    return trace.text(), "".join(source), trace.pieces, starts


def _shape(pages: list[list[Line]]) -> _Shape:
    shape, gaps = _Shape(), []
    for lines in pages:
        for one, two in itertools.pairwise(lines):
            gap = one.y - two.y
            if one.column == two.column and 0.8 * two.size < gap < 2.2 * two.size:
                gaps.append(round(gap, 1))
        for line in lines:
            if not line.cut:
                shape.right[line.column] = max(shape.right.get(line.column, 0.0), line.x1)
                shape.compounds.update(re.findall(r"[^\W\d_]+-[^\W\d_]+", line.text().lower()))
    if gaps:
        shape.pitch = statistics.median_low(gaps)
    return shape


def _cut_running(sheets: list[Sheet], pages: list[list[Line]]) -> None:
    """Heads and feet that return on other pages, page numbers, and what a browser prints around a page."""
    seen: Counter[tuple[str, bool]] = Counter()
    edges: list[tuple[Line, tuple[str, bool]]] = []
    for sheet, lines in zip(sheets, pages, strict=True):
        here = set()
        for line in lines:
            top = line.y > sheet.height * (1 - EDGE)
            if not top and line.y > sheet.height * EDGE:
                continue
            key = (re.sub(r"\d+", "#", line.text().casefold()).strip(), top)
            edges.append((line, key))
            here.add(key)
        seen.update(here)
    least = 2 if len(pages) < 5 else max(2, len(pages) // 3)
    for line, key in edges:
        words = line.text().strip()
        printed = PRINTED_AT.match(words) if key[1] else PRINTED_FROM.search(words) or PRINTED_AT.search(words)
        if printed or seen[key] >= least or PAGE_NUMBER.fullmatch(words):
            line.cut = True


def _join(trace: Trace, before: Line, line: Line, shape: _Shape, turned: bool) -> None:
    """What stands between two lines: a blank, a line's end, a paragraph's end, or a word that goes on."""
    text, following = before.text().rstrip(), line.text()
    at = line.first()
    wrapped = _full(before, line, shape) and not MARKER.match(following)
    if turned or line.y > before.y + line.size:
        goes_on = wrapped and following[:1].islower() and abs(before.size - line.size) < 0.12 * line.size
        paragraph = not goes_on
    else:
        gap = before.y - line.y
        paragraph = gap > 1.28 * max(shape.pitch, line.size) or abs(before.size - line.size) > 0.12 * line.size
        indented = line.x0 > before.x0 + line.size and text[-1:] in '.!?:»”"' and not MARKER.match(text)
        paragraph = paragraph or indented
        goes_on = wrapped and not paragraph
    if goes_on and text[-1:] in HYPHENS and text[-2:-1].isalpha() and following[:1].islower():
        _hyphen(trace, text, following, shape)
    elif goes_on:
        trace.add(" ", at, 0)
    else:
        trace.add("\n\n" if paragraph else "\n", at, 0)


def _full(before: Line, line: Line, shape: _Shape) -> bool:
    """Would the first word of the next line not have fitted any more, or does a sentence plainly go on in it?"""
    letters = before.letters()
    right = shape.right.get(before.column, 0.0)
    if letters < (18 if before.column else PROSE):
        return False
    if before.x1 + 0.2 * line.size + line.first_width() > right:
        return True
    ragged = before.x1 - before.x0 > RAGGED * (right - before.x0)
    return ragged and line.text()[:1].islower() and before.text().rstrip()[-1:] not in ".:;!?"


def _hyphen(trace: Trace, text: str, following: str, shape: _Shape) -> None:
    """Take the hyphen away, unless the word has one of its own."""
    left = re.findall(r"[^\W\d_]+", text[:-1])[-1].lower()
    right = re.match(r"[^\W\d_]+", following)
    after = right.group().lower() if right else ""
    own = left in KEPT_BEFORE or after in KEPT_AFTER or shape.compounds[f"{left}-{after}"]
    if own and text[-1] != "\u00ad":
        return
    while trace.parts and trace.parts[-1].endswith((" ", *HYPHENS)):
        last = trace.parts[-1]
        cut = last.rstrip(" ")
        cut = cut[:-1] if cut[-1:] in tuple(HYPHENS) else cut
        place, source, size = trace.pieces.pop()
        trace.parts.pop()
        trace.length = place
        if cut:
            trace.add(cut, source, len(cut) if size == len(last) else size)
        if len(last) != len(cut) and last.rstrip(" ") != cut:
            break


def _starts(lines: list[Line]) -> list[float]:
    """Where something begins after a gap, in the lines above and below."""
    found = [f.x0 for line in lines for f in line.fragments[1:]]
    return found + [x for line in lines for f in line.fragments for x in f.gaps.values()]


def _write(trace: Trace, line: Line, starts: list[float]) -> None:
    for n, fragment in enumerate(line.fragments):
        if n:
            trace.add(_between(line.fragments[n - 1].text(), fragment.x0, starts), fragment.letters[0][1], 0)
        run, begin = "", -1
        for k, (char, at) in enumerate(fragment.letters):
            following = fragment.letters[k + 1][1] if char == " " and k + 1 < len(fragment.letters) else -1
            if following in fragment.gaps:
                between = _between(fragment.text()[:k], fragment.gaps[following], starts)
            else:
                between = LIGATURES.get(char, "")
            if len(between) > 1:
                trace.add(run, begin)
                trace.add(between, at, 1)
                run = ""
                continue
            char = "-" if char == "\x02" else char
            if run and at == begin + len(run):
                run += char
            else:
                trace.add(run, begin)
                run, begin = char, at
        trace.add(run, begin)


def _between(before: str, x0: float, starts: list[float]) -> str:
    """What begins below or above another beginning is a cell of a table; not after a list's mark or a label."""
    words = before.strip()
    cell = len(words) > 3 and not words.endswith(":") and any(abs(x - x0) < 2 for x in starts)
    return " | " if cell else " "
