"""Which signs our fonts can draw, read from the tables of the fonts themselves (OpenType, table cmap)."""

import functools
import struct
from collections.abc import Iterator
from pathlib import Path

from hueandcry.pages.drawing_child import FOLDER

# In this order a sign is looked for.
FAMILIES = (
    "Noto Sans", "Noto Naskh Arabic", "Noto Sans CJK SC", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans Hebrew",
    "Noto Sans Armenian", "Noto Sans Georgian", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Ethiopic",
    "Noto Sans Khmer", "Noto Sans Myanmar", "Noto Sans Lao",
)  # fmt: skip
JOINERS = "\u200b\u200c\u200d\u2060"  # they are not drawn: they part or join what stands beside them
REPLACED = "\ufffd"


def fonts() -> list[Path]:
    """The font files of the letter."""
    return sorted(path for path in (FOLDER / "fonts").iterdir() if path.suffix in (".ttf", ".otf"))


def missing(text: str) -> str:
    """The signs of a text that none of our fonts can draw, each once."""
    if _known().issuperset(text):
        return ""
    return "".join(dict.fromkeys(sign for sign in text if sign not in _known()))


def drawable(text: str) -> str:
    """The text with a mark in the place of every sign that cannot be drawn."""
    gone = missing(text)
    return text.translate(dict.fromkeys(map(ord, gone), REPLACED)) if gone else text


@functools.cache
def _known() -> frozenset[str]:
    return frozenset([*JOINERS, "\n", *(chr(code) for font in fonts() for code in codes(font.read_bytes()))])


def codes(font: bytes) -> Iterator[int]:
    """The code points a font has a glyph for; reads subtables of format 4 and 12."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(tables)]
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for n in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * n + 4)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == 4:
            yield from _segments(font, start + offset)
        elif kind == 12:
            (groups,) = struct.unpack_from(">I", font, start + offset + 12)
            for group in range(groups):
                first, last, _glyph = struct.unpack_from(">III", font, start + offset + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    n = twice // 2
    ends = struct.unpack_from(f">{n}H", font, at + 14)
    begins = struct.unpack_from(f">{n}H", font, at + 16 + twice)
    deltas = struct.unpack_from(f">{n}H", font, at + 16 + 2 * twice)
    ranges = at + 16 + 3 * twice
    for n, (first, last) in enumerate(zip(begins, ends, strict=True)):
        (offset,) = struct.unpack_from(">H", font, ranges + 2 * n)
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            place = ranges + 2 * n + offset + 2 * (code - first)
            glyph = (code + deltas[n]) & 0xFFFF if not offset else struct.unpack_from(">H", font, place)[0]
            if glyph:
                yield code
