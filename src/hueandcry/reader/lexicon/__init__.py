"""The words of each language, read from files, so that a new language needs no code."""

import functools
import gc
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
TELLING = HERE / "telling"  # how each language tells what happened and when
ELISION = re.compile(r"(?<!\w)((?:[dlnsjmc]|qu)')(?=\w)")
WORD_LIST = re.compile(r'(\w+) = (\["[^\\]*"\])')
ANY_LANGUAGE = ("layout", "channels", "letter")  # a page may be framed in another language than its text


class Phrase(NamedTuple):
    """A phrase to look for: `stem*` matches any ending, `*ending` any beginning, `~` leaves out a few words."""

    table: str
    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """What one language knows: plain settings, and phrases by table and key."""

    language: str
    tables: dict[str, dict[str, Any]]
    sets: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def words(self, table: str, key: str) -> frozenset[str]:
        found = self.sets.get((table, key))
        if found is None:
            found = self.sets[table, key] = frozenset(self.tables.get(table, {}).get(key, ()))
        return found

    def setting(self, key: str, default: Any = None) -> Any:
        return self._grammar.get(key, default)

    @functools.cached_property
    def _grammar(self) -> dict[str, Any]:
        """The settings; lists of endings as tuples, which is how they are asked for."""
        found = self.tables.get("grammar", {})
        return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}

    def phrases(self, *only: str) -> Iterator[Phrase]:
        """The phrases of all tables, or of some."""
        for table, keys in self.tables.items():
            if table == "grammar" or (only and table not in only):
                continue
            for key, values in keys.items():
                for value in values:
                    words = ELISION.sub(r"\1 ", value) if "'" in value else value
                    yield Phrase(
                        table, key, tuple(map(sys.intern, words.split()))
                    )  # a word of many phrases is kept once


@functools.cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


@functools.cache
def load(language: str) -> Lexicon:
    """The lexicon of a language we know, else the English one."""
    known = language if language in languages() else "en"
    tables = _parsed(HERE / f"{known}.toml")
    for table, keys in _parsed(TELLING / f"{known}.toml").items():
        own = tables.setdefault(table, {})
        for key, values in keys.items():
            own[key] = [*own.get(key, []), *values]
    for keys in tables.values():
        for key, values in keys.items():
            if isinstance(values, list) and any("{" in value for value in values):
                written = (" ".join(word.split()) for value in values for word in _written_out(value))
                keys[key] = list(dict.fromkeys(written))
    return Lexicon(known, tables)


def _parsed(path: Path) -> dict[str, dict[str, Any]]:
    """The tables of a file; long lists of words that stand on one line are valid JSON, which is read much faster."""
    rest: list[str] = []
    quick: list[tuple[str, str, list[str]]] = []
    table = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        table = line.strip()[1:-1] if line.startswith("[") else table
        m = WORD_LIST.fullmatch(line)
        if m:
            quick.append((table, m[1], json.loads(m[2])))
        else:
            rest.append(line)
    tables = tomllib.loads("\n".join(rest))
    for name, key, words in quick:
        tables.setdefault(name, {})[key] = words
    return tables


def _written_out(value: str) -> list[str]:
    """ "detenid{o,a,os,as}" stands for four words."""
    head, opened, rest = value.partition("{")
    if not opened:
        return [value]
    inside, _, tail = rest.partition("}")
    tails = _written_out(tail)
    return [f"{head}{choice}{end}" for choice in inside.split(",") for end in tails]


@functools.cache
def index(language: str) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by their first word (stems keep their star), for one pass over a text."""
    found: dict[str, list[Phrase]] = {}
    own = load(language)
    for phrase in own.phrases():
        found.setdefault(phrase.words[0], []).append(phrase)
    for other in languages():
        if other == own.language:
            continue
        for phrase in load(other).phrases(*ANY_LANGUAGE, "people"):
            foreign = phrase.key == "title" and len(phrase.words[0]) > 2  # "Lic." stands in English texts too
            if phrase.table in ANY_LANGUAGE or foreign:
                found.setdefault(phrase.words[0], []).append(phrase)
    made = {first: tuple(phrases) for first, phrases in found.items()}
    gc.freeze()  # hundreds of thousands of words that stay: the collector need not walk through them again and again
    return made
