"""Who got how much: terms and sums given to each person of a list, in order, in turn or line by line."""

from bisect import bisect_left
from dataclasses import replace

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text import quantities
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.quantities import Quantity
from hueandcry.reader.what import events, victims
from hueandcry.reader.what.events import Event
from hueandcry.reader.what.victims import Chain, Mention
from hueandcry.reader.when.dates import Date

PENAL = ("sentence", "fine", "detention", "arrest")
MANY = 60  # penalties in one sentence
REACH = 140  # letters between "handed" and the terms
BESIDE = 24  # letters between a name and the penalty that is its own
ITEM = 70  # letters from a name that opens a list item to its penalty
OPENS = 4  # letters of a title before a name that opens its line
BEFORE = 26  # letters in which a word like "on remand" tells what a term is


def with_given(document: Document, events: list[Event]) -> list[Event]:
    """The events and, between them, penalties whose verb is no word of harm."""
    for event in events:
        cell = event.type == "other" and document.hits.within("events", *event.place, "cell")
        if cell and any(q.kind == "time" and q.penal for q in quantities.find(document, *event.sentence)):
            event.type = "detention"  # days in a punishment cell
    return sorted([*events, *_given(document, events)], key=lambda e: (e.sentence, e.place))


def give(
    document: Document,
    events: list[Event],
    named: list[Mention],
    days: list[Date],
    entries: frozenset[int] = frozenset(),
) -> list[Event]:
    """Give every penalty of a sentence to its own people; one event may become several.

    `entries`: where an entry may open beside the beginnings of lines, in a report told by sections.
    """
    found: list[Event] = []
    at = 0
    while at < len(events):
        last = at
        while last + 1 < len(events) and events[last + 1].sentence == events[at].sentence:
            last += 1
        found.extend(_sentence(document, events[at : last + 1], named))
        at = last + 1
    found += _items(document, found, named, days, entries)
    return sorted([*found, *_awarded(document, found, named)], key=lambda e: e.place)


def _sentence(document: Document, told: list[Event], named: list[Mention]) -> list[Event]:
    if any(e.type == "sentence" for e in told):  # "a year in prison and a fine": one judgment
        told = [e for e in told if e.type != "fine" or not e.nominal or _sums(document, e.sentence)]
    penal = [e for e in told if e.type in PENAL]
    if not penal:
        return told
    start, end = told[0].sentence
    amounts = [q for q in quantities.find(document, start, end) if q.kind in ("time", "money") and q.penal][:MANY]
    amounts = [q for at, q in enumerate(amounts) if not at or not _instead(document, amounts[at - 1], q)]
    amounts = [q for q in amounts if not events.requested(document, q.start, (start, end))]
    if not amounts or any(e.all_but for e in penal):
        return told
    for event in penal:
        _single(document, event, penal, amounts)
    if len(amounts) == 1:
        court = any(e.type == "sentence" and e.quantity for e in penal)
        return [e for e in told if not (court and e.type == "fine" and e.nominal and not e.quantity)]
    people = _punished(document, victims.chains(document, named, start, end), amounts)
    shares = _shares(document, people, amounts, (start, end))
    carried = next((e.victims for e in penal if e.carried and e.victims), [])
    if not people and document.hits.within("events", start, end, "order"):
        shares = _ordered(carried, amounts) or shares
    given = []
    for amount, who in shares:
        near = _kind(document, amount, penal)
        if near is None:
            continue
        own = replace(near, type=_type(document, amount, near), quantity=amount.spans, nominal=False, counted=False)
        own.place = (amount.start, amount.end)
        if who:
            own.victims, own.groups, own.carried = who, [], False
        given.append(own)
    if not given:
        return told
    for event in penal:
        event.quantity = []
    rest = [e for e in told if e.type not in {g.type for g in given}]
    rest = [e for e in rest if not (e.type == "fine" and e.nominal and not e.quantity)]
    return sorted([*rest, *given], key=lambda e: e.place)


def _punished(document: Document, lists: list[Chain], amounts: list[Quantity]) -> list[Mention]:
    """Those at risk, and with them whoever stands right beside a penalty: "A got two years, B three"."""
    known = [any(p.status == "at_risk" for _, p in chain) for chain in lists]
    if not any(known):
        return []
    beside = [
        any(abs(q.start - chain[-1][0][1]) < BESIDE for q in amounts) and not victims.speaks(document, chain[-1][0])
        for chain in lists
    ]
    return [
        pair for chain, at_risk, near in zip(lists, known, beside, strict=True) if at_risk or near for pair in chain
    ]


def _given(document: Document, told: list[Event]) -> list[Event]:
    """ "Were handed 24 and 9 months", "must pay US$300": a penalty whose verb is no word of harm."""
    penal = {(e.sentence, "pays" if e.type == "fine" else "gives") for e in told if e.type in PENAL}
    found = []
    for hit in document.hits.of("events", "gives", "pays")[: MANY * 4]:
        sentence = document.sentence_at(hit.start)
        if (sentence, hit.key) in penal or document.is_furniture(hit.start):
            continue
        low, high = max(sentence[0], hit.start - REACH), min(sentence[1], hit.end + REACH)
        amounts = [q for q in quantities.find(document, *sentence) if q.penal and low <= q.start and q.end <= high]
        money = [q for q in amounts if q.kind == "money"]
        terms = [q for q in amounts if q.kind == "time" and _behind_bars(document, sentence)]
        if hit.key == "pays" and money:
            found.append(Event("fine", (hit.start, hit.end), sentence))
        elif hit.key == "gives" and terms:
            found.append(Event("sentence", (hit.start, hit.end), sentence))
        else:
            continue
        penal.add((sentence, hit.key))
    return found


def _behind_bars(document: Document, sentence: Span) -> bool:
    """Does the sentence speak of a court or a prison, or of an order of people and terms?"""
    return bool(
        document.hits.within("incidents", *sentence, "sentence", "fine", "detention", "trial", "arrest")
        or document.hits.within("organisations", *sentence, "court", "prison")
        or document.hits.within("events", *sentence, "order")
    )


def _sums(document: Document, sentence: Span) -> bool:
    return any(q.kind == "money" for q in quantities.find(document, *sentence))


def _instead(document: Document, one: Quantity, two: Quantity) -> bool:
    """ "US$300 or 30 days": the second is what threatens whoever does not pay the first."""
    low = max(one.end, two.start - 40)
    marks = document.hits.within("events", low, two.start, "or")
    return one.kind != two.kind and any("." not in document.plain[h.end : two.start] for h in marks)


def _single(document: Document, event: Event, penal: list[Event], amounts: list[Quantity]) -> None:
    """The one amount nearest to an event takes its kind from the words beside it."""
    wanted = {"sentence": ("time",), "fine": ("money",)}.get(event.type, ("time",))
    near = [q for q in amounts if q.kind in wanted]
    if not near:
        return
    best = min(near, key=lambda q: abs(q.start - event.place[0]))
    owner = min(
        (e for e in penal if e.type != "fine" or best.kind == "money"), key=lambda e: abs(e.place[0] - best.start)
    )
    if event.type in ("arrest", "detention"):
        if owner is not event:
            return
        event.type = _type(document, best, event)
    event.quantity, event.counted = best.spans, False


def _kind(document: Document, amount: Quantity, penal: list[Event]) -> Event | None:
    """The event an amount belongs to: sums to fines, terms to sentences."""
    types = ("fine", "sentence") if amount.kind == "money" else ("sentence", "detention", "arrest", "fine")
    ranked = sorted(
        (e for e in penal if e.type in types),
        key=lambda e: (types.index(e.type) if amount.kind == "money" else 0, abs(e.place[0] - amount.start)),
    )
    return ranked[0] if ranked else None


def _type(document: Document, amount: Quantity, event: Event) -> str:
    """ "15 days of administrative arrest" is a penalty, "arrested for two months" is remand."""
    if amount.kind == "money":
        return "fine"
    low, high = max(event.sentence[0], amount.start - BEFORE), min(event.sentence[1], amount.end + BEFORE)
    comma = document.plain.find(",", amount.end, high)  # "two years, the months on remand counted"
    if document.hits.within("events", low, comma if comma > 0 else high, "remand"):
        return "detention"
    if document.hits.within("events", *event.place, "jails"):
        return "sentence"
    if event.type in ("sentence", "fine"):
        return "sentence"
    return "sentence" if event.nominal or event.type == "sentence" else "detention"


def _shares(
    document: Document, people: list[Mention], amounts: list[Quantity], sentence: Span
) -> list[tuple[Quantity, list[Person]]]:
    """Each amount with its people; nobody where the sentence names nobody."""
    order = bool(document.hits.within("events", *sentence, "order"))
    persons = list({id(p): p for _, p in people}.values())
    if not persons:
        return [(q, []) for q in amounts]
    first, last = people[0][0][0], people[-1][0][1]
    shares: list[tuple[Quantity, list[Person]]] = []
    if any(first < q.start < last for q in amounts) and not order:
        return _in_turn(people, amounts)
    for kind in ("time", "money"):
        of_kind = [q for q in amounts if q.kind == kind]
        outside = all(q.start >= last or q.end <= first for q in of_kind)
        if len(of_kind) == len(persons) > 1 and (outside or order):
            shares += [(q, [p]) for q, p in zip(of_kind, persons, strict=True)]
        elif of_kind and outside:
            shares += [(q, persons) for q in of_kind]
        else:
            shares += _in_turn(people, of_kind)
    return sorted(shares, key=lambda pair: pair[0].start)


def _ordered(persons: list[Person], amounts: list[Quantity]) -> list[tuple[Quantity, list[Person]]]:
    """ "The same five, in the same order, must pay ...": the people of the sentence before, one by one."""
    shares: list[tuple[Quantity, list[Person]]] = []
    for kind in ("time", "money"):
        of_kind = [q for q in amounts if q.kind == kind]
        if len(of_kind) == len(persons) > 1:
            shares += [(q, [p]) for q, p in zip(of_kind, persons, strict=True)]
        else:
            shares += [(q, persons) for q in of_kind]
    return shares if len({id(p) for _, who in shares for p in who}) > 1 else []


def _in_turn(people: list[Mention], amounts: list[Quantity]) -> list[tuple[Quantity, list[Person]]]:
    """ "A got two years, B three": names first, or amounts first, as the sentence begins."""
    if not amounts:
        return []
    ahead = people[0][0][0] < amounts[0].start
    names = [s[0] for s, _ in people]
    shares: list[tuple[Quantity, list[Person]]] = []
    for at, amount in enumerate(amounts):
        if ahead:
            low = max((q.end for q in amounts[:at]), default=0)
            inside = people[bisect_left(names, low) : bisect_left(names, amount.start)]
            shares.append((amount, [p for _, p in inside] or (shares[-1][1] if shares else [])))
        else:
            high = amounts[at + 1].start if at + 1 < len(amounts) else people[-1][0][1] + 1
            inside = people[bisect_left(names, amount.end) : bisect_left(names, high)]
            shares.append((amount, [p for _, p in inside]))
    return shares


def _items(
    document: Document, told: list[Event], named: list[Mention], days: list[Date], entries: frozenset[int]
) -> list[Event]:
    """ "– NAME: 15 days": a list item whose verb stands in the line above the list, or nowhere."""
    taken = {(e.place, e.type) for e in told} | {(s, e.type) for e in told for s in e.quantity}
    found = []
    for span, person in named:
        line = document.layout.line_at(span[0])
        dashed = document.plain[span[1] : span[1] + 3].strip()[:1] in tuple(":–—-")
        opens = line.marker or span[0] in entries or ((entries or dashed) and span[0] - line.body < OPENS)
        if not opens or span[0] - line.body > 30 or person.status not in ("at_risk", "other"):
            continue
        low, high = document.sentence_at(span[0])
        high = min(line.end, max(high, span[1] + ITEM))
        for amount in quantities.find(document, span[1], high):
            if amount.kind in quantities.HEADS or not amount.penal or not _after_colon(document, span[1], amount.start):
                continue
            kind = "fine" if amount.kind == "money" else "sentence"
            if any(s == (amount.start, amount.end) or s in amount.spans for s, _ in taken):
                continue
            event = Event(kind, (amount.start, amount.end), (low, high), victims=[person], quantity=amount.spans)
            event.type = _type(document, amount, event)
            event.date = next((d for d in days if span[1] <= d.start < amount.start + ITEM and d.start < high), None)
            found.append(event)
    return found


def _awarded(document: Document, told: list[Event], named: list[Mention]) -> list[Event]:
    """ "Four years for NAME", "cuatro años para NAME": a penalty without a verb."""
    taken = {s for e in told for s in e.quantity}
    words = document.lexicon.words("grammar", "for")
    found: list[Event] = []
    for span, person in named if words else ():
        before = document.words_in(max(0, span[0] - BEFORE), span[0])
        at = next((i for i, word in enumerate(before) if word.low in words), None)
        if at is None or person.status not in ("at_risk", "other"):
            continue
        low, high = document.sentence_at(span[0])
        for amount in quantities.find(document, low, high):
            beside = 0 < before[at].start - amount.end < 3 and amount.end > low
            if not beside or amount.kind != "time" or not amount.penal or taken & set(amount.spans):
                continue
            place = (amount.start, amount.end)
            found.append(Event("sentence", place, (low, high), victims=[person], quantity=amount.spans))
            taken |= set(amount.spans)
    return found


def _after_colon(document: Document, start: int, place: int) -> bool:
    """A penalty is set off from the name; an age is not."""
    gap = document.plain[start:place]
    return any(c in gap for c in ":–—-") and document.plain[place - 1 : place] != "("
