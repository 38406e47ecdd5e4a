"""What came of the case, when the text reports it; a wish is no outcome."""

import datetime as dt

from hueandcry.reader import gist, quantities
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Incident, Person, Span
from hueandcry.reader.words import Hit, Word

ORDER = (
    "campaign_closed", "pardoned", "released_on_bail", "released_with_charges", "partly_released",
    "court_orders_release", "sentence_upheld", "released", "fined", "sentenced",
)  # fmt: skip
HARM = ("arrest", "detention", "beating", "disappearance", "raid", "killing", "fine")
FREED = (
    "released", "released_on_bail", "released_with_charges", "partly_released", "pardoned", "court_orders_release",
)  # fmt: skip
CERTAIN = ("campaign_closed", "pardoned", "sentence_upheld")
ON_THE_WAY = ("released", "sentenced", "fined")  # in an appeal, or alone in the news: no end of the case yet
PARTING = {"of", "de", "des", "del", "von", "из", "з", "із", "с"}
HEAD = 3  # sentences that count as the head of the text
WORDS = 5  # of a whole sentence
OPENING = 8  # sentences in which news says what is new, headline and dateline among them
FRESH = 21  # days before the report in which something is news


def find(
    document: Document, people: list[Person], incidents: list[Incident], written: str | None, asks: bool
) -> tuple[str | None, list[Span]]:
    """The outcome and its place; a text that asks the reader to write has none yet.

    What the words of the lexicon say comes first; then what the incidents say that the opening tells.
    """
    found, spans = _in_words(document, people, asks)
    if not found and not asks:
        found, spans = _of_incidents(document, people, incidents, written)
    return found, spans


def _in_words(document: Document, people: list[Person], asks: bool) -> tuple[str | None, list[Span]]:
    sentences = document.layout.sentences
    if not sentences:
        return None, []
    head_end = _end(document, HEAD)
    head = [h for h in document.hits.within("outcome", 0, head_end) if _real(document, h.start)]
    told = [*head, *_afterwards(document, head_end, asks)]
    if _is_news_of_harm(document):
        told = [h for h in head if h.key not in FREED]
    at_risk = [s for p in people if p.status == "at_risk" for s, _ in p.spans["name"]]
    closed = [h for h in told if h.key == ORDER[0]]
    # "No further letters are needed" at the end says less than what happened.
    order = (*ORDER[1:], ORDER[0]) if closed and not any(h in head for h in closed) else ORDER
    for wanted in order:
        for hit in [h for h in told if h.key == wanted]:
            start, end = document.sentence_at(hit.start)
            named = any(start <= s < end for s in at_risk)
            if wanted in ("fined", "sentenced", "released") and (asks or (wanted != "released" and hit not in head)):
                continue
            if wanted in ("fined", "sentenced") and not _is_verdict(document, (start, end)):
                continue
            if named or hit in head or wanted == "campaign_closed":
                some = document.hits.within("outcome", start, max(end, head_end), "remaining")
                # "six are free, one stays in custody", "four of the seven were released"
                part = wanted in ("released", "pardoned") and (bool(some) or _some_of(document, (start, end)))
                return "partly_released" if part else wanted, [(hit.start, hit.end)]
    return None, []


def _end(document: Document, most: int) -> int:
    """The end of the first sentences; a date, a byline or a menu is none."""
    sentences, full = document.layout.sentences, 0
    for start, end in sentences:
        full += document.word_index(end) - document.word_index(start) >= WORDS
        if full == most:
            return end
    return sentences[-1][1]


def _of_incidents(
    document: Document, people: list[Person], incidents: list[Incident], written: str | None
) -> tuple[str | None, list[Span]]:
    """A verdict or a release that the opening tells as news of somebody at risk."""
    sentences = document.layout.sentences
    if not sentences or _is_news_of_harm(document):
        return None, []
    opening = _end(document, OPENING)
    at_risk = {p.name for p in people if p.status == "at_risk"}
    for kind, outcome in (("release", "released"), ("sentence", "sentenced"), ("fine", "fined")):
        for one in incidents:
            told = [span for span in one.spans.get("type", []) if span[0] < opening and _real(document, span[0])]
            if one.type != kind or not told or not at_risk.intersection(one.victims) or not _fresh(one, written):
                continue
            if kind == "sentence" and not _is_verdict(document, document.sentence_at(told[0][0])):
                continue
            part = kind == "release" and bool(document.hits.within("outcome", 0, opening, "remaining"))
            return "partly_released" if part else outcome, told[:1]
    return None, []


def _fresh(one: Incident, written: str | None) -> bool:
    """Not history: no date, or one shortly before the report's."""
    if not one.date or not written or len(one.date) < 10 or len(written) < 10:
        return not one.date or not written or one.date[:4] == written[:4]
    days = (dt.date.fromisoformat(written) - dt.date.fromisoformat(one.date)).days
    return -1 <= days <= FRESH


def _some_of(document: Document, sentence: Span) -> bool:
    """ "Four of the seven", "двое из троих": a number, a word for of, and a larger number."""
    words = document.words_in(*sentence)
    for at, word in enumerate(words[1:-1], start=1):
        if word.low not in PARTING:
            continue
        before, after = _number(document, words[at - 1]), None
        for following in words[at + 1 : at + 3]:
            after = after or _number(document, following)
        if before and after and before < after:
            return True
    return False


def _number(document: Document, word: Word) -> int | None:
    if word.low.isdigit():
        return int(word.low) if len(word.low) < 4 else None
    hits = document.hits.within("numbers", word.start, word.end)
    return int(hits[0].key) if hits else None


def _is_news_of_harm(document: Document) -> bool:
    """A headline of arrests opens no report of an outcome, though some were let go the same day."""
    headline = gist.headline(document)
    start, end = headline.spans[0] if headline and headline.spans else (0, document.layout.lines[0].end)
    harmed = document.hits.within("incidents", start, end, *HARM)
    return bool(harmed) and not document.hits.within("outcome", start, end, "remaining", *FREED)


def _afterwards(document: Document, place: int, asks: bool) -> list[Hit]:
    """What is told further down counts where the text thanks those who acted, or says it in its own words."""
    if asks:
        return []
    thanked = any(not document.is_furniture(h.start) for h in document.hits.of("kind", "thanks"))
    return [
        h
        for h in document.hits.of("outcome")
        if h.start >= place and _real(document, h.start) and (thanked or h.key in CERTAIN)
    ]


def _is_verdict(document: Document, sentence: Span) -> bool:
    """A verdict of months or years ends a case; days and fines are how it goes on."""
    found = quantities.find(document, *sentence)
    return any(q.kind == "time" and _long(document, q) for q in found) or not found


def _long(document: Document, one: quantities.Quantity) -> bool:
    text = document.plain[one.start : one.end].lower()
    return not any(word in text for word in document.lexicon.words("quantities", "days"))


def _real(document: Document, place: int) -> bool:
    start, _ = document.sentence_at(place)
    if document.is_furniture(place):
        return False
    near = max(start, place - 60)
    return not (
        document.hits.within("demands", near, place, "wish", "verb") or document.hits.within("uncertain", near, place)
    )
