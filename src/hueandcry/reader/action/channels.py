"""Channels as printed: e-mail, telephone, fax; a hidden address stays the hole `obfuscated`."""

import re
from dataclasses import dataclass

from hueandcry.reader.action import telephones
from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document

HIDDEN = "obfuscated"
EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,80}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
MASKED = re.compile(
    r"\[\s?(?:e-?mail|protected|почта|пошта|адрес|correo|courriel)[^\[\]\n@]{0,30}\]"
    r"|(?<![\w>])<\s{0,3}>|\(\s?e-?mail (?:hidden|protected)\s?\)"
    r"|[\w.+-]{1,40}\s?[\[(]\s?(?:at|a|@|собака|arroba|arobase)\s?[\])]\s?[\w-]{1,40}"
    r"(?:\s?(?:[\[(]\s?(?:dot|punkt|точка|point|punto)\s?[\])]|\.)\s?[\w-]{1,20}){1,4}",
    re.I,
)
MASK = re.compile(  # how a mask begins, which is quick to look for
    r"[\[(<]\s{0,3}(?:e-?mail|protected|почта|пошта|адрес|correo|courriel|>|at|a|@|собака|arroba|arobase)", re.I
)


@dataclass(frozen=True)
class Channel:
    start: int
    end: int
    kind: str  # email, phone or fax
    value: str


def find(document: Document, start: int, end: int) -> list[Channel]:
    """The channels between two places, in order."""
    known: dict[tuple[int, int], list[Channel]] = document.notes.setdefault("channels", {})
    if (start, end) not in known:
        emails = _emails(document, start, end)
        numbers = [
            Channel(a, b, kind, document.plain[a:b])
            for a, b, kind in telephones.find(document, start, end)
            if not any(c.start <= a < c.end for c in emails)
        ]
        known[start, end] = sorted([*emails, *numbers], key=lambda c: c.start)
    return known[start, end]


def _emails(document: Document, start: int, end: int) -> list[Channel]:
    plain, found = document.plain, []
    if plain.find("@", start, end) >= 0:
        for m in EMAIL.finditer(plain, start, end):
            value = m.group().rstrip(".")
            found.append(Channel(m.start(), m.start() + len(value), "email", value))
    if MASK.search(plain, start, end):
        found += [Channel(m.start(), m.end(), "email", HIDDEN) for m in MASKED.finditer(plain, start, end)]
    for hit in document.hits.within("channels", start, end, "hidden"):
        line = document.layout.line_at(hit.start)
        inside = [c for c in found if line.start <= c.start < line.end]
        if not inside:
            lead = document.plain[line.start : hit.start]
            begin = line.start + max(lead.rfind(c) for c in ",;:–(") + 1
            found.append(Channel(max(start, begin), min(end, line.end), "email", HIDDEN))
    for first, after, kind in labels.find(document, start, end):
        if kind == "email" and _empty(document, after, end, found):
            found.append(Channel(first, after, "email", HIDDEN))
    return found


def _empty(document: Document, after: int, end: int, found: list[Channel]) -> bool:
    """Does a label promise an address that is not there?"""
    line = document.layout.line_at(after - 1)
    rest = document.plain[after : line.end].strip(" .:-–")
    if any(line.start <= c.start < line.end for c in found):
        return False
    if document.hits.within("channels", after, line.end, "elsewhere"):
        return True
    if rest or document.plain[after : line.end].strip(" ") != ":":
        return False
    following = document.layout.lines_between(line.end, end)[:1]
    return not any(c.start < f.end and c.start >= f.start for f in following for c in found)
