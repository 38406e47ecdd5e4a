"""Who is written to later, and when: the public reads it from the first day, and so do the offices."""

import datetime as dt
from dataclasses import dataclass

from hueandcry.appeals import circles
from hueandcry.appeals.models import Appeal


@dataclass(frozen=True)
class Later:
    """A circle that is not open yet."""

    names: tuple[str, ...]
    opens_on: dt.date | None
    after_days: int


def later(appeal: Appeal) -> tuple[Later, ...]:
    """The circles of a live appeal that are still to open, in order."""
    if appeal.status != Appeal.Status.LIVE or not appeal.live_revision:
        return ()
    waiting = [rule for rule in circles.rules(appeal.live_revision.document) if rule.n > appeal.circle]
    names: dict[int, list[str]] = {}
    for target in appeal.targets.filter(retired=False, circle__in=[rule.n for rule in waiting]):
        names.setdefault(target.circle, []).append(target.name)
    return tuple(Later(tuple(names.get(rule.n, ())), rule.opens_on, rule.after_days) for rule in waiting)
