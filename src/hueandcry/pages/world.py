"""A small map of the world in dots, drawn by us: which countries something is about, without any border.

`world.txt` has a line for each country: its squares of three degrees, as row:first-last (docs/make_world_map.py).
"""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

COLUMNS, ROWS = 120, 47
Run = tuple[int, int, int]  # row, first and last column


@dataclass(frozen=True)
class Map:
    """Two paths for an SVG whose unit is one square; dashes of no length with round ends make the dots."""

    land: str
    lit: str
    width: int = COLUMNS
    height: int = ROWS


def drawn(codes: Collection[str]) -> Map | None:
    """The map with these countries lit; None when none of them is on it."""
    lit = [run for code in sorted(codes) for run in _countries().get(code, ())]
    return Map(_land(), _path(lit)) if lit else None


@functools.cache
def _countries() -> dict[str, tuple[Run, ...]]:
    lines = (Path(__file__).parent / "world.txt").read_text(encoding="ascii").splitlines()
    return {line[:2]: tuple(_run(part) for part in line[3:].split()) for line in lines}


@functools.cache
def _land() -> str:
    """Every square that belongs to some country, neighbours in one stroke."""
    squares = sorted({(row, x) for runs in _countries().values() for row, a, b in runs for x in range(a, b + 1)})
    runs: list[Run] = []
    for row, x in squares:
        if runs and runs[-1][0] == row and runs[-1][2] == x - 1:
            runs[-1] = (row, runs[-1][1], x)
        else:
            runs.append((row, x, x))
    return _path(runs)


def _run(part: str) -> Run:
    row, _colon, columns = part.partition(":")
    first, _dash, last = columns.partition("-")
    return int(row), int(first), int(last or first)


def _path(runs: Collection[Run]) -> str:
    # A stroke of no length at all is not drawn by every browser.
    return "".join(f"M{first + 0.5:g} {row + 0.5:g}h{last - first or '.01'}" for row, first, last in runs)
