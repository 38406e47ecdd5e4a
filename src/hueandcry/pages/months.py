"""A month as a small calendar, whole weeks as the language counts them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from hueandcry.lib import locales


@dataclass(frozen=True)
class Cell:
    """One day of the calendar; `marked` days lead to the list below it."""

    day: int
    mine: bool  # of this month, and not of the one before or after
    marked: bool


@dataclass(frozen=True)
class Month:
    """The calendar, with the months of the same list before and after it; empty where there is none."""

    at: str  # 2026-11
    weekdays: list[tuple[str, str]]
    weeks: list[list[Cell]]
    earlier: str = ""
    later: str = ""


def of(month: str, marked: Collection[dt.date], language: str, *, every: list[str]) -> Month:
    """`month` is one of `every`, the newest first."""
    year, n = map(int, month.split("-"))
    weeks, names = locales.weeks(year, n, language)
    cells = [[Cell(day.day, day.month == n, day in marked) for day in week] for week in weeks]
    place = every.index(month)
    earlier = every[place + 1] if place + 1 < len(every) else ""
    return Month(month, names, cells, earlier, every[place - 1] if place else "")
