"""What is told of a release that is none: refused, told beside the news, or of those who stayed behind."""

import re

from hueandcry.reader.draft import Incident
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.what import doubt

BESIDE = 3  # words from who was freed to "remains"
AROUND = 160  # letters in which the text says that somebody is still inside
NEAR = 60  # letters in which a clause stands beside the news
OBLIQUE = re.compile(r"н+(?:ого|ому|ої|ой|ою|ую|ых|ыми|ими|их|ага|аму|ай)$")  # of a participle


def undone(document: Document, hit: Hit) -> bool:
    """Is what sounds like a release an attribute, refused, or said of somebody who is still inside?"""
    return (
        attribute(document, hit)
        or doubt.refused(document, hit)
        or doubt.no_freedom(document, hit)
        or still_inside(document, hit)
        or sent_back(document, hit)
    )


def sent_back(document: Document, hit: Hit) -> bool:
    """ "Quashed the verdict and ordered a new trial. She remains in custody": nobody has come free."""
    if hit.key != "court_orders_release" or not document.hits.within("events", hit.start, hit.end, "quashed"):
        return False
    start, end = document.sentence_at(hit.start)
    near = max(start, hit.start - AROUND), end + AROUND
    return bool(document.hits.within("ends", *near, "kept") or document.hits.within("outcome", *near, "remaining"))


def only_of_all(document: Document, hit: Hit) -> bool:
    """ "All except NAME" were released, or were they sentenced?"""
    sentence = document.sentence_at(hit.start)
    if hit.key != "partly_released" or not document.hits.within("events", hit.start, hit.end, "except"):
        return False
    freed = document.hits.within("incidents", *sentence, "release")
    return not any(not doubt.no_freedom(document, one) for one in freed)


def for_freedom(document: Document, hit: Hit) -> bool:
    """ "Rejected the appeal for her release": a complaint about a cell, and no sentence that stands."""
    if hit.key != "sentence_upheld":
        return False
    start, end = document.sentence_at(hit.start)
    low, high = max(start, hit.start - NEAR), min(end, hit.end + NEAR)
    for one in document.hits.within("events", low, high, "freedom"):
        gap = document.plain[hit.end : one.start] if one.start >= hit.end else document.plain[one.end : hit.start]
        words = document.words_in(min(hit.end, one.end), max(hit.start, one.start))
        ands = document.lexicon.words("grammar", "and")
        if not any(c in gap for c in ",.;:!?\n") and not any(w.low in ands for w in words):
            return True
    return False


def attribute(document: Document, hit: Hit) -> bool:
    """ "The husband of the acquitted woman": a participle in an oblique case says who somebody is, not what is new."""
    word = document.plain[hit.start : hit.end].lower()
    return word[0] > "Ѐ" and " " not in word and bool(OBLIQUE.search(word))


def aside(document: Document, hit: Hit) -> bool:
    """ "The husband of X, whom a court had cleared, asks for asylum": what a clause tells beside the news."""
    start = max(document.sentence_at(hit.start)[0], hit.start - NEAR)
    comma = max(document.plain.rfind(", ", start, hit.start), start)
    words = document.words_in(comma + 1, hit.start)[:2]
    return comma > start and any(w.low in document.lexicon.words("grammar", "relatives") for w in words)


def left_behind(document: Document, one: Incident) -> bool:
    """ "Three stay in prison" is told of the day of the release, and no new arrest."""
    told = one.spans.get("type", [])
    return bool(told) and all(
        any(
            h.start < end and start < h.end
            for h in document.hits.within("outcome", start - NEAR, end + NEAR, "remaining")
        )
        for start, end in told
    )


def still_inside(document: Document, freed: Hit) -> bool:
    """ "Acquitted woman remains in prison": nothing stands between the two, so it is one and the same."""
    end = document.layout.line_at(freed.start).end
    kept = [
        *document.hits.within("ends", freed.end, end, "kept"),
        *document.hits.within("outcome", freed.end, end, "remaining"),
    ]
    for one in kept[:2]:
        between = document.plain[freed.end : one.start]
        apart = document.hits.within("numbers", freed.end, one.start)
        if not apart and len(between) < NEAR and len(between.split()) <= BESIDE and between.replace(" ", "").isalpha():
            return True
    return False
