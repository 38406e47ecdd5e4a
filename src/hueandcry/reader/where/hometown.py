"""Where most of a text happens: the town of its dateline or headline, or the one it names again and again."""

import re
from bisect import bisect_left
from collections import Counter

from hueandcry.lib import countries
from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word
from hueandcry.reader.when.dates import Date
from hueandcry.reader.where import places, townlist, townnames, towns
from hueandcry.reader.where.towns import Spot

DATELINE = re.compile(
    r"[ ]{0,3}(?:[(][^)\n]{0,40}[)])?[ ]?(?:[,./|][^\n–—:]{0,40})?[ ]?(?:--[ ]?|[–—:-][ ])(?=[^\n]{20})"
)
BEFORE_DAY = re.compile(r"(?:[ ]?[(][^)\n]{2,30}[)])?[,.:;]?[ ](?:[–—-][ ])?")
AFTER_TOWN = re.compile(r"(?:[ ]?[(][^)\n]{2,30}[)])?(?:[.:]|,[ ]|[ ]?[–—]|[ ]-)(?=[ ]?[^\W\d_a-zа-яё])")
SHORT = 3  # letters of an abbreviation
ARTICLE = 5  # letters of "le" or "den" before a day
LINES = 400  # lines that may open with a town
TALE = 30  # letters that a line tells behind its day; a shorter one is a letter's or a page's own
HEADS = 14  # lines in which a dateline may stand
LEAD = 700  # letters in which a report says where most of it happened; a town named later is one of several
LEAST = 3  # mentions of it
LAST = "\U0010ffff"  # the letter that sorts behind every other
MOST = 12  # towns that may be where a text happens


def find(document: Document, spots: list[Spot], taken: set[int]) -> Spot | None:
    """The one place where most of the text happens: its dateline, or a town named again and again."""
    told = [s for s in spots if s.sure and not document.is_furniture(s.start)]
    dated = _dateline(document, taken)
    if dated:
        return dated
    counted: Counter[str] = Counter()
    for spot in told:
        counted[_first(spot.name)] += 1
    counted.update(name for name in _everywhere(document, taken) if name in counted or len(counted) < MOST)
    capital = sorted(w.low for w in document.words if w.capital)
    weights = {t: n + _beginning(capital, _stem(t)) for t, n in counted.most_common(MOST)}
    ranked = sorted(weights, key=lambda town: (-weights[town], town))
    if not ranked:
        return None
    second = weights[ranked[1]] if len(ranked) > 1 else 0
    if weights[ranked[0]] < LEAST or weights[ranked[0]] <= second:
        return next((s for s in told if s.start < LEAD and weights.get(_first(s.name), 0) > 1), None)
    return next((s for s in told if _first(s.name) == ranked[0] and s.start < LEAD), None)


def _beginning(words: list[str], stem: str) -> int:
    """How many of the sorted words begin with a stem."""
    return bisect_left(words, stem + LAST) - bisect_left(words, stem)


def opening(document: Document, told: list[Date], taken: set[int]) -> dict[int, Spot]:
    """The towns that open entries, by where the line begins: "2. Shymkent, 5 November. ...", "GOMEL: a worker ..."."""
    starts = [d.start for d in told]
    found: dict[int, Spot] = {}
    for line in document.layout.lines[:LINES]:
        if line.furniture or line.end - line.body <= TALE:
            continue
        at = bisect_left(starts, line.body)
        first = told[at] if at < len(told) and told[at].start <= line.body + ARTICLE and told[at].day else None
        begin = first.end if first else line.body
        if first:  # "28 March, Orsha. ..."
            begin += len(document.plain[begin : begin + 3]) - len(document.plain[begin : begin + 3].lstrip(" ,.—–"))
        run = _opening_run(document, begin, min(line.end, begin + 40), taken)
        if not run:
            continue
        end = run[-1].end
        m = BEFORE_DAY.match(document.plain, end)
        at = bisect_left(starts, end)
        dated = m is not None and at < len(told) and told[at].start <= m.end() + ARTICLE and told[at].day
        told_from = told[at].end if dated else end
        alone = AFTER_TOWN.match(document.plain, end) and _town(document, run)
        body = document.hits.within("organisations", run[0].start, end)
        if (dated or alone) and not body and line.end - told_from > TALE:
            found[line.start] = _spot_of(document, run)
    return found


def _town(document: Document, run: list[Word]) -> bool:
    """ "GOMEL: the worker ...": a town by the list, or a word in capitals that is no everyday one."""
    printed = document.plain[run[0].start : run[-1].end]
    if townlist.is_town(printed.lower()) or (len(run) == 1 and towns.listed(document, run[0])):
        return True
    loud = printed.isupper() and len(printed) > SHORT and not printed.endswith("'S")
    return loud and not any(everyday.is_word(w.low, document.lexicon.language) for w in run)


def _opening_run(document: Document, start: int, end: int, taken: set[int]) -> list[Word]:
    """The capital words that open a line, none of them a person, a month or a word that only begins a sentence."""
    run: list[Word] = []
    for word in document.words_in(start, end)[:4]:
        if (
            not word.capital
            or len(word.low) < 3
            or (run and document.plain[run[-1].end : word.start] not in (" ", "-"))
        ):
            break
        run.append(word)
    if not run or len(run) > 3 or run[0].start > start + 2 or any(w.start in taken for w in run):
        return []
    low, known = run[0].low, document.lexicon
    if low in known.words("people", "never") or low in known.words("grammar", "sentence_starters"):
        return []
    tables = ("months", "weekday", "relative", "day", "kind", "targets", "letter", "people", "incidents", "layout")
    return [] if any(document.hits.within(table, run[0].start, run[-1].end) for table in tables) else run


def written(document: Document, told: list[Date], taken: set[int]) -> Spot | None:
    """ "Saint-Denis, le 24 mai 2022": where a text was written that names no other town."""
    starts = [d.start for d in told]
    for line in document.layout.lines[:LINES]:
        run = _opening_run(document, line.body, min(line.end, line.body + 40), taken)
        m = BEFORE_DAY.match(document.plain, run[-1].end) if run and not line.furniture else None
        at = bisect_left(starts, m.end()) if m else len(told)
        if not m or at == len(told) or told[at].start > min(line.end, m.end() + TALE) or not told[at].day:
            continue
        body = document.hits.within("organisations", run[0].start, run[-1].end)
        alone = run[0].low if len(run) == 1 and "-" not in run[0].low else ""
        common = alone and everyday.is_word(alone, document.lexicon.language) and not _town(document, run)
        if line.end - line.start < 2 * TALE and not body and not common:
            return _spot_of(document, run)
    return None


def state(document: Document) -> Spot | None:
    """The state a text without any town is about: the only one, or named far more often than the next."""
    named = [m for m in places.find(document) if not document.is_furniture(m.start)]
    ranked = Counter(m.code for m in named).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] <= 2 * ranked[1][1]):
        return None
    return land(document, next(m for m in named if m.code == ranked[0][0]))


def land(document: Document, mention: places.Mention) -> Spot:
    """A state as a place, in its own form when the text prints a case of it."""
    printed = document.text[mention.start : mention.end]
    own = countries.name(mention.code, document.lexicon.language)
    name = own if own[:3].lower() == printed[:3].lower() else printed
    return Spot(mention.start, mention.end, name, sure=False)


def _everywhere(document: Document, taken: set[int]) -> list[str]:
    """Towns of the lexicon in sentences that tell of something done, with or without a word that tells where."""
    known = townnames.known(document.lexicon.language)
    named = [w for w in document.words if w.capital and w.low in known and w.start not in taken][: towns.MANY]
    return [w.low for w in named if document.hits.within("incidents", *document.sentence_at(w.start))]


def _first(name: str) -> str:
    return re.split(r"[ \-]", name)[0].lower()


def _stem(low: str) -> str:
    return low[: max(3, len(low) - 2)]


def _dateline(document: Document, taken: set[int]) -> Spot | None:
    """ "MUTARE – The five teachers ...": the town that opens the text."""
    for line in document.layout.lines[:HEADS]:
        words = document.words_in(line.body, min(line.end, line.body + 40))
        run: list[Word] = []
        for word in words[:3]:
            if not word.capital or word.start in taken or len(word.low) < 3:
                break
            if run and document.plain[run[-1].end : word.start] not in (" ", "-"):
                break
            run.append(word)
        if line.furniture or line.marker or not run or run[0].start > line.body + 2:
            continue
        for size in range(len(run), 0, -1):
            end = run[size - 1].end
            m = DATELINE.match(document.plain, end)
            if not m or "/" in m.group():
                continue
            if ":" in m.group() and not _named_again(document, run[:size]):
                continue
            after = document.words_in(m.end(), m.end() + 30)[:1]
            if after and document.plain[after[0].start : after[0].end].isupper() and len(after[0].low) > 3:
                continue
            if document.hits.within("organisations", run[0].start, end) or document.hits.within(
                "months", run[0].start, end
            ):
                continue
            if run[0].low in document.lexicon.words("people", "never") or run[0].low in document.lexicon.words(
                "grammar", "sentence_starters"
            ):
                continue
            if (
                document.hits.within("kind", run[0].start, end)
                or document.hits.within("targets", run[0].start, end)
                or document.hits.within("letter", run[0].start, end)
                or document.hits.within("people", run[0].start, end)
            ):
                continue
            upper = document.plain[run[0].start : end].isupper()
            again = sum(w.low == run[0].low for w in document.words if w.capital) > 1
            if upper or again or ":" in m.group():
                return _spot_of(document, run[:size])
    return None


def _named_again(document: Document, run: list[Word]) -> bool:
    """ "SUMGAIT: the proofreader ...": what opens a headline is a town when another sentence knows it as one."""
    known = townnames.known(document.lexicon.language)
    if len(run) == 1 and (
        run[0].low in known or (townnames.nominative(document.lexicon.language, run[0].low) or "").lower() in known
    ):
        return True
    stem = _stem(run[0].low)
    own = document.plain[run[0].start : run[-1].end]
    others = [
        w
        for w in document.words
        if w.capital
        and w.low.startswith(stem)
        and w.start != run[0].start
        and not (len(w.low) > 2 and document.plain[w.start : w.end].isupper())
    ]
    if len(run) > 1 and not own.isupper():
        others = [w for w in others if document.plain[w.start : w.start + len(own)] == own]
    return any(towns.introduced(document, document.word_index(w.start)) for w in others)


def _spot_of(document: Document, run: list[Word]) -> Spot:
    """A town in capitals is written as another sentence writes it."""
    start, end = run[0].start, run[-1].end
    printed = document.text[start:end]
    if len(run) == 1 and printed.isupper():
        other = next(
            (w for w in document.words if w.low == run[0].low and not document.plain[w.start : w.end].isupper()), None
        )
        if other:
            return Spot(start, end, document.text[other.start : other.end], (other.start, other.end))
    return Spot(start, end, printed)
