""" "All except NAME": the one who is left out, and the others to whom it was done."""

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.what.events import Event
from hueandcry.reader.what.victims import Chain, Memory

NEAR = 60  # letters from "except" to the name, a role between them


def told(document: Document, sentence: Span) -> bool:
    """Does a sentence say that something was done to all but some?"""
    return bool(_hits(document, sentence))


def of(document: Document, event: Event, lists: list[Chain]) -> list[Person]:
    """Those whom the sentence of an event leaves out."""
    found: list[Person] = []
    for hit in _hits(document, event.sentence):
        for chain in lists:
            if _left_out(document, hit, chain):
                found += [person for _, person in chain]
                break
    return found


def others(event: Event, memory: Memory, out: list[Person], lists: list[Chain]) -> list[Person]:
    """Those of a list in the sentence, else those told of before, without the ones left out."""
    apart = {id(person) for person in out}
    for chain in lists:
        if len(chain) > len(out):
            rest = {id(p): p for _, p in chain if id(p) not in apart}
            if rest:
                return list(rest.values())
    many = memory.meant(event.place[0], "many") or memory.all
    if not any(id(p) in apart for p in many) and any(id(p) in apart for p in memory.all):
        many = memory.all if len(memory.all) > len(many) else many
    return [p for p in many if id(p) not in apart]


def _hits(document: Document, sentence: Span) -> list[Hit]:
    if not document.hits.within("events", *sentence, "except"):
        return []
    if not document.hits.within("events", *sentence, "everyone"):
        return []
    return document.hits.within("events", *sentence, "except")[:3]


def _left_out(document: Document, hit: Hit, chain: Chain) -> bool:
    first, last = chain[0][0][0], chain[-1][0][1]
    if document.language == "kk":  # "NAME-дан басқалары"
        return 0 <= hit.start - last < NEAR // 10 and not document.plain[last : hit.start].strip()
    gap = document.plain[hit.end : first] if first >= hit.end else "."
    return len(gap) < NEAR and not any(c in gap for c in ",.;:!?(")
