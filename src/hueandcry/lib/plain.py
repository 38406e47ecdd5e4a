"""Text that people typed, without signs that cannot be seen and turn or hide the others."""

import re

# Controls, lone surrogates, and marks that turn the direction of what follows.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def text(value: object) -> str:
    """What can be printed of it, every line end the same; nothing for what is no text."""
    if not isinstance(value, str):
        return ""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", re.sub("[\u2028\u2029\x0b\x0c\x85]", "\n", value))


def line(value: object) -> str:
    """On one line, with single blanks."""
    return " ".join(text(value).split())


def block(value: object) -> str:
    """Paragraphs: single blanks, and one empty line between them at most."""
    lines = [" ".join(one.split()) for one in text(value).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
