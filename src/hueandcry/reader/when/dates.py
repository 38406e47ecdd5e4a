"""Dates of a text: only what is printed; a year may come from a dateline or a calendar caption."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hueandcry.reader.text.document import Document

MANY = 5000  # dates in one text; more is an almanac
YEAR = re.compile(r"(?:19|20)\d\d")
# A search for a first letter is quick, so what may not stand before it is asked behind it.
ISO = re.compile(r"((?:19|20)(?<![\d./-]..)\d\d)-(\d{2})-(\d{2})(?![\d./-]\d)")
DOTTED = re.compile(r"(\d(?<![\d./№-].)\d?)([./])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d/])(?!\.\d)")
CASE_NUMBER = re.compile(r"(?:№|[Nn]o\.?|[Nn]r\.?|#|[Cc]ase)\s*$")
AFTER_DAY = re.compile(r"(?:st|nd|rd|th|er|\.|-?го|-?е|-?га|º|ª)?(?:[ \n]+(?:of|de|del|day of))?[ \n]*")
BEFORE_YEAR = re.compile(
    r"[,.]?(?:[ \n]+(?:of the year|of|del? año|del?|de l['’](?:année|an)|des Jahres|im Jahr|в))?[ \n]*"
)
DAY = re.compile(r"(?<![\d./:№-])(\d{1,2})(?![\d:])")


@dataclass(frozen=True)
class Date:
    """One printed date; parts that are not printed are None unless `inferred` says so."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    inferred: bool = False

    @property
    def iso(self) -> str | None:
        if not self.year or not self.month:
            return None
        stem = f"{self.year:04d}-{self.month:02d}"
        return f"{stem}-{self.day:02d}" if self.day else stem

    @property
    def partial(self) -> str | None:
        if self.year or not self.month or not self.day:
            return None
        return f"{self.month:02d}-{self.day:02d}"


def find(document: Document) -> list[Date]:
    """All dates in the text, in order, as printed."""
    found = [*_numeric(document.plain), *_with_month(document), *_eves(document)]
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[Date] = []
    for one in found:
        if _possible(one) and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept[:MANY]


def is_dateline(document: Document, one: Date) -> bool:
    """Does the date say when the text was written, and not when something happened?"""
    line = document.layout.line_at(one.start)
    around = len(line.text) - (one.end - one.start)
    return around < 25 or bool(document.hits.within("layout", max(line.start, one.start - 60), one.start, "published"))


def resolve(one: Date, written: Date | None) -> Date:
    """Give a date without a year the year that the report's own date allows."""
    if one.year or not one.month or not written or not written.year:
        return one
    late = (one.month, one.day or 1) > (written.month or 12, (written.day or 28) + 14)
    # A report tells what has happened: December read in January was the year before.
    far = one.month - (written.month or 12) > 2
    return replace(one, year=written.year - (1 if late and far else 0), inferred=True)


def relative(document: Document, start: int, end: int, written: Date | None) -> Date | None:
    """ "Today" and "yesterday" beside the date of the report."""
    if not written or not written.year or not written.month or not written.day:
        return None
    try:
        day = date(written.year, written.month, written.day)
    except ValueError:
        return None
    for hit in document.hits.within("relative", start, end, "today", "yesterday"):
        then = day - timedelta(days=1) if hit.key == "yesterday" else day
        return Date(hit.start, hit.end, then.year, then.month, then.day, inferred=True)
    return None


def _numeric(plain: str) -> list[Date]:
    found = []
    for m in ISO.finditer(plain):
        found.append(Date(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3])))
    for m in DOTTED.finditer(plain):
        if CASE_NUMBER.search(plain[max(0, m.start() - 8) : m.start()]):
            continue
        day, month = int(m[1]), int(m[3])
        if month > 12 and m[2] == "/":
            day, month = month, day
        year = int(m[4]) if len(m[4]) == 4 else 2000 + int(m[4])
        found.append(Date(m.start(), m.end(), year, month, day))
    return found


def _with_month(document: Document) -> list[Date]:
    found = []
    for hit in document.hits.of("months"):
        capital = document.plain[hit.start].isupper()
        if not capital and document.language in ("en", "de"):
            continue  # "march" and "may" are words; the months have a capital
        day, start = _day_before(document.plain, hit.start)
        year, end = _year_after(document.plain, hit.end)
        if day is None:
            day, end, year = _day_after(document.plain, hit.end, end, year)
        if year is None:
            year, start = _year_before(document.plain, start)
        if day is None and year is None:
            continue
        found.append(Date(start, end, year, int(hit.key), day))
    return found


def _day_before(plain: str, place: int) -> tuple[int | None, int]:
    window = max(0, place - 16)
    for m in reversed(list(DAY.finditer(plain, window, place))):
        if AFTER_DAY.fullmatch(plain, m.end(), place):
            return int(m[1]), m.start()
    return None, place


def _day_after(plain: str, place: int, end: int, year: int | None) -> tuple[int | None, int, int | None]:
    m = re.compile(r"[ \n]+(\d{1,2})(?:st|nd|rd|th)?(?![\d:])").match(plain, place)
    if not m or plain[m.end() : m.end() + 1] == "%":
        return None, end, year
    year_after, last = _year_after(plain, m.end())
    return int(m[1]), last if year_after else m.end(), year_after


def _year_after(plain: str, place: int) -> tuple[int | None, int]:
    gap = BEFORE_YEAR.match(plain, place)
    at = gap.end() if gap else place
    m = YEAR.match(plain, at)
    if m and at > place and not plain[m.end() : m.end() + 1].isdigit():
        return int(m.group()), m.end()
    return None, place


def _year_before(plain: str, place: int) -> tuple[int | None, int]:
    """ "2011 жылғы 15 наурыз": the year stands first."""
    m = re.search(r"((?:19|20)\d\d)[ \n]+(?:жыл\w{0,6}[ \n,]+)?$", plain[max(0, place - 20) : place])
    if m and (plain[max(0, place - 20) :][m.start() : m.start() + 1]):
        return int(m[1]), max(0, place - 20) + m.start()
    return None, place


def _eves(document: Document) -> list[Date]:
    found = [Date(h.start, h.end, None, 12, 31) for h in document.hits.of("relative", "eve")]
    for hit in document.hits.of("relative", "newyear"):
        number = _number_before(document, hit.start)
        if number:
            found.append(Date(hit.start, hit.end, None, 1, number))
    return found


def _number_before(document: Document, place: int) -> int | None:
    words = document.words_in(max(0, place - 20), place)
    if not words:
        return None
    last = words[-1]
    if last.low.isdigit():
        return int(last.low)
    hits = document.hits.within("numbers", last.start, last.end)
    return int(hits[0].key) if hits else None


def _possible(one: Date) -> bool:
    if one.month is not None and not 1 <= one.month <= 12:
        return False
    return one.day is None or 1 <= one.day <= 31
