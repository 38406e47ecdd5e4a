"""Channels as printed: e-mail, telephone, fax, post; a hidden address stays the hole `obfuscated`."""

import re
from dataclasses import dataclass

from hueandcry.reader.document import Document
from hueandcry.reader.layout import Line
from hueandcry.reader.words import Hit

HIDDEN = "obfuscated"
EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,80}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
MASKED = re.compile(
    r"\[\s?(?:e-?mail|protected|почта|пошта|адрес|correo|courriel)[^\[\]\n@]{0,30}\]"
    r"|(?<![\w>])<\s{0,3}>|\(\s?e-?mail (?:hidden|protected)\s?\)"
    r"|[\w.+-]{1,40}\s?[\[(]\s?(?:at|a|@|собака|arroba|arobase)\s?[\])]\s?[\w-]{1,40}"
    r"(?:\s?(?:[\[(]\s?(?:dot|punkt|точка|point|punto)\s?[\])]|\.)\s?[\w-]{1,20}){1,4}",
    re.I,
)
NUMBER = re.compile(r"(?<![\w@.+/-])[+(]{0,3}\d(?:[ ().–/-]{0,3}[\dl]){3,19}(?![\w@])")
BRACKET = re.compile(r" ?\([^()]{2,16}\)")
PAIR = re.compile(r"(\d{4,7}) ?/ ?(\d{3,7})")
GROUPED = re.compile(r"\d{2,4}(?:[ .-]\d{2,4}){2,5}")  # 202-307-3198
STROKE = re.compile(r" ?/ ?")
WHOLE = 9  # digits of a number that needs nothing more; what follows a stroke is another one, or its ending
JOINED = re.compile(
    r"[ .]{0,3}(?:[/,&+]|and|or|et|ou|und|oder|y|o|e|и|или|та|або|і|й|ці|және|немесе)?[ .]{0,3}", re.IGNORECASE
)  # between the words of "Tel./fax" and "phone or fax"
TRAILS = re.compile(r"\d\)? ?[—–-]? ?$")  # "555 1234 — fax"
LED = re.compile(r"\.?(?: [^\W\d_]{1,14}){1,3}:? ?(?=[+(]{0,2}\d[\d ().–-]{4})")  # "by phone at 202-..."
ROWS = 60  # of a table of addresses
KINDS = ("email", "phone", "fax", "post", "web")
NUMBERS = ("phone", "fax")


@dataclass(frozen=True)
class Channel:
    start: int
    end: int
    kind: str  # email, phone, fax, post
    value: str


def find(document: Document, start: int, end: int) -> list[Channel]:
    """The channels between two places, in order."""
    known: dict[tuple[int, int], list[Channel]] = document.notes.setdefault("channels", {})
    if (start, end) not in known:
        emails = _emails(document, start, end)
        numbers = _numbers(document, start, end, emails)
        known[start, end] = sorted([*emails, *numbers], key=lambda c: c.start)
    return known[start, end]


def labels(document: Document, start: int, end: int) -> list[tuple[int, int, str]]:
    """Words such as "Tel" that stand as labels: at the start of a line, before a colon or number."""
    found: list[tuple[int, int, str]] = []
    for hit in reversed(document.hits.within("channels", start, end, *KINDS)):
        if document.plain[hit.end : hit.end + 1] == "@" or document.plain[hit.start - 1 : hit.start] in ("@", "_"):
            continue  # "letters@town.example" is an address
        joined = found and hit.key in NUMBERS and JOINED.fullmatch(document.plain, hit.end, found[-1][0])
        if joined or _is_label(document, hit, start):
            found.append((hit.start, hit.end, hit.key))
    return found[::-1]


def _is_label(document: Document, hit: Hit, start: int) -> bool:
    """Does a word open a line, a channel or a column? A word of mail without any of them is only a word."""
    after = document.plain[hit.end : hit.end + 14].lstrip(" .")
    before = document.plain[max(start, hit.start - 3) : hit.start].strip(" ")
    line = document.layout.line_at(hit.start)
    if (before[-1:] == "(" and after[:1] == ")") or after[:1] in (":", "-", "–", "—", "+", "(") or after[:1].isdigit():
        return True
    led = LED.match(document.plain, hit.end, line.end) if hit.key in NUMBERS else None
    if led and led.group().islower():
        return True
    if TRAILS.search(document.plain[line.start : hit.start]) and after[:1] in ("", ",", ";", ")", "\n"):
        return True
    opens = hit.start <= line.start + 1 or hit.start == line.body or before[-1:] in tuple(",;(|/.:-–—·")
    return opens and ("@" in after or _shut(document.plain, hit, line.end))


def _emails(document: Document, start: int, end: int) -> list[Channel]:
    plain, found = document.plain, []
    for m in EMAIL.finditer(plain, start, end):
        value = m.group().rstrip(".")
        found.append(Channel(m.start(), m.start() + len(value), "email", value))
    for m in MASKED.finditer(plain, start, end):
        found.append(Channel(m.start(), m.end(), "email", HIDDEN))
    for hit in document.hits.within("channels", start, end, "hidden"):
        line = document.layout.line_at(hit.start)
        inside = [c for c in found if line.start <= c.start < line.end]
        if not inside:
            lead = document.plain[line.start : hit.start]
            begin = line.start + max(lead.rfind(c) for c in ",;:–(") + 1
            found.append(Channel(max(start, begin), min(end, line.end), "email", HIDDEN))
    for first, after, kind in labels(document, start, end):
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


def _numbers(document: Document, start: int, end: int, emails: list[Channel]) -> list[Channel]:
    named = labels(document, start, end)
    found: list[Channel] = []
    for m in NUMBER.finditer(document.plain, start, end):
        if any(c.start <= m.start() < c.end for c in emails):
            continue
        found.extend(_number(document, start, end, m, named))
    return found


def _number(
    document: Document, start: int, end: int, m: re.Match[str], named: list[tuple[int, int, str]]
) -> list[Channel]:
    value = m.group().rstrip(" .-–/(")
    lead = len(value) - len(value.lstrip("(")) if value.count("(") > value.count(")") else 0
    value, begin = value[lead:], m.start() + lead
    if value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1].rstrip()
    pieces, digits = _pieces(value), sum(c.isdigit() for c in value)
    if "l" in value or digits < 5 or (len(pieces) < 2 and digits > 17):
        return []  # a mistyped digit is not corrected: the number stays a hole
    bare = digits >= 9 and (value.startswith(("+", "(", "8 (", "8(")) or GROUPED.fullmatch(value))
    found: list[Channel] = []
    for a, b in pieces:
        kinds = _kinds(document, begin + a, begin + b, named) or (["phone"] if bare else [])
        if set(kinds) <= set(NUMBERS):
            found.extend(Channel(begin + a, begin + b, kind, value[a:b]) for kind in kinds)
    return found


def _pieces(value: str) -> list[tuple[int, int]]:
    """ "72515 / 61706" and "+7 7102 760118 / 119" are two numbers; "87102 / 99 04 30" is a code and a number."""
    edges = [0, *(n for m in STROKE.finditer(value) for n in m.span()), len(value)]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    first, *rest = [sum(c.isdigit() for c in value[a:b]) for a, b in pieces]
    pair = PAIR.fullmatch(value)
    apart = (
        (first >= WHOLE and all(2 < n <= first for n in rest))
        or (first > 5 and all(n == first for n in rest))
        or (pair and len(pair[2]) <= len(pair[1]) and pair[1][0] not in "08+(")
    )
    return pieces if apart else [(0, len(value))]


def _kinds(document: Document, start: int, end: int, named: list[tuple[int, int, str]]) -> list[str]:
    """What the nearest label says: before the number, or after it on the same line."""
    line = document.layout.line_at(start)
    bracket = BRACKET.match(document.plain, end, line.end)
    if bracket:
        inside = document.hits.within("channels", end, bracket.end(), "phone", "fax")
        if inside:
            return [inside[0].key]  # "36 4420 (fax)"
    before = [label for label in named if label[1] <= start]
    after = [label for label in named if label[0] >= end and label[0] < line.end]
    cell = max(line.start, document.plain.rfind("|", line.start, start))
    column = None if before and before[-1][0] >= cell else _column(document, start, line)
    if column:
        return [column]
    follows = after and not any(c.isalnum() for c in document.plain[end : after[0][0]])
    parted = not before or any(c in document.plain[before[-1][1] : start] for c in ",;\n")
    if follows and parted:
        return [after[0][2]]  # "555 12 34 — phone, 555 12 35 — fax"
    if before:
        near = before[-1]
        same_line = near[0] >= line.start
        gap = document.plain[near[1] : start]
        carried = gap.count("\n") <= 2 and not any(c.isalnum() for c in gap)
        if same_line or carried:
            kinds = [near[2]]
            for one, two in zip(before[-2::-1], before[:0:-1], strict=False):  # "Tel./fax:" names both
                if one[2] not in NUMBERS or not JOINED.fullmatch(document.plain, one[1], two[0]):
                    break
                if one[2] not in kinds:
                    kinds.append(one[2])
            return kinds
    return []


def _column(document: Document, place: int, line: Line) -> str | None:
    """In a table drawn with strokes the head of the column says what a number is."""
    if document.plain.count("|", line.start, line.end) < 2:
        return None
    lines, at = document.layout.lines, document.layout.index_at(line.start)
    top = at
    while top > 0 and at - top < ROWS and document.plain.count("|", lines[top - 1].start, lines[top - 1].end) > 1:
        top -= 1
    cell = document.plain.count("|", line.start, place)
    start = lines[top].start
    for _ in range(cell):
        start = document.plain.find("|", start, lines[top].end) + 1
        if not start:
            return None
    stop = document.plain.find("|", start, lines[top].end)
    heads = document.hits.within("channels", start, stop if stop > 0 else lines[top].end, *KINDS)
    return heads[0].key if heads and top < at else None


def _shut(plain: str, hit: Hit, line_end: int) -> bool:
    """Nothing but a mask or punctuation follows on the line."""
    rest = plain[hit.end : line_end].strip(" .")
    return not rest or rest[0] in "[<("
