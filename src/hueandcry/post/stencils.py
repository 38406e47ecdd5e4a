"""A letter's words cut into what is the same in every copy and what is one person's own.

Paragraphs without a placeholder are encoded for mail once per letter; those with one are filled in and
encoded for each person. The outcome is byte for byte that of writing the whole anew: a paragraph ends in
a hard line end, where quoted-printable begins afresh. Nothing personal is kept here.
"""

import binascii
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hueandcry.post import placeholders, rereading, signing

# Everything of Unicode's categories Cc and Cs but the line feed.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
GAP = re.compile(r"\n{2,}")
LONG_GAP = re.compile(r"\n{3,}")


class Paragraph(NamedTuple):
    """One paragraph or several, ready for mail, and read again."""

    text: str
    raw: bytes  # quoted-printable, whole lines
    relaxed: bytes  # the same as DKIM hashes it, but for empty lines at the end


def body(words: str, values: Mapping[str, str]) -> Paragraph:
    """A letter's body for one person; refuses as `placeholders.fill` does, and what reads back as anything else."""
    placeholders.complete(_names(words), values)
    values = {name: plain(value) for name, value in values.items()}
    found = []
    for piece in _cut(words):
        if not isinstance(piece, str):
            found.append(piece)
        elif text := LONG_GAP.sub("\n\n", placeholders.filled(piece, values)).strip("\n"):
            found.append(paragraph(text + "\n"))
    if not found or found[-1].text != found[-1].text.rstrip() + "\n":
        # Blanks at the end are trimmed, and there may be more of them behind a gap.
        return paragraph(whole(words, values))
    texts, raws, relaxed = zip(*found, strict=True)
    return Paragraph("\n".join(texts), b"\r\n".join(raws), b"\r\n".join(relaxed))


def paragraph(text: str) -> Paragraph:
    """`text`, which ends with a line end, written for mail and read again."""
    raw = quoted_printable(text)
    rereading.paragraph(raw, text)
    return Paragraph(text, raw, signing.relaxed_lines(raw))


def whole(words: str, values: Mapping[str, str]) -> str:
    """The same text made in one piece, by what `body` is measured; `values` have been made plain."""
    return finished(placeholders.fill(plain(words), values))


def plain(text: str) -> str:
    """Plain line ends, no control characters, and no gap where a placeholder was empty."""
    if "\n" not in text and text.isprintable():
        return text  # a name, mostly
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return LONG_GAP.sub("\n\n", CONTROL.sub(" ", text))


def finished(text: str) -> str:
    """A whole body: plain, without blank lines around it, with one line end."""
    return plain(text).strip("\n").rstrip() + "\n"


def quoted_printable(text: str) -> bytes:
    """`text` for mail, RFC 2045 6.7, with CRLF line ends."""
    return binascii.b2a_qp(text.encode(), istext=True).replace(b"\n", b"\r\n")


@lru_cache(maxsize=256)
def _names(words: str) -> frozenset[str]:
    return frozenset(placeholders.names(words))


@lru_cache(maxsize=256)
def _cut(words: str) -> tuple[Paragraph | str, ...]:
    """Each paragraph: ready for mail, or with its placeholders as it stands."""
    return tuple(_prepared(piece) for piece in GAP.split(plain(words).strip("\n")) if piece)


def _prepared(piece: str) -> Paragraph | str:
    return piece if _names(piece) else paragraph(placeholders.fill(piece, {}) + "\n")
