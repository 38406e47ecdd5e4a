"""What happened: one incident per type, date and set of victims; ten mentions are one incident."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace

from hueandcry.reader.draft import Incident, Person, Span
from hueandcry.reader.text import quantities
from hueandcry.reader.text.document import Document
from hueandcry.reader.what import (
    companions,
    counts,
    events,
    exceptions,
    merging,
    penalties,
    references,
    sufferers,
    victims,
    whereabouts,
)
from hueandcry.reader.what.events import GENERAL, Event
from hueandcry.reader.what.victims import Memory, Mention
from hueandcry.reader.when import dates, days
from hueandcry.reader.when.dates import Date
from hueandcry.reader.where import hometown, sections, towns
from hueandcry.reader.where import places as states
from hueandcry.reader.where.towns import Spot

YEAR = re.compile(r"(?:19|20)(?<!\w..)\d\d\b")
JUDGED = ("sentence", "fine", "trial", "detention")  # what a judge does
ENTRY = 12  # lines of an entry
GOES_ON = 200  # letters in which a sentence without a subject goes on about those of the event before
KIN = 2000  # letters from one event to the next of its kind that may be of the same day
MOST = 30  # members of a crowd that is named one by one
SPOKEN = ("en", "de", "fr")  # languages in which a sentence names its subject
OPENING = 20  # letters in which a sentence without a subject comes to its verb
DOERS = 3
WEEKDAY = 14  # letters of the weekday before a date
OTHER = 40  # letters that another event between an event and a date is worth


def find(
    document: Document,
    people: list[Person],
    found_dates: list[Date],
    written: Date | None,
    asked: list[Span],
    places: set[int],
    letters: list[Span] | None = None,
) -> list[Incident]:
    """The incidents in order; `asked` are demands, which have not happened, `places` where people and states begin."""
    told = days.timeline(document, found_dates, written)
    told = [d for d in told if not document.is_furniture(d.start) and not _until(document, d)]
    surnames = {part.lower() for p in people if " " in p.name for part in p.name.split()}
    spots = [s for s in towns.find(document, places) if not _surname(s, surnames)]
    parts = sections.find(document, spots, places, told)
    told = sections.said(document, told, parts.day)
    opened = document.notes["opened"] = hometown.opening(document, told, places)
    home = hometown.find(document, spots, places)
    if not spots:
        home = home or hometown.written(document, told, places) or hometown.state(document)
    if home and len({s.name for s in opened.values()}) > 1 and any(s.start == home.start for s in opened.values()):
        home = None  # it opens one entry of several
    if home and parts.over(home.start):
        home = None  # it is told in one section of several
    named = _named(document, people, [*spots, *(s.spot for s in parts.found if s.spot)])
    dated = {place for d in [*found_dates, *told] for place in range(d.start, d.end)}
    found = events.find(document, dated, asked, letters or [])
    found = penalties.with_given(document, found)
    for event in found:
        _own(document, event, named, told, spots)
    _who(document, found, named)
    found = penalties.give(document, found, named, told, frozenset(s.spot.end + 2 for s in parts.found if s.spot))
    for event in found:
        _item_place(document, event, spots)
        if not event.quantity:
            event.quantity = counts.lasted(document, event)
            event.counted = bool(event.quantity)
    _carry(document, found, told, home, opened, parts)
    return [_incident(document, group) for group in merging.together(document, found)]


def _surname(spot: Spot, surnames: set[str]) -> bool:
    """ "À Lopatko une amende": given to somebody, and not in a town."""
    return all(part.lower() in surnames for part in spot.name.split())


def _named(document: Document, people: list[Person], spots: list[Spot]) -> list[Mention]:
    """Every mention of a person, in order; a single word that is also a town is none."""
    where = {s.start for s in spots} | {s.also[0] for s in spots if s.also}
    found = []
    for person in people:
        starts = [s for s, _ in person.spans["name"]]
        if " " not in person.name and any(s in where for s in starts):
            continue
        found += [(span, person) for span in person.spans["name"]]
    return sorted(found, key=lambda pair: pair[0])


def _own(document: Document, event: Event, named: list[Mention], told: list[Date], spots: list[Spot]) -> None:
    """What the sentence of an event says itself."""
    start, end = event.sentence
    event.date = _date(document, event, told)
    near = [s for s in spots[bisect_left(spots, start, key=lambda s: s.start) :][:40] if s.start < end]
    if near:
        event.where = min(near, key=lambda s: _gap(document, event, s.start, s.end))
    doers = [s for s, p in victims.between(named, start, end) if p.status == "perpetrator"]
    if event.type in JUDGED:
        doers += [
            s
            for s, p in victims.between(named, start, event.place[0])
            if p.status == "official" and s[1] < event.place[0]
        ]
    event.doers = doers[:1]
    event.doers += [(h.start, h.end) for h in document.hits.within("groups", start, end, "police")][:1]
    event.quantity = counts.of(document, event)
    event.counted = bool(event.quantity)


def _item_place(document: Document, event: Event, spots: list[Spot]) -> None:
    """ "1. NAME (Gomel) - 15 days": an item has its own town, and lends none to the next."""
    line = document.layout.line_at(event.place[0])
    if not line.marker or not event.quantity:
        return
    near = [s for s in spots[bisect_left(spots, line.start, key=lambda s: s.start) :][:40] if s.start < line.end]
    if near:
        event.where = min(near, key=lambda s: _gap(document, event, s.start, s.end))
    elif event.where and document.layout.line_at(event.where.start).marker:
        event.where = None


def _state(document: Document, event: Event) -> Spot | None:
    """ "Three were hanged in Iran": the state, in a sentence that names no town."""
    named = states.find(document)
    locative = document.lexicon.words("grammar", "locative") | {"en", "au", "aux"}
    at = bisect_left(named, event.sentence[0], key=lambda m: m.start)
    for mention in named[at : at + 5]:
        before = document.words_in(max(0, mention.start - 12), mention.start)
        if mention.start >= event.sentence[1] or not before or before[-1].low not in locative:
            continue
        if document.plain[before[-1].end : mention.start] == " " and not document.hits.within(
            "demonyms", mention.start, mention.end
        ):
            return hometown.land(document, mention)
    return None


def _gap(document: Document, event: Event, start: int, end: int) -> int:
    """Letters between an event and a place or date of its sentence, and more for another event between."""
    gap = start - event.place[1] if start >= event.place[1] else event.place[0] - end
    return max(gap, 0) + OTHER * _between(document, event, start, end)


def _between(document: Document, event: Event, start: int, end: int) -> int:
    """How many other events stand between an event and something in its sentence."""
    low, high = (event.place[1], start) if start >= event.place[1] else (end, event.place[0])
    return len([h for h in document.hits.within("incidents", low, high) if h.key != event.type])


def _date(document: Document, event: Event, told: list[Date]) -> Date | None:
    start, end = event.sentence
    low, high = (bisect_left(told, place, key=lambda d: d.start) for place in (start, end))
    inside = [d for d in told[low:high] if not (dates.is_dateline(document, d) and not d.inferred)]
    return min(inside, key=lambda d: _gap(document, event, d.start, d.end)) if inside else None


def _who(document: Document, found: list[Event], named: list[Mention]) -> None:
    """The victims of every event, those of a sentence before when this one says only "he" or "they"."""
    memory = Memory(document, named)
    before: Event | None = None
    for event in found:
        if event.type in GENERAL:
            before = event
            continue
        lists = victims.chains(document, named, *event.sentence)
        out = exceptions.of(document, event, lists)
        if out:
            event.victims = exceptions.others(event, memory, out, lists)
            event.carried = event.all_but = True
            before = event
            continue
        event.victims = list({id(p): p for _, p in victims.nearest(document, event, lists)}.values())
        memory.join(sufferers.named(document, event))
        others = companions.with_others(document, event) if event.victims else None
        if others:
            known = memory.meant(others.start, others.key)
            event.victims = list({id(p): p for p in [*known, *event.victims]}.values())
        if not event.victims and not event.nominal:
            event.victims = _crowd_by_name(document, event, named)
        if not event.victims:
            event.victims = sufferers.told_before(document, event, named)
            memory.join(event.victims)
        if not event.victims:
            _without_name(document, event, memory, before, named)
        if event.victims and not event.carried:
            memory.learn(event.victims, event.place[0])
        before = event


def _crowd_by_name(document: Document, event: Event, named: list[Mention]) -> list[Person]:
    """A crowd whose members the next lines name one by one."""
    crowds = victims.crowd(document, event)
    heads = [q for q in quantities.find(document, *event.sentence) if q.kind == "people"]
    if not crowds and not heads:
        return []
    people = victims.listed(document, event, named)
    if people:
        return people
    for count in heads:
        number = quantities.number(document, count)
        if 1 < number < MOST:
            return victims.counted(document, event, named, number)
    return []


def _without_name(document: Document, event: Event, memory: Memory, before: Event | None, named: list[Mention]) -> None:
    event.victims = references.meant(document, memory.roles, event.sentence, event.place)
    if event.victims:
        return
    which = victims.pronoun(document, event)
    crowds = victims.crowd(document, event)
    if which is None and victims.of_another(document, event, named):
        return
    crowds = crowds or ([] if event.nominal else counts.heads(document, event))
    if crowds and which is None:
        event.groups = crowds
        return
    near = before is not None and "\n\n" not in document.plain[before.place[0] : event.place[0]]
    if near and before and before.groups and not before.victims and which != "one":
        event.groups = [] if event.nominal else before.groups  # "they" are the crowd of the sentence before
        return
    dropped = document.language not in SPOKEN or event.place[0] - event.sentence[0] < OPENING
    close = near and before is not None and event.place[0] - before.place[0] < GOES_ON
    if which or (close and not event.nominal and dropped):
        which = which or ("many" if victims.plural(document, event) and not event.quantity else None)
        event.victims = memory.meant(event.place[0], which)
        event.carried = bool(event.victims)
    if not event.victims:
        event.groups = crowds


def _carry(
    document: Document,
    found: list[Event],
    told: list[Date],
    home: Spot | None,
    opened: dict[int, Spot],
    parts: sections.Sections,
) -> None:
    """A sentence without a date or place of its own goes on from the one before it."""
    known = {d.iso or d.partial: d for d in told if d.day and not dates.is_dateline(document, d)}
    months = {d.iso[:7] if d.iso else (d.partial or "")[:2] for d in told if not dates.is_dateline(document, d)}
    only = next(iter(known.values())) if len(known) == 1 and len(months) == 1 else None
    before: Event | None = None
    went: Spot | None = None
    months_told = Counter(e.date.iso[:7] for e in found if e.date and e.date.iso and not e.lent)
    last: dict[str, Event] = {}  # the last dated event of a kind: a court's day goes on over paragraphs
    for event in found:
        near = before is not None and "\n\n" not in document.plain[before.place[0] : event.place[0]]
        line = document.layout.line_at(event.place[0])
        near = near and not (line.marker and before and before.place[0] < line.start)  # each item tells for itself
        kin = last.get(merging.SOFT.get(event.type, event.type))
        own_year = YEAR.search(document.plain, *event.sentence)  # "in 2014 he was sentenced" is another time
        if event.date is None and not own_year:
            own = before.date if before and near and (parts.day is None or before.type in JUDGED) else None
            carried = _heading(document, event, told) or own
            if event.type in sections.DAILY and (event.quantity or not event.nominal):
                carried = carried or parts.day
            carried = carried or (None if event.nominal else only)
            if carried is None and kin and not event.nominal and event.place[0] - kin.place[0] < KIN:
                carried = kin.date
            event.date = replace(carried, inferred=True) if carried else None
            event.lent = event.date is not None
        if event.where is None:
            above = _above(document, event, opened)
            if above and (not before or not near or before.place[0] < above.start):
                event.where = above  # the town that opens its entry
            part = parts.over(event.place[0])
            if part and event.where is None and (not before or not near or before.place[0] < part.start):
                event.where = part.spot
            went = went if near else None
            event.where = event.where or whereabouts.carried(document, event, went, home, months_told)
            event.at_home = event.where is not None
            event.where = event.where or _state(document, event)
        if event.date:
            last[merging.SOFT.get(event.type, event.type)] = event
        before, went = event, event.where or (went if near else None)


def _above(document: Document, event: Event, opened: dict[int, Spot]) -> Spot | None:
    """The town that opens the entry of an event, on its line or on the paragraph's first."""
    lines = document.layout.lines
    at = document.layout.index_at(event.place[0])
    for here in range(at, max(-1, at - ENTRY), -1):
        if lines[here].start in opened:
            return opened[lines[here].start]
        if lines[here].after_blank or lines[here].marker:
            break
    return None


def _heading(document: Document, event: Event, told: list[Date]) -> Date | None:
    """The date that opens the paragraph or the entry: "7 December. NAME was detained ..." goes on to its end."""
    lines = document.layout.lines
    at = document.layout.index_at(event.place[0])
    own = _opening(document, told, lines[at].body)
    if own:
        return own
    while at > 0 and not lines[at].after_blank and not lines[at].marker and event.place[0] - lines[at].start < KIN:
        at -= 1
        own = _opening(document, told, lines[at].body)
        if own:
            return own
    return None


def _opening(document: Document, told: list[Date], body: int) -> Date | None:
    """The whole day that opens a line, with its weekday before it or not."""
    town = document.notes.get("opened", {}).get(document.layout.line_at(body).start)
    body = town.end if town and town.start < body + 3 else body
    weekday = document.hits.within("weekday", body, body + WEEKDAY)
    reach = weekday[0].end + 3 if weekday and weekday[0].start == body else body + 3
    first = bisect_left(told, body, key=lambda d: d.start)
    named: Date | None = None  # by its weekday alone
    while first < len(told) and told[first].start <= reach:
        if told[first].day and (not weekday or told[first].start >= weekday[0].end):
            return told[first]
        named = named or (told[first] if told[first].day else None)
        first += 1
    return named


def _until(document: Document, one: Date) -> bool:
    """ "Held until 3 January" dates the end and not the event."""
    before = document.words_in(max(0, one.start - 12), one.start)
    return bool(before) and before[-1].low in document.lexicon.words("grammar", "until")


def _incident(document: Document, group: list[Event]) -> Incident:
    """One incident from its mentions: the first value of each field stands, the sentence's own before a lent one."""
    types = [e.type for e in group if not e.nominal] or [e.type for e in group]
    one = Incident(types[0])
    one.spans = {"type": [e.place for e in group]}
    _add_date(one, group)
    seen: dict[str, Span] = {}
    for event in sorted(group, key=lambda e: (e.carried, e.nominal)):
        if event.carried and seen:
            continue
        for person in event.victims:
            seen.setdefault(person.name, person.spans["name"][0])
    if not seen:
        for event in group:
            for span in event.groups:
                seen.setdefault(document.text[span[0] : span[1]], span)
    one.victims = list(seen)
    if seen:
        one.spans["victims"] = list(seen.values())
    doers = {document.text[s:e]: (s, e) for event in group for s, e in event.doers}
    one.perpetrators = list(doers)[:DOERS]
    if doers:
        one.spans["perpetrators"] = list(doers.values())[:DOERS]
    amount = next((e.quantity for e in group if e.quantity), None)
    if amount:
        one.quantity = " ".join(document.text[s:e] for s, e in amount)
        one.spans["quantity"] = amount
    ranked = sorted((e for e in group if e.where), key=lambda e: (e.at_home, e.date is None or e.lent))
    if ranked and ranked[0].where:
        spot = ranked[0].where
        one.place = spot.name
        one.spans["place"] = [(spot.start, spot.end), *([spot.also] if spot.also else [])]
    one.spans["sentence"] = [e.sentence for e in group]
    return one


def _add_date(one: Incident, group: list[Event]) -> None:
    dated = [e for e in group if e.date]
    if not dated:
        return
    # The sentence's own day before a lent one, a whole day before a month.
    ranked = sorted(dated, key=lambda e: (e.lent, not (e.date and e.date.day)))
    best = ranked[0].date
    same = (
        e.date
        for e in ranked
        if e.date and best and (e.date.iso, e.date.partial) == (best.iso, best.partial) and not e.date.inferred
    )
    best = next(same, best)
    if best:
        one.date, one.date_partial, one.date_inferred = best.iso, best.partial, best.inferred
        one.spans["date"] = [(best.start, best.end)]
