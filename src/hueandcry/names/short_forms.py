"""Which given names are forms of one name: Sasha and Aleksandr, Pepe and José; read from short_forms.toml."""

import functools
import tomllib
from pathlib import Path

from hueandcry.names import letters, sounds

DATA = Path(__file__).with_name("short_forms.toml")
# What a Turkic name may lose to become short: Esen of Esenbek.
SECOND_PARTS = (
    "bek zhan jan ali gali kali han khan kul tai bai nur gul murat sultan din ulla hozha khozha gazy kazy bolat"
)
_SECOND = frozenset(reading for part in SECOND_PARTS.split() for reading in sounds.readings(part))


def lines(given: str) -> frozenset[int]:
    """The lines of the list on which a given name stands, by how it sounds; none when it is not there."""
    return _table().get(given, frozenset())


def one_name(one: str, other: str) -> bool | None:
    """Whether two given names (as sounds) are forms of one; None when the list does not know."""
    a, b = lines(one), lines(other)
    if a and b:
        return bool(a & b)
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short) and long[len(short) :] in _SECOND:
        return True
    return None


@functools.lru_cache(maxsize=4096)
def others(given: str) -> frozenset[str]:
    """Every form of the names of which a given name is a form, itself too; none when it is not in the list."""
    return frozenset().union(*(_names()[line] for line in lines(given)))


def labels(given: str) -> frozenset[str]:
    """The first form of each line on which a given name stands; the same for all forms of one name."""
    return frozenset(_labels()[line] for line in lines(given))


def first_sounds(given: str) -> frozenset[str]:
    """The sounds with which a form of this given name may begin."""
    return frozenset({given[:1]}).union(*(_beginnings()[line] for line in lines(given)))


@functools.cache
def _names() -> list[frozenset[str]]:
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    rows = [row for group in told.values() for row in group]
    return [
        frozenset(reading for form in row.split() for reading in sounds.readings(letters.latin(form))) for row in rows
    ]


@functools.cache
def _labels() -> list[str]:
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return [sounds.readings(letters.latin(row.split()[0]))[0] for group in told.values() for row in group]


@functools.cache
def _table() -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for line, forms in enumerate(_names()):
        for form in forms:
            table.setdefault(form, set()).add(line)
    return {form: frozenset(found) for form, found in table.items()}


@functools.cache
def _beginnings() -> list[frozenset[str]]:
    return [frozenset(form[:1] for form in forms if form) for forms in _names()]
