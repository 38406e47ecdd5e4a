"""Names of bodies without a word such as "union" in them, by what stands beside the name."""

import re

from hueandcry.reader.draft import Span
from hueandcry.reader.groups import companies, headed
from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit, Word
from hueandcry.reader.where import places
from hueandcry.reader.who import given, surnames

LONGEST = 6  # words of such a name
BETWEEN = frozenset((" ", "-", " & ", "&"))
SHORTEST = 4  # letters
LIKE = re.compile(
    r" (?:such as|like|called|named|known as|como|llamad[oa]|denominad[oa]|comme|appelée?|nommée?|wie|namens)(?= )"
)
PURPOSE = re.compile(r" d(?:e |'|es |u |el )[^\W\d_A-Z]{4,20}(?: [^\W\d_A-Z]{2,20}){0,2}(?= [A-Z])")
OWNED = re.compile(r"[A-Z](?<![\w-].)\w{2,20}(?=-(?:owned|run|operated|controlled|affiliated)(?!\w))")
APPOSED = 5  # words between the article and the noun in "X, a small right-wing advocacy group"
OWNERS = frozenset(("ru", "uk", "be"))  # languages in which a name after the noun may be its owner


def find(document: Document) -> list[tuple[Span, str]]:
    """ "the firm X", "X, a mining company", "director of X"."""
    found: list[tuple[Span, str]] = []
    for hit in document.hits.of("body_nouns"):
        span = _after_noun(document, hit) or _before_noun(document, hit) or _named_before(document, hit)
        if span:
            found.append((span, hit.key))
    for hit in document.hits.of("body_people", "of"):
        span = _run(document, document.word_index(hit.end), hit.end)
        if span and _distinct(document, span, twice=True):
            found.append((span, "organisation"))
    states = places.starts(document)  # "state-owned", "Chinese-owned"
    found.extend((m.span(), "company") for m in OWNED.finditer(document.plain) if m.start() not in states)
    return found


def _after_noun(document: Document, hit: Hit) -> Span | None:
    """ "the mining company Panon": no comma between."""
    capitals = bool(document.lexicon.setting("nouns_capitalised", False))
    if document.plain[hit.start].isupper() != capitals:
        return None
    like = LIKE.match(document.plain, hit.end) or _purpose(document, hit.end)  # "a newspaper such as X"
    end = like.end() if like else hit.end
    at = document.word_index(end)
    firm = hit.key in ("company", "media") and at < len(document.words) and document.words[at].low < "Ѐ"
    span = _run(document, at, end, anybody=firm)
    if span is None or (hit.key not in ("company", "media") and not _distinct(document, span)):
        return None
    owner = document.lexicon.language in OWNERS and document.plain[span[0]] >= "Ѐ"  # "на сайте Кремля"
    return None if owner else span


def _purpose(document: Document, end: int) -> re.Match[str] | None:
    """ "empresa de investigación colaborativa X": what the firm is for stands between."""
    found = PURPOSE.match(document.plain, end) if document.lexicon.language in ("es", "fr") else None
    little = document.lexicon.words("organisations_glue", "any") | document.lexicon.words("grammar", "articles")
    return found if found and found.group().split()[-1] not in little else None


def _before_noun(document: Document, hit: Hit) -> Span | None:
    """ "Panon, a small mining company": an article, the noun, and nothing but adjectives between them."""
    words = document.words
    at = document.word_index(hit.start)
    if words[at].capital and not document.lexicon.setting("nouns_capitalised", False):
        return None
    articles = document.lexicon.words("grammar", "articles") | document.lexicon.words("grammar", "indefinite")
    links = document.lexicon.words("organisations_glue", "any")
    first = at
    while first > 0 and at - first < APPOSED and words[first].low not in articles:
        if words[first].low in links or document.plain[words[first - 1].end : words[first].start] not in BETWEEN:
            break
        if not articles and not headed.ADJECTIVE.search(words[first - 1].low):
            break
        first -= 1
    bare = first == at or not articles
    if first < 1 or (words[first].low not in articles and not bare):
        return None
    if document.plain[words[first - 1].end : words[first].start] not in (", ", " ("):
        return None
    last = first - 1
    begin = last
    while begin > 0 and last - begin < LONGEST and words[begin - 1].capital:
        if document.plain[words[begin - 1].end : words[begin].start] not in BETWEEN:
            break
        begin -= 1
    span = _run(document, begin, words[begin].start)
    return span if span and span[1] == words[last].end and _distinct(document, span) else None


def _named_before(document: Document, hit: Hit) -> Span | None:
    """ "the Open Sahara website", "the Golden Dragon plant": English puts such a name before its noun."""
    words = document.words
    at = document.word_index(hit.start)
    if document.lexicon.language != "en" or words[at].capital:
        return None
    begin = at
    while begin > 0 and at - begin < APPOSED and words[begin - 1].capital:
        if document.plain[words[begin - 1].end : words[begin].start] not in BETWEEN:
            break
        begin -= 1
    if at - begin < 2 or begin == 0 or words[begin - 1].low != "the":
        return None
    run = words[begin:at]
    if _is_person(document, run) or _is_common(document, run) or any(w.low.endswith("'s") for w in run):
        return None
    states = places.starts(document)
    return None if any(w.start in states for w in run) else (run[0].start, run[-1].end)


def _run(document: Document, at: int, end: int, anybody: bool = False) -> Span | None:
    """Capital words that follow at once, when they are neither a person (unless anybody will do) nor a place."""
    words = document.words
    if at >= len(words) or not words[at].capital or document.plain[end : words[at].start] not in (" ", ""):
        return None
    last = at
    while last + 1 < len(words) and last - at < LONGEST and words[last + 1].capital:
        if document.plain[words[last].end : words[last + 1].start] not in BETWEEN:
            break
        last += 1
    run = words[at : last + 1]
    if (not anybody and _is_person(document, run)) or _is_common(document, run):
        return None
    legal = companies.LEGAL.match(document.plain, run[-1].end)
    return run[0].start, legal.end() if legal else run[-1].end


def _is_person(document: Document, run: list[Word]) -> bool:
    first, last = run[0], run[-1]
    tables = ("official", "officials", "head", "title", "perpetrator", "at_risk", "organiser")
    if document.hits.within("people", first.start, last.end, *tables):
        return True
    if any(given.is_given(w.low) for w in run[:2]):
        return True
    cyrillic = "Ѐ" <= first.low[0] <= "ӿ"
    return (len(run) == 1 or cyrillic) and surnames.is_surname(last.low)


def _is_common(document: Document, run: list[Word]) -> bool:
    """A day, a place, a people, a word of the lexicon, a word cried out."""
    first, last = run[0], run[-1]
    for table in ("weekdays", "months", "demonyms", "channels", "incidents", "towns", "targets"):
        if document.hits.within(table, first.start, last.end):
            return True
    known = document.lexicon
    if first.low in known.words("grammar", "stopwords") | known.words("grammar", "sentence_starters"):
        return True
    if len(run) == 1 and everyday.is_word(first.low, known.language):
        return True
    states = places.starts(document)
    return all(w.start in states for w in run) or _is_shouted(document, first, last)


def _is_shouted(document: Document, first: Word, last: Word) -> bool:
    name = document.plain[first.start : last.end]
    return (name.isupper() and "-" not in name) or len(name) < SHORTEST


def _distinct(document: Document, span: Span, twice: bool = False) -> bool:
    """Two words, a hyphen, a capital inside, or a word that the text prints no other way (and more than once)."""
    name = document.plain[span[0] : span[1]]
    if " " in name or "-" in name or not name[1:].islower():
        return True
    return name.lower() not in document.small() and (not twice or document.plain.count(name) > 1)
