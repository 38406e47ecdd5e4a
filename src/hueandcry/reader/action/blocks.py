"""Address blocks: lines that stand together, name an office or a public body, and say how to reach it."""

from hueandcry.reader.action import channels, items, offices, postal
from hueandcry.reader.draft import Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.who import inmates

SHORT = 170  # letters; a longer line without a channel is a paragraph of the report
LONGEST_ITEM = 420  # letters of an address that runs on in one line
MOST = 600  # groups of lines looked at
MANY = 40  # blocks in one text
TOLD = 80  # letters; a longer line may be a sentence
HEAD = 3  # lines in which a block has to say whose address it is


def find(document: Document, taken: list[Span]) -> list[list[Line]]:
    """The blocks outside the places taken, in order; none in a text that asks nobody to write."""
    if not _asks(document):
        return []
    groups = [_without_heading(group) for group in _groups(document, taken)[:MOST]]
    public = [_is_address(document, group) for group in groups]
    beside = [
        one or (any(public[max(0, at - 1) : at + 2]) and _has_head(document, groups[at]))
        for at, one in enumerate(public)
    ]
    return [group for group, one in zip(groups, beside, strict=True) if one][:MANY]


def _own(document: Document, start: int, end: int) -> bool:
    """The embassy "where you live" needs no address."""
    return end - start < TOLD and bool(document.hits.within("targets", start, end, "own_country"))


def _has_head(document: Document, group: list[Line]) -> bool:
    """The head of a firm, whose address stands beside that of a public office."""
    start, end = group[0].start, group[-1].end
    if document.hits.within("targets", start, end, "contact", "copies"):
        return False
    named = any(document.hits.within("people", x.start, x.end, "head") for x in group[:HEAD])
    return named and bool(channels.find(document, start, end))


def _asks(document: Document) -> bool:
    """Does the text ask its reader to write, in any words?"""
    return bool(
        document.hits.of("targets", "marker")
        or document.hits.of("kind", "appeal")
        or document.hits.of("letter", "salutation")
    )


def _groups(document: Document, taken: list[Span]) -> list[list[Line]]:
    """Lines put together: a blank line, a marker or a paragraph of prose ends a group."""
    groups: list[list[Line]] = []
    open_group = False
    for line in document.layout.lines:
        prose = len(line.text) > SHORT and not (
            len(line.text) < LONGEST_ITEM and channels.find(document, line.start, line.end)
        )
        if line.furniture or prose or any(s <= line.start < e for s, e in taken):
            open_group = False
            continue
        if open_group and not line.after_blank and not line.marker:
            groups[-1].append(line)
        else:
            groups.append([line])
        open_group = True
    return groups


def _without_heading(group: list[Line]) -> list[Line]:
    """ "TARGET'S CONTACT DETAILS" is a heading."""
    first = next((n for n, line in enumerate(group) if not line.text.isupper()), 0)
    return group[first:]


def _is_address(document: Document, group: list[Line]) -> bool:
    start, end = group[0].start, group[-1].end
    if document.hits.within("targets", start, end, "contact"):
        return False
    head = group[:HEAD]
    if len(head) == 1 and len(head[0].text) > TOLD and document.hits.within("incidents", start, end):
        return False  # "The police arrested twelve people. If you are held, call 555-1234."
    near = channels.find(document, start, end)
    if inmates.marked(document, start, near[0].start if near else end):
        return False
    told = items.told_until(document, start, end)
    embassy = any(document.hits.within("targets", x.start, x.end, "embassy") for x in head)
    if not any(offices.is_public(document, x.start, x.end if len(group) > 1 else told) for x in head):
        return False
    return bool(near or (embassy and (postal.find(document, start, end) or _own(document, start, end))))
