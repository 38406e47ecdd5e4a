"""Names in quotation marks beside a word such as "movement" or "newspaper"."""

import re

from hueandcry.reader.document import Document
from hueandcry.reader.draft import Span
from hueandcry.reader.words import Hit

QUOTED = re.compile(
    r"“([^“”\n]{2,60})”|«([^«»\n]{2,60})»|\"([^\"\n]{2,60})\"|„([^„“”\n]{2,60})[“”]"
    r"|(?<!\w)»([^»«\n\s][^»«\n]{1,60})(?<!\s)«(?!\w)|‘([^‘\n]{2,60}?)’(?!\w)"
)
NEAR = 30


def find(document: Document) -> list[tuple[Span, str]]:
    """A name in quotation marks beside a word such as "movement" or "newspaper"."""
    found: list[tuple[Span, str]] = []
    for m in QUOTED.finditer(document.text):
        inner = m.span(m.lastindex or 0)
        if not document.text[inner[0]].isupper() and not document.text[inner[0]].isdigit():
            continue
        kind = _beside(document, m.start(), m.end())
        if kind and len(document.words_in(*inner)) <= 8:
            found.append((_trim(document, inner), kind))
    return found


def _beside(document: Document, start: int, end: int) -> str | None:
    before = _hits(document, max(0, start - NEAR), start)
    close = [h for h in before if len(document.plain[h.end : start].split()) <= 2]
    follows = document.lexicon.setting("heads_last", False)  # "«X» ecological association": adjectives between
    reach = NEAR if follows else 2
    after = [h for h in _hits(document, end, end + reach + 16) if h.start <= end + reach]
    near = [*after, *close[-1:]]
    for hit in near:
        if any(c in document.plain[min(hit.end, end) : max(hit.start, start)] for c in ".;:!?"):
            continue
        return _kind_of(document, hit)
    return None


def _hits(document: Document, start: int, end: int) -> list[Hit]:
    both = [document.hits.within(table, start, end) for table in ("organisations", "body_nouns")]
    return sorted((h for hits in both for h in hits if h.key != "noise"), key=lambda h: h.start)


def _kind_of(document: Document, hit: Hit) -> str:
    word = document.plain[hit.start : hit.end].lower()
    for kind in ("media", "movement", "party", "union", "ngo", "company"):
        if any(word.startswith(w.rstrip("*")) for w in document.lexicon.words("organisations", kind)):
            return kind
    return "organisation" if hit.key in ("lead", "follow", "noise") else hit.key


def _trim(document: Document, span: Span) -> Span:
    start, end = span
    while end > start and document.plain[end - 1] in " .,'":
        end -= 1
    return start, end
