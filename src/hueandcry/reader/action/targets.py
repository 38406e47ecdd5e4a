"""Who to write to: the items under a line such as "send protests to", each with its channels."""

import itertools
import re

from hueandcry.reader.action import blocks, channels, items, offices, postal
from hueandcry.reader.draft import Span, Target
from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.who import inmates

RULE = re.compile(r"[^\w|]{3,}$")  # "* * *"
HEADER = re.compile(r"(?:To|TO|An|AN|À|A|Para|Кому|Каму|Куда|Кімге)[ ]?:")
SENT = re.compile(
    r"[>\s]*(?:From|Date|Sent|Von|Datum|Gesendet|De|Enviado|Fecha|Envoyé|Date|От|Дата|Від|Ад|Кімнен)[ ]?:", re.I
)
SUBJECT = re.compile(r"(?:Subject|Betreff|Asunto|Objet|Тема|Тэма|Тақырып\w*)[ ]?:", re.I)
HEADS = 3  # of mails
MAIL = 4  # lines of the head of a mail
ANNOUNCED = 3  # lines above a list that may say whose addresses follow
PROSE = 230  # letters; a longer line without a channel is a paragraph of the report
SHORT = 45  # letters; so short are the lines of an address
QUIET = 8  # short lines without a channel or an office that may stand in a list of addresses
ZONES = 12  # places where a list of addresses may begin
ON_A_LINE = 2  # of them
WHO = ("name", "role", "organisation")
LONGEST = 8_000  # letters; no list of addresses is longer


def find(document: Document, letters: list[Span], copies: list[Span]) -> tuple[list[Target], items.Zone | None]:
    """The targets of the text; none where no line asks the reader to write to somebody."""
    best: tuple[list[Target], items.Zone | None] = ([], None)
    for start in _starts(document, letters, copies):
        zone = items.Zone(start, _zone_end(document, start, letters, copies))
        cut = items.find(document, zone)
        found = of_items(document, cut)
        if not found or not (_template(document, zone.start) or _public(document, zone.start, found)):
            continue  # addresses of friends or prisoners, and nobody in office among them
        if _of_prisoners(document, cut, found):
            continue
        if _worth(found) >= _worth(best[0]):  # of equals the nearest to the addresses
            best = found, zone
    standing = _standing(document, [*letters, *copies])
    return standing if _merit(standing[0]) > _merit(best[0]) else best


def merged(found: list[Target]) -> list[Target]:
    """The same target printed again is the same target: alike in name and office, and reached in no other way."""
    kept: list[Target] = []
    for one in found:
        same = next(
            (t for t in kept if _who(t) == _who(one) and (_ways(t) >= _ways(one) or _ways(t) < _ways(one))), None
        )
        if same is None or not any(_who(one)):
            kept.append(one)
            continue
        first, again = (same, one) if _ways(same) >= _ways(one) else (one, same)
        for key in WHO:
            if key in first.spans or key in again.spans:
                first.spans[key] = sorted({*first.spans.get(key, []), *again.spans.get(key, [])})
        kept[kept.index(same)] = first
    return kept


def _who(one: Target) -> tuple[str, ...]:
    return tuple(" ".join((value or "").lower().split()) for value in (one.name, one.role, one.organisation))


def _ways(one: Target) -> set[str]:
    """Every way to reach somebody: numbers by their digits."""
    numbers = {
        kind + "".join(c for c in value if c.isdigit()) for kind in ("phone", "fax") for value in getattr(one, kind)
    }
    holes = {key for key in one.spans if key.endswith("_hole")}
    said = {"".join(one.post.lower().split())} if one.post else set()
    return (
        numbers
        | holes
        | said
        | {value.lower() for value in (*one.email, *one.cc)}
        | ({"rule"} if "rule" in one.spans else set())
    )


def of_items(document: Document, cut: list[items.Item]) -> list[Target]:
    """The targets that items describe; "A or B, address" gives both of them the address."""
    found = [(item, one) for item in cut if (one := offices.target(document, item))]
    for (item, one), (_, other) in itertools.pairwise(found):
        if item.shares and other.post and not one.post:
            one.post, one.spans["post"] = other.post, other.spans["post"]
    return [one for _, one in found]


def _template(document: Document, start: int) -> bool:
    """ "To: ..., Cc: ..., Subject: ..." without a sender or a day: a mail for the reader to send."""
    at = document.layout.index_at(start)
    near = document.layout.lines[max(0, at - MAIL) : at + MAIL + 1]
    if not HEADER.match(document.plain, document.layout.lines[at].start) or any(SENT.match(x.text) for x in near):
        return False
    return any(SUBJECT.match(x.text) for x in near)


def _of_prisoners(document: Document, cut: list[items.Item], found: list[Target]) -> bool:
    """A list of prisoners, with the courts, prosecutors and lawyers of their stories."""
    marked = 0
    for item in cut:
        near = channels.find(document, item.start, item.end)
        marked += inmates.marked(document, item.start, near[0].start if near else item.end)
    return bool(marked) and (not _reached(found) or (len(cut) > 1 and marked * 2 > len(cut)))


def _reached(found: list[Target]) -> int:
    """How many of them can be reached in some way."""
    return sum(bool(t.email or t.phone or t.fax or t.post or t.rule) for t in found)


def _merit(found: list[Target]) -> tuple[int, int]:
    """More people who can be reached; then the better described."""
    return _reached(found), _worth(found)


def _public(document: Document, start: int, found: list[Target]) -> bool:
    """Does anybody with power stand among the addresses, or in the lines that announce them?"""
    first = document.layout.lines[max(0, document.layout.index_at(start) - ANNOUNCED)].start
    told = [span for one in found for spans in one.spans.values() for span in spans]
    opens = max(start, min(a for a, _ in told))  # "Call the senators NAME (555-1234) and NAME"
    return any(offices.has_power(document, a, b) for a, b in [(first, opens), *told])


def _standing(document: Document, taken: list[Span]) -> tuple[list[Target], items.Zone | None]:
    """Where no line announces addresses, the blocks that are addresses of public offices."""
    groups = blocks.find(document, taken)
    cut = [item for g in groups for item in _rows(document, g)]
    for item in cut:
        item.end = min([item.end, *(s for s, _ in taken if item.start < s < item.end)])
    found = of_items(document, cut)
    return found, items.Zone(groups[0][0].start, groups[-1][-1].end) if found else None


def _rows(document: Document, group: list[Line]) -> list[items.Item]:
    """The rows of a table are a target each; another block is one, or several with their own channels."""
    if all("|" in line.text for line in group) and len(group) > 1:
        return items.find(document, items.Zone(group[0].start, group[-1].end))
    return items.of_block(document, group)


def _worth(found: list[Target]) -> int:
    """Who can be reached, and whether the text says who it is."""
    return sum(
        1 + len(t.email) + len(t.phone) + len(t.fax) + bool(t.post or t.rule) + bool(t.name or t.role or t.organisation)
        for t in found
    )


def _starts(document: Document, letters: list[Span], copies: list[Span]) -> list[int]:
    """Where zones may begin: after each marker outside a letter, the copies and the furniture."""
    found: list[int] = []
    for hit in document.hits.of("targets", "marker"):
        line = document.layout.line_at(hit.start)
        if line.furniture or any(s <= hit.start < e for s, e in (*letters, *copies)):
            continue
        if document.hits.within("targets", hit.start, hit.end + 12, "copies"):
            continue
        if inmates.announced(document, line.start, line.end):
            continue
        if len(found) >= ZONES or sum(line.start <= at <= line.end for at in found) >= ON_A_LINE:
            continue
        colon = _colon(document, hit.end, line.end)
        short = len(line.text) < 60 and hit.start - line.body < 12
        if colon >= 0 and not channels.find(document, hit.end, colon):
            reach = [c.start for c in channels.find(document, colon, line.end)]
            follows = offices.is_public(document, colon, min([line.end, *reach]))
            own = offices.is_public(document, hit.end, colon) and not follows
            found.append(hit.end if own and _has_channel_behind(document, colon, line) else colon + 1)
        elif short or line.end - hit.end < 25:
            found.append(line.end)
        else:
            found.append(hit.end if channels.find(document, hit.end, line.end) else line.end)
    found += _asked(document, [*letters, *copies])
    heads = 0
    for line in document.layout.lines[:80]:
        if heads == HEADS:
            break
        header = HEADER.match(document.plain, line.start, line.end)
        if header and not line.furniture and not any(s <= line.start < e for s, e in (*letters, *copies)):
            found.append(header.end())
            heads += 1
    return found[:ZONES]


def _colon(document: Document, start: int, end: int) -> int:
    """The colon behind which the addresses begin, and not the one of a label such as "fax:"; else -1."""
    ends = {b for _, b, _ in labels.find(document, start, end)}
    colon = document.plain.find(":", start, end)
    return colon if colon >= 0 and not ends & {colon, colon - 1} else -1


def _asked(document: Document, taken: list[Span]) -> list[int]:
    """ "Write, politely and in any language, asking for her release:" before addresses, on its line or below."""
    lines, found = document.layout.lines, []
    for line, below in itertools.zip_longest(lines, lines[1:]):
        if line.furniture or ":" not in line.text or any(s <= line.start < e for s, e in taken):
            continue
        colon = document.plain.index(":", line.start, line.end) + 1
        if document.hits.within("targets", line.start, line.end, "contact", "copies"):
            continue
        named = {a for a, _, _ in labels.find(document, line.start, line.end)}
        if all(h.start in named for h in document.hits.within("targets", line.start, colon, "ask")):
            continue  # "Email:" is a label and asks nobody
        if document.hits.within("weekdays", line.start, colon) or document.plain[colon : colon + 1].isdigit():
            continue  # "Protest on Friday at 17:00: Embassy of Tarnia, 12 Hill Street"
        if _has_channel(document, line):
            if offices.is_office(document, Line(colon, line.end, document.plain[colon : line.end], body=colon)):
                found.append(colon)
        elif (
            below
            and line.text.endswith(":")
            and (
                (_has_channel(document, below) and offices.is_named(document, below))
                or (offices.is_office(document, below) and _numbered(document, below))
            )
        ):
            found.append(line.end)
    return found


def _numbered(document: Document, line: Line) -> bool:
    """Does a line hold a postal address with a number?"""
    post = postal.find(document, line.start, line.end)
    return post is not None and any(c.isdigit() for c in document.plain[slice(*post)])


def _zone_end(document: Document, start: int, letters: list[Span], copies: list[Span]) -> int:
    end = min(len(document.plain), start + LONGEST)
    for s, _ in (*letters, *copies):
        if s >= start:
            end = min(end, s)
    quiet = 0
    for line in document.layout.lines_between(start, end):
        if line.furniture:
            return line.start
        if document.hits.within("letter", line.start, line.end, "marker") and not _has_channel(document, line):
            return line.start
        if document.hits.within("targets", line.start, line.end, "contact") and "|" not in line.text:
            return line.start
        if _heads_copies(document, line) and _reaches(document, start, line.start):
            return line.start
        if len(line.text) > PROSE and not _has_channel(document, line):
            return line.start
        if line.marker or _has_channel(document, line) or offices.is_office(document, line):
            quiet = 0
            continue
        if RULE.match(line.text) and _reaches(document, start, line.start):
            return line.start
        quiet += 1 if len(line.text) < SHORT else 4 if line.after_blank and line.text.endswith(".") else 2
        if quiet > QUIET:
            return line.start
    return end


def _heads_copies(document: Document, line: Line) -> bool:
    """ "COPIES TO:" alone on its line: nobody below it is a target."""
    copies = document.hits.within("targets", line.start, line.end, "copies")
    return bool(copies) and copies[0].start <= line.body + 1 and line.end - copies[0].end < 2 and line.text[-1] == ":"


def _reaches(document: Document, start: int, end: int) -> bool:
    return any(_has_channel(document, line) for line in document.layout.lines_between(start, end))


def _has_channel_behind(document: Document, colon: int, line: Line) -> bool:
    """ "to the address of the Prosecutor's Office: 12 Hill Street": who it is stands before the colon."""
    return bool(channels.find(document, colon, line.end)) or postal.find(document, colon, line.end) is not None


def _has_channel(document: Document, line: Line) -> bool:
    return bool(channels.find(document, line.start, line.end))
