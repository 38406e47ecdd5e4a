"""What the reader is asked to ask for; the marchers' own demands are not the appeal's."""

import re

from hueandcry.reader.action import channels
from hueandcry.reader.draft import Demand, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line

MANY = 200  # demands in one text
LONGEST = 600
HEADING = 70  # letters of a line in capitals that may stand over a list
OPENS = 4  # words before those that ask, on such a line
STEPS = re.compile(
    r"[ \t>]*\(?(?P<step>[ivx]{1,5}|[IVX]{1,5}|[a-hA-Hа-жА-Ж])[.)][ \t]+(?=\S)"
)  # "(i) release her", "b) drop"
LEADS = ("to", "de", "à", "a", "que", "auf", "that")  # "CALL ON THE GOVERNMENT TO"
FIRST = ("i", "a", "а")


def find(document: Document, letters: list[Span], addresses: list[Span]) -> list[Demand]:
    """Demands in the order of the text: sentences of the letter and lists of action points."""
    found: list[Demand] = []
    seen: set[str] = set()
    sentences = [s for s in _sentences(document, letters) if not any(a <= s[0] < b for a, b in addresses)]
    for span in [*_lists(document), *sentences]:
        text = " ".join(document.text[span[0] : span[1]].split())
        if text.lower() in seen or len(text) < 8 or len(text) > LONGEST:
            continue
        seen.add(text.lower())
        found.append(Demand(text, [span]))
    return sorted(found, key=lambda d: d.spans[0])


def _lists(document: Document) -> list[Span]:
    """Marked lines under a line that ends in "calling on them to:"."""
    found: list[Span] = []
    for hit in document.hits.of("demands", "list"):
        line = document.layout.line_at(hit.start)
        if line.furniture or not (line.text.rstrip().endswith((":", "…", "...")) or _heads(document, line, hit.start)):
            continue
        at = document.layout.index_at(line.start) + 1
        stepped = False
        for item in document.layout.lines[at : at + 15]:
            step = STEPS.match(document.plain, item.start, item.end)
            stepped = stepped or bool(step and step["step"].lower() in FIRST)
            if item.furniture or channels.find(document, item.start, item.end):
                break  # the addresses have begun
            if not item.marker and not (step and stepped):
                break
            found.append((item.body if item.marker or not step else step.end(), item.end))
    return found


def _heads(document: Document, line: Line, place: int) -> bool:
    """ "CALL ON THE AUTHORITIES TO" in capitals, with no colon, and no demands of those who march."""
    if (
        len(line.text) > HEADING
        or not line.text.isupper()
        or document.hits.within("demands", line.start, line.end, "theirs")
    ):
        return False
    last = max((h.end for h in document.hits.within("demands", line.start, line.end, "list")), default=line.end)
    rest = document.plain[last : line.end].lower().split()
    return document.plain[line.body : place].count(" ") <= OPENS and (not rest or rest[-1] in LEADS)


def _sentences(document: Document, letters: list[Span]) -> list[Span]:
    found: list[Span] = []
    for hit in document.hits.of("demands", "verb"):
        if len(found) >= MANY:
            break
        if document.is_furniture(hit.start):
            continue
        start, end = document.sentence_at(hit.start)
        inside = any(s <= hit.start < e for s, e in letters)
        action = document.hits.within("targets", start, end, "marker") or document.hits.within(
            "kind", start, end, "appeal"
        )
        if not inside and not action and not _first_person(document, hit.start):
            continue
        if document.hits.within("demands", start, end, "theirs"):
            continue
        rest = document.plain[hit.end : end].strip()
        if rest.endswith(":") or end - start < 12:
            continue
        verb_last = len(rest) < 6  # "...-ны талап етеміз."
        if verb_last and hit.start - start < 12:
            continue
        begin = start if verb_last else hit.start if hit.start - start < 200 else start
        if found and begin < found[-1][1]:
            continue
        found.append((begin, end))
    return found


def _first_person(document: Document, place: int) -> bool:
    """ "We demand" is ours unless somebody else is quoted."""
    return not any(q in document.plain[max(0, place - 2) : place] for q in "“«\"'")
