"""Whom a pronoun names beside those to whom it was done: "she and NAME", "с ней увезли NAME"."""

from hueandcry.reader.text import coordination
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.what import victims
from hueandcry.reader.what.events import Event

NEXT = 12  # letters behind a pronoun in which the next word begins
CLAUSE = 90  # letters of a clause that says with whom it was done


def with_others(document: Document, event: Event) -> Hit | None:
    """ "one" or "many" when they are named beside those to whom it was done: "she and NAME", "вместе с ней и NAME"."""
    start, end = event.sentence
    names = [s for p in event.victims for s in p.spans["name"] if start <= s[0] < end][: coordination.CHAIN]
    if not names or event.nominal:
        return None
    first = min(names)[0]
    ands = document.lexicon.words("grammar", "and")
    for hit in document.hits.within("events", max(start, first - coordination.CAUSE), first, "one", "many"):
        following = document.words_in(hit.end, hit.end + NEXT)[:1]
        if (
            following
            and following[0].low in ands
            and _stands_alone(document, hit)
            and not any(c in document.plain[hit.end : first] for c in ".,;:!?()")
        ):
            return hit  # "She and her colleague NAME were fined"
    near = max(start, event.place[0] - CLAUSE), min(end, event.place[1] + CLAUSE)
    for hit in document.hits.within("people", *near, "together", "beside"):
        for one in document.hits.within("events", hit.end, min(end, hit.end + NEXT), "one", "many"):
            low, high = min(one.start, event.place[0]), max(one.end, event.place[1])
            whole = high - low < CLAUSE and not any(c in document.plain[low:high] for c in ",;:()\n")
            if one.start == hit.end + 1 and whole and _stands_alone(document, one):
                return one
    return None


def _stands_alone(document: Document, one: Hit) -> bool:
    """ "With him", and not "with his brother" or "with the four boxes"."""
    said = document.plain[one.start : one.end].lower()
    if said in document.lexicon.words("grammar", "whose") or document.hits.within("numbers", one.start, one.end):
        return False
    following = document.words_in(one.end, one.end + NEXT)[:1]
    if said not in document.lexicon.words("grammar", "definite") or not following:
        return not victims.relative_of(document, one.end)
    return following[0].low in document.lexicon.words("grammar", "passive") | document.lexicon.words("grammar", "and")
