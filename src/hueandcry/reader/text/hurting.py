"""Words for what somebody suffers, which no sentence says but of its subject: "his cousin NAME lost an eye"."""

from hueandcry.reader.draft import Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

PLIGHT = ("plight", "hurt")  # what somebody is in, and what somebody suffers
REACH = 65  # letters between a name and what is said of it
WORDS = 6
AGENT = 12  # letters of "by" before a name


def is_hurt(document: Document, name: Span, hit: Hit) -> bool:
    """ "His cousin NAME lost an eye", "NAME resultó herido": whoever is named last before such words."""
    between = document.plain[name[1] : hit.start]
    if len(between) > REACH or any(c in between for c in ".;:!?(") or between.count(",") not in (0, 2):
        return between in (",", ", ")  # "His cousin, NAME, lost an eye"
    he = document.lexicon.words("grammar", "subject_pronouns") | document.lexicon.words("grammar", "relatives")
    words = document.words_in(name[1] + between.rfind(",") + 1, hit.start)
    if len(words) > WORDS or any(w.low in he for w in words):
        return False
    before = document.words_in(max(0, name[0] - AGENT), name[0])[-1:]
    if before and before[0].low in document.lexicon.words("grammar", "agents"):
        return False
    return not document.hits.within("people", name[1], hit.start, "says", "bystander", "helper")


def of_helper(document: Document, start: int, end: int) -> bool:
    """ "NAME is the lawyer of the detained", "NAME's brother was held": what follows was done to another."""
    helpers = document.hits.within("people", start, end, "helper")
    if not helpers or any(c in document.plain[start : helpers[0].start] for c in ",;:()"):
        return False
    ands = document.lexicon.words("grammar", "and")
    return not any(w.low in ands for w in document.words_in(start, helpers[0].start))
