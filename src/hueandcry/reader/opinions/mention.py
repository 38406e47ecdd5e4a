"""What an engine says of a few words: that they are a person, an organisation or a place."""

from collections.abc import Callable
from dataclasses import dataclass

PERSON, ORGANISATION, PLACE = "person", "organisation", "place"


@dataclass(frozen=True)
class Mention:
    """Words of the text, `start` to `end` in characters."""

    start: int
    end: int
    kind: str


# Takes a text and gives its mentions in any order.
Engine = Callable[[str], list[Mention]]


class Missing(Exception):
    """An engine or its model is not on this machine; the message says which, and what to do."""
