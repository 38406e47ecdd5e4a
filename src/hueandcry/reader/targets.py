"""Who to write to: the items under a line such as "send protests to", each with its channels."""

import itertools
import re
from dataclasses import dataclass, field

from hueandcry.reader import blocks, channels, offices, postal
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Span, Target
from hueandcry.reader.layout import Line

INLINE = re.compile(r"(?:(?<=[\s.;,:])|^)\(?(\d{1,2})[.)](?=\s*[^\W\d_])")
HEADER = re.compile(r"(?:To|TO|An|AN|À|A|Para|Кому|Каму|Куда|Кімге)[ ]?:")
SEMICOLON = re.compile(";")
SHORTEST = 8  # letters of a part that can say who
ANNOUNCED = 3  # lines above a list that may say whose addresses follow
PROSE = 230  # letters; a longer line without a channel is a paragraph of the report
LONGEST = 20_000  # letters; no list of addresses is longer


@dataclass
class Item:
    """One block of the zone: the place of its words, without marker and remarks."""

    start: int
    end: int
    cc_from: int | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Zone:
    start: int
    end: int


def find(document: Document, letters: list[Span], copies: list[Span]) -> tuple[list[Target], Zone | None]:
    """The targets of the text; none where no line asks the reader to write to somebody."""
    best: tuple[list[Target], Zone | None] = ([], None)
    for start in _starts(document, letters, copies):
        zone = Zone(start, _zone_end(document, start, letters, copies))
        found = [t for t in (offices.target(document, i) for i in items(document, zone)) if t]
        if found and _worth(found) >= _worth(best[0]):  # of equals the nearest to the addresses
            best = found, zone
    if best[1] and not _public(document, best[1]):
        best = [], None  # addresses of friends or prisoners, and nobody in office among them
    standing = _standing(document, [*letters, *copies])
    return standing if _reached(standing[0]) > _reached(best[0]) else best


def _reached(found: list[Target]) -> int:
    """How many of them can be reached in some way."""
    return sum(bool(t.email or t.phone or t.fax or t.post or t.rule) for t in found)


def _public(document: Document, zone: Zone) -> bool:
    """Does anybody with power stand among the addresses, or in the lines that announce them?"""
    first = document.layout.lines[max(0, document.layout.index_at(zone.start) - ANNOUNCED)].start
    return bool(
        document.hits.within("people", first, zone.end, "official", "officials", "head")
        or document.hits.within("organisations", first, zone.end, *offices.PUBLIC, "company")
        or document.hits.within("targets", first, zone.end, "embassy")
    )


def _standing(document: Document, taken: list[Span]) -> tuple[list[Target], Zone | None]:
    """Where no line announces addresses, the blocks that are addresses of public offices."""
    groups = blocks.find(document, taken)
    found = [t for g in groups if (t := offices.target(document, Item(g[0].body, g[-1].end, lines=g)))]
    return found, Zone(groups[0][0].start, groups[-1][-1].end) if found else None


def _worth(found: list[Target]) -> int:
    return sum(1 + len(t.email) + len(t.phone) + len(t.fax) + bool(t.post or t.rule) for t in found)


def _starts(document: Document, letters: list[Span], copies: list[Span]) -> list[int]:
    """Where zones may begin: after each marker outside a letter, the copies and the furniture."""
    found = []
    for hit in document.hits.of("targets", "marker"):
        line = document.layout.line_at(hit.start)
        if line.furniture or any(s <= hit.start < e for s, e in (*letters, *copies)):
            continue
        if document.hits.within("targets", hit.start, hit.end + 12, "copies"):
            continue
        colon = document.plain.find(":", hit.end, line.end)
        short = len(line.text) < 60 and hit.start - line.body < 12
        if colon >= 0:
            found.append(colon + 1)
        elif short or line.end - hit.end < 25:
            found.append(line.end)
        else:
            found.append(hit.end if channels.find(document, hit.end, line.end) else line.end)
    found += _asked(document, [*letters, *copies])
    for line in document.layout.lines[:80]:
        header = HEADER.match(document.plain, line.start, line.end)
        if header and not line.furniture and not any(s <= line.start < e for s, e in (*letters, *copies)):
            found.append(header.end())
    return found[:12]


def _asked(document: Document, taken: list[Span]) -> list[int]:
    """ "Write, politely and in any language, asking for her release:" above lines with addresses."""
    lines, found = document.layout.lines, []
    for line, below in itertools.pairwise(lines):
        if (
            line.furniture
            or below.furniture
            or not line.text.endswith(":")
            or any(s <= line.start < e for s, e in taken)
        ):
            continue
        if document.hits.within("targets", line.start, line.end, "contact", "copies"):
            continue
        if not document.hits.within("targets", line.start, line.end, "ask"):
            continue
        if _has_channel(document, below) and offices.is_named(document, below):
            found.append(line.end)
    return found


def _zone_end(document: Document, start: int, letters: list[Span], copies: list[Span]) -> int:
    end = min(len(document.text), start + LONGEST)
    for s, _ in (*letters, *copies):
        if s >= start:
            end = min(end, s)
    quiet = 0
    for line in document.layout.lines_between(start, end):
        if line.furniture:
            return line.start
        if document.hits.within("letter", line.start, line.end, "marker") and not _has_channel(document, line):
            return line.start
        if document.hits.within("targets", line.start, line.end, "contact"):
            return line.start
        if len(line.text) > PROSE and not _has_channel(document, line):
            return line.start
        if line.marker or _has_channel(document, line) or offices.is_office(document, line):
            quiet = 0
            continue
        quiet += 1
        if quiet > 4:
            return line.start
    return end


def _has_channel(document: Document, line: Line) -> bool:
    return bool(channels.find(document, line.start, line.end))


def items(document: Document, zone: Zone) -> list[Item]:
    """The zone cut into one block per target: by numbers, bullets, or where an office begins."""
    lines = list(document.layout.lines_between(zone.start, zone.end))
    opening = document.layout.line_at(zone.start)
    if opening.start < zone.start and opening.end - zone.start > 3:
        rest = document.plain[zone.start : opening.end]
        inline = [m.start(1) + zone.start for m in INLINE.finditer(rest)]
        if len(inline) > 1:
            edges = [*inline, opening.end]
            run_on = [Item(a, b) for a, b in itertools.pairwise(edges)]
            return [*run_on, *_cut(document, lines, zone.end)]
        if rest.strip():
            first = Line(zone.start, opening.end, rest.strip(), "", 0, zone.start)
            lines = [first, *lines]
    cut = _cut(document, lines, zone.end)
    numbered = [piece for item in cut for piece in _split_inline(document, item)]
    return [piece for item in numbered for piece in _split_semicolons(document, item)]


def _split_semicolons(document: Document, item: Item) -> list[Item]:
    """ "Minister A, fax 1; Minister B, fax 2; and the Bureau C": each part says who, and most say how."""
    stop = min(item.end, document.layout.line_at(item.start).end)
    edges = [item.start, *(m.end() for m in SEMICOLON.finditer(document.plain, item.start, stop)), item.end]
    parts = [Item(a, b) for a, b in itertools.pairwise(edges) if b - a > SHORTEST]
    told = [_tells_who(document, part) for part in parts]
    return parts if len(parts) > 1 and all(told) else [item]


def _tells_who(document: Document, part: Item) -> bool:
    if document.hits.within("people", part.start, part.end, "official", "head"):
        return True
    if document.hits.within("organisations", part.start, part.end, *offices.STATE):
        return True
    words = document.words_in(part.start, part.end)
    return any(w.capital for w in words[:6]) and bool(channels.find(document, part.start, part.end))


def _split_inline(document: Document, item: Item) -> list[Item]:
    """ "1. A, tel. 2. B, tel." run on in one paragraph."""
    marks = list(INLINE.finditer(document.plain, item.start, item.end))
    numbers = [int(m[1]) for m in marks]
    if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return [item]
    if numbers[0] != 2 and len(numbers) < 2:
        return [item]
    starts = [m.end() for m in marks]
    ends = [*(m.start() for m in marks[1:]), item.end]
    if numbers[0] != 1:
        starts, ends = [item.start, *starts], [marks[0].start(), *ends]
    return [Item(a, b) for a, b in zip(starts, ends, strict=True)]


def _cut(document: Document, lines: list[Line], end: int) -> list[Item]:
    marked = [line.marker for line in lines if line.marker]
    numbered = marked.count("number") >= 1
    found: list[Item] = []
    for line in lines:
        begins = (
            line.marker == "number"
            if numbered
            else line.marker == "bullet" and not _only_channel(document, line)
            if marked
            else _begins(document, line, found)
        )
        if begins or not found:
            found.append(Item(line.body, min(line.end, end), lines=[line]))
        else:
            found[-1].end = min(line.end, end)
            found[-1].lines.append(line)
    return found


def _begins(document: Document, line: Line, found: list[Item]) -> bool:
    """In an unmarked list an office begins an item when the one before has its channels."""
    if _only_channel(document, line):
        return False
    if not found:
        return True
    so_far = found[-1]
    has = bool(channels.find(document, so_far.start, so_far.end)) or bool(
        document.hits.within("targets", so_far.start, so_far.end, "embassy")
    )
    office = offices.is_office(document, line)
    if has:
        return office or line.after_blank
    return office and line.after_blank and offices.is_office(document, so_far.lines[0])


def _only_channel(document: Document, line: Line) -> bool:
    """A line with nothing but a label and a channel, or an address."""
    named = channels.labels(document, line.start, line.end)
    if named and named[0][0] <= line.body + 3:
        return True
    found = channels.find(document, line.start, line.end)
    if found and found[0].start <= line.body + 3:
        return True
    return bool(postal.find(document, line.start, line.end)) and not offices.is_office(document, line)
