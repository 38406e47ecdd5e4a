"""Postal addresses: the run of parts between commas that are streets, numbers, postcodes and towns."""

import re

from hueandcry.reader.action import channels
from hueandcry.reader.draft import Span
from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.where import places, townlist
from hueandcry.reader.who import persons

PARTS = re.compile(r"\s+[–—-]\s+|[ ]*[,;\n|·•]\s*|[ ]{3,}|:\s+(?=[№\d]|[^\W\d_]{1,4}\.\s?[^\W\d_])|\s+(?=\()|\)\s*")
CODE = re.compile(r"(?:[^\W\d_]{1,2}\.? ?-?){1,3}\d{4,6}")  # "C.P. 11850", "AZ1066"
HOUSE_NUMBER = re.compile(r"[^\W\d_]{4,},? \d{1,4}[a-zа-я]?(?:[-/]\d{1,4})?(?!\d)", re.IGNORECASE)  # "Anier 17-19"
POSTCODE = re.compile(
    r"(?<![\d-])\d{4,6}(?![\d-])|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{3} ?\d{2}\b"
    r"|\b(?:B\.? ?P\.?|P\.? ?O\.? ?Box|Apartado|Postfach)\b",
    re.IGNORECASE,
)
DIGIT = re.compile(r"\d")
NUMBERED = re.compile(r"(?<!\d)\d{1,4}[a-zа-я]?(?:[-/]\d{1,4})?(?!\d)", re.IGNORECASE)
ACCOUNT = re.compile(r"#\d{4}|\d{8}|\b[A-Z]{2}\d\d \d{4}")  # of a prisoner, or at a bank
NUMBER_ONLY = re.compile(r"(?:№|[Nn][°ºo]\.? ?)?\d{1,4}[a-zа-яA-ZА-Я]?(?:/\d{1,3})?$")
BODIES = ("state_body", "court", "prison", "intergovernmental", "ngo", "union")
TIMES = re.compile(r"(?<![\d/])\d{1,2}(?:[:.]\d\d)?\s?(?:-|–|to|до|по|a|à|bis|да)\s?\d{1,2}(?:[:.]\d\d)?(?!\d)")  # 9-17
HOUSE = re.compile(r"\d{1,4}[a-zA-Zа-я]? (?:[^\W\d_][\w.'-]* ){0,3}$")  # "12 Hill" before "Street"
WRAPPED = re.compile(r"[^\n]\n[^\n]")
HOUSE_FIRST = re.compile(r"(?<![^\s(,;:|])\d{1,4}(?: ?(?:bis|ter|[a-zA-Z]))?, $")  # "22, rue des Roses"
HOUSE_WIDE = 10
CALLE = re.compile(r"[Cc]/ ?[A-ZÁÉÍÓÚ]\w")  # "C/ Mayor"
FORM = 12  # letters of a word over a blank of a form
LONGEST = 160  # letters of a part
SHORTEST = 8  # letters of an address
WORDS = 7  # words of a part that is a street or a town
LEAST = 3  # parts of an address that has no street, the state among them
TOWN = 24  # letters of a town's name
FEW = 4  # words of a body inside an address
WHOLE = 12  # words of an address without commas, with a postcode among them
ARTICLE = 4  # letters before the name of a state
DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d")
STATE_BELOW = re.compile(r",? ?\n{1,2}(?=[^\W\d_])")
KEEP_DOT = re.compile(r"\b[^\W\d_]{1,3}\.$")


def find(document: Document, start: int, end: int) -> Span | None:
    """The postal address between two places, after its label or by its look, or None."""
    known: dict[Span, Span | None] = document.notes.setdefault("postal", {})
    if (start, end) not in known:
        known[start, end] = _find(document, start, end)
    return known[start, end]


def _find(document: Document, start: int, end: int) -> Span | None:
    for _first, after, kind in labels.find(document, start, end):
        if kind == "post" and not _blank(document, _first):
            stop = _post_end(document, after, end)
            begin = after + len(document.plain[after:stop]) - len(document.plain[after:stop].lstrip(" :.\n-–"))
            if stop - begin > SHORTEST:
                return begin, stop
    runs = _runs(document, start, end) if _numbered(document, start, end) else []
    addresses = [span for run in runs if (span := _span(document, run))]
    return max(addresses, key=lambda s: s[1] - s[0], default=None) or _to_state(document, start, end)


def _blank(document: Document, place: int) -> bool:
    """ "Address" alone on its line, or "Address:" below "Name:": a form to fill in."""
    line = document.layout.line_at(place)
    if len(line.text) > FORM or document.plain[line.body : place].strip():
        return False
    if not line.text.endswith(":"):
        return line.text[-1].isalpha() and not document.plain[place : line.end].count(" ")
    above = document.layout.lines[max(0, document.layout.index_at(line.start) - 1)]
    named = document.hits.within("letter", above.start, above.end, "after")
    return above.text.endswith(":") and bool(named) and named[0].start <= above.body


def _numbered(document: Document, start: int, end: int) -> bool:
    """An address has a figure in it, a street, or a box."""
    return bool(
        DIGIT.search(document.plain, start, end)
        or document.hits.within("channels", start, end, "street")
        or POSTCODE.search(document.plain, start, end)
    )


def _to_state(document: Document, start: int, end: int) -> Span | None:
    """ "Fifth Settlement / New Cairo / Egypt": places that end with a state, without a street or a number."""
    states = {m.start: m.end for m in places.find(document) if start <= m.start < end}
    if not states:
        return None
    parts = _parts(document, start, end)
    for last in range(len(parts) - 1, LEAST - 2, -1):
        if parts[last][1] != states.get(parts[last][0]):
            continue
        first = last
        while first > 0 and _is_place(document, parts[first - 1], parts[first][0]):
            first -= 1
        if last - first + 1 >= LEAST:
            return parts[first][0], parts[last][1]
    return None


def _is_place(document: Document, part: Span, following: int) -> bool:
    """A part with capitals that names nobody, close before the next one."""
    return (
        not _far(document, part[1], following, 1)
        and _kind(document, *part, True) == "place"
        and not persons.name_in(document, *part)
    )


def _runs(document: Document, start: int, end: int) -> list[list[tuple[str, Span]]]:
    """The parts that follow each other and may be of one address."""
    runs: list[list[tuple[str, Span]]] = [[]]
    town: Span | None = None
    breaks = 1 if WRAPPED.search(document.plain, start, end) else 2
    for first, last in _parts(document, start, end):
        kind = _kind(document, first, last, bool(runs[-1]))
        if kind == "other" and runs[-1] and _inside(document, runs[-1][-1][1][1], first, last):
            kind = "body"
        if kind == "other" or (runs[-1] and _far(document, runs[-1][-1][1][1], first, breaks)):
            runs.append([])
        if kind != "other":
            if not runs[-1] and town and not _far(document, town[1], first, 0):
                runs[-1].append(("place", town))
            runs[-1].append((kind, (first, last)))
        town = (first, last) if _is_town(document, first, last) else None
    return runs


def _is_town(document: Document, start: int, end: int) -> bool:
    """ "Бишкек, ул. Лущихина, 88": a town of the lists in its dictionary form."""
    low = document.plain[start:end].lower()
    return end - start < TOWN and (townlist.is_town(low) or townlist.is_listed(document.lexicon.language, low))


def _inside(document: Document, before: int, start: int, end: int) -> bool:
    """ "5th floor, Council Annex, 12 Hill Street": a body of few words, a comma before and behind it on one line."""
    few = len(document.words_in(start, end)) <= FEW and bool(document.hits.within("organisations", start, end, *BODIES))
    gap, following = document.plain[before:start], document.plain[end : end + 1]
    return few and gap.strip(" ") == "," and following == "," and not _tells(document, start, end)


def _post_end(document: Document, start: int, end: int) -> int:
    """An address ends at the next channel, the next blank line or the end of its block."""
    stop = end
    for place, _, _ in labels.find(document, start, end):
        stop = min(stop, place)
    for channel in channels.find(document, start, stop):
        if channel.kind == "email" or channel.value.startswith(("+", "(")):
            stop = min(stop, channel.start)
    blank = document.plain.find("\n\n", start + 2, stop)
    stop = blank if blank > 0 else stop
    return start + len(document.plain[start:stop].rstrip(" \n,;.(|/-–:"))


def _parts(document: Document, start: int, end: int) -> list[Span]:
    """The parts outside channels and their labels."""
    cuts = [(c.start, c.end) for c in channels.find(document, start, end)]
    cuts += [(a, b) for a, b, kind in labels.find(document, start, end)]
    edges = sorted([*cuts, *(m.span() for m in PARTS.finditer(document.plain, start, end))])
    found, here = [], start
    for a, b in [*edges, (end, end)]:
        if a > here:
            found.append((here, a))
        here = max(here, b)
    pieces = [piece for part in found for piece in _sentences(document, part)]
    return [last for piece in pieces for last in _before_street(document, piece) if last[1] > last[0]]


def _before_street(document: Document, part: Span) -> list[Span]:
    """ "Embassy of Tarnia 3 impasse des Tilleuls": where the street begins inside a part."""
    if part[1] - part[0] > 2 * LONGEST:
        return [part]
    for hit in document.hits.within("channels", *part, "street"):
        number = HOUSE.search(document.plain[part[0] : hit.start])
        opens = not document.plain[hit.start].isupper() and any(c.isdigit() for c in document.plain[hit.end : part[1]])
        begin = part[0] + number.start() if number else hit.start if opens and hit.end - hit.start > 1 else 0
        if not number and not (
            _tells(document, part[0], hit.start) or document.hits.within("organisations", part[0], hit.start, *BODIES)
        ):
            continue  # "Independence Avenue 5": the name of the street
        if begin > part[0] + 2 and any(c.isalpha() for c in document.plain[part[0] : begin]):
            return [_trim(document, part[0], begin), _trim(document, begin, part[1])]
    return [part]


def _sentences(document: Document, part: Span) -> list[Span]:
    """A full stop ends a part, unless it belongs to an abbreviation."""
    pieces, here = [], part[0]
    for m in re.finditer(r"\. (?=[^\W\d_]|\d{5,6}\b)", document.plain[part[0] : part[1]]):
        stop = part[0] + m.start() + 1
        initials = document.plain[stop + 1].isdigit() and not document.plain[stop - 2].isascii()  # not "D.C. 20009"
        if initials or not KEEP_DOT.search(document.plain[here:stop]):
            pieces.append(_trim(document, here, stop))
            here = stop
    return [*pieces, _trim(document, here, part[1])]


def _kind(document: Document, start: int, end: int, going: bool) -> str:
    """street, code, place (only beside one of the others) or other."""
    text = document.plain[start:end]
    most = WHOLE if POSTCODE.search(text) else WORDS
    if end - start > LONGEST or "@" in text or ":" in text or len(text.split()) > most:
        return "other"
    if ACCOUNT.search(text) or DAY.search(text) or document.hits.within("targets", start, end, "ask"):
        return "other"
    street = document.hits.within("channels", start, end, "street")
    led = bool(street) and street[0].start == start and street[0].end - start > 2  # "Avda. General NAME 12"
    if street and any(c.isdigit() for c in text) and (led or not _tells(document, start, end)):
        return "street"  # "1 Courts Street" is no court
    if CALLE.match(text):
        return "street"
    if _speaks(document, start, end, street) or (TIMES.search(text) and not street and not HOUSE_NUMBER.search(text)):
        return "other"
    inside = document.words_in(start, end)
    named = [w for w in inside if w.capital and len(w.low) > 1]
    small = [w for w in inside if not w.capital and w.low.isalpha() and len(w.low) > 3]
    if (
        POSTCODE.search(text)
        and (street or len(small) < 3)
        and (named or len(text) < 8 or CODE.fullmatch(text) or not any(c.isalpha() for c in text))
    ):
        return "code"
    if street and (named or going):
        return "street"
    if (NUMBERED.search(text) and named and len(small) < 2) or (going and NUMBER_ONLY.match(text)):
        return "street"
    return "place" if going and named and len(text.split()) <= WORDS - 2 else "other"


def _speaks(document: Document, start: int, end: int, street: list[Hit]) -> bool:
    """Does the part say who somebody is, or when?"""
    if _tells(document, start, end):
        return True
    titles = document.hits.within("people", start, end, "title")
    if not street and any(h.end - h.start > 2 for h in titles):  # "г." is a town too, "Col." a quarter
        return True
    led = bool(street) and street[0].start == start  # "вул. Інститутська" is no institute
    return not led and bool(document.hits.within("organisations", start, end, *BODIES))


def _tells(document: Document, start: int, end: int) -> bool:
    """An office, a day, an hour, or a word that asks the reader something."""
    hits = document.hits
    return bool(
        hits.within("people", start, end, "official", "perpetrator", "head")
        or (hits.within("months", start, end) and not hits.within("channels", start, end, "street"))
        or hits.within("weekdays", start, end)
        or hits.within("channels", start, end, "hours")
        or hits.within("targets", start, end, "marker", "copies", "embassy", "own_country", "contact", "salutation")
    )


def _far(document: Document, before: int, place: int, breaks: int) -> bool:
    """Something else stands between two parts, or the block has ended; each line may be a paragraph."""
    gap = document.plain[before:place]
    return any(c.isalnum() for c in gap) or gap.count("\n") > breaks


def _span(document: Document, run: list[tuple[str, Span]]) -> Span | None:
    while run and run[-1][0] == "body":
        run = run[:-1]
    kinds = [kind for kind, _ in run]
    if "street" not in kinds and "code" not in kinds:
        return None
    if len(run) == 1 and not POSTCODE.search(document.plain, *run[0][1]) and len(document.plain[slice(*run[0][1])]) < 8:
        return None
    start, end = run[0][1][0], run[-1][1][1]
    house = HOUSE_FIRST.search(document.plain, max(0, start - HOUSE_WIDE), start)
    start = house.start() if house else start
    if not any(c.isalpha() for c in document.plain[start:end]):
        return None  # a number and nothing else
    if len(run) == 1 and not any(c.isdigit() for c in document.plain[start:end]):
        return None  # "Presidential Palace" alone is a house and no address
    if document.plain[end : end + 1] == ")" and document.plain.count("(", start, end) > document.plain.count(
        ")", start, end
    ):
        end += 1
    end = _with_state(document, end)
    return (start, end) if end - start > SHORTEST else None


def _with_state(document: Document, end: int) -> int:
    """The state on a line of its own ends the address, even behind a blank line."""
    gap = STATE_BELOW.match(document.plain, end)
    if not gap:
        return end
    line = document.layout.line_at(gap.end())
    states = (
        m for m in places.find(document) if line.start <= m.start <= line.start + ARTICLE and m.end >= line.end - 1
    )
    return min(line.end, max((m.end for m in states), default=end))


def _trim(document: Document, start: int, end: int) -> Span:
    while start < end and document.plain[start] in " \n.,;:-–—(|/":
        start += 1
    while end > start and document.plain[end - 1] in " \n,;:-–—(|/":
        end -= 1
    if document.plain[end - 1 : end] == "." and not KEEP_DOT.search(document.plain[max(start, end - 5) : end]):
        end -= 1
    return start, end
