"""Ten mentions of one event are one event: which mentions belong together, and which tell of nothing in particular."""

import re

from hueandcry.reader.dates import Date
from hueandcry.reader.document import Document
from hueandcry.reader.events import GENERAL, Event

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
AMOUNTS = ("sentence", "fine", "detention")
NUMBER = re.compile(r"\d+")


def together(document: Document, events: list[Event]) -> list[list[Event]]:
    """Mentions put together, the fullest first to stand for its group; bare words that tell nothing are left out."""
    groups: list[list[Event]] = []
    late = [e for e in events if e.nominal and not e.quantity and e.type not in GENERAL]
    late.sort(key=lambda e: (not e.victims, e.place))
    bare = {id(e) for e in late}
    for event in [*(e for e in events if id(e) not in bare), *late]:
        home = _home(document, groups[:MANY], event)
        if home is not None:
            home.append(event)
        else:
            groups.append([event])
    general = [g for g in groups if g[0].type in GENERAL]
    kept = [sorted(g, key=lambda e: e.place) for g in groups if _told(g) or general == [g]]
    return sorted(kept, key=lambda g: g[0].place)[:MANY]


def _told(group: list[Event]) -> bool:
    """Does a group tell of something that happened to somebody, or on some day?"""
    own_date = any(e.date and not e.lent for e in group)
    if group[0].type in GENERAL:
        return own_date or any((e.where and not e.at_home) or e.quantity for e in group)
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


def _home(document: Document, groups: list[list[Event]], event: Event) -> list[Event] | None:
    """The group that tells of the same event, best first: shared victims, then the same day, then the last one told."""
    best: tuple[int, int] | None = None
    for at, group in enumerate(groups):
        if not _same_type(group, event) or not _compatible(document, group, event):
            continue
        shared = bool(_ids(group) & _ids([event]))
        day = bool(_days(group) & _days([event]))
        score = 4 * shared + 2 * day + (group[0].type == event.type)
        if best is None or score > best[0]:
            best = (score, at)
    return groups[best[1]] if best else None


def _same_type(group: list[Event], event: Event) -> bool:
    kind = group[0].type
    if kind == event.type:
        return True
    if kind not in SOFT or SOFT[kind] != SOFT.get(event.type):
        return False
    own = event.date is not None and not event.lent
    if SOFT[kind] == "hold":
        if {e.type for e in (*group, event) if e.quantity and e.type == "detention"}:
            return False
        return event.nominal or all(e.nominal for e in group) or not own or bool(_days(group) & _days([event]))
    if SOFT[kind] == "court":
        trial = event if event.type == "trial" else None
        return (trial is not None and trial.nominal) or (kind == "trial" and all(e.nominal for e in group))
    return event.nominal and not own


def _compatible(document: Document, group: list[Event], event: Event) -> bool:
    ours, mine = _ids(group), _ids([event])
    if ours and mine and not ours & mine:
        return False
    days, day = _days(group), _days([event])
    if event.nominal and ours & mine:  # "concern about his arrest" has the day of the concern
        days, day = {d[:4] for d in days if len(d) > 5}, {d[:4] for d in day if len(d) > 5}
    if days and day and not any(_one_day(a, b) for a in days for b in day):
        return False
    if event.type in AMOUNTS and event.quantity and not event.in_letter:
        given = [e for e in group if e.quantity and e.type == event.type][:8]
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
