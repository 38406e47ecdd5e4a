"""Words such as "Tel" and "Fax" where they stand as labels of a channel."""

import re

from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

KINDS = ("email", "phone", "fax", "post", "web")
NUMBERS = ("phone", "fax")
JOINED = re.compile(
    r"[ .(,]{0,3}(?:[/,&+=]|and|or|et|ou|und|oder|y|o|e|и|или|та|або|і|й|ці|және|немесе|same as"
    r"|is also|the same as|zugleich|gleich|igual que|y también|même que|et aussi|он же|она же|він же|ён жа|яна ж)?"
    r"[ .]{0,3}",
    re.IGNORECASE,
)  # between the words of "Tel./fax", "phone or fax" and "fax same as telephone"
TRAILS = re.compile(r"\d\)? ?[—–(-]? ?$")  # "555 1234 — fax"
LED = re.compile(r"\.?(?: [^\W\d_]{1,14}){1,3}:? ?(?=[+(]{0,2}\d[\d ().–-]{4})")  # "by phone at 202-..."
ADDRESSED = re.compile(r"[\w.+-]{0,30}@")
INITIAL = re.compile(r"(?:[^\W\d_]\.|\d) ?$")  # "D. F. Tel": the letter is an initial, and no label

Label = tuple[int, int, str]


def find(document: Document, start: int, end: int) -> list[Label]:
    """The labels between two places, as (start, end, kind): at the start of a line, before a colon or number."""
    known: dict[tuple[int, int], list[Label]] = document.notes.setdefault("labels", {})
    if (start, end) not in known:
        known[start, end] = _find(document, start, end)
    return known[start, end]


def _find(document: Document, start: int, end: int) -> list[Label]:
    found: list[Label] = []
    for hit in reversed(document.hits.within("channels", start, end, *KINDS)):
        if ADDRESSED.match(document.plain, hit.end, hit.end + 40) or document.plain[hit.start - 1 : hit.start] in (
            "@",
            "_",
        ):
            continue  # "letters@town.example" is an address
        if hit.end - hit.start == 1 and INITIAL.search(document.plain, max(0, hit.start - 3), hit.start):
            continue
        joined = found and hit.key in NUMBERS and JOINED.fullmatch(document.plain, hit.end, found[-1][0])
        if joined or _is_label(document, hit, start):
            found.append((hit.start, hit.end, hit.key))
    return found[::-1]


def trails(document: Document, label: Label) -> bool:
    """Does a number stand right before the label, so that the label is its own?"""
    line = document.layout.line_at(label[0])
    return bool(TRAILS.search(document.plain, max(line.start, label[0] - 6), label[0]))


def both(document: Document, named: list[Label]) -> list[str]:
    """What the last label says; "Tel./fax:" names both."""
    kinds = [named[-1][2]]
    for one, two in zip(named[-2::-1], named[:0:-1], strict=False):
        if one[2] not in NUMBERS or not JOINED.fullmatch(document.plain, one[1], two[0]):
            break
        if one[2] not in kinds:
            kinds.append(one[2])
    return kinds


def _is_label(document: Document, hit: Hit, start: int) -> bool:
    """Does a word open a line, a channel or a column? A word of mail without any of them is only a word."""
    after = document.plain[hit.end : hit.end + 14].lstrip(" .*_")
    before = document.plain[max(start, hit.start - 3) : hit.start].strip(" *_")
    line = document.layout.line_at(hit.start)
    if (before[-1:] == "(" and after[:1] == ")") or after[:1] in (":", "-", "–", "—", "+", "(") or after[:1].isdigit():
        return True
    led = LED.match(document.plain, hit.end, line.end) if hit.key in NUMBERS else None
    if led and led.group().islower():
        return True
    if trails(document, (hit.start, hit.end, hit.key)) and after[:1] in ("", ",", ";", ")", "\n"):
        return True
    opens = hit.start <= line.start + 1 or hit.start == line.body or before[-1:] in tuple(",;(|/.:-–—·")
    return opens and ("@" in after or _shut(document.plain, hit, line.end))


def _shut(plain: str, hit: Hit, line_end: int) -> bool:
    """Nothing but a mask or punctuation follows on the line."""
    rest = plain[hit.end : line_end].strip(" .")
    return not rest or rest[0] in "[<("
