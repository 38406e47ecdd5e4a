"""Which printed numbers are telephones or faxes: what the label beside them says, and which are something else."""

import re
from bisect import bisect_right

from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.labels import Label
from hueandcry.reader.text.layout import Line

MISTYPED = "lIОоOoЗзбхХxXІіSB"  # letters of all keyboards that look like digits, or hide one
NUMBER = re.compile(
    r"(?<![\w@.+/-])(?:\+ )?[+(]{0,3}\d(?:[ ().–/-]{0,4}[\dl]){3,19}"
    rf"(?:[{MISTYPED}]{{1,2}}|[ .-][OoОо]{{2}})?(?![\w@])"
)
# "7l 28 68": what follows a label and has letters among its digits, each right beside one.
BROKEN = re.compile(
    r"[ :.–-]{0,4}(?P<value>[+(]{0,3}(?:\d|[lIOО](?=\d))"
    r"(?:[ ().–/-]{0,3}(?:\d|(?<=\d)[lIOoОо]|[lIOoОо](?=\d))){4,19})(?![\w@])"
)
AND = re.compile(r" ?[,;/] ?|[,;]? (?:and|or|y|o|e|et|ou|und|oder|и|или|та|або|і|ды|ці|және|немесе) ", re.I)
JOIN = 10  # letters between two numbers of one row
SEVEN = 7  # digits of a number that may stand in such a row
FAXES = re.compile(
    r"(?:fax\w{0,3}|télécopies?|факс\w{0,4})(?: [^\W\d_]{1,12}){0,3} ?:\s{0,3}(?=\(?1[.):]|\n)", re.I
)  # "Faxes to: 1. ..."
LIST = 900  # letters of a list of numbers below it
DIGIT = re.compile(r"\d")
BRACKET = re.compile(r" ?\([^()]{2,16}\)")
PAIR = re.compile(r"(\d{4,7}) ?/ ?(\d{3,7})")
GROUPED = re.compile(r"(?:8[ -])?\d{2,4}(?:[ .-]\d{2,4}){1,4}[ .-]\d{2,7}")  # 202-307-3198
STROKE = re.compile(r" ?/ ?")
DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|(?:[0-2]?\d|3[01])[./](?:0?\d|1[0-2])[./]\d\d"
)
YEARS = re.compile(r"(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d|(?:19|20)\d\d[ -]\d\d?[ -]\d.*")
HOURS = re.compile(r"[012]?\d\.[0-5]\d ?[-–] ?[012]?\d\.[0-5]\d")
ZIP = re.compile(r"\d{5}-\d{4}")
ACCOUNT = re.compile(r"(?:[#№$€£]|\b[A-Z]{2}\d\d) ?$")  # "A# 027-748-975", "CZ65 0800 0000 1920"
LED = re.compile(
    r"(?:[:(]|\b(?:at|on|au|al|en|unter|auf|по|за|на|під|па|праз|через)"
    r"(?: (?:the )?(?:number|nummer|número|numéro|номер\w*|нумар\w*))?) ?$",
    re.IGNORECASE,
)  # "call Warden NAME at 555-1234"
NEAR = 4  # letters between an item and the beginning of its line
WHOLE = 9  # digits of a number that needs nothing more; what follows a stroke is another one, or its ending
LONGEST = 15  # digits of a telephone number (ITU-T E.164), without the "00" that may stand before it
UNLED = 8  # words between a label and a number that is still its own: "Tel. of the duty officer, at night, 555-1234"
ROWS = 60  # of a table of addresses
REMARK = re.compile(r"\([^()\d]{0,60}\)")


def find(document: Document, start: int, end: int) -> list[tuple[int, int, str]]:
    """The numbers between two places that are channels, as (start, end, kind); one may be both."""
    named = labels.find(document, start, end)
    found = _broken(document, named, end)
    wrong = [(a, b) for a, b, _ in found]
    numbers = NUMBER.finditer(document.plain, start, end) if DIGIT.search(document.plain, start, end) else ()
    for m in numbers:
        if not any(a < m.end() and m.start() < b for a, b in wrong):
            found.extend(_number(document, m, named, start) or _next(document, m, found))
    return found


def _next(document: Document, m: re.Match[str], found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """ "+501 222 1112, 222 1113": a number right behind another one is of its kind."""
    last = max(found, key=lambda x: x[1], default=None)
    if (
        not last
        or last[1] > m.start()
        or m.start() - last[1] > JOIN
        or not AND.fullmatch(document.plain, last[1], m.start())
    ):
        return []
    value = m.group().rstrip(" .-–/(")
    if is_broken(value) or value.count("(") != value.count(")") or sum(c.isdigit() for c in value) < SEVEN:
        return []
    if not telling(value) or _other(document, m.start(), m.start() + len(value), value):
        return []
    return [(m.start(), m.start() + len(value), last[2])]


def is_broken(value: str) -> bool:
    """Does a letter stand among the digits? Nobody can tell which number was meant: it is a hole."""
    return any(c.isalpha() for c in value.rstrip(MISTYPED + " .-"))


def _broken(document: Document, named: list[Label], end: int) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for _, after, kind in named:
        m = BROKEN.match(document.plain, after, min(end, after + 60)) if kind in labels.NUMBERS else None
        if m and is_broken(m["value"]) and sum(c.isdigit() for c in m["value"]) > 3:
            found.append((*m.span("value"), kind))
    return found


def _number(document: Document, m: re.Match[str], named: list[Label], block: int) -> list[tuple[int, int, str]]:
    value = m.group().rstrip(" .-–/(")
    lead = len(value) - len(value.lstrip("(")) if value.count("(") > value.count(")") else 0
    value, begin = value[lead:], m.start() + lead
    if value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1].rstrip()
    pieces, sure = _pieces(value), value.rstrip(MISTYPED + " .-")
    if "l" in sure or sum(c.isalnum() for c in value) < 5:
        return []  # with a mistyped digit inside nobody can tell where a number begins: it stays a hole
    found: list[tuple[int, int, str]] = []
    for a, b in pieces:
        if _other(document, begin + a, begin + b, value[a:b]):
            continue
        kinds = _kinds(document, begin + a, begin + b, named, block) or [kind for x, _, kind in found if x == begin]
        if set(kinds) <= set(labels.NUMBERS):
            found.extend((begin + a, begin + b, kind) for kind in kinds)
    return found


def _other(document: Document, start: int, end: int, value: str) -> bool:
    """A case, an account, a sum, a date, or longer than any telephone number."""
    digits = sum(c.isdigit() for c in value)
    if digits > LONGEST + 2 * value.startswith(("00", "++", "(00")) or HOURS.fullmatch(value):
        return True
    if ACCOUNT.search(document.plain, max(0, start - 6), start):
        return True
    if len(m := document.hits.within("channels", max(0, start - 60), start, "other_number", *labels.KINDS)):
        last = m[-1]
        if last.key == "other_number" and not any(c.isalpha() for c in document.plain[last.end : start]):
            return True
    counted = document.hits.within("quantities", end, end + 18, "money", "people", "time", "scale")
    return bool(counted) and counted[0].start <= end + 1 and not value.startswith(("+", "("))


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


def _kinds(document: Document, start: int, end: int, named: list[Label], block: int) -> list[str]:
    """What the nearest label says: before the number, or after it on the same line."""
    line = document.layout.line_at(start)
    bracket = BRACKET.match(document.plain, end, line.end)
    if bracket:
        inside = document.hits.within("channels", end, bracket.end(), *labels.NUMBERS)
        if inside:
            return [inside[0].key]  # "36 4420 (fax)"
    at = bisect_right(named, (start, 0, ""))
    before = named[max(0, at - 3) : at]
    follows = named[at : at + 1] if at < len(named) and named[at][0] < line.end else []
    cell = max(line.start, document.plain.rfind("|", line.start, start))
    column = None if before and before[-1][0] >= cell else _column(document, start, line)
    if column:
        return [column]
    close = follows and not any(c.isalnum() for c in document.plain[end : follows[0][0]])
    parted = not before or any(c in document.plain[before[-1][1] : start] for c in ",;\n")
    if close and parted and follows[0][2] in labels.NUMBERS and _trailing(document, follows[0], line):
        return [follows[0][2]]  # "555 12 34 — phone, 555 12 35 — fax"
    if before and _leads(document, before[-1], start, end, line):
        return labels.both(document, before)
    return _asked(document, start, end, block)


def _trailing(document: Document, label: Label, line: Line) -> bool:
    """A label behind a number is its own, unless another number follows the label: "555 12 34, fax 555 12 35"."""
    rest = document.plain[label[1] : min(line.end, label[1] + 6)].lstrip(" .:)")
    return not (rest[:1].isdigit() or rest[:1] in ("+", "(")) or labels.trails(document, label)


def _leads(document: Document, label: Label, start: int, end: int, line: Line) -> bool:
    """Is the number the label's own, or the next one of a row that the label leads?"""
    gap, value = document.plain[label[1] : start], document.plain[start:end]
    if "\n" in gap:
        gap = REMARK.sub("", gap)  # "Fax: 555 12 34 (office)", and below it 555 12 35
    breaks = gap.count("\n")
    if not any(c.isalpha() for c in gap):
        if not breaks:
            return True
        if any(c.isdigit() for c in gap):
            return breaks < 2 and telling(value)
        return breaks < 3 and not labels.trails(document, label)
    near = label[0] >= line.start and "|" not in gap and len(gap.split()) <= UNLED + 8 * (gap.count("(") > 0)
    return near and telling(value)


def telling(value: str) -> bool:
    """Does a number look like a telephone number, and like nothing else?"""
    digits, gaps = sum(c.isdigit() for c in value), sum(not c.isdigit() for c in value)
    if DATE.fullmatch(value) or YEARS.fullmatch(value) or HOURS.fullmatch(value) or ZIP.fullmatch(value):
        return False
    return digits > 6 or (gaps > 1 and digits > 4)


def _asked(document: Document, start: int, end: int, block: int) -> list[str]:
    """ "Call Warden NAME at 555-1234": a number without a label, by its look and by the verb of its sentence."""
    value = document.plain[start:end]
    digits = sum(c.isdigit() for c in value)
    bare = digits > WHOLE and bool(GROUPED.fullmatch(value))
    bare = bare or (digits >= WHOLE and value.startswith(("+", "(", "8 (", "8(")) and " " in value + " ")
    if not telling(value):
        return []
    sentence = document.sentence_at(start)[0]
    if abs(block - document.layout.line_at(start).start) < NEAR:
        sentence = max(block, sentence)  # an item of a list has its own line and its own words
    verbs = [(h.start, h.end, h.key) for h in document.hits.within("channels", sentence, start, *labels.NUMBERS)]
    led = LED.search(document.plain, max(sentence, start - 30), start)
    if verbs and (led or bare):
        return labels.both(document, verbs)
    return [_headed(document, start)] if bare else []


def _headed(document: Document, place: int) -> str:
    """ "Faxes to:" over a list says what its bare numbers are."""
    heads = list(FAXES.finditer(document.plain, max(0, place - LIST), place))
    if heads and not document.hits.within("channels", heads[-1].end(), place, *labels.NUMBERS):
        return "fax"
    return "phone"


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
    heads = document.hits.within("channels", start, stop if stop > 0 else lines[top].end, *labels.KINDS)
    return heads[0].key if heads and top < at else None
