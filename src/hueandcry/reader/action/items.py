"""The list of addresses cut into one item per target: by numbers, bullets, rows, names, or where an office begins."""

import itertools
import re
from dataclasses import dataclass, field

from hueandcry.reader.action import channels, offices, postal
from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.who import persons

INLINE = re.compile(r"(?:(?<=[\s.;,:])|^)\(?(\d{1,2})[.):](?=\s*[^\W\d_])|([①-⑳])")
LISTED = re.compile(r"[,;]? (?:and|y|et|und|и|та|і|ды|және) $|[,;] $")
SEMICOLON = re.compile(";")
EITHER = re.compile(
    r",? (?:or|and|as well as|o|u|y|e|así como|ou|et|ainsi que|oder|und|sowie|или|и|а также|або|та|й|а також|ці|альбо"
    r"|а таксама|және|немесе|сондай-ақ) (?=[^\W\d_])",
    re.IGNORECASE,
)
AND_TO = re.compile(
    r"[,;)]? (?:(?:and|as well as|and also|then) to|(?:et|ainsi que|puis|et aussi) (?:à|au|aux)"
    r"|ainsi qu['’](?:à|au|aux)|(?:y|así como|y también|e) (?:a|al)|(?:und|sowie|und auch) (?:an|beim?)"
    r"|а также|а також|а таксама|сондай-ақ) ",
    re.IGNORECASE,
)
TO = re.compile(
    r"\)[,;]? (?:and |y |e |et |und |и |та |і |ды )?(?:to|al?|aux?|à|an|bei|beim|в|во|к|на|до|у|ў|да) ", re.IGNORECASE
)  # "(fax 1), to the commission"
OR_TO = re.compile(
    r"[^\w\n]{0,3} ?(?:and|or|as well as|o|u|y|e|ou|et|ainsi que|oder|und|sowie|или|и|а также|або|чи|та|й|а також"
    r"|ці|альбо|або|і|ды|а таксама|және|немесе|сондай-ақ) ",
    re.IGNORECASE,
)
PARAGRAPH = 60  # letters of a line that may go on after the addresses
SHORT_RULE = 120  # letters of a line that asks to write to an embassy
AGAIN = re.compile(r"[.!;] ")
SHORTEST = 8  # letters of a part that can say who
NEAR = 60  # letters behind "or" in which the other one is named


@dataclass
class Item:
    """One block of the zone: the place of its words, without marker and remarks."""

    start: int
    end: int
    lines: list[Line] = field(default_factory=list)
    shares: bool = False  # "A or B, address": the address of the next one is his too
    reached: bool = False  # a line of it has a channel, or is an embassy


@dataclass(frozen=True)
class Zone:
    start: int
    end: int


def find(document: Document, zone: Zone) -> list[Item]:
    """The zone cut into one block per target: by numbers, bullets, or where an office begins."""
    lines = list(document.layout.lines_between(zone.start, zone.end))
    opening = document.layout.line_at(zone.start)
    if opening.start < zone.start and opening.end - zone.start > 3:
        stop = told_until(document, zone.start, max(zone.start, min(opening.end, zone.end)))
        rest = document.plain[zone.start : stop].strip()
        if rest:
            lines = [Line(zone.start, stop, rest, "", 0, zone.start), *lines]
    cut = _cut(document, lines, zone.end)
    splits = (_split_inline, _split_semicolons, _split_titled, _split_addresses, by_names, split_joined, split_embassy)
    for split in splits:
        cut = [piece for item in cut for piece in split(document, item)]
    return cut


def of_block(document: Document, group: list[Line]) -> list[Item]:
    """An address block is one target, or several that follow each other, each with its own channels."""
    found = [Item(group[0].body, group[0].end, lines=[group[0]])]
    for line in group[1:]:
        so_far = found[-1]
        reached = any(channels.find(document, x.start, x.end) for x in so_far.lines)
        who = offices.is_office(document, line) and not _only_channel(document, line)
        if reached and (_ends_with_salutation(document, so_far) or (who and _tells_name(document, line))):
            found.append(Item(line.body, line.end, lines=[line]))
        else:
            so_far.end = line.end
            so_far.lines.append(line)
    return found


def _tells_name(document: Document, line: Line) -> bool:
    """ "Ambassador NAME": a line that opens an address, and not "Office of the Minister" below his number."""
    return persons.name_in(document, line.start, line.end) is not None and not channels.find(
        document, line.start, line.end
    )


def by_names(document: Document, item: Item) -> list[Item]:
    """ "A (555-1234) and B (555-4321)", "A or B, address": another name behind a channel, or behind "or"."""
    near = channels.find(document, item.start, item.end)
    post = postal.find(document, item.start, item.end) or (item.end, item.end)
    edges = [item.start]
    for one, two in itertools.pairwise(near):
        gap = document.plain[one.end : two.start]
        if "\n" in gap or (one.end < post[1] and post[0] < two.start):
            continue
        stop = one.end + len(gap.rstrip(" (:"))
        if persons.name_in(document, one.end, stop) or _begins_office(document, one.end, two.start):
            edges.append(one.end)
    parts = [Item(a, b) for a, b in itertools.pairwise([*edges, item.end])]
    if len(parts) == 1:
        parts[0].lines = item.lines
    return [*_either(document, parts[0], near), *parts[1:]]


def _begins_office(document: Document, start: int, end: int) -> bool:
    """Does an office follow, and not only the office of the one before?"""
    asks = document.hits.within("targets", start, end, "ask")
    if asks and AGAIN.search(document.plain, start, asks[-1].start):
        return sum(w.capital for w in document.words_in(asks[-1].end, end)) > 1  # ". Also call the Department of ..."
    lead = EITHER.match(
        document.plain, start + len(document.plain[start:end]) - len(document.plain[start:end].lstrip(")"))
    )
    return bool(lead) and offices.has_power(document, start, end)


def _either(document: Document, item: Item, near: list[channels.Channel]) -> list[Item]:
    """Two people joined by "or" before the first channel."""
    stop = min([item.end, *(c.start for c in near)])
    for m in EITHER.finditer(document.plain, item.start, stop):
        left = persons.name_in(document, item.start, m.start())
        comma = document.plain.find(",", m.end(), m.end() + NEAR)
        right = persons.name_in(document, m.end(), min(stop, comma if comma > 0 else m.end() + NEAR))
        told = document.hits.within("people", item.start, stop, "official", "head")
        if left and right and len(told) > 1 and right[0] - m.end() < NEAR // 2:
            return [Item(item.start, m.start(), shares=True), Item(m.end(), item.end)]
    return [item]


def split_joined(document: Document, item: Item) -> list[Item]:
    """ "to Minister A, 12 Hill Street, and to the Commission B, fax 1": another office behind "and to"."""
    edges, near = [item.start], channels.find(document, item.start, item.end)
    for m in _joints(document, item):
        stop = min([item.end, m.end() + NEAR, *(c.start for c in near if c.start >= m.end())])
        left, right = (edges[-1], m.start()), (m.end(), stop)
        if offices.has_power(document, *left) and offices.has_power(document, *right) and _found_at(document, *left):
            edges.append(m.end())
    if len(edges) == 1 or not _found_at(document, edges[-1], item.end):
        return [item]
    return [Item(a, b) for a, b in itertools.pairwise([*edges, item.end])]


def _joints(document: Document, item: Item) -> list[re.Match[str]]:
    """Where another addressee may begin: "and to", ", to" behind brackets, "and telephone"."""
    found = [*AND_TO.finditer(document.plain, item.start, item.end), *TO.finditer(document.plain, item.start, item.end)]
    for m in EITHER.finditer(document.plain, item.start, item.end):
        if any(
            h.start == m.end() for h in document.hits.within("targets", m.end(), min(item.end, m.end() + NEAR), "ask")
        ):
            found.append(m)
    return sorted(found, key=lambda m: m.start())


def _found_at(document: Document, start: int, end: int) -> bool:
    return bool(channels.find(document, start, end)) or postal.find(document, start, end) is not None


def told_until(document: Document, start: int, end: int) -> int:
    """In a paragraph the addresses end with the sentence that holds the last channel."""
    contact = document.hits.within("targets", start + 1, end, "contact")
    if contact:
        end = max(start, document.plain.rfind(".", start, contact[0].start) + 1, start + 1)
    near = channels.find(document, start, end)
    post = postal.find(document, start, end)
    last = max([c.start for c in near] + ([post[1] - 1] if post else []), default=start)
    if last == start or end - start < PARAGRAPH:
        return end
    return max([last + 1, min(end, document.sentence_at(last)[1]), *(c.end for c in near)])


def split_embassy(document: Document, item: Item) -> list[Item]:
    """ "Minister A, fax 1, and the embassy of Tarnia in your country": behind the last channel another begins."""
    near = channels.find(document, item.start, item.end)
    if not near or document.hits.within("targets", item.start, item.end, "copies"):
        return [item]
    last = max(c.end for c in near)
    if not document.hits.within("targets", last, item.end, "own_country"):
        return [item]
    embassy = [h.start for h in offices.embassies(document, last, item.end)]
    if not embassy or (
        document.hits.within("targets", item.start, last, "embassy")
        and (document.hits.within("targets", item.start, last, "own_country") or not OR_TO.match(document.plain, last))
    ):
        return [item]  # of "the embassy in Vienna, fax 1, or the embassy in your country" each is one
    place = offices.state_before(document, last, embassy[0])
    return [Item(item.start, last, lines=item.lines, shares=item.shares), Item(place, item.end)]


def _split_semicolons(document: Document, item: Item) -> list[Item]:
    """ "Minister A, fax 1; Minister B, fax 2; and the Bureau C": each part says who, and most say how."""
    stop = min(item.end, document.layout.line_at(item.start).end)
    edges = [item.start, *(m.end() for m in SEMICOLON.finditer(document.plain, item.start, stop)), item.end]
    parts = [Item(a, b) for a, b in itertools.pairwise(edges) if b - a > SHORTEST]
    told = [_tells_who(document, part) for part in parts]
    return parts if len(parts) > 1 and all(told) else [item]


def _split_titled(document: Document, item: Item) -> list[Item]:
    """ "Prime Minister NAME, Minister of Labour NAME": an office with a name behind each comma is one each."""
    if "\n" in document.plain[item.start : item.end] or channels.find(document, item.start, item.end):
        return [item]
    edges = [item.start]
    for hit in document.hits.within("people", item.start, item.end, "official"):
        before = document.plain[max(item.start, hit.start - 6) : hit.start]
        comma = LISTED.search(before)
        if comma and persons.name_in(document, edges[-1], hit.start - len(comma[0])):
            edges.append(hit.start)
    whole = len(edges) > 1 and persons.name_in(document, edges[-1], item.end)
    return [Item(a, b) for a, b in itertools.pairwise([*edges, item.end])] if whole else [item]


def _split_addresses(document: Document, item: Item) -> list[Item]:
    """ "a@one.example, b@two.example": a bare row of addresses is one target each."""
    found = channels.find(document, item.start, item.end)
    if len(found) < 2 or any(c.kind != "email" for c in found):
        return [item]
    between = [document.plain[a.end : b.start] for a, b in itertools.pairwise(found)]
    around = [document.plain[item.start : found[0].start], document.plain[found[-1].end : item.end], *between]
    return [item] if any(c.isalnum() for gap in around for c in gap) else [Item(c.start, c.end) for c in found]


def _tells_who(document: Document, part: Item) -> bool:
    named = labels.find(document, part.start, part.end)
    if named and not document.plain[part.start : named[0][0]].strip():
        return False  # "; fax: 555-1234" goes on with the one before
    if document.hits.within("people", part.start, part.end, "official", "head"):
        return True
    if document.hits.within("organisations", part.start, part.end, *offices.STATE):
        return True
    words = document.words_in(part.start, part.end)
    return any(w.capital for w in words[:6]) and bool(channels.find(document, part.start, part.end))


def _split_inline(document: Document, item: Item) -> list[Item]:
    """ "1. A, tel. 2. B, tel." run on in one paragraph."""
    marks = list(INLINE.finditer(document.plain, item.start, item.end))
    numbers = [int(m[1]) if m[1] else ord(m[2]) - ord("①") + 1 for m in marks]
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
        if _heads_table(document, line):
            continue
        begins = (
            _own_embassy(document, line)
            or document.plain.count("|", line.start, line.end) > 1
            or (
                line.marker == "number"
                if numbered
                else line.marker == "bullet" and not _goes_on(document, line, found)
                if marked
                else _begins(document, line, found)
            )
        )
        if begins or not found:
            found.append(Item(line.body, min(line.end, end), lines=[line]))
        else:
            found[-1].end = min(line.end, end)
            found[-1].lines.append(line)
        found[-1].reached = found[-1].reached or _reaches(document, line)
    return found


def _goes_on(document: Document, line: Line, found: list[Item]) -> bool:
    """A bullet with nothing but a channel, or the postal address of the one before."""
    if _only_channel(document, line):
        return True
    post = postal.find(document, line.body, line.end)
    if not found or found[-1].reached or not post or post[1] < line.end - 2:
        return False
    return not document.hits.within("people", line.start, line.end, "official", "head", "title")


def _reaches(document: Document, line: Line) -> bool:
    return bool(channels.find(document, line.start, line.end)) or bool(
        document.hits.within("targets", line.start, line.end, "embassy")
    )


def _begins(document: Document, line: Line, found: list[Item]) -> bool:
    """In an unmarked list an office begins an item when the one before has its channels."""
    if not found:
        return True
    so_far = found[-1]
    if _is_address(document, line) and all(_is_address(document, x) for x in so_far.lines):
        return True  # a bare list of addresses
    if _only_channel(document, line) or _is_salutation(document, line):
        return False
    if so_far.reached and _ends_with_salutation(document, so_far):
        return True
    office = offices.is_office(document, line)
    if so_far.reached:
        return office or line.after_blank or (_whole(document, line) and _whole(document, so_far.lines[-1]))
    if office and line.after_blank and postal.find(document, so_far.start, so_far.end):
        return True
    if _is_his_body(document, line, so_far):
        return False
    return office and line.after_blank and offices.is_office(document, so_far.lines[0])


def _is_his_body(document: Document, line: Line, so_far: Item) -> bool:
    """ "Ministry of Defence, 12 Hill Street" below "Minister of Defence" and his name: one field per paragraph."""
    named = len(so_far.lines) > 1 and persons.name_in(document, so_far.lines[-1].start, so_far.lines[-1].end)
    return bool(named) and not document.hits.within("people", line.start, line.end, "official", "head", "title")


def _whole(document: Document, line: Line) -> bool:
    """ "NAME: 555-1234": a line that names a person and gives his channel."""
    near = channels.find(document, line.body, line.end)
    return (
        bool(near)
        and persons.name_in(document, line.body, line.body + _lead(document, line, near[0].start)) is not None
    )


def _lead(document: Document, line: Line, stop: int) -> int:
    return len(document.plain[line.body : stop].rstrip(" :–—-("))


def _ends_with_salutation(document: Document, item: Item) -> bool:
    """ "Salutation: Dear Ambassador" is the last line of an address."""
    return _is_salutation(document, item.lines[-1])


def _is_salutation(document: Document, line: Line) -> bool:
    labels_there = document.hits.within("targets", line.start, line.end, "salutation")
    return bool(labels_there) and labels_there[0].start <= line.body + 1


def _is_address(document: Document, line: Line) -> bool:
    """A line that is an e-mail address and nothing else."""
    found = channels.find(document, line.body, line.end)
    return len(found) == 1 and found[0].kind == "email" and found[0].end - found[0].start > line.end - line.body - 3


def _own_embassy(document: Document, line: Line) -> bool:
    """ "And the embassy of Tarnia in your country": a line that is a target by itself."""
    return (
        line.end - line.body < SHORT_RULE
        and bool(offices.embassies(document, line.start, line.end))
        and bool(document.hits.within("targets", line.start, line.end, "own_country"))
    )


def _heads_table(document: Document, line: Line) -> bool:
    """The row of a table that says what its columns hold, or the rule under it."""
    if document.plain.count("|", line.start, line.end) < 2 or channels.find(document, line.start, line.end):
        return False
    words = document.hits.within("channels", line.start, line.end, *labels.KINDS)
    return len(words) > 1 or not any(c.isalnum() for c in line.text)


def _only_channel(document: Document, line: Line) -> bool:
    """A line with nothing but a label and a channel, or an address."""
    named = labels.find(document, line.start, line.end)
    if named and named[0][0] <= line.body + 3:
        return True
    found = channels.find(document, line.start, line.end)
    if found and found[0].start <= line.body + 3:
        return True
    post = postal.find(document, line.start, line.end)
    return post is not None and post[0] <= line.body + 3 and not offices.is_office(document, line)
