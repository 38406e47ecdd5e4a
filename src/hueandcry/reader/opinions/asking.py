"""Asking the engine for a text's language: loaded when first needed, once per process; its troubles stop nothing."""

import logging
import threading
from collections.abc import Sequence
from functools import partial

from hueandcry.reader.opinions import english, russian
from hueandcry.reader.opinions.choosing import Choice
from hueandcry.reader.opinions.mention import Engine, Mention, Missing
from hueandcry.reader.text.document import Document

LONGEST = 30_000  # characters an engine is given, a third of a second for slovnet; names stand in the beginning
NAMES = {"ru": russian.NAME, "en": english.NAME}
log = logging.getLogger(__name__)
_guard = threading.Lock()
_engines: dict[Choice, Engine | None] = {}
_told: set[tuple[Choice, str]] = set()


def ask(wanted: Sequence[Choice], document: Document) -> tuple[str, list[Mention]]:
    """The engine's name and what it says, in order of place; nothing when none was asked for this language."""
    choice = next((c for c in wanted if c.language == document.language), None)
    engine = _engine(choice) if choice else None
    if not choice or not engine:
        return "", []
    try:
        found = engine(_beginning(document.plain))
    except Exception as fault:  # an engine is a guest: whatever happens to it, the rules have read the text
        _tell(choice, f"failed on a text ({type(fault).__name__})")
        return "", []
    return NAMES[choice.language], sorted(set(found), key=lambda m: (m.start, m.end, m.kind))


def ready(choice: Choice) -> bool:
    """Load the engine now, if it is not loaded, and say whether it can be had."""
    return _engine(choice) is not None


def _beginning(plain: str) -> str:
    """At most LONGEST characters, ending between two words."""
    if len(plain) <= LONGEST:
        return plain
    cut = max(plain.rfind(" ", 0, LONGEST), plain.rfind("\n", 0, LONGEST))
    return plain[: cut if cut > LONGEST // 2 else LONGEST]


def _engine(choice: Choice) -> Engine | None:
    """The loaded engine, or None when it cannot be had; tried once per process."""
    with _guard:
        if choice not in _engines:
            _engines[choice] = _load(choice)
        return _engines[choice]


def _load(choice: Choice) -> Engine | None:
    load = russian.load if choice.language == "ru" else partial(english.load, choice.model)
    try:
        return load()
    except Missing as no:
        _tell(choice, f"is not to be had: {no}")
    except Exception as fault:
        _tell(choice, f"cannot be loaded ({type(fault).__name__}); look at the versions installed")
    return None


def _tell(choice: Choice, trouble: str) -> None:
    """Say it once per process, and never with words of a report."""
    if (choice, trouble) not in _told:
        _told.add((choice, trouble))
        log.warning(
            "The second opinion of %s on %s texts %s. The rules read alone.",
            NAMES[choice.language],
            {"ru": "Russian", "en": "English"}[choice.language],
            trouble,
        )
