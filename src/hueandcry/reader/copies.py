"""Who gets a copy: the addresses after "copies to", outside the block of a target."""

from hueandcry.reader import channels, offices
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Copy, Span
from hueandcry.reader.layout import Line

MANY = 40  # places that ask for copies in one text
BELOW = 40  # lines under "cc:" that may name who gets a copy
LONGEST = 110  # letters of such a line
FOLLOWING = 8  # lines that may go on with addresses


def find(document: Document, letters: list[Span]) -> tuple[list[Copy], list[Span]]:
    """The copies, and the places their lines cover."""
    found: list[Copy] = []
    covered: list[Span] = []
    for hit in document.hits.of("targets", "copies"):
        if len(covered) >= MANY:
            break
        line = document.layout.line_at(hit.start)
        if line.furniture or any(s <= hit.start < e for s, e in (*letters, *covered)):
            continue
        if _inside_target(document, line, hit.start):
            continue
        end = _last_line(document, line, hit.end)
        copies = _copies(document, hit.end, end)
        if not copies and hit.start - line.body < 3:
            copies, end = _below(document, line, hit.end)
        if copies:
            found.extend(copies)
            covered.append((line.start if hit.start - line.body < 60 else hit.start, end))
    return found, covered


def _below(document: Document, line: Line, place: int) -> tuple[list[Copy], int]:
    """ "cc:" over the names and addresses of those who get a copy: each block is one of them, in its own words."""
    lines, at = document.layout.lines, document.layout.index_at(line.start)
    rest = (
        place + len(document.plain[place : line.end]) - len(document.plain[place : line.end].lstrip(" :.")),
        line.end,
    )
    blocks: list[Span] = [rest] if rest[1] - rest[0] > 3 else []
    for below in lines[at + 1 : at + 1 + BELOW]:
        if below.furniture or len(below.text) > LONGEST or below.text.endswith(":") or below.marker:
            break
        if blocks and not below.after_blank:
            blocks[-1] = (blocks[-1][0], below.end)
        else:
            blocks.append((below.start, below.end))
    found: list[Copy] = []
    for start, end in blocks:
        if not offices.has_power(document, start, end):
            break
        emails = [c for c in channels.find(document, start, end) if c.kind == "email"]
        found.extend(Copy(c.value, [(c.start, c.end)]) for c in emails)
        if not emails:
            found.append(Copy(" ".join(document.text[start:end].split()), [(start, end)]))
    return found, blocks[len(found) - 1][1] if found and len(found) <= len(blocks) else line.end


def _inside_target(document: Document, line: Line, place: int) -> bool:
    """After an address on its own line, or with a numbered target below, a copy belongs to a target."""
    before = channels.find(document, line.start, place)
    if before:
        return document.sentence_at(before[-1].start) == document.sentence_at(place)
    at = document.layout.index_at(line.start)
    lines = document.layout.lines
    for following in lines[at + 1 : at + 4]:
        if following.marker == "number" and following.number > 1:
            return any(x.marker == "number" and x.number == following.number - 1 for x in lines[max(0, at - 8) : at])
    return False


def _last_line(document: Document, line: Line, place: int) -> int:
    """Lines below the marker belong to it while they are addresses and nothing else."""
    at = document.layout.index_at(line.start)
    end = line.end
    if line.text.endswith(":") and place > line.end - 3:
        block = document.layout.lines[at + 1 : at + 1 + FOLLOWING]
        if block and not channels.find(document, block[0].start, block[0].end):
            return _block_end(document, block, end)
    for following in document.layout.lines[at + 1 : at + 1 + FOLLOWING]:
        found = channels.find(document, following.start, following.end)
        emails = [c for c in found if c.kind == "email"]
        embassy = document.hits.within("targets", following.start, following.end, "embassy")
        rest = len(following.text) - sum(c.end - c.start for c in emails)
        if following.furniture or not ((emails and rest < 60) or (embassy and rest < 90)):
            break
        end = following.end
    return end


def _block_end(document: Document, block: list[Line], end: int) -> int:
    """ "And copies to:" over a block that names somebody before the address."""
    for place, line in enumerate(block):
        if line.furniture or (place and line.after_blank) or len(line.text) > 120:
            break
        end = line.end
    return end


def _copies(document: Document, start: int, end: int) -> list[Copy]:
    found = [Copy(c.value, [(c.start, c.end)]) for c in channels.find(document, start, end) if c.kind == "email"]
    for hit in document.hits.within("targets", start, end, "embassy"):
        own = document.hits.within("targets", hit.start, end, "own_country")
        line = document.layout.line_at(hit.start)
        if own or line.end - line.start < 90:
            found.append(Copy("embassy", [(hit.start, own[0].end if own else hit.end)]))
    return found
