"""Quantities as printed: terms, sums of money, counts of people."""

import re
from dataclasses import dataclass, field

from hueandcry.reader.draft import Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word

SIGN = re.compile(
    r"(?:(?:US|A|C|NZ|HK|R)?[€$£₸₽₴₺₹₦₱]|(?:USD|EUR|GBP|KZT|RUB|BYN|UAH|CHF|KES|UGX|PHP|PKR|Rs\.?|Tk)(?=[ ]\d)"
    r"|\b(?:N|KSh|USh|TSh|Rs|Tk|RM|Rp)(?=\d))[ ]?\d[\d.,]{0,15}(?<![.,])"
    r"(?:[ ]\d{3})*(?:[ ](?:million|thousand|billion|млн|тыс|millones|millions)\.?)?"
)
SIGNED_AFTER = re.compile(r"\d(?<![\d.,].)\d{0,2}(?:[ .,]\d{3})*(?:[.,]\d{1,2})?[ ]?[€$£₸₽₴₺₹₦₱]")
DIGIT = re.compile(r"\d")
FRACTIONS = ("½", "¼", "¾")
LISTED = re.compile(r"(\d{1,4}|[^\W\d_]{2,14})[ \n]{0,2}(?:,[ \n]?|[ \n][^\W\d_]{1,3}[ \n])$")
RESTATED = re.compile(r"[ ]?(?:\([^\W\d_]*(?:[ ][^\W\d_]+){0,2}|(?:, |=|[–—-] )[^\W\d_]+(?:[ ][^\W\d_]+){0,2})[ ]?$")
JOINS = 16  # letters between a sum and the same sum in another currency
WORDS = 60  # letters back from a unit to where its number may begin
LISTS = 30  # numbers of one list
YEARS = 40  # years of a term; more is an age or a history
NEAR = 30  # letters between a long term and the word that says it is one
NOTED = "quantities"
HEADS = ("people", "things")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit; `spans` are two when a list names the unit once for all ("36, 24 and 9 months")."""

    start: int
    end: int
    kind: str  # time, money, people, things
    penal: bool = True  # a term or a sum that can be a penalty: no hours, no age, no "three days later"
    lasts: bool = False  # a time for which something went on, hours as well
    spans: list[Span] = field(default_factory=list, compare=False)


def find(document: Document, start: int, end: int) -> list[Quantity]:
    """The quantities between two places, in order."""
    cache: dict[Span, list[Quantity]] = document.notes.setdefault(NOTED, {})
    if (start, end) not in cache:
        cache[start, end] = _find(document, start, end)
    return cache[start, end]


def number(document: Document, one: Quantity) -> int:
    """How many, when one word says it; 0 when it is not that simple."""
    words = document.words_in(one.start, one.end)
    if not words:
        return 0
    if words[0].low.isdigit():
        return int(words[0].low[:6])
    hits = document.hits.within("numbers", words[0].start, words[0].end)
    return int(hits[0].key) if hits else 0


def _find(document: Document, start: int, end: int) -> list[Quantity]:
    signs: list[Span] = []
    if DIGIT.search(document.plain, start, end):
        signs += [m.span() for m in SIGN.finditer(document.plain, start, end)]
        signs += [m.span() for m in SIGNED_AFTER.finditer(document.plain, start, end)]
    found = [Quantity(s, e, "money", True, False, [(s, e)]) for s, e in signs]
    for hit in document.hits.within("quantities", start, end, "time", "days", "money"):
        first = number_before(document, start, hit.start)
        if first is None:
            continue
        last = _half_after(document, hit.end)
        kind = "money" if hit.key == "money" else "time"
        lasts = kind == "time" and _penal(document, first, hit.start, last)
        penal = kind == "money" or (lasts and not document.hits.within("events", hit.start, last, "hours"))
        found.append(Quantity(first, last, kind, penal, lasts, [(first, last)]))
        unit = (hit.start, hit.end)
        found += [Quantity(s, e, kind, penal, lasts, [(s, e), unit]) for s, e in _listed(document, start, first)]
    compounds = [(w.start, w.end) for w in _compounds(document, start, end)]
    found += [Quantity(*span, "time", True, True, [span]) for span in compounds]
    for hit in document.hits.within("quantities", start, end, *HEADS):
        first = number_before(document, start, hit.start, apart=1)
        if first is not None:
            found.append(Quantity(first, hit.end, hit.key, False, False, [(first, hit.end)]))
    return _joined(document, sorted(found, key=lambda q: (q.start, q.kind in HEADS, -q.end)))


def _compounds(document: Document, start: int, end: int) -> list[Word]:
    """ "One-year", "two-month": a number and its unit in one word."""
    found = []
    for word in document.words_in(start, end):
        number, hyphen, unit = word.low.partition("-")
        if not hyphen or unit not in document.lexicon.words("quantities", "time"):
            continue
        if any(number in document.lexicon.words("numbers", key) for key in document.lexicon.tables.get("numbers", {})):
            found.append(word)
    return found


def _joined(document: Document, found: list[Quantity]) -> list[Quantity]:
    """One of two that overlap, and one sum told twice: "30 base units (870 roubles)"."""
    kept: list[Quantity] = []
    for one in found:
        last = kept[-1] if kept else None
        if last and one.start < last.end:
            continue
        if last and last.kind == one.kind and len(last.spans) == len(one.spans) == 1:
            gap = document.plain[last.end : one.start]
            money = one.kind == "money" and len(gap) < JOINS and RESTATED.fullmatch(gap)
            time = (
                one.kind == "time"
                and last.penal
                and _and(document, last.end, one.start)
                and _smaller(document, last, one)
            )
            if money or time:
                end = one.end + (document.plain[one.end : one.end + 1] == ")" and "(" in gap)
                kept[-1] = Quantity(last.start, end, one.kind, last.penal, last.lasts, [(last.start, end)])
                continue
        kept.append(one)
    return kept


def _and(document: Document, start: int, end: int) -> bool:
    words = document.words_in(start, end)
    ands = document.lexicon.words("grammar", "and")
    return document.plain[start:end].isspace() or (len(words) == 1 and words[0].low in ands)


def _smaller(document: Document, one: Quantity, two: Quantity) -> bool:
    """ "Two years and six months" is one term, "two years and three years" are two."""
    return document.plain[one.start : one.end].split()[-1][:2] != document.plain[two.start : two.end].split()[-1][:2]


def _penal(document: Document, first: int, unit: int, last: int) -> bool:
    """Can this time be a term, and is it no age and no "three days later"?"""
    word = document.plain[unit:last].lower()
    if document.hits.within("day", last, last + 14, "ago", "later", "earlier") or document.hits.within(
        "day", max(0, first - 14), first, "ago", "later"
    ):
        return False
    if document.plain[last : last + 4].lower() in ("-old", " old") or document.hits.within(
        "events", last, last + 16, "age"
    ):
        return False
    following = document.words_in(last, last + 14)[:1]
    opens = not document.plain[max(0, first - 2) : first].strip(" \n.,;:–—(")
    if opens and following and document.hits.within("events", following[0].start, following[0].end, "after"):
        return False  # "one week after his arrest"
    words = document.words_in(max(0, first - 14), first)
    if words and document.hits.within("events", words[-1].start, words[-1].end, "since"):
        return False
    number = document.plain[first:unit].strip(" -")
    if not (number.isdigit() and int(number[:6]) >= YEARS and word[:1] in "yaljгрж"):
        return True
    return bool(document.hits.within("incidents", first - NEAR, last + NEAR, "sentence"))  # "a sentence of 58 years"


def _listed(document: Document, start: int, first: int) -> list[Span]:
    """The numbers before a number that share its unit: "36, 24 and 9 months"."""
    found: list[Span] = []
    place = first
    while len(found) < LISTS:
        m = LISTED.search(document.plain, max(start, place - 24), place)
        if not m or not (m[1].isdigit() or document.hits.within("numbers", m.start(1), m.end(1))):
            break
        if m[1].isdigit() and len(m[1]) == 4 and m[1][:2] in ("19", "20"):
            break
        if document.hits.within("months", max(0, m.start(1) - 1), m.end()):
            break
        found.append((m.start(1), m.end(1)))
        place = m.start(1)
    return found[::-1] if len(found) > 1 or _conjunction(document, found, first) else []


def _conjunction(document: Document, found: list[Span], first: int) -> bool:
    """Two numbers share a unit when "and" stands between, and not "or" or a comma of the sentence."""
    ands = document.lexicon.words("grammar", "and")
    return bool(found) and any(w.low in ands for w in document.words_in(found[-1][1], first))


def _half_after(document: Document, place: int) -> int:
    """ "Dos años y medio", "два года и шесть месяцев": a half that follows its unit."""
    halves = document.hits.within("events", place, place + 14, "half")
    return (
        halves[0].end
        if halves
        and len(document.words_in(place, halves[0].start)) < 2
        and "," not in document.plain[place : halves[0].start]
        else place
    )


def number_before(document: Document, start: int, place: int, apart: int = 0) -> int | None:
    """Where the number (digits or words, with "million" or a half) before `place` begins."""
    words = document.words_in(max(start, place - WORDS), place)
    halves = {
        w.start for h in document.hits.within("events", start, place, "half") for w in document.words_in(h.start, h.end)
    }
    skipped = 0
    first: int | None = None
    for word in reversed(words):
        if word.low.isdigit() and len(word.low) == 4 and word.low[:2] in ("19", "20"):
            break  # a year counts nothing
        numeric = (
            word.low.isdigit()
            or word.low in FRACTIONS
            or word.start in halves
            or _counts(document, word.start, word.end)
        )
        if (
            numeric
            and first is not None
            and "\n\n" not in document.plain[word.end : first]
            and _apart(document, word.end, first)
        ):
            break
        if numeric:
            first = word.start
        elif first is not None:
            break
        elif _hedged(document, word):
            continue  # "140-тан астам жұмысшы"
        elif skipped >= apart:
            break
        else:
            skipped += 1
    if first is None or "\n\n" in document.plain[first:place]:
        return None
    if document.plain[first:place].strip() in ("", "-"):
        return None
    return first


def _hedged(document: Document, word: Word) -> bool:
    """ "More than", or the ending that a number in digits takes."""
    suffix = document.plain[word.start - 1 : word.start] == "-" and document.plain[word.start - 2].isdigit()
    return suffix or bool(document.hits.within("quantities", word.start, word.end, "hedge"))


def _counts(document: Document, start: int, end: int) -> bool:
    parts = document.hits.within("numbers", start, end) or document.hits.within("quantities", start, end, "scale")
    return bool(parts)


def _apart(document: Document, start: int, end: int) -> bool:
    """Are two numbers side by side two numbers, and not one ("15 000", "two hundred", "3,5")?"""
    gap = document.plain[start:end]
    if gap in (" ", "-", " -", "\n") or gap in (".", ",", "'", "’"):
        return False
    return not (gap.strip(" ") in ("", "½") or document.plain[start:end].strip() == "")
