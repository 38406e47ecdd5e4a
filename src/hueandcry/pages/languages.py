"""Which languages a page is printed in, and which way they run.

The desk decides about languages in the database; a print writes them down beside the pages, and everybody else reads
them there: so the public door knows them while the database is stopped.
"""

import functools
import json
from pathlib import Path

from django.conf import settings

from hueandcry.lib import locales
from hueandcry.pages import paper
from hueandcry.people import languages as decided

NOTE = ".languages.json"


def interface() -> list[str]:
    """The languages the interface speaks, the first being the one to fall back to."""
    return _noted("on") or list(settings.INTERFACE_LANGUAGES)


def every() -> list[str]:
    """The languages there are words for, on or off."""
    return decided.every()


def unchecked() -> list[str]:
    """Those of them whose words no speaker has read."""
    told = _noted("unchecked")
    return list(settings.UNCHECKED_LANGUAGES) if told is None else told


def settle() -> None:
    """Write down what the desk has decided, before anything is printed."""
    told = {"on": decided.public(), "unchecked": sorted(decided.unchecked())}
    paper.write(NOTE, json.dumps(told).encode())


def interface_for(language: str) -> str:
    """The language of the interface around a text in `language`."""
    return language if language in interface() else interface()[0]


def best(wanted: str, offered: list[str]) -> str:
    """The offered language to show somebody who reads `wanted`."""
    if wanted in offered:
        return wanted
    return "en" if "en" in offered else offered[0]


def direction(language: str) -> str:
    """rtl or ltr."""
    return "rtl" if locales.right_to_left(language) else "ltr"


def _noted(what: str) -> list[str] | None:
    path = paper.folder() / NOTE
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, changed).get(what)


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> dict[str, list[str]]:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
