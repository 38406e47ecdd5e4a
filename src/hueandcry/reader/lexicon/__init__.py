"""The words of each language, read from files, so that a new language needs no code."""

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
TELLING = HERE / "telling"  # how each language tells what happened and when
ELISION = re.compile(r"(?<!\w)((?:[dlnsjmc]|qu)')(?=\w)")
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
        if (table, key) not in self.sets:
            self.sets[table, key] = frozenset(self.tables.get(table, {}).get(key, ()))
        return self.sets[table, key]

    def setting(self, key: str, default: Any = None) -> Any:
        return self.tables.get("grammar", {}).get(key, default)

    def phrases(self, *only: str) -> Iterator[Phrase]:
        """The phrases of all tables, or of some."""
        for table, keys in self.tables.items():
            if table == "grammar" or (only and table not in only):
                continue
            for key, values in keys.items():
                for value in values:
                    words = ELISION.sub(r"\1 ", value) if "'" in value else value
                    yield Phrase(table, key, tuple(words.split()))


@functools.cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


@functools.cache
def load(language: str) -> Lexicon:
    """The lexicon of a language we know, else the English one."""
    known = language if language in languages() else "en"
    tables = tomllib.loads((HERE / f"{known}.toml").read_text(encoding="utf-8"))
    for table, keys in tomllib.loads((TELLING / f"{known}.toml").read_text(encoding="utf-8")).items():
        own = tables.setdefault(table, {})
        for key, values in keys.items():
            own[key] = [*own.get(key, []), *values]
    for keys in tables.values():
        for key, values in keys.items():
            if isinstance(values, list) and any("{" in value for value in values):
                written = (" ".join(word.split()) for value in values for word in _written_out(value))
                keys[key] = list(dict.fromkeys(written))
    return Lexicon(known, tables)


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
    return {first: tuple(phrases) for first, phrases in found.items()}
