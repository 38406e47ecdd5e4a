"""One target from its block of text: who it is (office, organisation, name) and how to reach it."""

import re
from typing import Protocol

from hueandcry.reader.action import channels, postal
from hueandcry.reader.draft import Spans, Target
from hueandcry.reader.text import labels
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.layout import Line
from hueandcry.reader.text.words import Hit
from hueandcry.reader.who import inmates, persons

PARTS = re.compile(r"\s+[–—-]\s+|\s*[,;(\n|·•]\s*|\)\s*|:\s+")
LEADS = re.compile(r" (?:at|on|by|via|al|en|au|à|unter|an|auf|по|за|на|під|праз)$")
LEAD_IN = re.compile(
    r"(?:(?:and|also|und|auch|et|aussi|y|también|и|также|а|та|також|і|ды|таксама|және|to|an|bei|beim|à|au|aux|al|a|в|во|к|до|у"
    r"|the|der|dem|den|die|das|la|le|les|el|los|las) )+"
)  # "and to the Ministry of Justice"
HONOUR = re.compile(r"(?:S\. ?E\.?|H\. ?E\.?|S\.E\.R\.?) (?=[^\W\d_])")  # before a name whose initials it is not
HOLD = 160
APART = 4  # letters between a body and its street
HOUSE = 6  # words of a body that stands in an address
BODY = 10  # words of a body that is named without a channel
AROUND = 200  # letters before an embassy that may say that it is the one where the reader lives
PUBLIC = ("state_body", "court", "intergovernmental")
STATE = (*PUBLIC, "prison", "company")


class Block(Protocol):
    """Anything that has a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def is_office(document: Document, line: Line) -> bool:
    """Does a line name somebody in office, or an institution?"""
    if len(line.text) > HOLD and not channels.find(document, line.start, line.end):
        return False
    return _powerful(document, line.start, line.end)


def is_public(document: Document, start: int, end: int) -> bool:
    """Does a place name somebody in office of the state, a public body or an embassy?"""
    return bool(
        document.hits.within("people", start, end, "official", "officials")
        or document.hits.within("organisations", start, end, *PUBLIC)
        or document.hits.within("targets", start, end, "embassy")
    )


def has_power(document: Document, start: int, end: int) -> bool:
    """Does a place name anybody public, or a firm, or the head of anything?"""
    return (
        is_public(document, start, end)
        or bool(document.hits.within("people", start, end, "head"))
        or bool(document.hits.within("organisations", start, end, "company"))
    )


def is_prison(document: Document, start: int, end: int) -> bool:
    """Does a place name a prison? Its head is a target; its address is where friends write to."""
    return bool(document.hits.within("organisations", start, end, "prison"))


def embassies(document: Document, start: int, end: int) -> list[Hit]:
    """The words that name an embassy; an ambassador stands for it where the reader lives."""
    found = document.hits.within("targets", start, end, "embassy")
    if document.hits.within("targets", start, end, "own_country"):
        found = found + document.hits.within("targets", start, end, "envoy")
    return sorted(found, key=lambda h: h.start)


def is_named(document: Document, line: Line) -> bool:
    """Does a line name anybody besides its channel?"""
    return is_office(document, line) or any(w.capital for w in document.words_in(line.body, line.end)[:4])


def target(document: Document, block: Block) -> Target | None:
    """The target a block describes, or None when it names nobody and gives no channel."""
    start, end = block.start, block.end
    found = channels.find(document, start, end)
    post = postal.find(document, start, end)
    spans: Spans = {}
    one = Target(spans=spans)
    cc_from = _cc_from(document, start, end)
    for channel in found:
        if post and post[0] <= channel.start < post[1] and channel.kind != "email":
            continue
        kind = "cc" if channel.kind == "email" and channel.start >= cc_from else channel.kind
        if channel.value == channels.HIDDEN and kind in labels.NUMBERS:
            spans.setdefault(f"{kind}_hole", []).append((channel.start, channel.end))  # no number that could be told
            continue
        values = getattr(one, kind)
        if channel.value in values and channel.value != channels.HIDDEN:
            continue
        values.append(channel.value)
        spans.setdefault(kind, []).append((channel.start, channel.end))
    if post and document.hits.within("targets", *post, "own_country"):
        post = None  # "the last address is the embassy in your country"
    if post:
        one.post = " ".join(document.text[post[0] : post[1]].split())
        spans["post"] = [post]
    stop = _salutation(document, one, start, end)
    begin = _head_start(document, start, end, found)
    after = [c for c in found if c.start >= begin]
    _describe(document, one, begin, min(stop, _head_end(document, begin, end, after, post)))
    _with_body(document, one)
    _embassy(document, one, start, end)
    reachable = (
        one.email or one.phone or one.fax or one.post or one.rule or any(f"{k}_hole" in spans for k in labels.NUMBERS)
    )
    named = (
        one.role
        or one.name
        or any(document.hits.within("organisations", *s, *STATE) for s in spans.get("organisation", []))
    )
    if not reachable and not (named and _powerful(document, start, end)):
        return None
    body = spans.get("organisation", [(start, start)])[0]
    if not (reachable or one.role or one.name) and len(document.words_in(*body)) > BODY:
        return None  # a sentence in which somebody speaks of a court
    if not reachable and (end - start > HOLD or document.hits.within("incidents", start, end)):
        return None
    if _behind_bars(document, start, end):
        return None
    only_post = one.post and not (one.email or one.phone or one.fax or one.rule)
    if only_post and post and document.hits.within("weekdays", start, post[0]):
        return None  # "Friday 6 May, 5 pm, 2 Hill Square": where a protest is held
    if (only_post or not reachable) and inmates.marked(document, start, post[0] if post else end):
        return None  # "NAME, born 1980, Article 5, eight years. 12 Hill Street"
    if only_post and " " not in (one.name or "") and not _powerful(document, start, end):
        return None
    if "role" not in spans and "name" not in spans and "organisation" not in spans:
        spans["block"] = [(start, max(end, start + 1))]
    return one


def _with_body(document: Document, one: Target) -> None:
    """ "Minister NAME, Ministry of Justice, 12 Hill Street": the body right before the street is of the address."""
    body, post = one.spans.get("organisation"), one.spans.get("post")
    if not (body and post and (one.role or one.name)) or not 0 <= post[0][0] - body[0][1] <= APART:
        return
    told = [s for key in ("role", "name") for s in one.spans.get(key, [])]
    if (
        len(document.words_in(*body[0])) > HOUSE
        or any(a < body[0][1] and body[0][0] < b for a, b in told)
        or max(b for _, b in told) > body[0][0]
    ):
        return
    if not any(c.isalnum() for c in document.plain[body[0][1] : post[0][0]]):
        one.spans["post"] = [(body[0][0], post[0][1])]
        one.post = " ".join(document.text[slice(*one.spans["post"][0])].split())


def _salutation(document: Document, one: Target, start: int, end: int) -> int:
    """ "Salutation: Your Excellency" in the block of a target; where that line begins, else the end."""
    for line in document.layout.lines_between(start, end):
        labels = document.hits.within("targets", line.start, line.end, "salutation")
        if (
            labels
            and labels[0].start <= line.body
            and document.plain[labels[0].end : labels[0].end + 2].strip()[:1] == ":"
        ):
            first = document.plain.index(":", labels[0].end) + 1
            text = document.text[first : line.end]
            if text.strip():
                one.salutation = text.strip()
                one.spans["salutation"] = [(first + len(text) - len(text.lstrip()), line.end)]
            return line.start
    return end


def _powerful(document: Document, start: int, end: int) -> bool:
    return has_power(document, start, end) or is_prison(document, start, end)


def _behind_bars(document: Document, start: int, end: int) -> bool:
    """ "NAME, Prison No. 4, Krupskaya 99": the address of a prisoner, to whom friends write."""
    prison = document.hits.within("organisations", start, end, "prison")
    power = document.hits.within("people", start, end, "official", "head", "perpetrator")
    return bool(prison) and not power and not document.hits.within("organisations", start, end, *PUBLIC)


def _cc_from(document: Document, start: int, end: int) -> int:
    hits = document.hits.within("targets", start, end, "copies")
    return hits[0].start if hits else end + 1


def _head_start(document: Document, start: int, end: int, found: list[channels.Channel]) -> int:
    """Where the words about who it is begin: with the block, or behind the address that opens it."""
    return found[0].end if found and found[0].start == start else start


def _head_end(
    document: Document,
    start: int,
    end: int,
    found: list[channels.Channel],
    post: tuple[int, int] | None,
) -> int:
    """Where the words about who it is end: at the first label, channel or address."""
    edges = [end, *(c.start for c in found)]
    edges += [place for place, _, _ in labels.find(document, start, end) if place > start]
    if post and post[0] > start:
        edges.append(post[0])
    edges += [h.start for h in document.hits.within("targets", start, end, "copies") if h.start > start]
    return min(edges)


def _describe(document: Document, one: Target, start: int, end: int) -> None:
    """Sort the parts of "Head of the Court - Name" into office, organisation and name."""
    parts = [(first, last, persons.name_in(document, first, last)) for first, last in _parts(document, start, end)]
    full = any(name and " " in document.plain[slice(*name)] for _, _, name in parts)
    for first, last, name in parts:
        words = document.text[first:last]
        span = (first, last)
        if name and full and " " not in document.plain[slice(*name)]:
            name = None  # "Hon. Justice Ministry Secretary, Mrs Rutendo Zvobwa": a word behind a title
        is_role = bool(document.hits.within("people", first, last, "official", "officials", "head", "perpetrator"))
        is_body = bool(document.hits.within("organisations", first, last))
        if name and not one.name:
            one.name = document.text[name[0] : name[1]]
            one.spans["name"] = [name]
            rest = (first, name[0]) if name[0] - first > 3 else (name[1], last)
            if is_role and not one.role and rest[1] - rest[0] > 3:
                one.role = document.text[rest[0] : rest[1]].strip(" ,:–—-\n")
                one.spans["role"] = [rest]
        elif is_role and not one.role:
            one.role, one.spans["role"] = words, [span]
            body = _body_inside(document, first, last)
            if body and not one.organisation:
                one.organisation, one.spans["organisation"] = document.text[body[0] : body[1]], [body]
        elif (is_body and not one.organisation) or (
            not one.role
            and not one.organisation
            and not one.name
            and len(words) > 3
            and not document.hits.within("targets", first, last, "ask", "copies")
        ):
            one.organisation, one.spans["organisation"] = words, [span]


def _parts(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    found, here = [], start
    for m in PARTS.finditer(document.plain, start, end):
        found.append((here, m.start()))
        here = m.end()
    found.append((here, end))
    asks = document.hits.within("targets", start, end, "ask")
    if asks and asks[0].start <= found[0][0] + 1:
        found[0] = (asks[0].end, found[0][1])  # "Call Warden NAME"
    trimmed = []
    for first, last in found:
        while first < last and not document.plain[first].isalnum() and document.plain[first] not in "«“\"'":
            first += 1
        while last > first and document.plain[last - 1] in ' .,:;-–—\n"/':
            last -= 1
        honour = HONOUR.match(document.plain, first, last)
        first = honour.end() if honour else first
        led = LEAD_IN.match(document.plain, first, last)
        first = led.end() if led and led.end() < last else first
        lead = LEADS.search(document.plain[first:last]) if end - last < 4 else None
        last = first + lead.start() if lead else last  # "NAME at" before a number
        if last - first > 2:
            trimmed.append((first, last))
    return trimmed


def _body_inside(document: Document, first: int, last: int) -> tuple[int, int] | None:
    """The institution inside an office: "Head of the Supreme Court" -> "Supreme Court"."""
    bodies = document.hits.within("organisations", first, last)
    if not bodies:
        return None
    begin = bodies[0].start
    for word in reversed(document.words_in(first, begin)):
        if not word.capital or word.end < begin - 1:
            break
        if document.hits.within("people", word.start, word.end, "official", "head"):
            break
        begin = word.start
    return (begin, last) if begin > first else None


def _embassy(document: Document, one: Target, start: int, end: int) -> None:
    """An embassy in the supporter's own country is a rule, whether or not the text gives an address of it."""
    hits = embassies(document, start, end)
    if not hits:
        return
    if one.email or one.phone or one.fax or one.post:
        heads = one.spans.get("organisation", []) + one.spans.get("role", [])
        own = document.hits.within("targets", max(0, start - AROUND), end, "own_country")
        own = [h for h in own if h.start >= start or not _of_list(document, h.start, start)]
        if own and any(a <= hits[0].start < b for a, b in heads) and not _abroad(document, start, hits[0].start):
            one.rule = "embassy"
            one.spans["rule"] = [(hits[0].start, max(hits[0].end, *(b for a, b in heads if a <= hits[0].start < b)))]
        return
    own = document.hits.within("targets", start, end, "own_country")
    if not own and end - start > 90:
        return
    sentence = document.sentence_at(hits[0].start)[0]
    near = own or document.hits.within("targets", max(sentence, start - HOLD), start, "own_country")
    last = max(own[-1].end if own else hits[0].end if near else end, hits[0].end)
    first = state_before(document, start, min(hits[0].start, own[0].start) if own else hits[0].start)
    one.organisation = " ".join(document.text[first:last].split())
    one.spans["organisation"] = [(first, last)]
    one.rule = "embassy"  # the state is filled in when the country of the whole text is known
    one.spans["rule"] = [(first, last)]
    one.role = one.name = None
    one.spans.pop("role", None)
    one.spans.pop("name", None)


def _of_list(document: Document, before: int, place: int) -> bool:
    """Do both stand in marked lines of one list, so that what one says is not of the other?"""
    one, two = document.layout.line_at(before), document.layout.line_at(place)
    return one.start != two.start and bool(one.marker) and one.marker == two.marker


def state_before(document: Document, start: int, place: int) -> int:
    """ "the Turkish embassy", "die türkische Botschaft": capitals and nationalities before it are of its name."""
    for word in reversed(document.words_in(start, place)):
        national = word.capital or document.hits.within("demonyms", word.start, word.end)
        if not national or document.plain[word.end : place].strip():
            break
        place = word.start
    return place


def _abroad(document: Document, start: int, end: int) -> bool:
    """Does another office stand before the embassy: "Consular section of the Ministry", "Interests Section of"?"""
    return bool(
        document.hits.within("people", start, end, "official")
        or document.hits.within("organisations", start, end, *STATE)
    )
