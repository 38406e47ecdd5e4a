"""What is told of a release that is none: refused, told beside the news, or of those who stayed behind."""

import re

from hueandcry.reader.draft import Incident
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

REFUSED = 45  # letters between a refusal and what is refused
BESIDE = 3  # words from who was freed to "remains"
NEAR = 60  # letters in which a clause stands beside the news
OBLIQUE = re.compile(r"н+(?:ого|ому|ої|ой|ою|ую|ых|ыми|ими|их|ага|аму|ай)$")  # of a participle


def undone(document: Document, hit: Hit) -> bool:
    """Is what sounds like a release an attribute, refused, or said of somebody who is still inside?"""
    return attribute(document, hit) or refused(document, hit) or still_inside(document, hit)


def attribute(document: Document, hit: Hit) -> bool:
    """ "The husband of the acquitted woman": a participle in an oblique case says who somebody is, not what is new."""
    word = document.plain[hit.start : hit.end].lower()
    return word[0] > "Ѐ" and " " not in word and bool(OBLIQUE.search(word))


def refused(document: Document, hit: Hit) -> bool:
    """ "The court refused to let him go home early"."""
    near = max(document.sentence_at(hit.start)[0], hit.start - REFUSED)
    refused = document.hits.within("ends", near, hit.start, "refused")
    if not refused:
        return False
    return not any(
        w.low in document.lexicon.words("grammar", "and") for w in document.words_in(refused[-1].end, hit.start)
    )


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
