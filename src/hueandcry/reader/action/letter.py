"""The model letter: salutation, body and signatory, wherever it stands."""

import itertools
import re

from hueandcry.reader.action import channels, postal, quotations
from hueandcry.reader.draft import Letter, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.text.words import Hit
from hueandcry.reader.who import persons

OPEN_QUOTES = "“«„\"‘'"
PLACEHOLDER = re.compile(r"^[\[(_<….\s-]|^\W*$")
SALUTATION = 160
QUOTING = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
LINE = 110  # letters of a salutation that has its line
TRIES = 200  # places where a letter may begin
TAIL = 5  # last lines of a letter that may be its signature
SIGNED = 110  # letters of a line of a signature
WORDS = 14  # more of them before a full stop are a sentence
FAREWELL = 160  # letters of a formula such as "Veuillez agréer ..." behind its first words
INSIDE = 20  # letters before a letter that begins inside a line
LEAST = 20  # letters a body needs
SIGNATURE_LINES = 3
ADDRESS = 80  # letters of a line of an address
ADDRESS_LINES = 8
BESIDE = 24  # letters behind a comma where another one is saluted
PRESENT = re.compile(r"(?:presentes?|su despacho|en su despacho|s\. ?d\.)\W*$", re.IGNORECASE)
STOPS = re.compile("[!:,]")
PARAGRAPH = 14  # words of a salutation inside a paragraph
SIGNATURE = 300  # letters of the first line of a signature, where organisations may follow each other
BRACKETED = re.compile(r"[\[(_<…][^\n]{0,70}[\])_>….]+$")  # "[Your name]" below a letter
DATIVE = re.compile(r"(?:À|A|An|Al|To|Für|Para|Кому) $", re.IGNORECASE)
CC = re.compile(r"[Cc][Cc](?:[ .:]|$)")
NAMED = 40  # letters of a heading
ENDED = re.compile(r"[.!?…][\"”»)]?\s*$")
DAY = re.compile(r"[^\w»”\")]*(?:\b(?:le|am|den|on|el|a|à|fait)\b)?[^\w»”\")]*\d{0,2}\W*$", re.IGNORECASE)


def find(document: Document) -> tuple[Letter, list[Span]]:
    """The letter and the places it covers (from its marker or salutation to its signature)."""
    hits = [(h, document.layout.line_at(h.start)) for h in document.hits.of("letter", "salutation")[:TRIES]]
    for hit, line in sorted(hits, key=lambda x: len(x[1].text) > LINE):  # a line of its own before a paragraph
        if _salutes(document, line, hit):
            return _from_salutation(document, line, hit)
    for hit in document.hits.of("letter", "marker")[:TRIES]:
        line = document.layout.line_at(hit.start)
        if not line.furniture and _announces(document, line, hit):
            return _from_marker(document, line, hit)
    return quotations.find(document) or (Letter(), [])


def _salutes(document: Document, line: Line, hit: Hit) -> bool:
    if line.furniture or hit.start > line.body + 3:
        before = document.plain[line.body : hit.start].rstrip(" \n")
        told = document.hits.within("letter", line.start, hit.start, "marker")
        if line.furniture or not before.endswith((":", "“", "«", '"', "„")) or not (told or before[-1] != ":"):
            return False
    if line.marker or document.hits.within("letter", line.start, line.end, "readers"):
        return False
    if hit.start > line.body and DATIVE.match(document.plain, line.body, hit.start):
        return False  # "To Mr Ambassador of Tarnia" is an address
    quoted = document.plain[max(0, hit.start - 1)] in OPEN_QUOTES
    if channels.find(document, hit.start if quoted else line.start, line.end):
        return False  # an item of the list of targets
    if any(h.start == hit.start for h in document.hits.within("letter", hit.start, line.end, "readers")):
        return False
    stop = _salutation_end(document, line, hit)
    if stop - hit.start > SALUTATION or (stop < line.end and len(document.words_in(hit.end, stop)) > PARAGRAPH):
        return False
    if document.plain[stop - 1 : stop] in tuple(",!:;"):
        return True
    return stop == line.end and not _heads_address(document, line)


def _heads_address(document: Document, line: Line) -> bool:
    """ "Mr Prosecutor NAME" over short lines with a street or a number is the first line of an address."""
    below = itertools.takewhile(
        lambda x: len(x.text) < ADDRESS and not x.text.endswith(("!", "?", ";")),
        document.layout.lines_between(line.end, line.end + 4 * SALUTATION)[:ADDRESS_LINES],
    )
    lines = [line, *below]
    if any(
        h.start <= x.body and x.end - h.start < SALUTATION and x.text[-1] in ",!:"
        for x in document.layout.lines_between(line.end, line.end + 4 * SALUTATION)[1:ADDRESS_LINES]
        for h in document.hits.within("letter", x.start, x.end, "salutation")
    ) and not line.text.endswith((",", "!", ":")):
        return True  # the real salutation follows
    return any(
        PRESENT.match(x.text) or postal.find(document, x.start, x.end) or channels.find(document, x.start, x.end)
        for x in lines
    )


def _salutation_end(document: Document, line: Line, hit: Hit) -> int:
    """The salutation ends with its line, or at the mark that ends it inside a paragraph."""
    if line.end - hit.start <= LINE:
        return line.end
    stops = [m.start() for m in STOPS.finditer(document.plain, hit.end, hit.start + SALUTATION)]
    for stop in stops:
        following = document.hits.within("letter", stop, stop + BESIDE, "salutation")
        titled = document.hits.within("people", stop, stop + BESIDE, "title", "official")
        if document.plain[stop] != "," or not any(h.start < stop + 3 for h in (*following, *titled)):
            return stop + 1  # "Señor Fiscal, señora Ministra:" goes on
    return line.end


def _from_salutation(document: Document, line: Line, hit: Hit) -> tuple[Letter, list[Span]]:
    stop = _salutation_end(document, line, hit)
    salutation = (hit.start, stop)
    stop = _more_salutations(document, stop)
    salutation = (hit.start, stop) if stop - hit.start <= SALUTATION else salutation
    body, after, closing = _body(document, salutation[1], _quoted_end(document, hit.start))
    if len(_words(document, body)) < LEAST:
        return Letter(), []
    letter = Letter(True, _words(document, salutation), _words(document, body))
    letter.spans = {"salutation": [salutation], "body": [body]}
    if closing and closing[0] < closing[1]:
        letter.spans["closing"] = [closing]
    _sign(document, letter, after, bool(closing))
    end = max([e for spans in letter.spans.values() for _, e in spans])
    opens = hit.start if hit.start - line.body > INSIDE else _marker_before(document, line)
    return letter, [(opens, end)]


def _more_salutations(document: Document, stop: int) -> int:
    """Two salutations under each other are one."""
    following = document.layout.lines_between(stop, stop + 200)[:1]
    for line in following:
        hits = document.hits.within("letter", line.start, line.end, "salutation")
        if hits and hits[0].start <= line.body + 1 and len(line.text) < 80 and line.text[-1] in ",!:":
            return line.end
    return stop


def _marker_before(document: Document, line: Line) -> int:
    """The letter begins at the line that announces it, if that stands right above."""
    at = document.layout.index_at(line.start)
    if at and document.hits.within(
        "letter", document.layout.lines[at - 1].start, document.layout.lines[at - 1].end, "marker"
    ):
        return document.layout.lines[at - 1].start
    return line.start


def _announces(document: Document, line: Line, hit: Hit) -> bool:
    """A marker announces a letter when it ends its line, or its text follows in quotation marks."""
    rest = document.plain[hit.end : line.end]
    colon = rest.find(":")
    heading = len(line.text) < 70 and hit.start - line.body < 20
    begins = hit.start - line.body < 20 and 0 <= colon < 20 and len(rest) - colon > LEAST
    heading = heading or begins
    return (colon >= 0 and len(rest) - colon < 3) or heading or bool(re.search(r":\s*[“«\"„]", rest))


def _from_marker(document: Document, line: Line, hit: Hit) -> tuple[Letter, list[Span]]:
    colon = document.plain.find(":", hit.end, line.end)
    start = colon + 1 if colon >= 0 and line.end - colon > 20 else line.end
    following = document.layout.lines_between(start, len(document.plain))
    first = following[0].start if following and start == line.end else start
    while first < len(document.plain) and document.plain[first] in " \n":
        first += 1
    body, after, closing = _body(document, first, _quoted_end(document, first + 1))
    if body[1] - body[0] < 80:
        return Letter(), []
    letter = Letter(True, None, _words(document, body))
    letter.spans = {"body": [body]}
    _sign(document, letter, after, bool(closing))
    end = max(e for spans in letter.spans.values() for _, e in spans)
    return letter, [(line.start, end)]


def _quoted_end(document: Document, start: int) -> int | None:
    """The closing quotation mark of a letter that stands in quotation marks."""
    before = document.plain[max(0, start - 2) : start].strip(" \n")
    if not before or before[-1] not in OPEN_QUOTES:
        return None
    pairs = {"“": "”“", "«": "»", '"': '"', "‘": "’'", "'": "'", "„": "”“"}
    depth = 0
    for place in range(start, len(document.plain)):
        here = document.text[place]
        ends_paragraph = document.plain[place + 1 : place + 3].strip(" .") in ("", "\n", "\n\n")
        if here == before[-1] == "«":
            depth += 1
        elif here in pairs[before[-1]]:
            if depth:
                depth -= 1
            elif ends_paragraph or here == "»":
                return place
    return None


def _body(document: Document, start: int, limit: int | None) -> tuple[Span, int, Span | None]:
    """From the salutation to the closing formula; without one, to whatever ends the letter."""
    end = limit or len(document.plain)
    last = start
    for line in document.layout.lines_between(start, end):
        closing = [
            h
            for h in document.hits.within("letter", line.start, line.end, "closing")
            if h.start <= line.body + 2 and line.end - h.end < 60 and not _goes_on(document, line, h)
        ] or [
            h
            for h in document.hits.within("letter", line.start, line.end, "farewell")
            if h.start <= line.body + 2 and line.end - h.end < FAREWELL and not _goes_on(document, line, h)
        ]
        late = None if closing else _late_closing(document, line, start)
        if late is not None and late - start > LEAST:
            stop = min(line.end, end)
            return _trim(document, start, late), stop, (late, stop)
        if not closing and _on_behalf(document, line) and line.start - start > ADDRESS:
            return _trim(document, start, line.start), line.start, (line.start, line.start)
        if closing:
            stop = min(line.end, end)
            return _trim(document, start, line.start), stop, (line.start, stop)
        if _ends(document, line, last - start):
            end = line.start
            break
        last = line.end
    else:
        last = max(last, min(end, len(document.plain))) if limit else last
    # The closing may stand at the end of the last paragraph.
    for hit in document.hits.within("letter", max(start, last - 120), min(last, end), "closing"):
        if document.plain[hit.start - 2 : hit.start].strip(" \n")[-1:] in ".!?":
            return _trim(document, start, hit.start), hit.end, (hit.start, hit.end)
    stop = min(last, end)
    signed = _signed_from(document, start, stop)
    return _trim(document, start, signed), signed, (signed, signed) if signed < stop else None


def _late_closing(document: Document, line: Line, start: int) -> int | None:
    """ "... set her free. Yours sincerely, NAME"; "In this hope, accept, Sir, the expression of my high regard"."""
    formulas = document.hits.within("letter", max(start, line.start), line.end, "closing", "farewell")
    for hit in formulas:
        if line.end - hit.end >= NAMED:
            continue
        follows = document.plain[hit.end : line.end].lstrip()[:1]
        before = document.plain[max(start, line.start, hit.start - LEAST) : hit.start]
        if ENDED.search(before) and (follows in ("", ",", "!", ".") or follows.isupper()):
            return hit.start
    polite = [h for h in formulas if " " in document.plain[h.start : h.end] or h.key == "farewell"]
    apart = len(polite) > 1 and polite[0].end < polite[-1].start
    short = len(line.text) < FAREWELL and line.end - polite[-1].end < LEAST + 5 if apart else False
    return line.start if short else None


def _goes_on(document: Document, line: Line, hit: Hit) -> bool:
    """ "Quedamos a la espera de su respuesta y ...": a sentence over the formula that really ends the letter."""
    if line.text[-1] != ".":
        return False
    below = document.layout.lines_between(line.end, line.end + 2 * LINE)[:SIGNATURE_LINES]
    return any(
        h.start <= x.body + 2 and x.end - h.end < LEAST
        for x in below
        for h in document.hits.within("letter", x.start, x.end, "closing")
    )


def _on_behalf(document: Document, line: Line) -> bool:
    """ "For the network NAME" on a short line of its own is a signature, and begins no sentence."""
    hits = document.hits.within("letter", line.start, line.end, "behalf")
    own = bool(hits) and hits[0].start <= line.body and len(line.text) < ADDRESS
    return own and line.after_blank and line.text[-1] not in ".!?:;"


def _signed_from(document: Document, start: int, end: int) -> int:
    """Where a signature without a formula begins: short last lines that name somebody and are no sentences."""
    end = _before_blanks(document, start, end)
    begin = end
    for line in reversed(document.layout.lines_between(start + 1, end)[-TAIL:]):
        bare = line.text.rstrip('"”»')
        if len(line.text) > SIGNED or bare.endswith(("?", "!", ":", ",")) or line.marker:
            break
        if bare.endswith(".") and (
            len(line.text.split()) > WORDS or document.hits.within("demands", line.start, line.end, "verb")
        ):
            break
        begin = line.start if line.after_blank else begin
    named = document.hits.within("organisations", begin, end) or any(
        persons.name_in(document, x.start, x.end) for x in document.layout.lines_between(begin, end)[:TAIL]
    )
    before = document.plain[start:begin].rstrip()
    return begin if begin < end and named and before.endswith((".", "!", "?", "…", ")")) else end


def _before_blanks(document: Document, start: int, end: int) -> int:
    """Where the last lines are blanks for the writer's own name, the letter ends above them."""
    for line in reversed(document.layout.lines_between(start + 1, end)[-SIGNATURE_LINES:]):
        bare = line.text.rstrip('"”»“')
        template = document.hits.within("letter", line.start, line.end, "after")
        opens = bool(template) and template[0].start <= line.body + 1 and len(bare) < NAMED and bare[-1:] not in ".!?"
        if not (opens or BRACKETED.match(bare)) or line.start <= start:
            break
        end = line.start
    return end


def _ends(document: Document, line: Line, so_far: int) -> bool:
    """What cannot stand inside a letter: furniture, a list of addresses, the copies line."""
    if line.furniture:
        return True
    if so_far < 40:
        return False
    if line.after_blank and CC.match(line.text):
        return True
    marker = document.hits.within("targets", line.start, line.end, "marker", "copies")
    told = marker and (line.text.endswith(":") or "@" in line.text or "[" in line.text)
    heading = bool(document.hits.within("letter", line.start, line.end, "marker")) and len(line.text) < 60
    return bool(told) or heading


def _sign(document: Document, letter: Letter, after: int, closed: bool) -> None:
    """The lines under the closing formula, until the page goes on with something else."""
    if not closed:
        return
    closing = letter.spans.get("closing", [(after, after)])[0]
    tail = document.plain[closing[0] : closing[1]]
    taken: list[Span] = []
    comma = re.search(r"[,:–—]\s*(\S.*)$", tail)
    if comma and tail.count("(", 0, comma.start()) > tail.count(")", 0, comma.start()):
        comma = None  # "With respect (name, town)"
    most = LINE if comma and comma[0][0] in ":–—" else LINE // 2
    if comma and len(tail) < LINE and 4 < len(comma[1]) < most and not PLACEHOLDER.match(comma[1]):
        taken.append((closing[0] + comma.start(1), closing[1]))
    for line in document.layout.lines_between(after, after + 600)[: SIGNATURE_LINES + 1]:
        if len(taken) == SIGNATURE_LINES or _ends_signature(document, line, taken):
            break
        stop = _before_day(document, line)
        if stop - line.start > 3 and not channels.find(document, line.start, stop):
            taken.append((line.start, stop))
    if taken:
        place = (taken[0][0], taken[-1][1])
        letter.signatory = " ".join(document.text[place[0] : place[1]].split()).rstrip("”»\"' ")
        letter.spans["signatory"] = [place]


def _ends_signature(document: Document, line: Line, taken: list[Span]) -> bool:
    """Furniture, blanks to fill in, a list of addresses or a paragraph: the page goes on with something else."""
    if line.furniture or len(line.text) > (SIGNED if taken else SIGNATURE) or PLACEHOLDER.match(line.text):
        return True
    if document.hits.within("targets", line.start, line.end, "marker", "copies"):
        return True
    if taken and line.after_blank and line.text[0].isdigit():
        return True  # "6 comments"
    if line.text.endswith(")") and "(" not in line.text:
        return True  # "(name,\ntown)"
    if CC.match(line.text) or (_heading(document, line) and (not taken or line.after_blank)):
        return True
    if "@" in line.text or (taken and (line.text.endswith(":") or (line.after_blank and len(line.text) > ADDRESS))):
        return True
    template = document.hits.within("letter", line.start, line.end, "after")
    return bool(template) and template[0].start <= line.start + 2


def _heading(document: Document, line: Line) -> bool:
    """ "ADDITIONAL INFORMATION": capitals that name nobody and no office."""
    return (
        line.text.isupper()
        and " " in line.text
        and not persons.name_in(document, line.start, line.end)
        and not document.hits.within("organisations", line.start, line.end)
        and not document.hits.within("people", line.start, line.end, "official", "head", "title", "organiser")
    )


def _before_day(document: Document, line: Line) -> int:
    """Where the date of a signature begins, or the line ends; a line that is a place and a date holds no name."""
    months = document.hits.within("months", line.start, line.end)
    if not months:
        return line.end
    before = document.plain[line.start : months[0].start]
    day = DAY.search(before)
    lead = before[: day.start()] if day else before
    named = persons.name_in(document, line.start, line.start + len(lead))
    bodies = document.hits.within("organisations", line.start, line.start + len(lead))
    return line.start + len(lead) if named or bodies else line.start


def _trim(document: Document, start: int, end: int) -> Span:
    while start < end and document.plain[start] in " \n":
        start += 1
    while end > start and document.plain[end - 1] in " \n":
        end -= 1
    return start, max(end, start + 1) if start < len(document.plain) else end


def _words(document: Document, span: Span) -> str:
    return QUOTING.sub("", document.text[span[0] : span[1]]).strip()
