"""Channels as printed: e-mail, telephone, fax; a hidden address stays the hole `obfuscated`."""

import itertools
import re
from dataclasses import dataclass

from hueandcry.reader.action import telephones
from hueandcry.reader.draft import Span
from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document

HIDDEN = "obfuscated"
EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,80}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# How the sign and the dot of an address are called in eight languages.
AT = (
    r"@|ät|собак[аи]|собачк[аи]|сабака|сабачка|равлик|смоўж|ит|ит[- ]?құлақ|айқұлақ|arrobas?|arobase?"
    r"|affenschwanz|klammeraffe"
)
DOT = r"dot|punkt|точка|крапка|кропка|нүкте|point|punto"
SPELLED = re.compile(
    rf"(?<=[A-Za-z0-9])[ \u00a0](?:{AT}|(?P<short>at|a|chez))[ \u00a0]"
    rf"(?:[A-Za-z0-9-]{{1,40}}(?P<dot>\.|[ \u00a0]?[\[(]?(?:{DOT})[\])]?[ \u00a0])){{1,4}}[A-Za-z]{{2,20}}(?![\w@])",
    re.I,
)  # "minister arroba justicia punto gob punto hn"
LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,40}$")
TORN = re.compile(  # "minister@justice." at the end of a line, and the rest on the next
    r"(?<![\w.+@-])[\w+-][\w.+-]{0,80}@(?:[\w-]{1,63}\.){0,8}[\w-]{0,63}(?:\n\.?|\.\n)"
    r"[a-z0-9-]{1,30}(?:\.[a-z0-9-]{1,30}){0,5}(?=[ ]?[,;)\n]|[ ]?$)"
    r"|(?<![\w.+@-])[\w+-][\w.+-]{0,80}@[\w-]{0,63}\.?(?![\w@.-])"
)
SPELLINGS = 400  # looked at in one text
MASKED = re.compile(
    r"\[\s?(?:e-?mail|protected|почта|пошта|адрес|correo|courriel)[^\[\]\n@]{0,30}\]"
    r"|(?<![\w>])<\s{0,3}>|\(\s?e-?mail (?:hidden|protected)\s?\)"
    rf"|[\w.+-]{{1,40}}\s?[\[({{]\s?(?:at|a|{AT})\s?[\])}}]\s?[\w-]{{1,40}}"
    rf"(?:\s?(?:[\[({{]\s?(?:{DOT})\s?[\])}}]|\.)\s?[\w-]{{1,20}}| (?:{DOT}) [\w-]{{1,20}}){{1,4}}",
    re.I,
)
MASK = re.compile(  # how a mask begins, which is quick to look for
    rf"[\[({{<]\s{{0,3}}(?:e-?mail|protected|почта|пошта|адрес|correo|courriel|>|at|a|{AT})", re.I
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
            Channel(a, b, kind, HIDDEN if telephones.is_broken(document.plain[a:b]) else document.plain[a:b])
            for a, b, kind in telephones.find(document, start, end)
            if not any(c.start <= a < c.end for c in emails)
        ]
        known[start, end] = sorted([*emails, *numbers], key=lambda c: c.start)
    return known[start, end]


def _emails(document: Document, start: int, end: int) -> list[Channel]:
    plain, found = document.plain, []
    if plain.find("@", start, end) >= 0:
        torn = [m.span() for m in TORN.finditer(plain, start, end) if _is_torn(m.group())]
        found += [Channel(a, b, "email", HIDDEN) for a, b in torn]
        for m in EMAIL.finditer(plain, start, end):
            value = m.group().rstrip(".")
            if not any(a <= m.start() < b for a, b in torn):
                found.append(Channel(m.start(), m.start() + len(value), "email", value))
    if MASK.search(plain, start, end):
        found += [Channel(m.start(), m.end(), "email", HIDDEN) for m in MASKED.finditer(plain, start, end)]
    found += [Channel(a, b, "email", HIDDEN) for a, b in _spelled(document) if start <= a and b <= end]
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


def _is_torn(value: str) -> bool:
    """Does an address go on below, or end before its domain does? One that is whole at the end of a line is none."""
    first, line_end, rest = value.partition("\n")
    if not line_end:
        return True
    return not EMAIL.fullmatch(first) or rest.startswith(".")


def _spelled(document: Document) -> list[Span]:
    """Addresses written in words, in the whole text; a bare "at" is one only with a dot in words behind it."""
    known: list[Span] | None = document.notes.get("spelled")
    if known is None:
        known = []
        for m in itertools.islice(SPELLED.finditer(document.plain), SPELLINGS):
            local = LOCAL.search(document.plain, max(0, m.start() - 41), m.start())
            if local and not (m["short"] and not m["dot"].strip(" ()[]\u00a0.")):
                known.append((local.start(), m.end()))
        document.notes["spelled"] = known
    return known


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
