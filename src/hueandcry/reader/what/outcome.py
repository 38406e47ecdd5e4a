"""What came of the case, when the text reports it; a wish is no outcome."""

import datetime as dt
import re

from hueandcry.reader.draft import Incident, Person, Span
from hueandcry.reader.text import gist, quantities
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit, Word
from hueandcry.reader.what import doubt, exceptions, setbacks

ORDER = (
    "campaign_closed", "pardoned", "released_on_bail", "released_with_charges", "partly_released",
    "court_orders_release", "sentence_upheld", "released", "fined", "sentenced",
)  # fmt: skip
HARM = ("arrest", "detention", "beating", "disappearance", "raid", "killing", "fine")
HELD = ("arrest", "detention")
FREED = ("pardoned", "released_on_bail", "released_with_charges", "court_orders_release", "released")
GOOD = (*FREED, "partly_released")
CERTAIN = ("campaign_closed", "pardoned", "sentence_upheld")
VERDICTS = ("sentenced", "fined")
ON_THE_WAY = ("released", *VERDICTS)  # in an appeal, or alone in the news: no end of the case yet
PARTING = {"of", "der", "de", "des", "del", "von", "из", "з", "із", "с"}
AGAINST = {"against", "против", "проти", "супраць", "contra", "contre", "gegen"}
NOT = {"not", "never", "не", "ня", "no", "nicht", "nie", "pas", "sans"}
LINES = 8  # of letterhead, title and dateline above the text
SHORT = 140  # letters of such a line
HEAD = 3  # sentences that count as the head of the text
LETTERS = re.compile(r"[^\W\d_]{3}")  # a line without them is a date
NEAR = 60  # letters between a release and the hours after which it came
WORDS = 5  # of a whole sentence
OPENING = 8  # sentences in which news says what is new, headline and dateline among them
FRESH = 21  # days before the report in which something is news
PASSING = 3  # days after which somebody's release ends a case and not a night in the cells
FOLLOWED = 3  # parts of a trial that a report tells besides the verdict, when the trial was followed


def find(
    document: Document, people: list[Person], incidents: list[Incident], written: str | None, asks: bool
) -> tuple[str | None, list[Span]]:
    """The outcome and its place; a text that asks the reader to write has none yet.

    The title comes first, then what the words of the lexicon say, then what the incidents say that the opening tells.
    """
    if not document.layout.sentences:
        return None, []
    found, spans = _in_title(document, asks)
    if not found:
        found, spans = _in_words(document, people, incidents, written, asks)
    if not found and not asks:
        found, spans = _of_incidents(document, people, incidents, written)
    if not found and not asks and followed(document):
        found, spans = _at_last(people, incidents, written)
    if found and _is_digest(document) and (found in VERDICTS or not is_the_news(document, spans)):
        return None, []
    if found in GOOD and (_passing(document, incidents, written, spans[0]) or _taken_again(document, spans[0])):
        return None, []
    return found, spans


def won_back(document: Document) -> bool:
    """Does the title or the first sentence tell that people have their jobs again? No end of a case in a prison."""
    end = max(_title(document)[1], _end(document, 1)) if document.layout.sentences else 0
    return any(
        _real(document, h.start) and _word_before(document, h.start) not in NOT
        for h in document.hits.within("ends", 0, end, "regained")
    )


def is_the_news(document: Document, spans: list[Span]) -> bool:
    """Does the title itself tell the outcome?"""
    if not spans:
        return False  # also of a text without a sentence
    start, end = _title(document)
    return start <= spans[0][0] < end


def followed(document: Document) -> bool:
    """Does the report tell a trial from hearing to verdict, and not a verdict alone?"""
    return len({h.key for h in document.hits.of("followed") if not document.is_furniture(h.start)}) >= FOLLOWED


def _at_last(people: list[Person], incidents: list[Incident], written: str | None) -> tuple[str | None, list[Span]]:
    """The verdict at the end of a trial that is told day by day."""
    at_risk = {p.name for p in people if p.status == "at_risk"}
    verdicts = [one for one in incidents if one.type == "sentence" and at_risk.intersection(one.victims)]
    last = max(verdicts, key=lambda one: (one.date or "", one.spans["type"][0]), default=None)
    return ("sentenced", last.spans["type"][:1]) if last and _fresh(last, written) else (None, [])


def _in_title(document: Document, asks: bool) -> tuple[str | None, list[Span]]:
    """What the lines above the text say of the end; a release is looked at more closely."""
    start, end = _title(document)
    told = {h.key: h for h in reversed(_told(document, start, end))}
    if _is_news_of_harm(document):
        told = {key: hit for key, hit in told.items() if key not in GOOD}
    for key in ("campaign_closed", "sentence_upheld"):
        if key in told:
            return key, [_span(told[key])]
    freed = next((told[key] for key in ("partly_released", *FREED) if key in told), None)
    freed = freed or (None if asks else _home(document, start, end))
    verdict = next((told[key] for key in VERDICTS if key in told), None)
    if freed and verdict and verdict.start < freed.start and followed(document):
        freed = None  # "the verdict has come: one to prison, one acquitted"
    if freed and not (asks and freed.key == "released"):
        return _release(document, freed, (start, end)), [_span(freed)]
    softened = document.hits.within("ends", start, end, "softened")
    if softened:
        return "sentence_upheld", [_span(softened[0])]
    below = any(h.key == "sentence_upheld" for h in _told(document, end, _end(document, HEAD)))
    if verdict and not asks and not below:
        return verdict.key, [_span(verdict)]
    return None, []


def _release(document: Document, freed: Hit, title: Span) -> str:
    """How far a release that the title tells goes: of all, of some, on bail, with charges, out of the country."""
    if freed.key in ("released_on_bail", "released_with_charges"):
        return freed.key
    sent = document.hits.within("incidents", *title, "deportation")
    if sent and freed.key == "released" and len(document.hits.within("numbers", *title)) > 1:
        return "partly_released_partly_deported"
    kept = document.hits.within("ends", *title, "kept") or document.hits.within("outcome", *title, "remaining")
    if kept or _not_freed(document, *title) or _some_of(document, title):
        return "partly_released"
    if freed.key != "released":
        return freed.key
    words = document.plain[freed.start : freed.end].lower()
    if any(bail in words for bail in document.lexicon.words("outcome", "released_on_bail")):
        return "released_on_bail"
    everything = len(document.layout.sentences)
    for key, most in (("pardoned", OPENING), ("released_with_charges", everything), ("released_on_bail", HEAD)):
        if any(
            h.key == key and _word_before(document, h.start) != "been" for h in _told(document, 0, _end(document, most))
        ):
            return key
    upheld = any(h.key == "sentence_upheld" for h in _told(document, freed.end, _end(document, HEAD)))
    return "partly_released" if upheld else freed.key


def _title(document: Document) -> Span:
    """The short lines above the text, or its first sentence when there are none."""
    lines = [line for line in document.layout.lines[: LINES + 4] if not line.furniture][: LINES + 1]
    above = []
    for at, line in enumerate(lines[:LINES]):
        full = len(line.text) > SHORT // 2
        goes_on = at + 1 < len(lines) and not lines[at + 1].after_blank and lines[at + 1].text[:1].islower()
        prose = len(line.text) > SHORT or (full and (line.text.endswith(".") or goes_on))
        if prose or document.hits.within("letter", line.start, line.end, "salutation"):
            break
        above.append(line)
    if len(above) < LINES and any(LETTERS.search(line.text) for line in above):
        return above[0].start, above[-1].end
    opening = document.layout.sentences[:3]
    return next((one for one in opening if LETTERS.search(document.plain, *one)), opening[0])


def _told(document: Document, start: int, end: int) -> list[Hit]:
    """Ends that are told between two places: none that are wished for, and none with a "not" before them."""
    hits = [h for h in document.hits.within("outcome", start, end) if _real(document, h.start)]
    hits = [h for h in hits if _word_before(document, h.start) not in NOT | AGAINST]
    hits = [h for h in hits if not (setbacks.only_of_all(document, h) or setbacks.for_freedom(document, h))]
    return [h for h in hits if h.key not in GOOD or not (_not_to_be(document, h) or setbacks.undone(document, h))]


def _not_to_be(document: Document, hit: Hit) -> bool:
    """ "Will not be released"."""
    words = document.words_in(max(0, hit.start - 14), hit.start)[-2:]
    return len(words) > 1 and words[1].low in ("be", "been") and words[0].low in NOT


def _word_before(document: Document, place: int) -> str:
    words = document.words_in(max(0, place - 12), place)
    return words[-1].low if words else ""


def _not_freed(document: Document, start: int, end: int) -> bool:
    return any(
        h.key in FREED and _word_before(document, h.start) in NOT for h in document.hits.within("outcome", start, end)
    )


def _home(document: Document, start: int, end: int) -> Hit | None:
    """ "The three are home": an end of the case where the title tells no harm."""
    home = document.hits.within("ends", start, end, "home")
    if not home or _harm(document, home[0].start, end, HARM):
        return None
    before = document.hits.within("incidents", start, home[0].start, "killing", "beating", "raid")
    return Hit(home[0].start, home[0].end, "released") if not before else None


def _span(hit: Hit) -> Span:
    return hit.start, hit.end


def _harm(document: Document, start: int, end: int, kinds: tuple[str, ...], *also: str) -> bool:
    """Harm told between two places; "house arrest" after a cell is none."""
    good = document.hits.within("outcome", start, end, *GOOD, *also)
    hits = document.hits.within("incidents", start, end, *kinds)
    return any(not any(g.start <= h.start and h.end <= g.end for g in good) for h in hits)


def _is_digest(document: Document) -> bool:
    """The news of a week, or of a day in the courts: many cases, and none that the report is about."""
    return bool(document.hits.within("ends", *_title(document), "digest"))


def _passing(document: Document, incidents: list[Incident], written: str | None, told: Span) -> bool:
    """Whoever was held for hours or a night: news of an arrest, and no case that came to its end."""
    start = max(document.sentence_at(told[0])[0], told[0] - NEAR)
    if document.hits.within("events", start, told[1] + NEAR, "hours"):
        return True
    if not written or len(written) < 10:
        return False
    start, end = document.sentence_at(told[0])
    if any(
        q.kind == "time" and quantities.number(document, q) > PASSING for q in quantities.find(document, start, end)
    ):
        return False  # "after 214 days in a cell"
    held = [one for one in incidents if one.type in HELD and not setbacks.left_behind(document, one)]
    dated = [one.date for one in held if one.date and len(one.date) == 10 and one.spans.get("date")]
    last = dt.date.fromisoformat(written)
    fresh = [day for day in dated if 0 <= (last - dt.date.fromisoformat(day)).days <= PASSING]
    title = _title(document)
    if _harm(document, *title, HELD, "remaining") and not _home(document, *title):
        return bool(fresh)
    return (
        bool(fresh)
        and not is_the_news(document, [told])
        and len(fresh) == len(held)
        and not any(one.type == "sentence" for one in incidents)
    )


def _taken_again(document: Document, told: Span) -> bool:
    """ "Freed on Monday, arrested again on Tuesday": the case goes on."""
    end = max(_title(document)[1], _end(document, HEAD))
    again = document.hits.within("ends", 0, end, "again")
    return any(_real(document, h.start) for h in again) and told[0] < end


def _in_words(
    document: Document, people: list[Person], incidents: list[Incident], written: str | None, asks: bool
) -> tuple[str | None, list[Span]]:
    head_end = _end(document, HEAD)
    head = _told(document, 0, head_end)
    told = [*head, *_afterwards(document, head_end, asks)]
    if _is_news_of_harm(document):
        told = [h for h in head if h.key not in GOOD]
    told = [h for h in told if h.key not in GOOD or not (setbacks.aside(document, h) or _old(h, incidents, written))]
    at_risk = [s for p in people if p.status == "at_risk" for s, _ in p.spans["name"]]
    closed = [h for h in told if h.key == ORDER[0]]
    # "No further letters are needed" at the end says less than what happened.
    order = (*ORDER[1:], ORDER[0]) if closed and not any(h in head for h in closed) else ORDER
    first = {h.key: h.start for h in reversed(head)}
    for wanted in sorted(order, key=lambda key: first.get(key, 0) if key in ON_THE_WAY else -1):
        for hit in [h for h in told if h.key == wanted]:
            start, end = document.sentence_at(hit.start)
            named = any(start <= s < end for s in at_risk)
            if wanted in ON_THE_WAY and (asks or (wanted != "released" and hit not in head)):
                continue
            if wanted in VERDICTS and not _is_verdict(document, (start, end)):
                continue
            if named or hit in head or wanted == "campaign_closed":
                some = document.hits.within("outcome", start, max(end, head_end), "remaining")
                # "six are free, one stays in custody", "four of the seven were released"
                part = wanted in ("released", "pardoned") and (bool(some) or _some_of(document, (start, end)))
                return "partly_released" if part else wanted, [_span(hit)]
    return None, []


def _old(hit: Hit, incidents: list[Incident], written: str | None) -> bool:
    """ "Last year others were released." """
    told = [one for one in incidents if any(s < hit.end and hit.start < e for s, e in one.spans.get("type", []))]
    return bool(told) and not any(_fresh(one, written) for one in told)


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
    if _is_news_of_harm(document):
        return None, []
    opening = _end(document, OPENING)
    at_risk = {p.name for p in people if p.status == "at_risk"}
    for kind, outcome in (("release", "released"), ("sentence", "sentenced"), ("fine", "fined")):
        for one in incidents:
            told = [span for span in one.spans.get("type", []) if span[0] < opening and _real(document, span[0])]
            told = [span for span in told if _word_before(document, span[0]) not in NOT | AGAINST]
            told = [
                span for span in told if not _noise(document, span) and not doubt.refused(document, Hit(*span, kind))
            ]
            if one.type != kind or not told or not at_risk.intersection(one.victims) or not _fresh(one, written):
                continue
            if kind == "sentence" and not _is_verdict(document, document.sentence_at(told[0][0])):
                continue
            some = exceptions.told(document, document.sentence_at(told[0][0]))
            part = kind == "release" and (some or bool(document.hits.within("outcome", 0, opening, "remaining")))
            return "partly_released" if part else outcome, told[:1]
    return None, []


def _noise(document: Document, told: Span) -> bool:
    """ "Released from paying", "for immediate release"."""
    noise = document.hits.within("outcome", max(0, told[0] - NEAR), told[1] + NEAR, "noise")
    return any(h.start <= told[0] and told[1] <= h.end for h in noise)


def _fresh(one: Incident, written: str | None) -> bool:
    """Not history: no date, or one shortly before the report's."""
    if not one.date or not written or len(one.date) < 10 or len(written) < 10:
        return not one.date or not written or one.date[:4] == written[:4]
    days = (dt.date.fromisoformat(written) - dt.date.fromisoformat(one.date)).days
    return -1 <= days <= FRESH


def _some_of(document: Document, sentence: Span) -> bool:
    """ "Four of the seven", "all except one": a number, a word for of, and a larger number, or all without some."""
    if exceptions.told(document, sentence) and not document.hits.within("incidents", *sentence, "sentence"):
        return True
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
    if not LETTERS.search(document.plain, start, end):
        start, end = _title(document)
    harmed = document.hits.within("incidents", start, end, *HARM)
    good = document.hits.within("outcome", start, end, "remaining", *GOOD)
    return bool(harmed) and not good and not _home(document, start, end)


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
