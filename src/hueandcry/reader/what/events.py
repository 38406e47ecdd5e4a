"""Which words of a text tell that something was done, and not that it is feared, asked for or forbidden."""

from dataclasses import dataclass, field

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.what import doubt
from hueandcry.reader.when.dates import Date
from hueandcry.reader.where.towns import Spot

ASKED = ("release",)  # types a demand speaks of before they happen
GENERAL = ("protest",)  # done by people, and not to them
JOINED = 50  # letters between two things that "and" joins
UNREAL = 60  # letters from a word that makes an event unreal to the event
DECREED = ("fine", "sentence", "hospitalisation")  # "the decision to fine the paper"
COURTLY = ("arrest", "detention", "trial", "sentence", "fine", "release")  # done by a court, and no crime of anybody
CHARGES = 90  # letters of a list of charges
NOUN = 40  # letters of a noun that may be longer than what the lexicon of events holds of it
STEPS = 4  # words between them
SHORT_LINE = 90  # letters of a line that holds a salutation and nothing else
MENTIONS = 800  # of things done; more is an archive and no report


@dataclass
class Event:
    """One mention of something done, before mentions of one event are put together."""

    type: str
    place: Span
    sentence: Span
    nominal: bool = False  # "his arrest" names an event that another sentence tells
    in_letter: bool = False
    date: Date | None = None
    lent: bool = False  # the date is that of a sentence before
    victims: list[Person] = field(default_factory=list)
    carried: bool = False  # the victims are those of a sentence before
    all_but: bool = False  # "all except NAME": the victims are the others
    groups: list[Span] = field(default_factory=list)
    doers: list[Span] = field(default_factory=list)
    quantity: list[Span] = field(default_factory=list)
    counted: bool = False  # the quantity is a count or a time, and no penalty
    where: Spot | None = None
    at_home: bool = False  # the place is where the whole text happens


def find(document: Document, dated: set[int], asked: list[Span], letters: list[Span]) -> list[Event]:
    """The mentions of things that happened; `asked` are the places of demands, `dated` letters of dates."""
    found: list[Event] = []
    doubtful = -1  # where the last word ended that tells of nothing real: what it is joined to is not real either
    for hit in document.hits.of("incidents"):
        if hit.start in dated or document.is_furniture(hit.start):
            continue  # "march" in "10 March"
        joined = _joined(document, doubtful, hit)
        if joined or not _happened(document, hit, asked):
            start, _ = document.sentence_at(hit.start)
            if joined or (document.language != "kk" and _unreal(document, hit, start)):
                doubtful = hit.end
            continue
        if len(found) >= MENTIONS:
            break
        event = Event(hit.key, (hit.start, hit.end), document.sentence_at(hit.start))
        event.nominal = _nominal(document, hit)
        if event.nominal and hit.key in ASKED and document.layout.line_at(hit.start).marker:
            continue  # "- the release of NAME": an item of what is asked
        event.in_letter = any(s <= hit.start < e for s, e in letters)
        found.append(event)
    return found


def requested(document: Document, place: int, sentence: Span) -> bool:
    """ "The prosecutor asked for four years and a fine": what a prosecutor wants is no verdict."""
    start, end = sentence
    clause = max(start, *(document.plain.rfind(c, start, place) + 1 for c in ";—"))
    wanted = document.hits.within("events", clause, end, "prosecutor")
    if not wanted or wanted[0].start > place:
        return False
    asks = document.hits.within("events", clause, end, "asks")
    if not asks or document.hits.within("events", wanted[0].end, min(place, asks[0].start), "bench"):
        return False
    judged = document.hits.within("events", asks[0].end, place, "bench") if asks[0].end < place else []
    return not judged


def _joined(document: Document, doubtful: int, hit: Hit) -> bool:
    """ "Faces prison and a fine": what "and" joins to something unreal is unreal too."""
    if doubtful < 0 or doubtful > hit.start or hit.start - doubtful > JOINED:
        return False
    gap = document.plain[doubtful : hit.start]
    ands = document.lexicon.words("grammar", "and")
    words = document.words_in(doubtful, hit.start)
    return (
        not any(c in gap for c in ".;:!?\n") and len(words) < 7 and (not words or any(w.low in ands for w in words[:4]))
    )


def _nominal(document: Document, hit: Hit) -> bool:
    """ "Arrest", "release of", "'s arrest", "hunger strike": a noun and at most one small word with it."""
    if any(
        h.end >= hit.end
        for h in document.hits.within("events", hit.start, hit.end + NOUN, "nominal")
        if h.start == hit.start
    ):
        return True
    return len(document.words_in(hit.start, hit.end)) < 3 and bool(
        document.hits.within("events", hit.start, hit.end, "nominal")
    )


def _happened(document: Document, hit: Hit, asked: list[Span]) -> bool:
    if any(s <= hit.start < e for s, e in asked):
        return False
    start, end = document.sentence_at(hit.start)
    if hit.key in ASKED and document.hits.within("demands", start, hit.start, "wish", "verb"):
        return False
    line = document.layout.line_at(hit.start)
    if document.hits.within("targets", max(line.start, start), min(line.end, end), "marker", "copies"):
        return False
    if document.hits.within("letter", line.start, line.end, "salutation") and line.end - line.start < SHORT_LINE:
        return False
    if hit.key in ("sentence", "fine") and requested(document, hit.start, (start, end)):
        return False
    if _quoted(document, hit) or _lawful(document, hit) or _charged(document, hit, start):
        return False
    if _unreal(document, hit, start) or _uncertain(document, hit, start):
        return False
    return not doubt.told_only(document, hit, _nominal(document, hit))


def _quoted(document: Document, hit: Hit) -> bool:
    """ " 'deported' ": a word in quotation marks of its own is somebody else's."""
    if document.plain[hit.start - 1 : hit.start] not in tuple("\"'“«"):
        return False
    return any(c in document.plain[hit.start + 1 : hit.end + 1] for c in "\"'”»“")


def _lawful(document: Document, hit: Hit) -> bool:
    """ "Arrest warrant", "committee against torture": the word is part of a law's or a body's name."""
    laws = document.hits.within("events", hit.start - UNREAL, hit.end + UNREAL, "law")
    if any(h.start < hit.end and hit.start < h.end for h in laws):
        return True
    bodies = document.hits.within("organisations", hit.start - UNREAL, hit.end + UNREAL)
    return any(h.start <= hit.start and hit.end <= h.end and h.end - h.start > hit.end - hit.start for h in bodies)


def _charged(document: Document, hit: Hit, start: int) -> bool:
    """ "Charged with sabotage, threats and violence", "article 318, 'threat of force'": what somebody is accused of."""
    if hit.key in COURTLY or not _nominal(document, hit):
        return False
    marks = document.hits.within("events", max(start, hit.start - CHARGES), hit.start, "charge")
    gap = document.plain[marks[-1].end : hit.start] if marks else ""
    return (
        bool(marks)
        and not any(c in gap for c in ";:!?)")
        and not document.hits.within("incidents", marks[-1].end, hit.start, *COURTLY)
    )


def _unreal(document: Document, hit: Hit, start: int) -> bool:
    """ "Attempted to arrest", "if he is sentenced", "calls for the release": it did not happen, or not yet."""
    low = max(start, hit.start - UNREAL)
    marks = document.hits.within("events", low, hit.end, "unreal")
    if hit.key not in ("trial", *GENERAL):
        marks = [*marks, *document.hits.within("events", low, hit.start, "future")]
    for mark in marks:
        if mark.start >= hit.start:
            continue
        if hit.start < mark.end:
            return True  # "n'a tué personne"
        if hit.key in GENERAL and document.hits.within("events", mark.start, mark.end, "accuse"):
            continue  # "accused of leading the strike": the strike was real
        between = document.plain[mark.end : hit.start]
        if any(c in between for c in ",.;:!?)") or len(document.words_in(mark.end, hit.start)) > STEPS:
            continue
        if _and_then(document, mark, hit):
            continue
        if not document.hits.within("incidents", mark.end, hit.start):
            return True
    before = document.words_in(max(low, hit.start - 4), hit.start)
    if document.language == "en" and before and before[-1].low == "to" and hit.key not in DECREED:
        return not document.hits.within("events", hit.start, hit.end, "nominal")  # "to demonstrate to the state"
    after = document.words_in(hit.end, hit.end + 20)[:2]
    return document.language == "kk" and any(w.low in ("жоқ", "емес") for w in after)


def _and_then(document: Document, mark: Hit, hit: Hit) -> bool:
    """ "Charged with sedition and remanded": the second was done."""
    if hit.key not in COURTLY or _nominal(document, hit):
        return False
    ands = document.lexicon.words("grammar", "and")
    words = document.words_in(mark.end, hit.start)
    return (
        bool(words) and words[-1].low in ands and bool(document.hits.within("events", mark.start, mark.end, "accuse"))
    )


def _uncertain(document: Document, hit: Hit, start: int) -> bool:
    near = document.hits.within("uncertain", max(start, hit.start - 45), hit.start)
    if near and not any("." in document.plain[h.end : hit.start] for h in near):
        between = document.plain[near[-1].end : hit.start]
        return len(between) < 25 and "," not in between and not _and_then(document, near[-1], hit)
    return False
