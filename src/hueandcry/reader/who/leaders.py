"""Heads of states and governments are named in every report, in anger or for comparison; they are nobody's case."""

import functools
import tomllib
from pathlib import Path

from hueandcry import names
from hueandcry.reader.text.document import Document
from hueandcry.reader.who.roles import OFFICIAL, Group

FILE = Path(__file__).with_name("leaders.toml")
FATE = 80  # letters before a name in which "the fate of" speaks of it
ENDING = 3  # letters a case ending may add


def judge(document: Document, group: Group) -> None:
    """Let the list of leaders vote: a leader holds an office, or is named for comparison."""
    mention = max(group.mentions, key=lambda n: len(n.tokens))
    if not is_leader(" ".join(mention.tokens)):
        return
    group.evidence += 3
    group.votes.pop("at_risk", None)
    if any(document.hits.within("people", max(0, n.start - FATE), n.start, "fate") for n in group.mentions):
        group.vote("other")
    else:
        group.vote("official", OFFICIAL)


@functools.lru_cache(maxsize=4096)
def is_leader(name: str) -> bool:
    """Is this the full name of a leader on our list, or a surname that is as good as one?"""
    words = names.fold(name).split()
    alone, full = _listed()
    if not words:
        return False
    if len(words) == 1:
        return any(_begins(words[0], surname) for surname in alone.get(words[0][:3], {}))
    for word in (words[-1], words[0]):
        for table in (alone, full):
            for surname, given in table.get(word[:3], {}).items():
                if _begins(word, surname) and any(_begins(w, g) for w in words if w != word for g in given):
                    return True
    return False


def _begins(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) - len(stem) <= ENDING


@functools.cache
def _listed() -> tuple[dict[str, dict[str, list[str]]], ...]:
    """Folded surnames with the first given names, by the first three letters of the surname."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))
    tables = []
    for key in ("alone", "full"):
        table: dict[str, dict[str, list[str]]] = {}
        for surname, given in listed[key].items():
            folded = names.fold(surname)
            table.setdefault(folded[:3], {})[folded] = [names.fold(g).split()[0] for g in given]
        tables.append(table)
    return tuple(tables)
