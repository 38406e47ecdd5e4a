"""Which countries may be shown: none with fewer than ten people, and none that can be worked out.

Pure functions. "Other" holds at least two countries and ten people, or the smallest shown country
joins it; so no sum on the page leaves a hidden number less than ten wide. One country alone is not
shown: all totals before would be its numbers.
"""

from dataclasses import dataclass

from hueandcry.lib import sabotage

LEAST = 10
UNTOLD = "ZZ"  # people whose country we were not told


@dataclass(frozen=True)
class Cells:
    """The public split: shown countries, everybody else together, and how many countries in all."""

    shown: dict[str, int]
    other: int
    countries: int | None
    embassies: int = 0  # letters that their mail servers took; they tell of the country of whoever wrote


def cells(counts: dict[str, int]) -> Cells:
    """The split that may be shown for these exact numbers of people by country."""
    counts = {country: n for country, n in counts.items() if n}
    shown = {country: n for country, n in counts.items() if n >= LEAST}
    while shown and not _enough(counts, shown):
        smallest = min(shown, key=lambda country: (shown[country], country))
        del shown[smallest]
    hidden = {country: n for country, n in counts.items() if country not in shown}
    return Cells(shown, sum(hidden.values()) if shown else 0, _how_many(counts, hidden))


def to_embassies(letters: dict[str, int], shown: Cells) -> int:
    """How many of these letters to embassies, by the country of whoever wrote, may be told of; 0 if it tells too much.

    Who has an embassy is public: the letters from countries that are not shown must be of two at least, and ten.
    """
    hidden = [n for country, n in letters.items() if n and country not in shown.shown]
    parts = sum(letters.values()) - sum(hidden), sum(hidden)
    alone = len(hidden) == 1 or any(0 < part < LEAST for part in parts)
    return 0 if alone and not sabotage.on("primary-only") else sum(letters.values())


def may_follow(old: Cells, new: Cells) -> bool:
    """Whether somebody who saw `old` learns nothing about fewer than ten people from `new`."""
    steps = [abs(new.shown.get(c, 0) - old.shown.get(c, 0)) for c in {*old.shown, *new.shown}]
    steps += [abs(new.other - old.other), abs(new.embassies - old.embassies)]
    if sabotage.on("live-cells"):
        return True
    return all(step == 0 or step >= LEAST for step in steps) and _may_change_places(old, new)


def _may_change_places(old: Cells, new: Cells) -> bool:
    """Whether countries that left "other", or went into it, tell nothing by what it held before and holds after."""
    if not old.shown or not new.shown or {*old.shown} == {*new.shown} or sabotage.on("any-country-may-move"):
        return True
    grown = _outside(new, old) - _outside(old, new)  # everybody but the countries that stand in both
    came = [n for country, n in new.shown.items() if country not in old.shown]
    went = [n for country, n in old.shown.items() if country not in new.shown]
    # Whoever comes may all be new; else it was there, below ten. Whoever goes may have left; else few others hide it.
    return abs(grown) >= LEAST and all(n <= grown for n in came) and all(n <= -grown for n in went)


def _outside(cells: Cells, other: Cells) -> int:
    return cells.other + sum(n for country, n in cells.shown.items() if country not in other.shown)


def _enough(counts: dict[str, int], shown: dict[str, int]) -> bool:
    hidden = [n for country, n in counts.items() if country not in shown]
    if sabotage.on("primary-only"):
        return True
    return len(hidden) >= 2 and sum(hidden) >= LEAST if hidden else len(shown) >= 2


def _how_many(counts: dict[str, int], hidden: dict[str, int]) -> int | None:
    """The number of countries; every hidden one holds at least one person, which narrows the rest."""
    told = [country for country in hidden if country != UNTOLD]
    if told and sum(hidden.values()) - len(told) < LEAST:
        return None
    return len([country for country in counts if country != UNTOLD])
