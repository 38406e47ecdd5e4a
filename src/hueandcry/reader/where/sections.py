"""Reports of a day told by sections: a town or a court stands alone above its entries, and one day is that of all."""

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.text.words import Word
from hueandcry.reader.when.dates import Date
from hueandcry.reader.where import townlist, townnames, towns
from hueandcry.reader.where.towns import Spot

LINES = 600  # lines that may be headings
LONG = 70  # letters of a heading
HEADS = 5  # lines in which a report says of which day it tells
LEAD = 500  # letters of them
TITLE = 110  # letters of a title that names the day
RUN = 3  # words of a town's name
LEAST = 2  # towns that make sections
CHANNEL = re.compile(r"@|\d{4}|\+\d|https?:|\b[Tt]el\b|[Тт]ел\.")
TALE = re.compile(r"[.!?;](?=\s\S)|[!?;]$")  # what ends a sentence ends no heading
DAILY = ("sentence", "fine", "trial", "release", "detention")  # what a day of courts brings


@dataclass(frozen=True)
class Section:
    """From where a town stands alone to the next such place; no town for a heading of another kind."""

    start: int
    spot: Spot | None


@dataclass(frozen=True)
class Sections:
    """The sections of a text in order, and the day it tells of."""

    found: list[Section]
    day: Date | None

    def over(self, place: int) -> Section | None:
        """The section in which a place stands."""
        at = bisect_right(self.found, place, key=lambda s: s.start) - 1
        return self.found[at] if at >= 0 and self.found[at].spot else None


def find(document: Document, spots: list[Spot], taken: set[int], told: list[Date]) -> Sections:
    """The sections of a text, when it has at least two; `taken` are places where people begin, `told` its days."""
    found: list[Section] = []
    unlisted: list[Section] = []
    lines = document.layout.lines[:LINES]
    for at, line in enumerate(lines):
        if line.furniture:
            continue
        spot = _label(document, line)
        if spot is None and _heading(document, lines, at):
            below = found and not line.after_blank and at and found[-1].start == lines[at - 1].start
            if below and _court(document, line):
                continue  # the court under its town
            spot = _town(document, line, spots, taken)
            if spot is None and line.after_blank and not _court(document, line):
                name = _unlisted(document, line, taken)
                if name:
                    unlisted.append(Section(line.start, name))
                if found and line.text.isupper() and len(line.text) > RUN:
                    found.append(Section(line.start, None))  # "WHAT TO DO": the towns have ended
        if spot:
            found.append(Section(line.start, spot))
    listed = len({s.spot.name for s in found if s.spot})
    if listed < LEAST:
        return Sections([], None)
    among = [s for s in unlisted if found[0].start < s.start < found[-1].start]
    named = {s.start for s in among}
    found = sorted([*(s for s in found if s.start not in named), *among], key=lambda s: s.start)
    return Sections(found, _day(document, told, found[0].start))


def said(document: Document, told: list[Date], day: Date | None) -> list[Date]:
    """ "Today" and "yesterday" in a text whose day is told without a year."""
    if day is None or day.year:
        return told
    known = {d.start for d in told}
    more = []
    for hit in document.hits.of("relative", "today", "yesterday"):
        back = hit.key == "yesterday"
        if hit.start in known or (back and day.day == 1):
            continue
        more.append(replace(day, start=hit.start, end=hit.end, day=(day.day or 1) - back, inferred=True))
    return sorted([*told, *more], key=lambda d: d.start)


def _label(document: Document, line: Line) -> Spot | None:
    """ "Lida: NAME - 15 days": a town that opens an entry, though it may be somebody's name too."""
    if ": " not in line.text[:LONG]:
        return None
    words = document.words_in(line.body, min(line.end, line.body + LONG))[: RUN + 1]
    if not words or words[0].start - line.start > 8 or not words[0].capital:
        return None
    spot = _listed(document, words[:RUN], set(), alone=True)
    told = spot and document.plain[spot.end : spot.end + 2] == ": " and line.end - spot.end > 8
    return spot if told and not CHANNEL.search(line.text[:LONG]) else None


def _unlisted(document: Document, line: Line, taken: set[int]) -> Spot | None:
    """A name alone above entries among towns alone above theirs: a town that no list knows."""
    words = document.words_in(line.body, line.end)
    if not 0 < len(words) <= 2 or not all(w.capital and len(w.low) > RUN for w in words):
        return None
    if any(w.start in taken or everyday.is_word(w.low, document.lexicon.language) for w in words):
        return None
    for table in ("months", "weekday", "kind", "targets", "letter", "people", "incidents", "layout", "demands"):
        if document.hits.within(table, words[0].start, words[-1].end):
            return None
    known = document.lexicon.words("people", "never") | document.lexicon.words("grammar", "sentence_starters")
    return None if words[0].low in known else _spot(document, words)


def _heading(document: Document, lines: list[Line], at: int) -> bool:
    """A short line without a verb, a channel or a sentence, above something: no address and no dateline."""
    line = lines[at]
    if len(line.text) > LONG or at + 1 == len(lines) or CHANNEL.search(line.text):
        return False
    if TALE.search(line.text) and not _court(document, line):
        return False
    near = [n for n in lines[max(0, at - 1) : at + 2] if n is not line and len(n.text) < LONG]
    if any(CHANNEL.search(n.text) and not n.after_blank for n in near[-1:]) and not line.text.endswith(":"):
        return False
    told = document.hits.within("incidents", line.start, line.end)
    return not [h for h in told if h.key not in ("trial",)]


def _town(document: Document, line: Line, spots: list[Spot], taken: set[int]) -> Spot | None:
    words = document.words_in(line.body, line.end)
    if not words or words[0].start - line.start > 8:
        return None
    first = 1 if words[0].low in ("г", "м", "city", "town", "горад", "город", "місто") and len(words) > 1 else 0
    if not words[first].capital:
        return None
    named = _listed(document, words[first : first + RUN], taken, alone=len(words) == first + 1)
    if named and _stands_alone(document, line, words[first], named):
        return named
    if not _court(document, line) or any(w.start in taken for w in words):
        return None
    inside = [s for s in spots if line.start <= s.start < line.end and _known_or_court(document, s)]
    if inside:
        return inside[-1]
    for word in reversed(words):
        if word.capital and towns.listed(document, word):
            return _spot(document, [word])
    return None


def _known_or_court(document: Document, spot: Spot) -> bool:
    return bool(spot.name) and spot.name[:1].isupper()


def _listed(document: Document, run: list[Word], taken: set[int], alone: bool) -> Spot | None:
    """The longest town that opens a line; one that is also somebody's name only where nothing else stands."""
    for size in range(len(run), 0, -1):
        part = run[:size]
        if not all(w.capital for w in part) or any(
            document.plain[a.end : b.start] not in (" ", "-") for a, b in itertools.pairwise(part)
        ):
            continue
        if part[0].start in taken and not alone:
            continue
        low = document.plain[part[0].start : part[-1].end].lower()
        if size > 1 and not (townlist.is_town(low) or townlist.is_listed(document.lexicon.language, low)):
            continue
        if size == 1 and not towns.listed(document, part[0]):
            continue
        return _spot(document, part)
    return None


def _spot(document: Document, run: list[Word]) -> Spot:
    start, end = run[0].start, run[-1].end
    printed = document.text[start:end]
    shown = "-".join(p.capitalize() for p in printed.split("-")) if printed.isupper() and len(run) == 1 else printed
    own = townnames.nominative(document.lexicon.language, shown) if len(run) == 1 else None
    return Spot(start, end, own or (shown if shown == printed else printed))


def _stands_alone(document: Document, line: Line, first: Word, spot: Spot) -> bool:
    """ "GOMEL", "Gomel:", "Mensk. Court of ...", "Brest (2 people)", "Homiel and Orsha": a town and no sentence."""
    rest = document.plain[spot.end : line.end]
    bare = rest.strip(" *_:.,–—-#")
    if not bare:
        return True
    if rest.lstrip("* _")[:1] not in tuple(".,:;(/–—-|+&") and not _and(document, spot.end):
        return False
    if rest.lstrip("* _").startswith(":") and document.hits.within("quantities", spot.end, line.end):
        return True
    tail = document.words_in(spot.end, line.end)
    return _court(document, line) or _and(document, spot.end) or len(tail) <= RUN


def _and(document: Document, place: int) -> bool:
    following = document.words_in(place, place + 8)[:1]
    return bool(following) and following[0].low in document.lexicon.words("grammar", "and")


def _court(document: Document, line: Line) -> bool:
    """Does a line name a court or a police station?"""
    kinds = ("court", "state_body")
    heads = document.hits.within("organisations", line.start, line.end, *kinds)
    return bool(heads or document.hits.within("body_heads", line.start, line.end, *kinds))


def _day(document: Document, told: list[Date], first: int) -> Date | None:
    """The day of a title or a dateline; a text that says it tells of yesterday tells of the day before."""
    lines = document.layout.lines[:HEADS]
    end = min(lines[-1].end, LEAD, max(first, lines[0].end)) if lines else 0
    heads = [d for d in told if d.start < end and d.day and d.month]
    for one in heads:
        line = document.layout.line_at(one.start)
        if line is lines[0] or (len(line.text) <= TITLE and not line.text.endswith((".", "!"))):
            alone = len(document.words_in(line.start, line.end)) < len(document.words_in(one.start, one.end)) + 3
            return _yesterday(document, one, end) if alone else replace(one, inferred=True)
    return _yesterday(document, heads[0], end) if heads else None


def _yesterday(document: Document, one: Date, end: int) -> Date:
    """ "What the courts did yesterday", under the day of writing."""
    hits = document.hits.of("relative", "today", "yesterday")
    said_first = next((h for h in hits if h.start < end), None)
    if said_first is None or said_first.key != "yesterday" or one.start == said_first.start:
        return replace(one, inferred=True)
    if not one.year or not one.month or not one.day:
        return replace(one, day=max(1, (one.day or 1) - 1), inferred=True)
    day = date(one.year, one.month, one.day) - timedelta(days=1)
    return replace(one, year=day.year, month=day.month, day=day.day, inferred=True)
