"""Quantities as printed: terms, sums of money, counts of people."""

import re
from dataclasses import dataclass

from hueandcry.reader.document import Document

NUMBER = re.compile(r"\d{1,3}(?:[ ,.]\d{3})+(?![\d])|\d+(?:[.,]\d+)?")
SIGN = re.compile(r"[€$£₸₽]\s?\d[\d.,]*(?:\s(?:million|thousand|млн|тыс)\.?)?")
GAP = re.compile(r"[ \n'’-]{0,2}$")


@dataclass(frozen=True)
class Quantity:
    start: int
    end: int
    kind: str  # time, money, people


def find(document: Document, start: int, end: int) -> list[Quantity]:
    """The quantities between two places, in order."""
    found = [Quantity(m.start(), m.end(), "money") for m in SIGN.finditer(document.plain, start, end)]
    for hit in document.hits.within("quantities", start, end, "time", "money"):
        first = _number_before(document, start, hit.start)
        if first is not None:
            found.append(Quantity(first, hit.end, hit.key))
    for hit in document.hits.within("quantities", start, end, "people"):
        first = _number_before(document, start, hit.start, apart=1)
        if first is not None:
            found.append(Quantity(first, hit.end, "people"))
    return sorted(found, key=lambda q: q.start)


def _number_before(document: Document, start: int, place: int, apart: int = 0) -> int | None:
    """Where the number (digits or words, with "million") before `place` begins."""
    words = document.words_in(max(start, place - 60), place)
    skipped = 0
    first: int | None = None
    for word in reversed(words):
        if word.low.isdigit() and len(word.low) == 4 and word.low[:2] in ("19", "20"):
            break  # a year counts nothing
        numeric = word.low.isdigit() or bool(
            document.hits.within("numbers", word.start, word.end)
            or document.hits.within("quantities", word.start, word.end, "scale")
        )
        if numeric:
            first = word.start
        elif first is not None or skipped >= apart:
            break
        else:
            skipped += 1
    if first is None or "\n\n" in document.plain[first:place]:
        return None
    return first
