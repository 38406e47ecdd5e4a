"""What the reader is asked to ask for; the marchers' own demands are not the appeal's."""

from hueandcry.reader.action import channels
from hueandcry.reader.draft import Demand, Span
from hueandcry.reader.text.document import Document

MANY = 200  # demands in one text
LONGEST = 600


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
        if line.furniture or not line.text.rstrip().endswith((":", "…", "...")):
            continue
        at = document.layout.index_at(line.start) + 1
        for item in document.layout.lines[at : at + 15]:
            if not item.marker or item.furniture or channels.find(document, item.start, item.end):
                break  # the addresses have begun
            found.append((item.body, item.end))
    return found


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
