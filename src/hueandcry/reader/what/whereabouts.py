"""Where an event happened whose sentence names no place: where the one before it did, or most of the text does."""

import re
from collections import Counter

from hueandcry.reader.text.document import Document
from hueandcry.reader.what.events import Event
from hueandcry.reader.where.towns import Spot

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
APART = ("dismissal",)  # at an employer's: not where the sentence before happened
FAR = (*APART, "threat", "torture", "release")  # by telephone, in a cell, at a prison's gate: not where most happens


def carried(
    document: Document, event: Event, went: Spot | None, home: Spot | None, months: Counter[str]
) -> Spot | None:
    """The place that goes on to an event: `went` of the event before in its paragraph, `home` of the whole text."""
    if event.type in APART or _years_ago(document, event, months):
        return None
    if went:
        return went
    return None if event.type in FAR or _long_ago(event, months) else home


def _long_ago(event: Event, months: Counter[str]) -> bool:
    """Is the event of another month than everything else, so that it may have happened elsewhere?"""
    if event.date is None or event.lent or not event.date.iso:
        return False
    return months[event.date.iso[:7]] == 1 and len(months) > 1 and max(months.values()) > 1


def _years_ago(document: Document, event: Event, months: Counter[str]) -> bool:
    """ "In 2014 she had paid a fine": the sentence tells of a year long before the one the text is about."""
    years: Counter[int] = Counter()
    for month, times in months.items():
        years[int(month[:4])] += times
    told = [int(m.group()) for m in YEAR.finditer(document.plain, *event.sentence)]
    if not years or not told:
        return False
    return max(told) < max(years, key=lambda year: (years[year], year)) - 1
