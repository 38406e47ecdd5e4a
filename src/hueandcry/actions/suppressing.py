"""Which countries may be shown: none with fewer than ten people, and none that can be worked out.

Pure functions. "Other" holds at least two countries and ten people, or the smallest shown country
joins it; so no sum on the page leaves a hidden number less than ten wide.
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
    return all(step == 0 or step >= LEAST for step in steps) or sabotage.on("live-cells")


def _enough(counts: dict[str, int], shown: dict[str, int]) -> bool:
    hidden = [n for country, n in counts.items() if country not in shown]
    return not hidden or (len(hidden) >= 2 and sum(hidden) >= LEAST) or sabotage.on("primary-only")


def _how_many(counts: dict[str, int], hidden: dict[str, int]) -> int | None:
    """The number of countries; every hidden one holds at least one person, which narrows the rest."""
    told = [country for country in hidden if country != UNTOLD]
    if told and sum(hidden.values()) - len(told) < LEAST:
        return None
    return len([country for country in counts if country != UNTOLD])
