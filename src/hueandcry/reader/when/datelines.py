"""When a report was written: what its dateline, its head, its foot or the calendar of its page says."""

import re
from dataclasses import replace
from datetime import date

from hueandcry.lib import clock
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.when.dates import Date

HEAD = 8  # lines that may hold the dateline
MAIL = 20_000  # letters in which the header of a mail inside a mail stands
FOOT = 7  # lines that may hold the date beside the signature
FURTHEST = 60  # letters of a line that are looked at on each side of a date
CELL = re.compile(r"[|·•●◆*/(\[\])]|[ \n][-–—―][ \n]|^[-–—][ ]|  +|[–—]| :: ")
LITTLE = re.compile(r"[\d№°#/.,:;()\[\]|·–—-]+|№|n[°or]\.?|nr\.?|г\.?|року|года|р\.?|ж\.?", re.I)
CLOSED = re.compile(r"\s*(?:г\.?|года|году|р\.?|року|года|ж\.?|жыл\w*)?[\s.,;)\]|»”\"]*(?:\d{1,2}[:.]\d\d\S*)?\s*$")
PLACE_WORDS = 7  # words that a signature or a place beside the date may have
YEAR_OR_BRACKET = re.compile(r"\s*(?:г\.|года)?\s*[.)|]\s")
PARTED = frozenset((",", ".", "|", "–", "—", "(", ";", "-"))  # what may stand between a place and the date
LINKS = frozenset(("den", "le", "el", "a", "on", "от", "від", "ад", "im"))
EVENTS = ("incidents", "outcome")


def find(document: Document, found: list[Date], sent: date | None) -> Date | None:
    """When the report was written: dateline, then "today", then head and foot, then the calendar of the page."""
    if sent:
        return _posted(document, sent)
    now = clock.now()
    found = [d for d in found if not d.year or (d.year, d.month or 1) <= (now.year, now.month)]
    caption = _caption(document, found)
    dated = _stamped(document, found) or _dateline(document, found)
    if dated and dated.year:
        return dated
    near = dated or _today(document, found)
    if near and near.year:
        return near
    if near is None or not caption:
        beside = _in_cell(document, found) or _at_foot(document, found)
        if beside and beside.year:
            return beside
        near = near or beside
    if near and caption and near.month:
        gap = (caption.month or 1) - near.month
        year = (caption.year or 0) - (1 if gap < -6 else 0)
        return replace(near, year=year, inferred=True)
    if near and near.month:
        return _with_year_of(near, found) or caption
    return caption


def _posted(document: Document, sent: date) -> Date:
    """The day of a mail, where the text shows its header."""
    shown = f"{sent.day} {sent:%b} {sent.year}"
    start = document.plain.find(shown, 0, MAIL)
    span = (start, start + len(shown)) if start >= 0 else (0, 0)
    return Date(*span, sent.year, sent.month, sent.day)


def _caption(document: Document, found: list[Date]) -> Date | None:
    where = document.layout.calendar
    if not where:
        return None
    for one in found:
        if where[0] <= one.start < where[1] and one.year and one.month:
            return replace(one, day=None, inferred=True)
    return None


def _stamped(document: Document, found: list[Date]) -> Date | None:
    """ "Published on 4 May 2020, 14:05": the page says it, wherever it says it."""
    lines = document.layout.lines
    for one in found:
        line = document.layout.line_at(one.start)
        edge = line in lines[:HEAD] or line in lines[-FOOT:]
        if (not one.day and not one.year) or (not one.year and not edge) or (line.furniture and len(line.text) > 120):
            continue
        for hit in document.hits.within("layout", max(line.start, one.start - FURTHEST), one.start, "published"):
            between = document.plain[hit.end : one.start]
            opens = not any(c.isalpha() for c in document.plain[line.body : hit.start]) or hit.end - hit.start > 12
            if opens and len(between) < 24 and not any(c in ".!?" for c in between.strip(" .:")):
                return one
    return None


def _dateline(document: Document, found: list[Date]) -> Date | None:
    """A date that opens one of the first lines, stands alone, or follows a word like "posted"."""
    heads = document.layout.lines[:HEAD]
    last_resort = None
    for one in found:
        line = document.layout.line_at(one.start)
        if document.layout.calendar and one.start >= document.layout.calendar[0]:
            continue
        # Only the edges matter; a line may be the whole text.
        before = document.plain[line.start : min(one.start, line.start + FURTHEST)]
        after = document.plain[one.end : min(line.end, one.end + FURTHEST)]
        signed = bool(one.year and one.day) and not after.strip(" .,|г")  # "Union of bakers, Minsk. 17 May 2018"
        alone = len(before) < (FURTHEST if signed else 40) and len(after.strip(" .,|г")) < 14
        labelled = bool(document.hits.within("layout", max(line.start, one.start - FURTHEST), one.start, "published"))
        headed = not before.strip() and bool(one.year) and len(line.text) < 100 and line.text[-1:] not in ".!?"
        opening = headed or (len(before) < 35 and re.match(r"\s*\)?\s*(?:г\.?|года)?\s*[.:—–|-]", after))
        if _until(document, one) or (_told(document, line.start, one, 40) and not labelled):
            continue
        if one.day and (line in heads) and (alone or labelled or opening):
            return one
        if one.day and one.year and alone and len(line.text) < 60 and last_resort is None:
            last_resort = one
    return last_resort


def _today(document: Document, found: list[Date]) -> Date | None:
    """ "today (15 March)": the writer says which day it is."""
    for hit in document.hits.of("relative", "today")[:50]:
        for one in found:
            gap = document.plain[hit.end : one.start] if one.start >= hit.end else ""
            weekday = len(gap) < 18 and bool(document.hits.within("weekday", hit.end, one.start))
            if 0 <= one.start - hit.end <= 4 or 0 <= hit.start - one.end <= 4 or weekday:
                return one
    return None


def _in_cell(document: Document, found: list[Date]) -> Date | None:
    """ "Bulletin no. 9 · Saturday, 2 March 2013": a piece of one of the first lines is the date."""
    heads = document.layout.lines[:HEAD]
    for one in found:
        line = document.layout.line_at(one.start)
        if line not in heads or _until(document, one) or (not one.year and not one.day):
            continue
        start, end = _cell(document, line, one)
        whole = (start, end) == (line.start, line.end)
        left, right = document.plain[start : one.start], document.plain[one.end : end]
        if not CLOSED.match(right) or (whole and line.text[-1:] in "!?"):
            continue
        words = [w for w in document.words_in(start, one.start) if not _little(document, w.start, w.end)]
        numbered = bool(document.hits.within("layout", line.start, one.start, "issue"))
        told = _told(document, line.start if whole else start, one)
        if told or (not one.year and (whole or words)):
            continue
        if numbered or (len(words) <= (4 if not whole else 3) and (not left.strip() or not whole or "," in left)):
            return one
    return None


def _cell(document: Document, line: Line, one: Date) -> tuple[int, int]:
    """The piece of the line, between strokes, dots or dashes, that holds the date."""
    start, end = line.start, line.end
    low, high = max(line.start, one.start - FURTHEST), min(line.end, one.end + FURTHEST)
    for m in CELL.finditer(document.plain, low, one.start):
        start = m.end()
    after = CELL.search(document.plain, one.end, high)
    if after:
        end = after.start()
    return start, end


def _little(document: Document, start: int, end: int) -> bool:
    """A weekday, a number or a word such as "no." beside a date says nothing more."""
    low = document.plain[start:end].lower()
    return (
        bool(document.hits.within("weekdays", start, end) or document.hits.within("weekday", start, end))
        or bool(LITTLE.fullmatch(low))
        or (not document.plain[start].isupper() and len(low) <= 3)
    )


def _at_foot(document: Document, found: list[Date]) -> Date | None:
    """ "Geneva, 6 November 2023" under the text: a short last sentence of names that ends with a date."""
    lines = [line for line in document.layout.lines if not line.furniture]
    if not lines:
        return None
    begin = lines[max(1, len(lines) - FOOT)].start if len(lines) > 1 else len(document.plain)
    for one in reversed(found):
        if one.start < begin:
            break
        line = document.layout.line_at(one.start)
        if line.furniture or _until(document, one) or not one.year:
            continue
        start = max(line.start, document.sentence_at(one.start)[0])
        if _closes(document, one, line) and _signs(document, start, one) and not _told(document, start, one):
            return one
    return None


def _closes(document: Document, one: Date, line: Line) -> bool:
    """Does the line end behind a date, with "г." or a bracket at most?"""
    after = document.plain[one.end : line.end]
    return bool((len(after) < 40 and CLOSED.match(after)) or YEAR_OR_BRACKET.match(after[:12] + " "))


def _signs(document: Document, start: int, one: Date) -> bool:
    """Do a few names and small words lead to a date, parted from it or joined by a small word?"""
    words = document.words_in(start, one.start)
    parted = not words or document.plain[one.start - 2 : one.start].strip(" ") in PARTED
    if not parted and words[-1].low not in LINKS:
        return False
    if 2 * sum(w.capital or w.low.isdigit() for w in words) < len(words):
        return False
    return sum(not _little(document, w.start, w.end) for w in words) <= PLACE_WORDS


def _told(document: Document, start: int, one: Date, most: int = 200) -> bool:
    """Something happened on that day, or somebody was born: it is not the day of writing."""
    begin = max(start, one.start - most)
    return any(document.hits.within(table, begin, one.start) for table in EVENTS) or bool(
        document.hits.within("layout", begin, one.start, "born")
    )


def _until(document: Document, one: Date) -> bool:
    """ "Write until 30 September": a day that is still to come."""
    line = document.layout.line_at(one.start)
    start = max(line.start, one.start - 30)
    start += document.plain[start : one.start].rfind("|") + 1
    before = document.words_in(start, one.start)[-2:]
    if before and "," in document.plain[before[-1].end : one.start]:
        return False
    return any(w.low in document.lexicon.words("grammar", "until") for w in before)


def _with_year_of(near: Date, found: list[Date]) -> Date | None:
    """A dateline without a year takes that of the latest full date of the page, when it is not before it."""
    full = [d for d in found if d.year and d.month and d.day]
    if not full:
        return None
    last = max(full, key=lambda d: (d.year or 0, d.month or 0, d.day or 0))
    if (near.month or 0, near.day or 28) < (last.month or 0, last.day or 0):
        return None
    return replace(near, year=last.year, inferred=True)
