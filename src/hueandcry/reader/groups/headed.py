"""Bodies by their head word: "Independent Miners' Union", "Committee for the Defence of X"."""

import re

from hueandcry.reader.draft import Span
from hueandcry.reader.groups import acronyms, quoted
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit, Word
from hueandcry.reader.where import places
from hueandcry.reader.who import given, persons, tails

CODE = re.compile(r"[A-ZА-ЯІ]{1,4}[ -]?\d{1,4}(?:/\d{1,3})?")
ADJECTIVE = re.compile(
    r"(?:ы|и|о|і)й$|(?:а|я)я$|(?:о|е)е$|(?:о|е|а)г[оа]$|(?:о|е|а)му$|(?:ы|и|і)м$|[сцз]ь?к(?:і|а|е|ая|у|ую|ім|ой|ої|ою)$"
    r"|н(?:ы|і|а|е|ая|у|ую|ым|ай|ой|ої|ою)$|(?:у|ю)ю$|[сцзн]ь?к?(?:ого|аму|ому|им|ий)$"
)
COMMON = re.compile(
    r"(?:городск|районн|областн|местн|міськ|районн|обласн|місцев|гарадск|гарадзк|мясцов|эт|наш|ваш|цей|гэт|кажд|друг|нов)"
)
OF_A_PERSON = re.compile(r"(?:ов|ев|ин|ін|ын)(?:ой|ої|ай|ым|им|а)$")
STATE = re.compile(r"(?<!\w)U\. ?[SKN]\. $")
MOVERS = ("union", "movement", "ngo", "party", "company", "media", "political_international")
LEGAL_WORDS = frozenset(
    ("ООО", "ТОО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "ЧУП", "ГУП", "МУП", "ТОВ", "ТАА", "ПрАТ", "АТ", "ПАТ", "ЗАТ",
     "ЖШС", "АҚ", "КҚ", "SA", "SL", "SARL", "AG", "LLC", "LTD")
)  # fmt: skip
OWNING = frozenset(
    ("women", "men", "people", "children", "prosecutor", "attorney", "chief", "magistrate", "youth", "mayor", "king",
     "queen", "governor", "president", "farmer", "peasant", "journalist", "lawyer", "public", "worker", "writer",
     "teacher", "mother", "driver", "miner", "nurse", "sheriff", "coroner", "bishop", "ombudsman", "citizen",
     "student", "bar")
)  # fmt: skip
DISTRICTS = frozenset(
    ("района", "районе", "области", "края", "округа", "району", "області", "раёна", "вобласці", "вобласьці", "города")
)
IN = ("в", "во", "у", "ў")
ONE_UNION = re.compile(r"(?:ый|ий|ой|ы|і)$")  # an adjective in the singular before "union"
MEMBERS = re.compile(r"(?:лар|лер|дар|дер|тар|тер)(?:дың|дің|тың|тің|ның|нің)$")  # Kazakh: "of the oil workers"
TWO = frozenset(("and", "und"))  # after the head itself: "X University and Y College" are two
CIVIL = frozenset(("union", "ngo", "party", "movement", "media"))
FAR = 4  # words before a head that comes last
MOST = 3000  # heads in one text; more are a directory and no report
WHOLE = 3  # words of a name that fills a line
FURTHEST = 14  # words on either side of a head; what is longer is no name


def find(document: Document) -> list[tuple[Span, str]]:
    """Capital words round a head: "Independent Miners' Union", "Committee for the Defence of X"."""
    found: list[tuple[Span, str]] = []
    reach = 0
    for hit in _heads(document):
        if hit.start < reach:
            continue
        if document.hits.within("targets", hit.start, hit.end, "embassy"):
            continue  # a way to reach a state, and nobody in the story
        span = _spread(document, hit)
        if span and hit.key in ("court", "state_body"):
            span = _without_article(document, span, hit)
        if (
            span
            and hit.key in ("company", "media", "movement")
            and document.plain[hit.start].islower()
            and span[0] == hit.start
        ):
            capital = next((w.start for w in document.words_in(hit.end, span[1]) if w.capital), span[0])
            if hit.key != "movement" or capital == hit.end + 1:
                span = (capital, span[1])  # "la société X" is called X
        if span and _proper(document, span, hit) and not _mere_state(document, span, hit):
            found.append((span, hit.key))
            reach = span[1]
    return found


def _without_article(document: Document, span: Span, hit: Hit) -> Span:
    """ "La Fiscalía" at the head of a sentence is the Fiscalía."""
    words = document.words_in(*span)[:2]
    article = len(words) == 2 and words[0].low in document.lexicon.words("grammar", "articles")
    return (words[1].start, span[1]) if article and words[0].end <= hit.start else span


def _heads(document: Document) -> list[Hit]:
    """Head words in order; those of the second table are heads only with a capital."""
    more = document.hits.of("body_heads")
    noise = [h for h in more if h.key == "noise"]
    heads = [h for h in document.hits.of("organisations") if h.key not in ("lead", "follow", "noise")]
    for hit in document.hits.of("organisations", "lead", "follow"):
        kind = quoted.kind_of(document, hit)  # "организация" stands in two lists
        if kind != "organisation":
            heads.append(Hit(hit.start, hit.end, kind))
    taken = {h.start for h in heads}
    heads += [h for h in more if document.plain[h.start].isupper() and h.start not in taken]
    shadow = {w.start for h in noise for w in document.words_in(h.start, h.end)}
    kept = sorted((h for h in heads if h.start not in shadow), key=lambda h: (h.start, -h.end))
    return kept[:MOST]


def compounds(document: Document) -> list[tuple[Span, str]]:
    """ "Negros-Soligruppe", "Anti-Folter-Komitees des Europarats": German puts the head at the end of the word."""
    found: list[tuple[Span, str]] = []
    for ending, kind in document.lexicon.setting("compound_heads", {}).items():
        for at, word in enumerate(document.words):
            if not word.capital or "-" not in word.low or len(word.low) <= len(ending) + 2:
                continue
            if word.low.endswith((ending, ending + "s", ending + "es")):
                last = at
                while last - at < FURTHEST and (more := tails.step(document, last, last - at, True)):
                    last += more
                found.append(((word.start, document.words[last].end), kind))
    return found


def _spread(document: Document, hit: Hit) -> Span | None:
    """Grow from the head: capital words before it, and "of the X Y" after it."""
    words = document.words
    if hit.key == "prison":
        code = CODE.search(document.plain, hit.end, hit.end + 16)
        if code and code.start() <= hit.end + 4 and "." not in document.plain[hit.end : code.start()]:
            return code.span()
    if document.plain[hit.start : hit.end].isupper():
        return _shouted(document, hit)
    first = document.word_index(hit.start)
    last = first
    while last + 1 < len(words) and words[last + 1].end <= hit.end:
        last += 1
    little = document.lexicon.words("organisations_glue", "any")
    while last > first and words[last].low in little:
        last -= 1
    begin, stop = first, last
    if document.lexicon.setting("heads_last", False):
        begin = _to_capital(document, first) if hit.key in CIVIL else first
    else:
        begin = _backwards(document, first) if _grows(document, hit) else _over_adjectives(document, first)
    named = words[begin].capital or words[first].capital
    while stop - first < FURTHEST:
        step = tails.step(document, stop, stop - first, named)
        if not step or (stop == last and words[stop + 1].low in TWO):
            break
        stop += step
    end = words[stop].end
    text = document.plain[words[begin].start : end]
    if text.endswith("'s"):
        end -= 2
    start = words[begin].start
    abbreviated = STATE.search(document.plain[max(0, start - 6) : start])
    return (start - len(abbreviated.group()) if abbreviated else start), end


def _to_capital(document: Document, head: int) -> int:
    """ "Тәуелсіз металлургтер кәсіподағы": where heads come last, the name begins with the capital word before it."""
    words, at = document.words, head
    while at > 0 and head - at < FAR and tails.joined(document, at - 1, at) and not words[at].capital:
        at -= 1
        if document.hits.within("incidents", words[at].start, words[at].end):
            return head
    if not words[at].capital or given.is_given(words[at].low):
        return head
    while at > 0 and words[at - 1].capital and tails.joined(document, at - 1, at):
        owner = words[at - 1].low.endswith(("ның", "нің", "дың", "дің", "тың", "тің"))
        if given.is_given(words[at - 1].low) or (persons.opens(document, words[at - 1]) and not owner):
            break
        at -= 1
    return at


def _grows(document: Document, hit: Hit) -> bool:
    """Do capital words before the head belong to the name, whatever they are?"""
    if hit.key == "intergovernmental":
        return False
    if document.lexicon.language in tails.ADJECTIVES_BEFORE:
        return False
    return document.plain[hit.start].isupper() or bool(document.lexicon.setting("heads_first", False))


def _backwards(document: Document, first: int) -> int:
    words, begin = document.words, first
    while (
        begin > max(0, first - FURTHEST)
        and tails.joined(document, begin - 1, begin)
        and _in_name(document, words[begin - 1])
        and not _owner(document, words[begin - 1])
    ):
        begin -= 1
    return _over_and(document, begin, first)


def _owner(document: Document, word: Word) -> bool:
    """ "New York's Columbia University", and not "the Women's Union"."""
    return word.low.endswith("'s") and word.low[:-2] not in OWNING


def _shouted(document: Document, hit: Hit) -> Span | None:
    """An acronym is the whole name; a head in a line of capitals has the capital words round it for a name."""
    line = document.layout.line_at(hit.start)
    if len(line.text) > 70 or not line.text.isupper():
        return _abbreviated(document, hit) if hit.end - hit.start <= 7 else None
    events = document.hits.within("incidents", line.start, line.end) or document.hits.within(
        "kind", line.start, line.end
    )
    if events or line.text[-1] in ".!?:…" or "|" in line.text or hit.key not in MOVERS:
        return None
    if document.lexicon.setting("heads_first", False) and len(document.words_in(line.start, hit.start)) > FAR - 1:
        return None  # "LA SITUATION DES MEMBRES DU SYNDICAT X": a heading
    if hit in document.hits.within("body_heads", hit.start, hit.end) and hit.key == "media":
        return None  # "GOOD NEWS", "PRESS RELEASE"
    return line.start, line.end


def _abbreviated(document: Document, hit: Hit) -> Span:
    """ "Ленинский РОВД", "МВД Узбекистана", "ФСБ по Крыму": initials of an office with its town or state."""
    words, at = document.words, document.word_index(hit.start)
    begin, end = hit.start, hit.end
    if hit.key != "state_body" or document.lexicon.language not in tails.ADJECTIVES_BEFORE:
        return begin, end
    if at and words[at - 1].capital and tails.joined(document, at - 1, at) and ADJECTIVE.search(words[at - 1].low):
        begin = hit.start if persons.opens(document, words[at - 1]) else words[at - 1].start
    here = at + 1
    if here < len(words) and words[here].low == "по":
        here += 1
    if here < len(words) and words[here].capital and tails.joined(document, here - 1, here):
        district = here + 1 < len(words) and words[here + 1].low in DISTRICTS
        if district or any(m.start == words[here].start for m in places.find(document)) or here == at + 2:
            end = words[here + district].end
    return begin, end


def _over_and(document: Document, begin: int, head: int) -> int:
    """ "the Bread and Rights Circle": a name goes on before its "and" when an article stands before the whole."""
    words = document.words
    if begin < 3 or begin == head or words[begin - 1].low not in document.lexicon.words("grammar", "and"):
        return begin
    at = begin - 1
    while at > max(0, begin - FURTHEST) and tails.joined(document, at - 1, at) and _in_name(document, words[at - 1]):
        at -= 1
    named = at < begin - 1 and tails.joined(document, begin - 1, begin) and at > 0
    article = named and words[at - 1].low in document.lexicon.words("grammar", "articles")
    article = article or (named and document.plain[words[at].start - 2 : words[at].start] == ", ")
    own = document.hits.within("organisations", words[at].start, words[begin - 1].start)
    return at if article and not own else begin


def _over_adjectives(document: Document, head: int) -> int:
    """ "Светлагорскі цэлюлозна-кардонны камбінат": small adjectives before a small head, up to a capital one."""
    words = document.words
    at = head
    while at > 0 and head - at < 4 and tails.joined(document, at - 1, at) and ADJECTIVE.search(words[at - 1].low):
        at -= 1
        if words[at].capital and OF_A_PERSON.search(words[at].low) and given.is_given(words[at - 1].low):
            return head
        if words[at].capital and not COMMON.match(words[at].low):
            while at > max(0, head - FURTHEST) and words[at - 1].capital and tails.joined(document, at - 1, at):
                if not ADJECTIVE.search(words[at - 1].low) or persons.opens(document, words[at - 1]):
                    break
                at -= 1
            return at
    return head


def _mere_state(document: Document, span: Span, hit: Hit) -> bool:
    """The government of a state, a small police or prison: a power in the story and no body with a name."""
    small = document.plain[hit.start].islower() and not document.lexicon.setting("nouns_capitalised", False)
    inner = document.words_in(*span)
    if hit.key == "court" and document.lexicon.language in tails.ADJECTIVES_BEFORE:
        return _court_in_town(document, inner, hit)
    if hit.key == "prison":
        return small and not CODE.search(document.plain, hit.end, span[1] + 1) and inner[0].start == hit.start
    if hit.key != "state_body":
        return False
    if small and inner[0].start == hit.start:
        return True
    if (
        not small
        and len(inner) >= WHOLE
        and hit in document.hits.within("body_heads", hit.start, hit.end)
        and not persons.opens(document, inner[0])
    ):
        return False  # "le Service de renseignement militaire"
    last = inner[-1]
    if last.start > hit.end and document.hits.within("people", last.start, last.end, "official", "head"):
        return True
    states = places.starts(document)
    return len(inner) <= 4 and all(w.start in states or hit.start <= w.start < hit.end or not w.capital for w in inner)


def _court_in_town(document: Document, inner: list[Word], hit: Hit) -> bool:
    """ "Суд в Перми", "На суде в Перми": some court there, and no name."""
    rest = [w for w in inner if not (w.start < hit.end and hit.start < w.end)]
    before = [w for w in rest if w.start < hit.start]
    after = [w for w in rest if w.start > hit.start]
    return bool(after) and after[0].low in IN and all(w.low in (*IN, "на", "по") for w in before)


def _in_name(document: Document, word: Word) -> bool:
    if not word.capital:
        return False
    if word.low in document.lexicon.words("grammar", "sentence_starters") and persons.opens(document, word):
        return False
    office = document.hits.within("people", word.start, word.end, "official", "head", "title")
    return not office


def _proper(document: Document, span: Span, hit: Hit) -> bool:
    """A name has a capital head or a capital word beside it; "the police" is none."""
    words = document.words_in(*span)
    capitals = [w for w in words if w.capital]
    if _office_and_name(document, span, hit):
        return False
    head_capital = document.plain[hit.start].isupper()
    others = [w for w in capitals if w.start != hit.start]
    if document.lexicon.setting("nouns_capitalised", False):
        if hit.key == "prison" and (span[0] != hit.start or not document.words_in(hit.end, hit.end + 2)[:1]):
            return False  # "zu vier Monaten Gefängnis"
        return len(capitals) >= 2 and len(words) <= 9
    if hit.key == "prison" and CODE.fullmatch(document.plain, *span):
        return True
    if hit.key == "prison":
        return bool(others) and len(words) <= 6
    cased = document.lexicon.setting("heads_first", False) or document.lexicon.setting("heads_last", False)
    if not head_capital and not (cased and capitals):
        return False
    if len(words) == 1:
        name = document.plain[span[0] : span[1]]
        if acronyms.is_loud(document, span[0]) or name in LEGAL_WORDS:
            return False
        return hit.key == "intergovernmental" or (name.isupper() and len(name) < 7)
    alone = len(words) >= WHOLE and document.plain[span[1] : span[1] + 2].startswith(("\n", " (", " –", " —"))
    alone = alone or (hit.key == "union" and len(words) >= WHOLE and _members(document, words, hit))
    opens = span[0] <= document.layout.line_at(span[0]).body + 1 and len(capitals) == 1 and not alone
    return len(capitals) >= 1 and not opens and len(words) <= 12


def _members(document: Document, words: list[Word], hit: Hit) -> bool:
    """ "Независимый профсоюз работников связи": at the head of a sentence the name says whose union it is."""
    first = words[0]
    if document.lexicon.setting("heads_last", False):
        return bool(MEMBERS.search(first.low))
    if document.lexicon.language not in tails.ADJECTIVES_BEFORE or first.start == hit.start:
        return False
    return words[-1].start > hit.start and bool(ONE_UNION.search(first.low)) and not COMMON.match(first.low)


def _office_and_name(document: Document, span: Span, hit: Hit) -> bool:
    """ "Prosecutor NAME" is a person; "Prosecutor of the Republic" and "Prosecutor's Office" are none."""
    office = any(h.end == hit.end for h in document.hits.within("people", hit.start, hit.end, "official", "head"))
    return (
        office
        and span[1] > hit.end
        and document.plain[hit.end : hit.end + 1] == " "
        and all(w.capital for w in document.words_in(hit.end, span[1]))
    )
