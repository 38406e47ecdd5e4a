"""What happened: one incident per type, date and set of victims; ten mentions are one incident."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace

from hueandcry.reader import coordination, dates, quantities
from hueandcry.reader.dates import Date
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Incident, Person, Span
from hueandcry.reader.words import Hit

QUIET = ("release",)  # types a demand speaks of before they happen
GENERAL = ("protest",)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MENTIONS = 800  # of things done; more is an archive and no report
MANY = 100  # incidents in one text


Mention = tuple[Span, Person]


@dataclass
class Event:
    """One mention of something done, before mentions of one event are put together."""

    type: str
    place: tuple[int, int]
    sentence: Span
    date: Date | None = None
    victims: list[Person] = field(default_factory=list)
    groups: list[Span] = field(default_factory=list)
    doers: list[Span] = field(default_factory=list)
    quantity: Span | None = None
    where: Span | None = None


def find(
    document: Document,
    people: list[Person],
    found_dates: list[Date],
    written: Date | None,
    asked: list[Span],
    places: list[Span],
) -> list[Incident]:
    """The incidents in order; `asked` are the places of demands, which have not happened."""
    named = sorted(((s, p) for p in people for s in p.spans["name"]), key=lambda pair: pair[0])
    events: list[Event] = []
    dated = {place for d in found_dates for place in range(d.start, d.end)}
    for hit in document.hits.of("incidents"):
        if hit.start in dated:
            continue  # "march" in "10 March"
        if document.is_furniture(hit.start) or not _happened(document, hit, asked):
            continue
        if len(events) >= MENTIONS:
            break
        events.append(_event(document, hit, named, found_dates, written, places))
    told = [
        dates.resolve(d, written)
        for d in found_dates
        if not (document.is_furniture(d.start) or dates.is_dateline(document, d) or _until(document, d))
    ]
    _carry(document, events, places, told)
    return [_incident(document, group) for group in _merge(events)]


def _carry(document: Document, events: list[Event], places: list[Span], told: list[Date]) -> None:
    """A sentence without a date or place of its own goes on from the one before it."""
    days = {d.iso or d.partial: d for d in told if d.day}
    only = next(iter(days.values())) if len(days) == 1 else None
    towns = Counter(document.text[start:end] for start, end in places)
    main, times = towns.most_common(1)[0] if towns else ("", 0)
    # One town named again and again is where it happened; a town named once is not.
    home = next((p for p in places if document.text[slice(*p)] == main), None) if times > 1 else None
    lead = _lead(events)
    before: Event | None = None
    for event in events:
        paragraph = before is not None and "\n\n" not in document.plain[before.place[0] : event.place[0]]
        own_year = YEAR.search(document.plain, *event.sentence)  # "in 2014 he was sentenced" is another time
        if event.date is None and not own_year:
            carried = before.date if before and paragraph else None
            carried = carried or only
            event.date = replace(carried, inferred=True) if carried else None
        if event.where is None:
            event.where = (before.where if before and paragraph else None) or home
        if not event.victims and not event.groups and before and paragraph and event.type not in GENERAL:
            event.victims = lead or before.victims
        before = event


def _lead(events: list[Event]) -> list[Person]:
    """The one person most of the text is about: "he" is most often this one."""
    counted = Counter(p.name for e in events for p in e.victims)
    ranked = counted.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return []
    return next([p] for e in events for p in e.victims if p.name == ranked[0][0])


def _happened(document: Document, hit: Hit, asked: list[Span]) -> bool:
    if any(s <= hit.start < e for s, e in asked):
        return False
    start, _end = document.sentence_at(hit.start)
    if hit.key in QUIET and document.hits.within("demands", start, hit.start, "wish", "verb"):
        return False
    line = document.layout.line_at(hit.start)
    if document.hits.within("targets", line.start, line.end, "marker", "copies"):
        return False
    if document.hits.within("letter", line.start, line.end, "salutation") and line.end - line.start < 90:
        return False
    near = document.hits.within("uncertain", max(start, hit.start - 45), hit.start)
    if near and not any("." in document.plain[h.end : hit.start] for h in near):
        between = document.plain[near[-1].end : hit.start]
        if len(between) < 25 and "," not in between:
            return False
    return True


def _event(
    document: Document,
    hit: Hit,
    named: list[Mention],
    found_dates: list[Date],
    written: Date | None,
    places: list[Span],
) -> Event:
    start, end = document.sentence_at(hit.start)
    event = Event(hit.key, (hit.start, hit.end), (start, end))
    event.date = _date(document, start, end, hit, found_dates, written)
    event.doers = [s for s, p in _between(named, start, end) if p.status == "perpetrator"][:1]
    if hit.key not in GENERAL:
        event.victims = _victims(document, hit, named, start, end)
    if hit.key not in GENERAL:
        event.groups = [(h.start, h.end) for h in document.hits.within("groups", start, end, "any")][:1]
    event.doers += [(h.start, h.end) for h in document.hits.within("groups", start, end, "police")][:1]
    event.quantity = _quantity(document, start, end, hit)
    low, high = bisect_left(places, (start, 0)), bisect_left(places, (end, 0))
    inside = places[low:high]
    event.where = min(inside, key=lambda p: abs(p[0] - hit.start)) if inside else None
    return event


def _victims(document: Document, hit: Hit, mentions: list[Mention], start: int, end: int) -> list[Person]:
    """The person named nearest, and those named in one breath with that one."""
    named = [(s, p) for s, p in _between(mentions, start, end) if p.status == "at_risk"]
    if not named:
        return []
    nearest = min(
        range(len(named)),
        key=lambda i: max(named[i][0][0] - hit.end, hit.start - named[i][0][1]),
    )
    low = high = nearest
    while low > 0 and high - low < coordination.CHAIN and _one_breath(document, named[low - 1][0], named[low][0]):
        low -= 1
    while (
        high + 1 < len(named)
        and high - low < coordination.CHAIN
        and _one_breath(document, named[high][0], named[high + 1][0])
    ):
        high += 1
    return list({p.name: p for _, p in named[low : high + 1]}.values())


def _between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    low = bisect_left(mentions, start, key=lambda pair: pair[0][0])
    high = bisect_left(mentions, end, key=lambda pair: pair[0][0])
    return mentions[low:high]


def _one_breath(document: Document, one: Span, two: Span) -> bool:
    """Two names in a list: little between them but commas, "and" or an age."""
    gap = document.plain[one[1] : two[0]]
    joined = any(w in gap for w in (",", ";", "/")) or any(
        w.low in document.lexicon.words("grammar", "and") for w in document.words_in(one[1], two[0])
    )
    return (joined and len(gap) < 45) or coordination.linked(document, one, two)


def _date(document: Document, start: int, end: int, hit: Hit, found: list[Date], written: Date | None) -> Date | None:
    """The date nearest in the sentence; "today" counts when the report says which day that is."""
    low, high = (bisect_left(found, place, key=lambda d: d.start) for place in (start, end))
    inside = [d for d in found[low:high] if d.month and not _until(document, d)]
    if inside:
        best = min(inside, key=lambda d: abs(d.start - hit.start))
        return dates.resolve(best, written)
    return dates.relative(document, start, end, written)


def _until(document: Document, one: Date) -> bool:
    """ "Held until 3 January" dates the end and not the event."""
    before = document.words_in(max(0, one.start - 12), one.start)
    return bool(before) and before[-1].low in document.lexicon.words("grammar", "until")


def _quantity(document: Document, start: int, end: int, hit: Hit) -> Span | None:
    wanted = {
        "sentence": ("time", "people"),
        "detention": ("time", "people"),
        "fine": ("money",),
    }.get(hit.key, ("people",))
    found = [q for q in quantities.find(document, start, end) if q.kind in wanted]
    for kind in wanted:
        of_kind = [q for q in found if q.kind == kind]
        if of_kind:
            best = min(of_kind, key=lambda q: abs(q.start - hit.start))
            return best.start, best.end
    return None


def _merge(events: list[Event]) -> list[list[Event]]:
    """Put mentions of one event together: same type, no other date, no other victims."""
    groups: list[list[Event]] = []
    for event in events:
        for group in groups[:MANY]:
            if group[0].type == event.type and _same(group, event):
                group.append(event)
                break
        else:
            groups.append([event])
    return groups[:MANY]


def _same(group: list[Event], event: Event) -> bool:
    known = {id(p) for e in group for p in e.victims}
    mine = {id(p) for p in event.victims}
    if known and mine and not known & mine:
        return False
    ours = {e.date.iso or e.date.partial for e in group if e.date} - {None}
    theirs = (event.date.iso or event.date.partial) if event.date else None
    return not ours or not theirs or theirs in ours


def _incident(document: Document, group: list[Event]) -> Incident:
    """One incident from its mentions: the first value of each field stands."""
    one = Incident(group[0].type)
    one.spans = {"type": [e.place for e in group]}
    dated = next((e.date for e in group if e.date), None)
    if dated:
        # Another mention of the same day may carry the year in its own words.
        same = (
            e.date
            for e in group
            if e.date and (e.date.iso, e.date.partial) == (dated.iso, dated.partial) and not e.date.inferred
        )
        dated = next(same, dated)
        one.date, one.date_partial, one.date_inferred = dated.iso, dated.partial, dated.inferred
        one.spans["date"] = [(dated.start, dated.end)]
    seen: dict[str, Span] = {}
    for event in group:
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
    one.perpetrators = list(doers)[:3]
    if doers:
        one.spans["perpetrators"] = list(doers.values())[:3]
    for name in ("quantity", "where"):
        found: Span | None = next((getattr(e, name) for e in group if getattr(e, name)), None)
        if found:
            shown = "place" if name == "where" else name
            setattr(one, shown, document.text[found[0] : found[1]])
            one.spans[shown] = [found]
    one.spans["sentence"] = [e.sentence for e in group]
    return one
