"""Channels as printed: e-mail, telephone, fax, post; a hidden address stays the hole `obfuscated`."""

import re
from dataclasses import dataclass

from hueandcry.reader.document import Document
from hueandcry.reader.layout import Line

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
SUFFIX = re.compile(r"\s?[/,;]\s?(\d[\d-]{1,9}\d)(?![\w@])")
POSTCODE = re.compile(r"(?<!\d)\d{5,6}(?!\d)")
KINDS = ("email", "phone", "fax", "post", "web")


@dataclass(frozen=True)
class Channel:
    start: int
    end: int
    kind: str  # email, phone, fax, post
    value: str


def find(document: Document, start: int, end: int) -> list[Channel]:
    """The channels between two places, in order."""
    emails = _emails(document, start, end)
    numbers = _numbers(document, start, end, emails)
    return sorted([*emails, *numbers], key=lambda c: c.start)


def labels(document: Document, start: int, end: int) -> list[tuple[int, int, str]]:
    """Words such as "Tel" that stand as labels: at the start of a line, before a colon or number."""
    found = []
    for hit in document.hits.within("channels", start, end, *KINDS):
        after = document.plain[hit.end : hit.end + 14].lstrip(" .")
        before = document.plain[max(start, hit.start - 3) : hit.start].strip(" ")
        line = document.layout.line_at(hit.start)
        opens = hit.start <= line.start + 1 or hit.start == line.body or before[-1:] in tuple(",;(|/.:-–")
        # A word of mail without a colon, a number or an address after it is only a word.
        strong = before[-1:] == "(" and after[:1] == ")"
        strong = strong or after[:1] in (":", "-", "–") or after[:1] in ("+", "(") or after[:1].isdigit()
        if strong or (opens and ("@" in after or _shut(document.plain, hit, line.end))):
            found.append((hit.start, hit.end, hit.key))
    return found


def post(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The postal address between two places: after its label, or lines that look like one."""
    for _first, after, kind in labels(document, start, end):
        if kind == "post":
            stop = _post_end(document, after, end)
            begin = after + len(document.plain[after:stop]) - len(document.plain[after:stop].lstrip(" :.\n-–"))
            if stop - begin > 8:
                return begin, stop
    lines = [line for line in document.layout.lines_between(start, end) if line.end <= end]
    runs: list[tuple[int, int]] = []
    for line in lines:
        if _looks_postal(document, line.body, line.end):
            if runs and document.plain[runs[-1][1] : line.body].strip() == "":
                runs[-1] = (runs[-1][0], line.end)
            else:
                runs.append((line.body, line.end))
    return max(runs, key=lambda run: run[1] - run[0], default=None) or _inline_post(document, lines)


def _inline_post(document: Document, lines: list[Line]) -> tuple[int, int] | None:
    """ "Minister of Health, 4 Castle Street, 10220 Town. Email: ..." on one line."""
    for line in lines[:6]:
        stop = min([line.end, *(c.start for c in _emails(document, line.start, line.end))])
        stop = min([stop, *(place for place, _, _ in labels(document, line.start, stop))])
        parts = [m.span() for m in re.finditer(r"[^,;]+", document.plain[line.body : stop])]
        fitting = [
            (line.body + a, line.body + b)
            for a, b in parts
            if b - a < 90 and _looks_postal(document, line.body + a, line.body + b)
        ]
        if len(fitting) > 1 or (fitting and fitting[0][0] > line.body):
            begin, end = fitting[0][0], fitting[-1][1]
            text = document.plain[begin:end]
            begin += len(text) - len(text.lstrip(" "))
            return begin, begin + len(document.plain[begin:end].rstrip(" .,;:-–("))
    return None


def _looks_postal(document: Document, start: int, end: int) -> bool:
    text = document.plain[start:end]
    if "@" in text or not any(c.isalpha() for c in text) or end - start > 160:
        return False
    if labels(document, start, end):
        return False
    streets = document.hits.within("channels", start, end, "street")
    digits = any(c.isdigit() for c in text)
    return bool((digits and (streets or POSTCODE.search(text))) or (streets and text.count(",") > 1))


def _post_end(document: Document, start: int, end: int) -> int:
    """An address ends at the next channel, the next blank line or the end of its block."""
    stop = end
    for place, _, _ in labels(document, start, end):
        stop = min(stop, place)
    for channel in find(document, start, stop):
        if channel.kind == "email" or channel.value.startswith(("+", "(")):
            stop = min(stop, channel.start)
    blank = document.plain.find("\n\n", start + 2, stop)
    stop = blank if blank > 0 else stop
    return start + len(document.plain[start:stop].rstrip(" \n,;.(|/-–:"))


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
            found.append(Channel(max(start, line.start), min(end, line.end), "email", HIDDEN))
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
    if value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1].rstrip()
    digits = sum(c.isdigit() for c in value)
    kinds = _kinds(document, m.start(), m.start() + len(value), named)
    if "l" in value or digits < 5 or digits > 17:
        return []  # a mistyped digit is not corrected: the number stays a hole
    if not kinds and not (value.startswith(("+", "(", "8 (", "8(")) and digits >= 9):
        return []
    if not kinds:
        kinds = ["phone"]
    if set(kinds) & {"post", "web", "email"}:
        return []
    last = m.start() + len(value)
    return [Channel(m.start(), last, kind, value) for kind in kinds]


def _kinds(document: Document, start: int, end: int, named: list[tuple[int, int, str]]) -> list[str]:
    """What the nearest label says: before the number, or after it on the same line."""
    line = document.layout.line_at(start)
    before = [label for label in named if label[1] <= start]
    after = [label for label in named if label[0] >= end and label[0] < line.end]
    if before:
        near = before[-1]
        same_line = near[0] >= line.start
        gap = document.plain[near[1] : start]
        carried = gap.count("\n") <= 2 and not any(c.isalpha() for c in gap)
        if same_line or carried:
            kinds = [near[2]]
            if len(before) > 1 and document.plain[before[-2][1] : near[0]].strip(" ") in ("/", ",", "&"):
                kinds.append(before[-2][2])  # "Tel/fax:" names both
            return kinds
    if after and not any(c.isalnum() for c in document.plain[end : after[0][0]]):
        return [after[0][2]]
    return []


def _shut(plain: str, hit: object, line_end: int) -> bool:
    """Nothing but a mask or punctuation follows on the line."""
    rest = plain[getattr(hit, "end", line_end) : line_end].strip(" .")
    return not rest or rest[0] in "[<("
