"""One line of a letter's head: written, read again as a stranger would, and in the form that DKIM signs.

A line is whole in itself (it begins with its name, each fold begins with one blank, it ends with a line end), so lines
that were read again one by one say the same when they stand together. What all letters to an office share is made once.
"""

import binascii
from email import utils
from functools import lru_cache
from typing import NamedTuple

from hueandcry.post import rereading, signing

WORD = 42  # octets in one encoded word: 56 letters of base64, so that a line keeps to 78 (RFC 2047)
Value = str | tuple[tuple[str, str], ...]  # a text, or mailboxes as (name, address)


class Field(NamedTuple):
    """One header, ready."""

    name: str
    raw: bytes  # as it leaves, with its line end
    relaxed: bytes  # RFC 6376 3.4.2


def field(name: str, value: Value) -> Field:
    """The header `name` saying `value`; refuses what cannot be read back as just that."""
    shown = encoded(value)
    line = f"{name}: {shown}\r\n"
    raw = line.encode("ascii")
    rereading.field(line, name=name, value=value)
    return Field(name, raw, signing.relaxed_header(name, shown))


same = lru_cache(maxsize=512)(field)  # for what is no supporter's


def encoded(value: Value) -> str:
    """What the header says, in ASCII and folded."""
    if isinstance(value, tuple):
        return ",\r\n ".join([mailbox(who, address) for who, address in value])
    return value if value.isascii() else _words(value)


def mailbox(name: str, address: str) -> str:
    """One mailbox; the name may hold any sign."""
    if not name:
        return address
    return utils.formataddr((name, address)) if name.isascii() else f"{_words(name)}\r\n <{address}>"


def _words(text: str) -> str:
    """RFC 2047 encoded words, never cutting a character in two."""
    raw, pieces = text.encode(), []
    while raw:
        end = WORD
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # amid a character
            end -= 1
        pieces.append(raw[:end])
        raw = raw[end:]
    coded = [binascii.b2a_base64(piece, newline=False).decode() for piece in pieces]
    return "\r\n ".join([f"=?utf-8?B?{part}?=" for part in coded])
