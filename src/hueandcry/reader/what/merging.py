"""Ten mentions of one event are one event: which mentions belong together, and which tell of nothing in particular."""

import re
from dataclasses import dataclass, field

from hueandcry.reader.text.document import Document
from hueandcry.reader.what.events import GENERAL, Event
from hueandcry.reader.when.dates import Date

MANY = 100  # incidents in one text
SOFT = {
    "fine": "court",
    "arrest": "hold",
    "detention": "hold",
    "trial": "court",
    "sentence": "court",
    "beating": "force",
    "torture": "force",
}
GIVEN = 8  # amounts of one event that are compared
BESIDE = 40  # letters between a noun and what belongs to it
PUNISHED = ("arrest", "detention", "sentence", "fine", "trial", "dismissal")
AMOUNTS = ("sentence", "fine", "detention")
NUMBER = re.compile(r"\d+")


@dataclass
class Group:
    """Mentions of one event, with what is asked of all of them again and again."""

    events: list[Event] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    nominal: bool = True
    held: bool = False  # for a time that is told
    given: dict[str, list[Event]] = field(default_factory=dict)  # by type the first that tell an amount

    def add(self, event: Event) -> None:
        self.events.append(event)
        self.people |= _ids([event])
        self.days |= _days([event])
        self.nominal = self.nominal and event.nominal
        self.held = self.held or bool(event.quantity and not event.counted and event.type == "detention")
        if event.quantity and not event.counted and len(self.given.setdefault(event.type, [])) < GIVEN:
            self.given[event.type].append(event)


def together(document: Document, events: list[Event]) -> list[list[Event]]:
    """Mentions put together, the fullest first to stand for its group; bare words that tell nothing are left out."""
    found: list[Group] = []
    late = [e for e in events if e.nominal and not e.quantity and e.type not in GENERAL]
    late.sort(key=lambda e: (not e.victims, e.place))
    bare = {id(e) for e in late}
    for event in [*(e for e in events if id(e) not in bare), *late]:
        home = _home(document, found[:MANY], event)
        if home is None:
            home = Group()
            found.append(home)
        home.add(event)
    groups = [g.events for g in found]
    general = [g for g in groups if g[0].type in GENERAL]
    only = general[0] if len(general) == 1 and not all(_reason(document, e) for e in general[0]) else None
    kept = [sorted(g, key=lambda e: e.place) for g in groups if g is only or _told(document, g)]
    return sorted(kept, key=lambda g: g[0].place)[:MANY]


def _told(document: Document, group: list[Event]) -> bool:
    """Does a group tell of something that happened to somebody, or on some day?"""
    if group[0].type in GENERAL:
        dated = any(e.date and not e.lent for e in group)
        placed = any((e.where and not e.at_home) or e.quantity for e in group)
        return (dated or placed) and not all(_reason(document, e) for e in group)
    own_date = any(e.date and not e.lent and (not e.nominal or _beside(e)) for e in group)
    named = any(e.victims and not e.carried for e in group)
    plain = any(not e.nominal for e in group)
    if group[0].type == "release" and not plain and not own_date:
        return False  # a release that only a noun names is asked for
    if group[0].type == "other":
        return (plain and named) or own_date
    if group[0].type == "hospitalisation":
        return any(e.victims or e.groups for e in group) or own_date
    if group[0].type == "trial":
        return named or (own_date and plain)
    if named or own_date or any(e.quantity for e in group):
        return True
    if any(e.groups and (e.doers or not e.at_home) for e in group):
        return True
    return plain and any(e.victims or e.groups for e in group)


def _beside(event: Event) -> bool:
    """ "His arrest on 3 May": the date is the noun's, and not that of the verb of its sentence."""
    if event.date is None:
        return False
    return max(event.date.start - event.place[1], event.place[0] - event.date.end) < BESIDE


def _reason(document: Document, event: Event) -> bool:
    """ "Ten days for picketing": a protest told only as what somebody was punished for."""
    start, end = event.sentence
    if not document.hits.within("incidents", start, end, *PUNISHED):
        return False
    low = max(start, event.place[0] - BESIDE)
    return bool(document.hits.within("events", low, event.place[0], "reason", "accuse", "charge"))


def _home(document: Document, groups: list[Group], event: Event) -> Group | None:
    """The group that tells of the same event, best first: shared victims, then the same day, then the last one told."""
    best: tuple[int, int] | None = None
    ids, days = _ids([event]), _days([event])
    for at, group in enumerate(groups):
        if not _same_type(group, event) or not _compatible(document, group, event, days):
            continue
        shared = not group.people.isdisjoint(ids)
        day = not group.days.isdisjoint(days)
        score = 4 * shared + 2 * day + (group.events[0].type == event.type)
        if best is None or score > best[0]:
            best = (score, at)
    return groups[best[1]] if best else None


def _same_type(group: Group, event: Event) -> bool:
    kind = group.events[0].type
    if kind == event.type:
        return True
    if kind not in SOFT or SOFT[kind] != SOFT.get(event.type):
        return False
    own = event.date is not None and not event.lent
    if SOFT[kind] == "hold":
        if group.held or (event.quantity and not event.counted and event.type == "detention"):
            return False
        return event.nominal or group.nominal or not own or bool(group.days & _days([event]))
    if SOFT[kind] == "court":
        trial = event if event.type == "trial" else None
        return (trial is not None and trial.nominal) or (kind == "trial" and group.nominal)
    return event.nominal and not own


def _compatible(document: Document, group: Group, event: Event, day: set[str]) -> bool:
    ours, mine = group.people, _ids([event])
    if ours and mine and not ours & mine:
        return False
    days = group.days
    if event.nominal and ours & mine:  # "concern about his arrest" has the day of the concern
        days, day = {d[:4] for d in days if len(d) > 5}, {d[:4] for d in day if len(d) > 5}
    if days and day and days.isdisjoint(day) and not any(_one_day(a, b) for a in days for b in day):
        return False
    if event.type == "detention" and not day and not days and ours & mine:
        return True  # "five days here, eight months there": one custody
    if event.type in AMOUNTS and event.quantity and not (event.in_letter or event.counted):
        given = group.given.get(event.type, [])
        if given and not any(_amount(document, e) & _amount(document, event) for e in given):
            return False
        if given and ours and mine and ours != mine and event.sentence == given[0].sentence:
            return False
    return True


def _ids(events: list[Event]) -> set[int]:
    return {id(p) for e in events for p in e.victims}


def _days(events: list[Event]) -> set[str]:
    return {d for e in events if e.date and not e.lent and (d := _shown(e.date))}


def _shown(one: Date) -> str | None:
    return one.iso or one.partial


def _one_day(one: str, two: str) -> bool:
    """The same day, a day of the same month, or a day whose year only one of them knows."""
    if one == two or one.startswith(two) or two.startswith(one):
        return True
    return min(len(one), len(two)) == 5 and one[-5:] == two[-5:]


def _amount(document: Document, event: Event) -> set[str]:
    text = " ".join(document.plain[s:e].lower() for s, e in event.quantity)
    return set(NUMBER.findall(text.replace(" ", ""))) or {text[:5]}
