"""When things happened: printed dates, and days told by other days ("on Monday", "two weeks before", "the 29th")."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hueandcry.reader.text.document import Document
from hueandcry.reader.when import dates
from hueandcry.reader.when.dates import Date

DAY_ONLY = re.compile(r"[ \n]{1,2}(\d{1,2})(?:er|st|nd|rd|th|-?го|-?е|-?га|º)?(?![\d:/%-])(?![.,]\d)")
LISTED = re.compile(r"(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th|er|\.|-?го)?[ \n]{0,2}(-|–|—|,|/|[^\W\d_]{1,3})[ \n]{0,2}$")
SHORT = re.compile(r"(\d(?<![\d.,:/№-].)(?:(?<=[0-3])\d)?)\.([01]\d)\.?(?![\d.,]|[ ]?[%€])")
MID = re.compile(r"\b[Mm]id?-([^\W\d_]{3,12})")  # "mid-April", "mi-avril": one word to the lexicon
HEADING = re.compile(r"([0-3]\d)[./]([01]\d)(?=[,:][ ]|[ ][–—][ ])")  # "07/12, Wednesday." opens an entry
NUMBERED = re.compile(
    r"(\d(?<![\d.,:/№-].)(?:(?<=[0-3])\d)?)-(?:го|га|е|(?:сі|сы|ші|шы)(?=[ ]күні))(?![^\W\d_])"
)  # "6-го", "17-сі күні"
LEADS = frozenset(
    {
        "а",
        "и",
        "й",
        "і",
        "с",
        "з",
        "до",
        "по",
        "к",
        "на",
        "від",
        "от",
        "пасля",
        "після",
        "после",
        "уже",
        "утром",
        "вечером",
        "уранку",
        "ввечері",
    }
)
ORDINAL = re.compile(r"(?:st|nd|rd|th|er|\.|-?го|-?е|-?га|º)")
REACH = 4000  # letters back to the day that "the next day" follows
GOES_ON = 400  # letters from a printed year to the next day of it
NEAR = 26  # letters between a number and its "days before"
UNITS = {"days": 1, "weeks": 7}
MONTH = 30  # days; "two months ago" names a month and no day


def timeline(document: Document, found: list[Date], written: Date | None) -> list[Date]:
    """All days the text tells of, in order of place; a year is lent only by the report's own date."""
    if not written or not written.year:
        found = _with_year_before(found)
    found = _of_that_year(document, found, written)
    told = [_lent(document, d, written) for d in found if d.month]
    told = [*told, *_neighbours(document, told), *_months(document, found, written), *_short(document, found, written)]
    told = _apart(told)
    told = _apart([*told, *_bare(document, told), *_numbered(document, told)])
    told = _apart([*told, *_named(document, told, written)])
    counted = _apart([*told, *_relative(document, told, written)])
    # "Two days later ... the same day": counted from a day that was itself counted.
    return _apart([*told, *_relative(document, counted, written)]) if len(counted) > len(told) else counted


def _apart(told: list[Date]) -> list[Date]:
    """In order of place, the fuller of two that overlap."""
    kept: list[Date] = []
    for one in sorted(told, key=lambda d: (d.start, -d.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept[: dates.MANY]


def _with_year_before(found: list[Date]) -> list[Date]:
    """ "On 1 July 2019 ... on 9 July": in a report without a date of its own the year goes on, and time with it."""
    lent: list[Date] = []
    last: Date | None = None
    for one in found:
        if one.year and one.month:
            last = one
        elif last and one.month and one.day and one.month >= (last.month or 12) and not one.year:
            one = last = replace(one, year=last.year, inferred=True)
        lent.append(one)
    return lent


def _of_that_year(document: Document, found: list[Date], written: Date | None) -> list[Date]:
    """ "On 24 June 2024 ... released on 29 June", told a year later: the year printed before goes on."""
    lent: list[Date] = []
    last: Date | None = None
    for one in found:
        if one.year and one.month and one.day:
            last = one if written and written.year and one.year < written.year and one.start != written.start else None
        elif one.year:
            last = None
        elif last and one.month and one.day and one.start - last.end < GOES_ON:
            later = (one.month, one.day) >= (last.month or 12, last.day or 31) and not _ahead(document, one)
            if later:
                one = last = replace(one, year=last.year, inferred=True)
        lent.append(one)
    return lent


def _ahead(document: Document, one: Date) -> bool:
    start, _ = document.sentence_at(one.start)
    return bool(document.hits.within("events", max(start, one.start - 70), one.start, "future"))


def _lent(document: Document, one: Date, written: Date | None) -> Date:
    if one.year or not _ahead(document, one):
        return dates.resolve(one, written)
    if written and written.year and one.month and (one.month, one.day or 31) >= (written.month or 1, written.day or 1):
        return replace(one, year=written.year, inferred=True)  # "will stand trial on 22 June"
    return dates.resolve(one, written)


def _neighbours(document: Document, told: list[Date]) -> list[Date]:
    """ "On 3 and 5 May", "12–14 May": the days before the one beside the month."""
    ands = document.lexicon.words("grammar", "and") | document.lexicon.words("grammar", "until")
    found = []
    for one in told:
        first, here = one, one.start
        for _ in range(6):
            m = LISTED.search(document.plain, max(0, here - 14), here) if one.day else None
            if (
                not m
                or not 1 <= int(m[1]) <= 31
                or (m[2][0].isalpha() and m[2].lower() not in ands | {"to", "al", "a", "au", "по", "на", "zum", "bis"})
            ):
                break
            if m[2] in ("-", "–", "—") or (m[2].isalpha() and m[2].lower() not in ands):
                # A range began on its first day.
                first = replace(first, start=m.start(), end=one.end, day=int(m[1]))
                here = m.start()
                continue
            found.append(replace(one, start=m.start(), end=m.start() + len(m[1]), day=int(m[1])))
            here = m.start()
        if first is not one:
            found.append(first)
    return found


def _months(document: Document, found: list[Date], written: Date | None) -> Iterator[Date]:
    """ "In March": a month alone, when the report says which year that can be."""
    if written and written.year:
        for m in MID.finditer(document.plain):
            month = next((k for k in range(1, 13) if m[1].lower() in document.lexicon.words("months", str(k))), None)
            if month:
                yield dates.resolve(Date(m.start(), m.end(), None, month, None), written)
    taken = {place for d in found for place in range(d.start, d.end)}
    sleepy = document.language in ("en", "de")
    inflected = document.language == "kk"
    for hit in document.hits.of("months"):
        if hit.start in taken or (sleepy and not document.plain[hit.start].isupper()):
            continue
        before = document.plain[max(0, hit.start - 5) : hit.start]
        dashed = before.endswith("mid-")
        lead = document.hits.within("day", max(0, hit.start - 14), hit.start, "in")
        close = bool(lead) and not document.plain[lead[-1].end : hit.start].strip(" \n-")
        locative = inflected and document.plain[hit.start : hit.end + 3].lower().endswith(("да", "де", "та", "те"))
        if (dashed or close or locative) and written and written.year:
            yield dates.resolve(Date(hit.start, hit.end, None, int(hit.key), None), written)


def _short(document: Document, found: list[Date], written: Date | None) -> Iterator[Date]:
    """ "(12.11.)", "am 12.11.": a day and a month in figures, after a word or a bracket that makes it a date."""
    for line in document.layout.lines:
        m = HEADING.match(document.plain, line.body)
        if m and 1 <= int(m[1]) <= 31 and 1 <= int(m[2]) <= 12 and document.language != "en":
            yield dates.resolve(Date(m.start(), m.end(2), None, int(m[2]), int(m[1])), written)
    if document.language == "en":
        return
    taken = {place for d in found for place in range(d.start, d.end)}
    until = document.lexicon.words("grammar", "until")
    for m in SHORT.finditer(document.plain):
        if m.start() in taken or not 1 <= int(m[1]) <= 31 or not 1 <= int(m[2]) <= 12:
            continue
        bracket = document.plain[m.start() - 1 : m.start()] == "(" and document.plain[m.end() : m.end() + 1] == ")"
        words = document.words_in(max(0, m.start() - 10), m.start())
        led = bool(words) and bool(document.hits.within("day", words[-1].start, words[-1].end, "on"))
        full = document.plain[m.end() - 1] == "." and len(m[1]) <= 2
        if bracket or (led and full) or (led and words[-1].low in until):
            yield dates.resolve(Date(m.start(), m.end(), None, int(m[2]), int(m[1])), written)


def _bare(document: Document, told: list[Date]) -> Iterator[Date]:
    """ "Le 16", "on the 29th": a day of the month named before."""
    for hit in document.hits.of("day", "on")[: dates.MANY]:
        m = DAY_ONLY.match(document.plain, hit.end)
        if not m or not 1 <= int(m[1]) <= 31:
            continue
        tail = document.plain[m.end(1) : m.end() + 14]
        after = tail.lstrip(" .")
        if document.language == "en" and not ORDINAL.match(tail):
            continue
        if document.language == "de" and not tail.startswith("."):
            continue
        plain_noun = after[:1].isalpha() and not _verbish(document, m.end())
        if plain_noun and not ORDINAL.match(tail):
            continue
        before = _before(told, m.start(1))
        if before is None or not before.month or m.start(1) - before.end > REACH // 4:
            continue
        day = int(m[1])
        yield Date(m.start(1), m.end(1), before.year, before.month, day, inferred=before.inferred)


def _numbered(document: Document, told: list[Date]) -> Iterator[Date]:
    """ "На третий день, 6-го, суд ...": a day of the month named before, and no sixth floor or sixth court."""
    for m in NUMBERED.finditer(document.plain):
        before = _before(told, m.start())
        if before is None or not 1 <= int(m[1]) <= 31:
            continue
        words = document.words_in(max(0, m.start() - 14), m.start())
        lead = words[-1].low if words else ""
        set_off = document.plain[max(0, m.start() - 2) : m.start()].strip(" ") in (",", "(", "—", "–", ".")
        close = document.plain[m.end() : m.end() + 1] in (",", ".", ")", ";") or document.language == "kk"
        if close or set_off or lead in LEADS:
            yield Date(m.start(), m.end(), before.year, before.month, int(m[1]), inferred=before.inferred)


def _verbish(document: Document, place: int) -> bool:
    """Is the word after a bare day one that a date can stand before, and no thing that is counted?"""
    words = document.words_in(place, place + 24)
    if not words:
        return True
    first = words[0]
    known = document.lexicon.words("grammar", "passive") | document.lexicon.words("grammar", "and")
    common = document.lexicon.words("grammar", "stopwords")
    return first.low in known | common or bool(document.hits.within("incidents", first.start, first.end + 20))


def _named(document: Document, told: list[Date], written: Date | None) -> Iterator[Date]:
    """ "Today", "on Monday": days counted from that of the report, which other days may be counted from."""
    today = _whole(written)
    for hit in document.hits.of("relative", "today", "yesterday"):
        if today:
            yield _date(hit.start, hit.end, today - timedelta(days=hit.key == "yesterday"))
    for hit in document.hits.of("weekday"):
        if _beside(document, told, hit.start, hit.end) or not today:
            continue
        yield _date(hit.start, hit.end, today - timedelta(days=(today.isoweekday() - int(hit.key)) % 7))
    for hit in document.hits.of("day", "yesterday2"):
        if today:
            yield _date(hit.start, hit.end, today - timedelta(days=2))


def _relative(document: Document, told: list[Date], written: Date | None) -> Iterator[Date]:
    for hit in document.hits.of("day", "lastmonth", "thismonth"):
        if written and written.year and written.month:
            back = hit.key == "lastmonth"
            year, month = (
                (written.year - 1, 12) if back and written.month == 1 else (written.year, written.month - back)
            )
            yield Date(hit.start, hit.end, year, month, None, inferred=True)
    for hit in document.hits.of("day", "same", "next", "previous"):
        day = _whole(_before(told, hit.start))
        if day:
            step = {"same": 0, "next": 1, "previous": -1}[hit.key]
            yield _date(hit.start, hit.end, day + timedelta(days=step))
    yield from _counted(document, told, written)


def _counted(document: Document, told: list[Date], written: Date | None) -> Iterator[Date]:
    """ "Two weeks before", "three days later", "hace dos meses": counted from the day before it or the report."""
    for unit in document.hits.of("day", "days", "weeks", "months")[: dates.MANY]:
        number, start = _number(document, unit.start)
        if not number:
            continue
        after = document.hits.within("day", unit.end, unit.end + NEAR // 2, "ago", "later", "earlier")
        before = document.hits.within("day", max(0, start - 8), start, "ago", "later")
        marks = [h for h in after if not document.plain[unit.end : h.start].strip()]
        marks += [h for h in before if not document.plain[h.end : start].strip()]
        if not marks:
            continue
        keys = {h.key for h in marks}
        low, high = min(start, *(h.start for h in marks)), max(unit.end, *(h.end for h in marks))
        past = _before(told, low)
        anchor = written if "ago" in keys and "later" not in keys else past or written
        if "earlier" in keys and past is not None:
            anchor = past
        day = _whole(anchor)
        if not day:
            continue
        sign = 1 if "later" in keys and "ago" not in keys else -1
        step = number * UNITS.get(unit.key, MONTH) * sign
        if abs(step) > 800:
            continue
        then = day + timedelta(days=step)
        if unit.key == "months":
            yield Date(low, high, then.year, then.month, None, inferred=True)
        else:
            yield _date(low, high, then)


def _number(document: Document, place: int) -> tuple[int | None, int]:
    words = document.words_in(max(0, place - 20), place)
    if not words or document.plain[words[-1].end : place].strip(" \n-"):
        return None, place
    last = words[-1]
    if last.low.isdigit():
        return int(last.low) if len(last.low) < 4 else None, last.start
    hits = document.hits.within("numbers", last.start, last.end)
    if hits:
        return int(hits[0].key), last.start
    return None, place


def _before(told: list[Date], place: int) -> Date | None:
    """The last whole day named before a place."""
    at = bisect_left(told, place, key=lambda d: d.start) - 1
    while at >= 0 and place - told[at].end < REACH:
        if told[at].day and told[at].month:
            return told[at]
        at -= 1
    return None


def _beside(document: Document, told: list[Date], start: int, end: int) -> bool:
    """ "Monday, 13 February": the weekday adds nothing to the date."""
    at = bisect_left(told, start, key=lambda d: d.start)
    after = at < len(told) and told[at].start - end < 12
    before = told[at - 1] if at else None
    return after or (
        before is not None
        and start - before.end < 6
        and not re.search(r"\n|[.][ ]", document.plain[before.end : start])
    )


def _whole(one: Date | None) -> date | None:
    if one is None or not one.year or not one.month or not one.day:
        return None
    try:
        return date(one.year, one.month, one.day)
    except ValueError:
        return None


def _date(start: int, end: int, day: date) -> Date:
    return Date(start, end, day.year, day.month, day.day, inferred=True)
