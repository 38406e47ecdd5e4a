"""Who gets a copy: the addresses after "copies to", outside the block of a target."""

import itertools
import re

from hueandcry.reader.action import channels, offices, postal
from hueandcry.reader.draft import Copy, Span, Target
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.who import persons

MANY = 40  # places that ask for copies in one text
TRIES = 200  # words of copies looked at
BELOW = 40  # lines under "cc:" that may name who gets a copy
LONGEST = 110  # letters of such a line
FOLLOWING = 8  # lines that may go on with addresses
BESIDE = 40  # letters between "copies to" and the word embassy
LATE = 0.7  # of a letter; what is copied to whom stands below it
NEAR = 90  # letters between an embassy and its own address
ENDED = re.compile(r"[;\n]|[.!?] ")
HONOUR = re.compile(r"(?:His|Her|Their) Excellenc(?:y|ies)|S\.? ?E\.?|Su Excelencia|Son Excellence|H\.? ?E\.?")
TO = re.compile(r"\W*(?:an|to|à|au|aux|a|al|для|на)?\W*$", re.IGNORECASE)
HEADERS = re.compile(r"(?:To|An|À|A|Para|Кому|Каму|Кімге)[ ]?:[^@]{0,60}@", re.IGNORECASE)
JOINED = re.compile(r"(?:&|[“\"(/]) ?$")  # the heading "TARGETS & COPIES" stands over both


def find(document: Document, letters: list[Span]) -> tuple[list[Copy], list[Span]]:
    """The copies, and the places their lines cover."""
    found: list[Copy] = []
    covered: list[Span] = []
    for hit in document.hits.of("targets", "copies")[:TRIES]:
        if len(covered) >= MANY:
            break
        line = document.layout.line_at(hit.start)
        within = any(s <= hit.start < e for s, e in letters) and not _after_signature(document, hit.start, letters)
        if line.furniture or within or any(s <= hit.start < e for s, e in covered):
            continue
        office = _office_behind(document, hit.end, line.end)
        if (_inside_target(document, line, hit.start) and not office) or JOINED.search(
            document.plain, line.start, hit.start
        ):
            continue
        opens = hit.start - line.body < 3
        heads = TO.match(document.plain, hit.end, line.end)
        copies: list[Copy] = []
        if heads:
            copies, end = _below(document, line, line.end)
        if not copies:
            end = _last_line(document, line)
            copies = _copies(document, hit.end, end)
        if opens and not heads and not any("@" in c.text for c in copies):
            listed, last = _below(document, line, hit.end)
            copies, end = (listed, last) if len(listed) > len(copies) else (copies, end)
        if office and not copies:
            end = office
            copies = [Copy(" ".join(document.text[hit.end : end].split()).strip(" :,."), [(hit.end, end)])]
        if copies:
            found.extend(copies)
            covered.append((line.start if hit.start - line.body < 60 else hit.start, end))
    return found, covered


def _office_behind(document: Document, place: int, end: int) -> int:
    """ "and copies to the Embassy of Tarnia, 12 Hill Street, fax 1": where that address ends; 0 without one."""
    stop = document.sentence_at(place)[1]
    embassy = offices.embassies(document, place, min(end, place + BESIDE))
    near = channels.find(document, place, end)
    if not embassy or not near or any(c.kind == "email" for c in near) or stop < near[0].start:
        return 0
    return max(c.end for c in near if c.start < stop)


def _after_signature(document: Document, place: int, letters: list[Span]) -> bool:
    """ "cc Minister NAME" opens a block near the end of a letter that has no closing formula."""
    line = document.layout.line_at(place)
    late = any(s <= place < e and place - s > LATE * (e - s) for s, e in letters)
    return (
        late
        and place - line.body < 3
        and line.after_blank
        and document.plain[place : place + 3].lower() in ("cc ", "cc:")
    )


def unlabelled(document: Document, targets: list[Target]) -> list[Copy]:
    """Bare addresses in lines below the last target, which has its own from elsewhere, get a copy."""
    last = targets[-1] if targets else None
    spans = last.spans.get("email", []) if last else []
    if not last or not (last.name or last.role or last.organisation) or len(spans) != len(last.email):
        return []
    own = document.layout.line_at(spans[0][0]) if spans else None
    if not own or _bare(document, own):
        return []
    homes = {_home(v) for v, s in zip(last.email, spans, strict=True) if s[0] < own.end}
    moved = [at for at, s in enumerate(spans) if s[0] >= own.end and _bare(document, document.layout.line_at(s[0]))]
    if not moved or homes & {_home(last.email[at]) for at in moved}:
        return []
    found = [Copy(last.email[at], [spans[at]]) for at in moved]
    last.email = [v for at, v in enumerate(last.email) if at not in moved]
    last.spans["email"] = [s for at, s in enumerate(spans) if at not in moved]
    return found


def _home(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _bare(document: Document, line: Line) -> bool:
    """A line of addresses and nothing else."""
    near = channels.find(document, line.start, line.end)
    rest = "".join(document.plain[a:b] for a, b in _between(line, near))
    return bool(near) and all(c.kind == "email" for c in near) and not any(c.isalnum() for c in rest)


def _between(line: Line, near: list[channels.Channel]) -> list[Span]:
    return list(zip([line.start, *(c.end for c in near)], [*(c.start for c in near), line.end], strict=True))


def _below(document: Document, line: Line, place: int) -> tuple[list[Copy], int]:
    """ "cc:" over or before those who get a copy: each block is one of them, by its address or in its own words."""
    found: list[Copy] = []
    end = line.end
    for start, stop in _blocks(document, line, place):
        copies = _copies(document, start, stop)
        several = "\n" in document.plain[start:stop].strip() or persons.name_in(document, start, stop)
        if several and all(c.text == "embassy" for c in copies):
            own = document.hits.within("targets", start, stop, "own_country")
            copies = copies if own else []  # a list, or a person at an embassy: each in its own words
        reached = any(c.text != "embassy" for c in copies) or bool(channels.find(document, start, stop))
        if reached and not document.hits.within("targets", start, stop, "own_country"):
            copies = [c for c in copies if c.text != "embassy"]  # the address is the embassy's own
        reached = reached or postal.find(document, start, stop) is not None
        if not copies and not offices.has_power(document, start, stop) and not (reached and not found):
            break
        each = _each_line(document, start, stop) if not copies else []
        found.extend(copies or [Copy(" ".join(document.text[a:b].split()), [(a, b)]) for a, b in each])
        end = stop
    return found, end


def _each_line(document: Document, start: int, stop: int) -> list[Span]:
    """A block in which each line names somebody else is a list; in others the lines belong together."""
    lines = [(max(start, x.start), min(stop, x.end)) for x in document.layout.lines_between(start, stop)]
    opening = document.layout.line_at(start)
    if opening.start < start and lines[:1] != [(start, opening.end)]:
        lines = [(start, min(stop, opening.end)), *lines]
    alone = len(lines) > 1 and not channels.find(document, start, stop)
    if alone and not offices.has_power(document, *lines[0]) and persons.name_in(document, *lines[0]):
        return [(start, stop)]  # a name over his office
    public = sum(offices.has_power(document, a, b) for a, b in lines)
    listed = all(document.words_in(a, b)[:1] and document.words_in(a, b)[0].capital for a, b in lines)
    return lines if alone and listed and public * 2 >= len(lines) else [(start, stop)]


def _blocks(document: Document, line: Line, place: int) -> list[Span]:
    """The blocks below a line, and what its own end says of the first one."""
    lines, at = document.layout.lines, document.layout.index_at(line.start)
    lead = len(document.plain[place : line.end]) - len(document.plain[place : line.end].lstrip(" :."))
    blocks: list[Span] = [(place + lead, line.end)] if line.end - place - lead > 3 else []
    for below, third in itertools.zip_longest(lines[at + 1 : at + 1 + BELOW], lines[at + 2 : at + 1 + BELOW]):
        asks = document.hits.within("targets", below.start, below.end, "marker", "contact")
        if below.furniture or len(below.text) > LONGEST or asks:
            break
        if below.text.endswith(":") and not (third and channels.find(document, third.start, third.end)):
            break
        joined = blocks and not below.after_blank and not below.marker
        if joined or (blocks and _goes_with(document, blocks[-1], below)):
            blocks[-1] = (blocks[-1][0], below.end)
        else:
            blocks.append((below.body, below.end))
    return blocks


def _goes_with(document: Document, block: Span, below: Line) -> bool:
    """ "His Excellency NAME" over "Ambassador of Tarnia in Vienna", with a blank line between them."""
    polite = HONOUR.match(document.plain, *block)
    power = offices.has_power(document, polite.end() if polite else block[0], block[1])
    if power or channels.find(document, *block) or below.marker:
        return False
    named = persons.name_in(document, polite.end() + 1 if polite else block[0], block[1])
    return (
        bool(named)
        and "\n" not in document.plain[block[0] : block[1]]
        and offices.has_power(document, below.start, below.end)
    )


def _inside_target(document: Document, line: Line, place: int) -> bool:
    """After an address on its own line, or with a numbered target below, a copy belongs to a target."""
    before = channels.find(document, line.start, place)
    if before:
        if document.plain[place].isupper() and not document.lexicon.setting("nouns_capitalised", False):
            return False  # "..., a@b.example Copies to c@d.example": a sentence without the stop before it
        return document.sentence_at(before[-1].start) == document.sentence_at(place)
    at = document.layout.index_at(line.start)
    lines = document.layout.lines
    if place - line.body < 3 and any(HEADERS.match(x.text) for x in lines[max(0, at - 2) : at]):
        return True  # the head of a mail
    for following in lines[at + 1 : at + 4]:
        if following.marker == "number" and following.number > 1:
            return any(x.marker == "number" and x.number == following.number - 1 for x in lines[max(0, at - 8) : at])
    return False


def _last_line(document: Document, line: Line) -> int:
    """Lines below the marker belong to it while they are addresses and nothing else."""
    at = document.layout.index_at(line.start)
    end = line.end
    for following in document.layout.lines[at + 1 : at + 1 + FOLLOWING]:
        found = channels.find(document, following.start, following.end)
        emails = [c for c in found if c.kind == "email"]
        embassy = document.hits.within("targets", following.start, following.end, "embassy")
        rest = len(following.text) - sum(c.end - c.start for c in emails)
        if following.furniture or not ((emails and rest < 60) or (embassy and rest < 90)):
            break
        end = following.end
    return end


def _copies(document: Document, start: int, end: int) -> list[Copy]:
    """The e-mails of a place, and the embassies that have none beside them."""
    emails = [c for c in channels.find(document, start, end) if c.kind == "email"]
    found = [Copy(c.value, [(c.start, c.end)]) for c in emails]
    for hit in offices.embassies(document, start, end):
        own = document.hits.within("targets", hit.start, end, "own_country")
        line = document.layout.line_at(hit.start)
        if not own and (line.end - line.start >= NEAR or _addressed(document, hit.end, end, emails)):
            continue
        if not any(c.text == "embassy" and hit.start - c.spans[0][1] < NEAR for c in found):
            found.append(Copy("embassy", [(hit.start, own[0].end if own else hit.end)]))
    return found


def _addressed(document: Document, start: int, end: int, emails: list[channels.Channel]) -> bool:
    """ "Embassy of Tarnia, post@tarnia.example": the address is the embassy's own, in its sentence or its block."""
    following = next((c.start for c in emails if start <= c.start < end), None)
    if following is None:
        return False
    block = "\n" in document.plain[start:following] and "\n\n" not in document.plain[start:following]
    return block or not ENDED.search(document.plain, start, following)
