"""A letter's words cut into what is the same in every copy and what is one person's own.

Paragraphs without a placeholder are encoded for mail once per letter; those with one are filled in and
encoded for each person. The outcome is byte for byte that of writing the whole anew: a paragraph ends in
a hard line end, where quoted-printable begins afresh. Nothing personal is kept here.
"""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hueandcry.post import placeholders

# Everything of Unicode's categories Cc and Cs but the line feed.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
GAP = re.compile(r"\n{2,}")
LONG_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: ready for mail (`encoded`), or with places to fill in (`encoded` is None)."""

    text: str
    encoded: bytes | None


def body(words: str, values: Mapping[str, str]) -> tuple[str, bytes]:
    """The text of a letter to one person, and the same in quoted-printable; refuses as `placeholders.fill` does."""
    placeholders.complete(_names(words), values)
    values = {name: plain(value) for name, value in values.items()}
    texts, encoded = [], []
    for paragraph in _cut(words):
        if paragraph.encoded is not None:
            texts.append(paragraph.text)
            encoded.append(paragraph.encoded)
        elif text := LONG_GAP.sub("\n\n", placeholders.filled(paragraph.text, values)).strip("\n"):
            texts.append(text)
            encoded.append(quoted_printable(text + "\n"))
    if not texts or texts[-1] != texts[-1].rstrip():
        # Blanks at the end are trimmed, and there may be more of them behind a gap.
        text = whole(words, values)
        return text, quoted_printable(text)
    return "\n\n".join(texts) + "\n", b"\r\n".join(encoded)


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
def _cut(words: str) -> tuple[Paragraph, ...]:
    return tuple(_paragraph(piece) for piece in GAP.split(plain(words).strip("\n")) if piece)


def _paragraph(piece: str) -> Paragraph:
    if _names(piece):
        return Paragraph(piece, None)
    text = placeholders.fill(piece, {})
    return Paragraph(text, quoted_printable(text + "\n"))
