"""Filling `{name}` into a letter's words: a parser this small has nothing to attack.

`{{` and `}}` stand for the braces themselves. What is filled in is never read again, so a supporter
who writes {name} gets {name}.
"""

import re
from collections.abc import Mapping, Set
from functools import lru_cache

from django.utils.translation import gettext as _

from hueandcry.lib.refusal import Refused

PIECE = re.compile(r"\{\{|\}\}|\{([a-z][a-z_]{0,30})\}|[{}]")


@lru_cache(maxsize=256)
def names(text: str) -> frozenset[str]:
    """The placeholders in `text`; refuses a brace that is part of none."""
    found = set()
    for piece in PIECE.finditer(text):
        if piece[1]:
            found.add(piece[1])
        elif len(piece[0]) == 1:
            raise Refused(
                _("A letter may hold {name} and the like, but a lone %(brace)s means nothing. Write it twice.")
                % {"brace": piece[0]}
            )
    return frozenset(found)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every placeholder replaced by its value; refuses one that has no value."""
    if "{" not in text and "}" not in text:
        return text
    complete(names(text), values)
    return filled(text, values)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The same for a text that is known to be complete."""
    return PIECE.sub(lambda piece: values[piece[1]] if piece[1] else piece[0][0], text)


def complete(asked: Set[str], values: Mapping[str, str]) -> None:
    """Refuse if one of the placeholders `asked` has no value."""
    if missing := asked - values.keys():
        raise Refused(_("The letter asks for {%(name)s}, and nothing was given for it.") % {"name": min(missing)})
