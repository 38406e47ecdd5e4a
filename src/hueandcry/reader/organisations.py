"""Unions, parties, courts and other bodies that a text names."""

import functools
import re

from hueandcry import names
from hueandcry.reader import acronyms, persons
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Organisation, Span
from hueandcry.reader.words import Hit, Word

QUOTED = re.compile(
    r"“([^“”\n]{2,60})”|«([^«»\n]{2,60})»|\"([^\"\n]{2,60})\"|„([^„“”\n]{2,60})[“”]|‘([^‘\n]{2,60}?)’(?!\w)"
)
CODE = re.compile(r"[A-ZА-ЯІ]{1,4}[ -]?\d{1,4}(?:/\d{1,3})?")
LEGAL = re.compile(
    r",? (?:S\.? ?A\.?(?: de C\.?V\.?)?|S\.? ?L\.?|S\.? ?R\.? ?L\.?|SARL|SAS|GmbH|AG|Ltd\.?|Ltda\.?"
    r"|LLC|LLP|Inc\.?|plc|PLC|Co\. ?Ltd\.?"
    r"|Corp\.?|Sdn\.? Bhd\.?|A\.?Ş\.?|ЖШС|АҚ)(?!\w)"
)
SITE = re.compile(r"(?<![\w@./-])[A-Za-z][\w-]{2,30}\.(?:net|org|info|com)(?![\w/@]|\.\w)")
NEAR = 30
LONGEST_NAME = 8  # words that may follow the head
MANY = 300  # bodies in one text; more is a directory and no report


def find(document: Document) -> list[Organisation]:
    """The bodies in the text, one entry for one body."""
    found: list[tuple[Span, str]] = []
    found.extend(_headed(document))
    found.extend(_compounds(document))
    found.extend(_quoted(document))
    found.extend(acronyms.find(document))
    found.extend(_companies(document))
    merged: list[Organisation] = []
    known: dict[str, list[Organisation]] = {}
    for span, kind in sorted(found):
        if document.is_furniture(span[0]):
            continue
        _add(document, merged, known, span, kind)
    return merged


def _headed(document: Document) -> list[tuple[Span, str]]:
    """Capital words round a head: "Independent Miners' Union", "Committee for the Defence of X"."""
    found: list[tuple[Span, str]] = []
    reach = 0
    for hit in document.hits.of("organisations"):
        if hit.key in ("lead", "follow", "noise") or hit.start < reach:
            continue
        if document.hits.within("targets", hit.start, hit.end, "embassy"):
            continue  # a way to reach a state, and nobody in the story
        span = _spread(document, hit)
        if span and hit.key in ("company", "media") and document.plain[hit.start].islower() and span[0] == hit.start:
            capital = next((w.start for w in document.words_in(hit.end, span[1]) if w.capital), span[0])
            span = (capital, span[1])  # "la société X" is called X
        if span and _proper(document, span, hit):
            found.append((span, hit.key))
            reach = span[1]
    return found


def _compounds(document: Document) -> list[tuple[Span, str]]:
    """ "Negros-Soligruppe", "Metallarbeiterverband": German puts the head at the end of the word."""
    found: list[tuple[Span, str]] = []
    for ending, kind in document.lexicon.setting("compound_heads", {}).items():
        for word in document.words:
            if word.capital and word.low.endswith(ending) and len(word.low) > len(ending) + 2 and "-" in word.low:
                found.append(((word.start, word.end), kind))
    return found


def _spread(document: Document, hit: Hit) -> Span | None:
    """Grow from the head: capital words before it, and "of the X Y" after it."""
    words = document.words
    if hit.key == "prison":
        code = CODE.search(document.plain, hit.end, hit.end + 16)
        if code and code.start() <= hit.end + 4:
            return code.span()
    if document.plain[hit.start : hit.end].isupper():
        return hit.start, hit.end  # an acronym is the whole name
    first = document.word_index(hit.start)
    last = first
    while last + 1 < len(words) and words[last + 1].end <= hit.end:
        last += 1
    begin, stop = first, last
    if words[first].capital or document.lexicon.setting("heads_first", False):
        while begin > 0 and _joined(document, begin - 1, begin) and _in_name(document, words[begin - 1]):
            begin -= 1
    while stop + 1 < len(words) and _joined(document, stop, stop + 1):
        step = _step(document, stop) or _lower_step(document, stop, stop - first)
        if not step:
            break
        stop += step
    end = words[stop].end
    text = document.plain[words[begin].start : end]
    if text.endswith("'s"):
        end -= 2
    return words[begin].start, end


def _joined(document: Document, one: int, two: int) -> bool:
    end, start = document.words[one].end, document.words[two].start
    gap = document.plain[end:start]
    if gap == "\n":  # a wrapped line goes on, a short line has ended
        line = document.layout.line_at(end - 1)
        return line.end - line.start >= 50
    return gap in (" ", "' ", "-", " & ") or (not gap and document.plain[end - 1 : end] == "'")


def _in_name(document: Document, word: Word) -> bool:
    if not word.capital:
        return False
    if word.low in document.lexicon.words("grammar", "sentence_starters") and persons.opens(document, word):
        return False
    office = document.hits.within("people", word.start, word.end, "official", "head", "title")
    return not office


def _step(document: Document, at: int) -> int:
    """How many words further the name goes: a capital word, or little words and a capital word."""
    words, glue = document.words, document.lexicon.words("organisations_glue", "any")
    endings = tuple(document.lexicon.setting("glue_endings", ()))
    for length in (1, 2, 3):
        here = at + length
        if here >= len(words) or not _joined(document, here - 1, here):
            return 0
        word = words[here]
        if word.capital:
            if _name_ahead(document, here):
                return 0
            return length if _continues(document, word) else 0
        if word.low not in glue | _articles(document) and not (endings and word.low.endswith(endings)):
            return 0
    return 0


def _articles(document: Document) -> frozenset[str]:
    """A German article begins something new: "nahm der Geheimdienst die Anwältin NAME mit"."""
    capitals = document.lexicon.setting("nouns_capitalised", False)
    return frozenset() if capitals else document.lexicon.words("grammar", "articles")


def _lower_step(document: Document, at: int, so_far: int) -> int:
    """ "Fédération nationale de l'énergie": adjectives, and "de" with its noun, in languages that write them small."""
    endings = tuple(document.lexicon.setting("name_adjectives", ()))
    words = document.words
    if not endings or so_far > LONGEST_NAME or (so_far == 0 and not words[at].capital):
        return 0
    if words[at + 1].low.endswith(endings):
        return 1
    links = document.lexicon.words("grammar", "of") | document.lexicon.words("organisations_glue", "any")
    little = links | document.lexicon.words("grammar", "articles")
    here = at + 1
    joint = words[here].low in document.lexicon.words("grammar", "and")
    here += joint
    first = here
    while here < len(words) and words[here].low in little and _joined(document, here - 1, here):
        here += 1
    if here >= len(words) or not _joined(document, here - 1, here):
        return 0
    linked = here > first and words[first].low in links
    if joint and not linked:  # "des dockers et manutentionnaires du port"
        linked = here == first and here + 1 < len(words) and words[here + 1].low in links
    start, end = words[here].start, words[here].end
    foreign = document.hits.within("incidents", start, end) or document.hits.within("people", start, end, "says")
    return here - at if linked and not foreign else 0


def _name_ahead(document: Document, at: int) -> bool:
    """Two capital words of which the second looks like a surname are a person, not a body."""
    if at + 1 >= len(document.words):
        return False
    one, two = document.words[at], document.words[at + 1]
    return (
        document.lexicon.setting("heads_first", False)
        and two.capital
        and document.plain[one.end : two.start] == " "
        and bool(persons.SURNAME.search(two.low))
        and not document.hits.within("organisations", one.start, two.end)
    )


def _continues(document: Document, word: Word) -> bool:
    return not (
        document.hits.within("people", word.start, word.end, "title")
        or document.hits.within("channels", word.start, word.end)
        or document.hits.within("weekdays", word.start, word.end)
        or document.hits.within("months", word.start, word.end)
    )


def _proper(document: Document, span: Span, hit: Hit) -> bool:
    """A name has a capital head or a capital word beside it; "the police" is none."""
    words = document.words_in(*span)
    capitals = [w for w in words if w.capital]
    if _office_and_name(document, span, hit):
        return False
    head_capital = document.plain[hit.start].isupper()
    others = [w for w in capitals if w.start != hit.start]
    if document.lexicon.setting("nouns_capitalised", False):
        return len(capitals) >= 2 and len(words) <= 9
    if hit.key == "prison" and CODE.fullmatch(document.plain, *span):
        return True
    if hit.key == "prison":
        return bool(others) and len(words) <= 6
    if not head_capital and not (document.lexicon.setting("heads_first", False) and capitals):
        return False
    if len(words) == 1:
        name = document.plain[span[0] : span[1]]
        return hit.key == "intergovernmental" or (name.isupper() and len(name) < 7)
    opens = span[0] <= document.layout.line_at(span[0]).body + 1 and len(capitals) == 1
    return len(capitals) >= 1 and not opens and len(words) <= 12


def _office_and_name(document: Document, span: Span, hit: Hit) -> bool:
    """ "Prosecutor NAME" is a person; "Prosecutor of the Republic" and "Prosecutor's Office" are none."""
    office = any(h.end == hit.end for h in document.hits.within("people", hit.start, hit.end, "official", "head"))
    return (
        office
        and span[0] == hit.start
        and document.plain[hit.end : hit.end + 1] == " "
        and all(w.capital for w in document.words_in(hit.end, span[1]))
    )


def _companies(document: Document) -> list[tuple[Span, str]]:
    """ "Hidroeléctrica Tres Cumbres, S.A.": the legal form says that the words before it are a company."""
    found: list[tuple[Span, str]] = []
    glue = document.lexicon.words("organisations_glue", "any")
    for m in LEGAL.finditer(document.plain):
        words = document.words_in(max(0, m.start() - 80), m.start())
        if not words or document.plain[words[-1].end : m.start()].strip(' )»”"'):
            continue
        begin = len(words)
        while begin > 0 and (words[begin - 1].capital or words[begin - 1].low in glue):
            last = words[begin].start if begin < len(words) else m.start()
            if document.plain[words[begin - 1].end : last].strip(' ()»”"&-'):
                break
            begin -= 1
        while begin < len(words) and not words[begin].capital:
            begin += 1
        if begin < len(words):
            found.append(((words[begin].start, m.end()), "company"))
    return found


def _quoted(document: Document) -> list[tuple[Span, str]]:
    """A name in quotation marks beside a word such as "movement" or "newspaper"."""
    found: list[tuple[Span, str]] = []
    for m in QUOTED.finditer(document.text):
        inner = m.span(m.lastindex or 0)
        if not document.text[inner[0]].isupper() and not document.text[inner[0]].isdigit():
            continue
        kind = _beside(document, m.start(), m.end())
        if kind and len(document.words_in(*inner)) <= 8:
            found.append((_trim(document, inner), kind))
    return found


def _beside(document: Document, start: int, end: int) -> str | None:
    before = document.hits.within("organisations", max(0, start - NEAR), start)
    close = [h for h in before if len(document.plain[h.end : start].split()) <= 2]
    after = [h for h in document.hits.within("organisations", end, end + 18) if h.start <= end + 2]
    near = [*after, *close[-1:]]
    for hit in near:
        if any(c in document.plain[min(hit.end, end) : max(hit.start, start)] for c in ".;:!?"):
            continue
        return _kind_of(document, hit)
    return None


def _kind_of(document: Document, hit: Hit) -> str:
    word = document.plain[hit.start : hit.end].lower()
    for kind in ("media", "movement", "party", "union", "ngo", "company"):
        if any(word.startswith(w.rstrip("*")) for w in document.lexicon.words("organisations", kind)):
            return kind
    return "organisation" if hit.key in ("lead", "follow", "noise") else hit.key


def _add(
    document: Document,
    merged: list[Organisation],
    known: dict[str, list[Organisation]],
    span: Span,
    kind: str,
) -> None:
    """Put a mention to the body it names already, or begin a new one."""
    name = " ".join(document.text[span[0] : span[1]].split())
    folded = _folded(name)
    before = document.plain[span[0] - 2 : span[0]]
    if before in (" (", "\n(") and merged and any(e == span[0] - 2 for _, e in merged[-1].spans["name"]):
        merged[-1].spans["name"].append(span)
        merged[-1].aliases.append(name)
        for word in folded:
            known.setdefault(word, []).insert(0, merged[-1])
        return
    for one in {id(o): o for word in folded for o in known.get(word, ())[:MANY]}.values():
        if any(_alike(folded, _folded(other)) for other in [one.name, *one.aliases]):
            one.spans["name"].append(span)
            if name != one.name and name not in one.aliases:
                one.aliases.append(name)
            return
    if not folded or len(merged) >= MANY:
        return
    merged.append(Organisation(name, [], kind, {"name": [span]}))
    for word in folded:
        known.setdefault(word, []).append(merged[-1])


@functools.lru_cache(maxsize=4096)
def _folded(name: str) -> frozenset[str]:
    return frozenset(names.fold(name).split()) - {"the", "of", "for", "and"}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= 0.6 * len(one | other)


def _trim(document: Document, span: Span) -> Span:
    start, end = span
    while end > start and document.plain[end - 1] in " .,'":
        end -= 1
    return start, end
