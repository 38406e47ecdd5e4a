"""What the tests of a language ask a draft again and again."""

from hueandcry.reader import reading
from hueandcry.reader.draft import Draft


def read(text: str) -> Draft:
    return reading.read(text.encode())


def statuses(text: str) -> dict[str, str]:
    """Everybody by name, and what they are in the case."""
    return {person.name: person.status for person in read(text).people}


def types(text: str) -> set[str]:
    """What kinds of things happened."""
    return {incident.type for incident in read(text).incidents}


def who(draft: Draft, status: str) -> list[str]:
    return [person.name for person in draft.people if person.status == status]
