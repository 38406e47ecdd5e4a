"""The shape of a text: lines, list items, paragraphs, sentences, and what belongs to the site."""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hueandcry.reader.text import words

NUMBERED = re.compile(r"[ \t>|]*\(?(\d{1,2})[.):](?:[.)]?)(?=\s|[^\W\d_]|$)[ \t]*")
BULLET = re.compile(r"[ \t>|]*(?:[-–—*•·▪►‣◦●○■□✔➢→➤➜⇒☞✓]|o(?=[ \t]{2,}))(?![-–—*])[ \t]*")
PARAGRAPH = 240  # letters; "Click here to sign ..." may open one that says where to write
WEEK = re.compile(r"[ \t|]*(?:[^\W\d_]{1,3}\.?[ \t|]+){6}[^\W\d_]{1,3}\.?[ \t|]*$")
DIGITS = re.compile(r"[\d\s|«»<>]*\d[\d\s|«»<>]*$")
SENTENCE_END = re.compile(r"[.!?…\n](?:(?<!\n)[.!?…]*[\"'”’»)\]]*(?=\s)|(?<=\n)[ \t]*\n)")
SHORT = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|nr|prof|gen|col|lt|maj|capt|sgt|hon|rev|adv|lic|licda|ing|abg|dra|mme|mlle|mgr|mm|mmes|messrs|atty|engr|cpl|cmdr|sres|gral|cnel|pbro|art|vs|tel|inc|ltd|ул|г|гг|стр|им|тел|пр|д|ст|"
    r"т|п|обл|проф|акад|доц|гр|тов|св|ім|пос|р|см|кв|н|г-н|г-жа|вул|м|буд|bd|av|sra?|art|núm|nr|hr|fr|str|z|b|bzw|жж|ж|эл)"
    r"|\b[^\W\d_])$",
    re.I,
)
DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}$")
YEAR_WORD = re.compile(r"(?:19|20)\d\d[ \n]?гг?$")  # "2026 г. Двое": the word ends the date and the sentence
LINE = 20_000  # letters of a line, and of a sentence: longer ones are no prose and are read in pieces
SENTENCE = 3_000
MOST_LINES = 20_000  # what follows them is a library and no report


@dataclass(frozen=True)
class Line:
    """One line without its margins; a blank line has start == end."""

    start: int
    end: int
    text: str
    marker: str = ""  # "", "number" or "bullet"
    number: int = 0
    body: int = 0  # where the words after the marker begin
    after_blank: bool = False
    furniture: bool = False


@dataclass(frozen=True)
class Layout:
    lines: list[Line]  # without blank ones
    sentences: list[tuple[int, int]]
    calendar: tuple[int, int] | None  # the caption "March 2011" above a calendar of the site

    def line_at(self, place: int) -> Line:
        return self.lines[self.index_at(place)]

    def lines_between(self, start: int, end: int) -> list[Line]:
        """The lines that begin between two places."""
        if not self.lines:
            return []
        at = self.index_at(start)
        found = []
        while at < len(self.lines) and self.lines[at].start < end:
            if self.lines[at].start >= start:
                found.append(self.lines[at])
            at += 1
        return found

    def index_at(self, place: int) -> int:
        at = bisect_right(self._starts, place)
        return at - 1 if at else 0

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]


def lay_out(plain: str, hits: words.Hits) -> Layout:
    """Lines and sentences of the text, with the furniture of the site set apart."""
    lines = _lines(plain)
    calendar, lines = _calendar(plain, lines, hits)
    lines = _furniture(lines, hits)
    sentences = [piece for sentence in _sentences(plain, lines, hits) for piece in _cut(*sentence)]
    return Layout(lines, sentences, calendar)


def _cut(start: int, end: int) -> list[tuple[int, int]]:
    return [(at, min(at + SENTENCE, end)) for at in range(start, end, SENTENCE)]


def _lines(plain: str) -> list[Line]:
    found, place, blank = [], 0, True
    for raw in _pieces(plain):
        text = raw.strip(" \t\r|")
        start = place + (raw.index(text) if text else 0)
        place += len(raw) + (plain[place + len(raw) : place + len(raw) + 1] == "\n")
        if not text:
            blank = True
            continue
        marker, number, body = _marker(text)
        found.append(Line(start, start + len(text), text, marker, number, start + body, blank))
        blank = False
    return found


def _pieces(plain: str) -> Iterator[str]:
    """The lines; one that is endless comes in pieces."""
    for raw in plain.split("\n", MOST_LINES)[:MOST_LINES]:
        yield raw[:LINE]
        for at in range(LINE, len(raw), LINE):
            yield raw[at : at + LINE]


def _marker(text: str) -> tuple[str, int, int]:
    numbered = NUMBERED.match(text)
    if numbered and not re.match(r"\d{1,2}\.\d", text):
        return "number", int(numbered.group(1)), numbered.end()
    bullet = BULLET.match(text)
    if bullet and bullet.end() < len(text):
        inner = NUMBERED.match(text, bullet.end())
        if inner:
            return "number", int(inner.group(1)), inner.end()
        return "bullet", 0, bullet.end()
    return "", 0, 0


def _calendar(plain: str, lines: list[Line], hits: words.Hits) -> tuple[tuple[int, int] | None, list[Line]]:
    """A row of weekday initials under a month and a year: the caption, and the rows as furniture."""
    for at, line in enumerate(lines):
        if at == 0 or len(line.text) > 60 or not WEEK.match(line.text):
            continue
        caption = lines[at - 1]
        if not hits.within("months", caption.start, caption.end) or len(caption.text) > 40:
            continue
        if not re.search(r"\b(?:19|20)\d\d\b", caption.text):
            continue
        last = at
        while last + 1 < len(lines) and DIGITS.match(lines[last + 1].text):
            last += 1
        rows = [replace(row, furniture=True) for row in lines[at - 1 : last + 1]]
        return (caption.start, caption.end), [*lines[: at - 1], *rows, *lines[last + 1 :]]
    return None, lines


def _furniture(lines: list[Line], hits: words.Hits) -> list[Line]:
    """Mark lines that begin like furniture; past the middle of a page the rest goes with them."""
    marked: list[Line] = []
    total = lines[-1].end if lines else 0
    tail = False
    for line in lines:
        begins = [h for h in hits.within("layout", line.start, line.end, "tail") if _begins(line, h)]
        button = len(line.text) < 30 and any(
            h.start == line.start and h.end >= line.end - 2
            for h in hits.within("layout", line.start, line.end, "button")
        )
        live = bool(hits.within("targets", line.start, line.end, "marker", "copies")) or "@" in line.text
        opens = bool(begins) and begins[0].start == line.start and not (live and len(line.text) > PARAGRAPH)
        site = (bool(begins) and (len(line.text) < 160 or opens)) or button
        if site and begins and line.start > total * 0.5 and len(line.text) < 90:
            tail = True
        elif tail and live and not site:
            tail = False  # an address after the furniture: the page goes on
        marked.append(replace(line, furniture=True) if (site or tail) and not line.furniture else line)
    return marked


def _begins(line: Line, hit: words.Hit) -> bool:
    """A phrase of furniture opens a line; one word of it has to be the line, or its label."""
    if hit.start >= line.start + 25 or line.marker == "number":
        return False
    if " " in line.text[hit.start - line.start : hit.end - line.start]:
        return True
    after = line.text[hit.end - line.start :].lstrip()
    return hit.start <= line.body + 1 and (len(after) < 3 or after[0] in ":(|·")


def _sentences(plain: str, lines: list[Line], hits: words.Hits) -> list[tuple[int, int]]:
    """Sentences of paragraphs; a wrapped line is joined to the one before it."""
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(lines):
        here = start
        for stop in SENTENCE_END.finditer(plain, start, end):
            if stop.start() > here and _abbreviated(plain, here, stop.start()):
                continue
            if DAY_BEFORE.search(plain, max(here, stop.start() - 3), stop.start()) and any(
                h.start <= stop.end() + 2 for h in hits.within("months", stop.end(), stop.end() + 16)
            ):
                continue  # "am 10. Oktober"; a year ends a sentence
            following = plain[stop.end() : stop.end() + 3].lstrip(" \n\t\"'“«‘(—–-")
            if following[:1].islower():
                continue
            if plain[here : stop.end()].strip():
                found.append(_trim(plain, here, stop.end()))
            here = stop.end()
        if plain[here:end].strip():
            found.append(_trim(plain, here, end))
    return found


def _paragraphs(lines: list[Line]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    before: Line | None = None
    for line in lines:
        if line.furniture:
            before = None
            continue
        wrapped = (
            before is not None
            and not line.after_blank
            and not line.marker
            and len(before.text) >= 50
            and before.text[-1] not in ".:!?"
        )
        if wrapped:
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.body if line.marker else line.start, line.end))
        before = line
    return found


def _abbreviated(plain: str, start: int, stop: int) -> bool:
    if YEAR_WORD.search(plain[max(start, stop - 9) : stop]):
        return False
    return plain[stop] == "." and bool(SHORT.search(plain[max(start, stop - 6) : stop]))


def _trim(plain: str, start: int, end: int) -> tuple[int, int]:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return start, end
