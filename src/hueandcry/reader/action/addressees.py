"""Whom a text names as addressee in passing: in a sentence that asks, above a letter, or in its salutation."""

import itertools
import re
from dataclasses import replace

from hueandcry.reader.action import channels, items, offices, postal, targets
from hueandcry.reader.draft import Letter, Span, Target
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.who import inmates, persons

MANY = 12  # addressees in one text
LEAD = 20  # letters before the word that asks, where the rest of the paragraph asks too
LEADING = 3  # words of a line among which its office begins
HEAD = 12  # lines above a salutation that may say to whom the letter goes
SHORT = 90  # letters of such a line
POLITE = {  # what may stand before the verb that opens a sentence
    "please", "also", "you", "can", "and", "then", "now", "kindly", "bitte", "auch", "por", "favor", "también",
    "et", "aussi", "veuillez", "пожалуйста", "просим", "прошу", "также", "будь", "ласка", "також", "калі", "таксама",
}  # fmt: skip
BESIDE = 40  # letters from the verb to the office
SURNAME = 3  # words of a name behind an office
REST = 90  # letters of a name and a body behind the office
TO = re.compile(r"(?:To|An|À|A|Al|Para|До) (?=[^\W\d_])")
FORM_LINE = 200  # letters
ABOVE = 1_200  # letters above a letter that may say to whom it goes
DATIVE = re.compile(
    r"(?:(?:to|an|à|a)(?: (?:the|den|die|das|la|le|el|los|las|les))?|al|aux?|dem|der|für|на имя|на адрес|до|"
    r"à l'|al? señora?|to (?:mr|ms|mrs)\.?) ?$",
    re.IGNORECASE,
)  # "to the" Minister
WRITTEN = re.compile(
    r"letters?\b|wrote|written|lettre|courrier|écrit|carta|escrit|brief|schreiben|geschrieben|письм|обращ|лист|зверн|ліст"
    r"|зварот|хат|message|petition|appeal",
    re.IGNORECASE,
)
OF = {"of", "the", "de", "la", "du", "des", "del", "der", "für", "for"}


def add(
    document: Document, found: list[Target], letter: Letter, taken: list[Span], zone: items.Zone | None
) -> list[Target]:
    """The targets of the list with those of sentences outside it; without any, whoever the letter salutes."""
    reached = [t for t in found if t.email or t.phone or t.fax or t.post or t.rule]
    if not reached:
        return in_sentences(document, taken) or _unreached(document, found, letter, taken)
    known = {v for t in found for v in (*t.email, *t.cc, *t.phone, *t.fax)}
    listed = [(zone.start, zone.end)] if zone else []
    for one in in_sentences(document, [*taken, *listed]):
        own = {*one.email, *one.phone, *one.fax}
        rule = one.rule and not any("rule" in t.spans for t in found)
        if (rule or own) and not own & known and len(found) < MANY:
            found = [*found, one]
            known |= own
    return found


def _unreached(document: Document, found: list[Target], letter: Letter, taken: list[Span]) -> list[Target]:
    """Whom the text names without a way to reach them: listed, told, or saluted by the letter."""
    more = told(document, taken)
    if not found:
        return of_letter(document, letter) or more or introduced(document, letter)
    places = [s for t in found for spans in t.spans.values() for s in spans]
    for one in more:
        own = [s for spans in one.spans.values() for s in spans]
        if not any(a < d and c < b for a, b in own for c, d in places):
            found = [*found, one]
    return found


def introduced(document: Document, letter: Letter) -> list[Target]:
    """ "The letter we have sent to the Minister of Justice, NAME": the lines above a letter may say to whom it goes."""
    opens = min((a for spans in letter.spans.values() for a, _ in spans), default=0)
    before = [line for line in document.layout.lines_between(max(0, opens - ABOVE), opens) if not line.furniture]
    for line in reversed(before):
        for hit in document.hits.within("people", line.start, line.end, "official"):
            led = DATIVE.search(document.plain, max(line.start, hit.start - BESIDE), hit.start)
            if not led or not WRITTEN.search(document.plain, max(line.start, led.start() - FORM_LINE), led.start() + 1):
                continue
            first, last = _phrase(document, hit.start, hit.end, line.end)
            one = offices.target(document, Line(first, last, document.plain[first:last], body=first))
            if one and one.name:
                return [one]
    return []


def in_sentences(document: Document, taken: list[Span]) -> list[Target]:
    """ "Demand her release by calling Minister NAME at 555-1234": who is asked, with the channel beside the name."""
    found: list[Target] = []
    asked = -1  # the paragraph in which the reader was asked to write
    for start, end in document.layout.sentences:
        if len(found) >= MANY:
            break
        if document.is_furniture(start) or any(s <= start < e for s, e in taken):
            continue
        paragraph = document.layout.index_at(start)
        end = min([end, *(s for s, _ in taken if start < s < end)])  # "..., copies to" is nobody's own channel
        if document.hits.within("targets", start, end, "contact"):
            asked = -1
            continue
        asks = document.hits.within("targets", start, end, "ask", "marker")
        if asks and asks[0].start - start < LEAD:
            asked = paragraph
        if not asks and asked != paragraph:
            continue
        if not offices.is_public(document, start, end) and not _called(document, start, end):
            continue
        if channels.find(document, start, end) or _reached_by_post(document, start, end) or _own(document, start, end):
            cut = [items.Item(start, end)]
            for split in (items.by_names, items.split_joined, items.split_embassy):
                cut = [piece for one in cut for piece in split(document, one)]
            found.extend(targets.of_items(document, [one for item in cut if (one := _from_name(document, item))]))
    return found


def told(document: Document, taken: list[Span]) -> list[Target]:
    """ "Please write to Governor NAME.": sentences that tell the reader whom to ask, and not where."""
    found: list[Target] = []
    for hit in document.hits.of("targets", "tell"):
        start, end = document.sentence_at(hit.start)
        opening = document.plain[start : hit.start].strip(' \n•*–—-→>"«“0123456789.)')
        if len(found) >= MANY or document.is_furniture(start) or any(s <= start < e for s, e in taken):
            continue
        if not POLITE.issuperset(opening.lower().replace(",", " ").split()):
            continue
        who = document.hits.within("people", hit.start, min(end, hit.end + BESIDE), "official", "officials")
        who += document.hits.within("organisations", hit.end, min(end, hit.end + BESIDE), *offices.PUBLIC)
        if not who or document.hits.within("targets", start, end, "contact", "inmates"):
            continue
        first, last = _phrase(document, min([hit.end, *(h.start for h in who)]), min(h.end for h in who), end)
        one = offices.target(document, Line(first, last, document.plain[first:last], body=first))
        if one and not any(one.spans == other.spans for other in found):
            found.append(one)
    return found


def _phrase(document: Document, start: int, told: int, end: int) -> Span:
    """The office with the name and the body beside it, up to the first word that is none of them."""
    last = told
    for word in document.words_in(told, min(end, told + REST)):
        gap = document.plain[last : word.start].strip()
        if gap not in ("", ",") or not (word.capital or word.low in OF):
            break
        last = word.end if word.capital else last
    return start, last


def of_letter(document: Document, letter: Letter) -> list[Target]:
    """The lines above the salutation, else an office with a name in the salutation itself."""
    salutation = letter.spans.get("salutation", [])
    formed = _of_form(document, letter)
    if formed or not salutation:
        return formed
    above = _block_above(document, document.layout.line_at(salutation[0][0]))
    listed = _each_office(document, above)
    if len(listed) > 1:
        return listed
    for start, end in [*above, salutation[0]]:
        if not offices.is_public(document, start, end):
            continue
        one = offices.target(document, Line(start, end, document.plain[start:end], body=start))
        named = persons.name_in(document, start, end)
        if one and (named or above):
            return [one]
    return _saluted(document, salutation[0])


def _of_form(document: Document, letter: Letter) -> list[Target]:
    """ "To the management of NAME and to the Ministry of Labour", right above a letter without a salutation."""
    body = letter.spans.get("body", [])
    at = document.layout.index_at(body[0][0]) if body else 0
    above = document.layout.lines[at - 1] if at else None
    led = TO.match(above.text) if above and not above.furniture and above.text[-1] not in ".!?:" else None
    if not above or not led or len(above.text) > FORM_LINE:
        return []
    joints = list(items.AND_TO.finditer(document.plain, above.start, above.end))
    starts = [above.start + led.end(), *(m.end() for m in joints)]
    cut = [items.Item(a, b) for a, b in zip(starts, [*(m.start() for m in joints), above.end], strict=True)]
    return targets.of_items(document, cut)


def _saluted(document: Document, span: Span) -> list[Target]:
    """ "Dear Governor NAME,": an office with a surname behind it."""
    for hit in document.hits.within("people", *span, "official"):
        follows = document.words_in(hit.end, span[1])
        name = follows[0] if follows and follows[0].start - hit.end < 3 else None
        if not name or not name.capital or document.hits.within("people", name.start, name.end, "official", "title"):
            continue
        rest = document.plain[follows[-1].end : span[1]].strip()
        if len(follows) > SURNAME or not all(w.capital for w in follows) or rest not in (",", "!", ":", ""):
            continue
        if document.plain[hit.start].isupper() and not document.hits.within("organisations", name.start, span[1]):
            name_span = (name.start, follows[-1].end)
            one = Target(name=document.text[slice(*name_span)], role=document.text[hit.start : hit.end])
            one.spans = {"role": [(hit.start, hit.end)], "name": [name_span]}
            return [one]
    return []


def _each_office(document: Document, above: list[Span]) -> list[Target]:
    """ "To the General Manager / To the Prosecutor / To the Minister": lines that open with an office are one each."""
    lines = [x for a, b in above for x in document.layout.lines_between(a, b)]
    opens = [at for at, line in enumerate(lines) if _opens_office(document, line)]
    edges = [(lines[a].start, lines[b - 1].end) for a, b in itertools.pairwise([*opens, len(lines)])]
    cut = [items.Item(a, b) for a, b in edges]
    return targets.of_items(document, cut) if len(cut) > 1 else []


def _opens_office(document: Document, line: Line) -> bool:
    first = document.words_in(line.body, line.end)[:LEADING]
    return any(
        h.start in {w.start for w in first}
        for h in document.hits.within("people", line.body, line.end, "official", "head")
    )


def _block_above(document: Document, line: Line) -> list[Span]:
    """Short lines right above the salutation, blank ones between them or not."""
    lines, at = document.layout.lines, document.layout.index_at(line.start)
    first = at
    while first > 0 and at - first < HEAD:
        before = lines[first - 1]
        if before.furniture or len(before.text) > SHORT or before.text[-1] in ".!?:" or before.marker:
            break
        told = document.hits.within("letter", before.start, before.end, "marker")
        if told and not persons.name_in(document, told[-1].end, before.end):
            break  # "Open letter to Minister NAME" says to whom
        first -= 1
    while first < at and not offices.is_public(document, lines[first].start, lines[min(first + 1, at - 1)].end):
        first += 1
    return [(lines[first].start, lines[at - 1].end)] if first < at else []


def _called(document: Document, start: int, end: int) -> bool:
    """ "Call Director NAME at": the head of anything, right behind the verb, and not of the senders or a union."""
    if document.hits.within("organisations", start, end, "union", "ngo"):
        return False
    for head in document.hits.within("people", start, end, "head"):
        asks = document.hits.within("targets", max(start, head.start - 30), head.start, "ask")
        between = document.plain[asks[-1].end : head.start].split() if asks else ["our"]
        if not {"our", "us", "unser", "unsere", "notre", "nuestro", "нашему", "нашего"} & {w.lower() for w in between}:
            return True
    return False


def _reached_by_post(document: Document, start: int, end: int) -> bool:
    """A street or a postcode in a sentence that names an office, and asks nobody to come there."""
    if document.hits.within("weekdays", start, end):
        return False
    post = postal.find(document, start, end)
    if post and inmates.marked(document, start, post[0]):
        return False
    return post is not None and any(c.isdigit() for c in document.plain[post[0] : post[1]])


def _own(document: Document, start: int, end: int) -> bool:
    """ "the Turkish embassy in your country", "the nearest Turkish embassy"."""
    embassy = offices.embassies(document, start, end)
    return bool(embassy) and bool(
        document.hits.within("targets", max(start, embassy[0].start - BESIDE), end, "own_country")
    )


def _from_name(document: Document, item: items.Item) -> items.Item | None:
    """The addressee from the first name or office on; what stands before asks, and says nothing of him."""
    start, end = item.start, item.end
    places = [n.start for n in persons.find(document) if start <= n.start < end and len(n.tokens) > 1]
    places += [h.start for h in document.hits.within("people", start, end, "official", "officials")]
    places += [h.start for h in document.hits.within("organisations", start, end, *offices.PUBLIC)]
    places += [offices.state_before(document, start, h.start) for h in offices.embassies(document, start, end)]
    asked = document.hits.within("targets", start, end, "ask", "marker")
    places = [p for p in places if not asked or p >= asked[-1].end] or places
    return replace(item, start=min(places)) if places else None
