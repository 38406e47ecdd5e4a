"""Days of a case on one line, as a drawing of ours; the list below it says the same in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, EDGE = 600, 10  # units of the drawing
NEAR = 9  # units; what would lie nearer is put above the line, one step each


@dataclass(frozen=True)
class Moment:
    """Something that happened on a known day; `kind` is done, asked or came: the deed, the appeal, the outcome."""

    on: dt.date
    kind: str
    words: str
    href: str = ""
    more: str = ""  # how it went on: for how long, where


@dataclass(frozen=True)
class Dot:
    """One moment on the drawing."""

    x: float
    y: float
    kind: str


@dataclass(frozen=True)
class Line:
    """The drawing: dots, and a mark where a year or a month begins."""

    dots: tuple[Dot, ...]
    marks: tuple[tuple[float, str], ...]
    first: dt.date
    last: dt.date
    width: int = WIDTH
    height: int = 0
    ground: int = 0


def drawn(moments: Sequence[Moment]) -> Line | None:
    """The moments on a line, their distances true; None where fewer than two days are known."""
    days = sorted({moment.on for moment in moments})
    if len(days) < 2:
        return None
    first, last = days[0], days[-1]
    ground = 12 + 10 * max(_steps(moments, first, last), default=0)
    dots = tuple(
        Dot(_x(moment.on, first, last), ground - 10 * step, moment.kind)
        for moment, step in zip(moments, _steps(moments, first, last), strict=True)
    )
    return Line(dots, tuple(_marks(first, last)), first, last, height=ground + 26, ground=ground)


def _steps(moments: Sequence[Moment], first: dt.date, last: dt.date) -> list[int]:
    """How many dots lie under each, so that none hides another."""
    placed: list[tuple[float, int]] = []
    for moment in moments:
        x = _x(moment.on, first, last)
        taken = {step for other, step in placed if abs(other - x) < NEAR}
        placed.append((x, next(step for step in range(len(placed) + 1) if step not in taken)))
    return [step for _x, step in placed]


def _x(day: dt.date, first: dt.date, last: dt.date) -> float:
    return round(EDGE + (WIDTH - 2 * EDGE) * (day - first).days / (last - first).days, 1)


def _marks(first: dt.date, last: dt.date) -> list[tuple[float, str]]:
    """The first of January of each year in between; with none, the ends speak for themselves."""
    years = [dt.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    every = max(1, len(years) // 8 + 1)
    return [(_x(day, first, last), str(day.year)) for day in years[::every]]
