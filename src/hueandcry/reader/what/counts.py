"""How many people something was done to, what was broken or taken, and how long it went on."""

from hueandcry.reader.draft import Span
from hueandcry.reader.text import quantities
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.quantities import Quantity
from hueandcry.reader.text.words import Word
from hueandcry.reader.what.events import Event

TAKEN = ("raid", "beating", "torture", "threat", "killing")  # "312 books", "two ribs"
LASTING = ("detention", "hospitalisation", "deportation", "torture", "disappearance", "protest")
PENAL = ("sentence", "fine")
NEAR = 60  # letters between an event and how long it lasted
VERB = 14  # letters of the verb right after a count
BARE = 16  # letters in which a number stands beside its verb
CLOCK = ":%.,-/)"  # what follows a number that counts nobody


def of(document: Document, event: Event) -> list[Span]:
    """The count of an event's sentence that belongs to it; nothing for a penalty, which has an amount of its own."""
    if event.type in PENAL or event.type == "trial":
        return []
    own = _named(document, event)
    if own:
        return own
    found = quantities.find(document, *event.sentence)
    if event.type in TAKEN:
        things = [q for q in found if q.kind == "things" and not _between(document, event, q)]
        if things:
            return _nearest(event, things).spans
    counts = [q for q in found if q.kind == "people" and not _between(document, event, q)]
    if event.nominal:  # "after the arrest, 40 people rallied"
        counts = [
            q for q in counts if "," not in document.plain[event.place[1] : q.start] or not _verb(document, q.end)
        ]
    if counts:
        return _nearest(event, counts).spans
    return _bare(document, event)


def heads(document: Document, event: Event) -> list[Span]:
    """The count of people that an event has, when it counts people."""
    found = quantities.find(document, *event.sentence)
    return event.quantity if any(q.kind == "people" and q.spans == event.quantity for q in found) else []


def lasted(document: Document, event: Event) -> list[Span]:
    """ "Held for two hours", "nine days in hospital": how long, when nothing else was counted."""
    if event.type not in LASTING:
        return []
    found = [q for q in quantities.find(document, *event.sentence) if q.kind == "time" and q.lasts]
    near = [q for q in found if _gap(event, q) < NEAR and not _between(document, event, q)]
    return _nearest(event, near).spans if near else []


def _nearest(event: Event, found: list[Quantity]) -> Quantity:
    return min(found, key=lambda q: _gap(event, q))


def _gap(event: Event, one: Quantity) -> int:
    return max(one.start - event.place[1], event.place[0] - one.end)


def _between(document: Document, event: Event, one: Quantity) -> bool:
    """Does another event stand between?"""
    low, high = (event.place[1], one.start) if one.start >= event.place[1] else (one.end, event.place[0])
    return any(h.key != event.type for h in document.hits.within("incidents", low, high))


def _verb(document: Document, place: int) -> bool:
    return bool(document.hits.within("incidents", place, place + VERB))


def _named(document: Document, event: Event) -> list[Span]:
    """ "Forty-one dismissals", "5 arrests": the number of the noun itself."""
    if not event.nominal:
        return []
    first = quantities.number_before(document, event.sentence[0], event.place[0])
    if first is None or document.plain[first : event.place[0]].strip().startswith(tuple(CLOCK)):
        return []
    numeral = document.plain[first : event.place[0]].rstrip()
    one = document.hits.within("numbers", first, event.place[0], "1")
    if one and one[0].end - first == len(numeral):
        return []  # "one arrest", "un arrêt": most often no number
    return [] if numeral.endswith(tuple(CLOCK)) else [(first, event.place[1])]


def _bare(document: Document, event: Event) -> list[Span]:
    """ "Nine were detained", "se llevaron a nueve", "deux typographes arrêtés": the number nearest to the verb."""
    if event.nominal:
        return []
    (start, end), (low, high) = event.sentence, event.place
    ahead = document.words_in(max(start, low - 2 * BARE), low)[-4:]
    after = document.words_in(high, min(end, high + 2 * BARE))[:3]
    found: list[tuple[int, Span]] = []
    for words in (ahead, after):
        for at, word in enumerate(words):
            gap = (word.end, low) if words is ahead else (high, word.start)
            if not _number(document, word.start, word.end) or _parted(document, *gap):
                continue
            following = words[at + 1 : at + 2]
            noun = following and _noun(document, following[0])
            found.append((gap[1] - gap[0], (word.start, following[0].end if noun else word.end)))
    return [min(found)[1]] if found else []


def _noun(document: Document, word: Word) -> bool:
    """May the word behind a number be what it counts? No "were", no name, no small word."""
    helpers = document.lexicon.words("grammar", "passive")
    return word.low.isalpha() and not word.capital and len(word.low) > 3 and word.low not in helpers


def _parted(document: Document, start: int, end: int) -> bool:
    """Does a comma or an "and" stand between a number and a verb?"""
    ands = document.lexicon.words("grammar", "and")
    return any(c in document.plain[start:end] for c in ",;:()") or any(
        w.low in ands for w in document.words_in(start, end)
    )


def _hedged(document: Document, place: int) -> bool:
    """ "At least 340 were held": digits that count somebody say so."""
    return any(h.end == place - 1 for h in document.hits.within("quantities", place - BARE, place, "hedge"))


def _number(document: Document, start: int, end: int) -> bool:
    """A number from two on that counts heads: no year, day, hour or share, and no part of another quantity."""
    plain = document.plain
    digits = plain[start:end].isdigit()
    hits = [] if digits else document.hits.within("numbers", start, end)
    if not digits and (not hits or hits[0].end != end or hits[0].key == "1"):
        return False
    if plain[end : end + 1] and plain[end] in CLOCK and plain[end + 1 : end + 2].isalnum():
        return False
    if plain[end : end + 1] == "%" or plain[max(0, start - 1) : start] in ("№", "#", ":", ".", "-", "/"):
        return False
    if digits:
        return _hedged(document, start)
    near = document.hits.within("months", end, end + BARE) or document.hits.within(
        "quantities", end, end + BARE, "time", "money", "scale"
    )
    return not near
