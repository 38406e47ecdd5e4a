"""Addresses at which prisoners sit: friends write there, and nobody protests there."""

import re

from hueandcry.reader.text import quantities
from hueandcry.reader.text.document import Document

BIRTH = re.compile(
    r"\d{4}\s?(?:г(?:\.|ода)?\s?(?:р\b|рожд)|р(?:\.|оку)?\s?(?:н\b|народ)|г(?:\.|ода)?\s?(?:н\b|нар)|ж(?:\.|ылы)?\s?т(?:\.|у))"
    r"|(?<!\w)(?:d\.?o\.?b\b|geb\.|\*\s?\d{1,2}\.\d)|(?<!\w)(?:aged?|âgée? de|edad:?|im Alter von)\s\d\d\b",
    re.IGNORECASE,
)
BORN = re.compile(
    r"(?<!\d)\d{1,2}[./]\d{1,2}[./](?:19[3-9]\d|200[0-6])(?!\d)|[^\W\d_] \((?:19[3-9]\d|200[0-6])\)"
)  # "NAME (1984)"
ARTICLE = re.compile(
    r"(?<!\w)(?:ст(?:\.|ать\w{1,3}|атт\w{1,2})?|ч\.\s?\d{1,2}\s?ст\.?|арт(?:\.|ыкул\w{0,3})?|артыкулы?|art(?:\.|icles?|ículos?|ikel)?|arts\.|§{1,2})"
    r"\s?\d{1,3}(?:[.-]\d{1,2})?\w?(?!\w)|\d{1,3}-бап",
    re.IGNORECASE,
)


def marked(document: Document, start: int, end: int) -> bool:
    """Does a place tell when somebody was born, by which article of the law he sits, or for how long?"""
    if any(sign.search(document.plain, start, end) for sign in (BIRTH, BORN, ARTICLE)):
        return True
    if document.hits.within("layout", start, end, "born"):
        return True
    return any(q.kind == "time" and q.penal for q in quantities.find(document, start, end))


def announced(document: Document, start: int, end: int) -> bool:
    """ "Write to the prisoners": does a line announce their addresses?"""
    return bool(document.hits.within("targets", start, end, "inmates"))
