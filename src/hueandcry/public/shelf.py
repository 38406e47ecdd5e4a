"""Printed pages as they went out last: the same octets for everyone, looked up and sent without asking Django.

Only what `reading.printed` answered from a file is put here, under the host, path and content coding it was asked
by, so that all rules are there. The file is looked at again all the time: a page that was printed anew or taken away
is not on the shelf any more. When memory is full, the contents that were not asked for longest
are read from the disk again.
"""

import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

SHEETS = 100_000
LOOK = 0.05  # seconds; for so long a file that was looked at is not looked at again
MOST = 64 * 1024 * 1024  # octets of content in memory
Key = tuple[str, str, str]  # host, path, content coding
Seen = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The file a page is made of, how it looked then, and where its octets lie: there, or packed beside it."""

    file: str
    seen: Seen
    octets: str


@dataclass(slots=True)
class Sheet:
    """One page, ready to be sent."""

    headers: list[tuple[str, str]]
    origin: Origin
    content: bytes = b""  # empty: not in memory at the moment
    etag: str = ""
    until: float = 0.0  # by the monotonic clock; then its file has to be looked at

    @property
    def unchanged_headers(self) -> list[tuple[str, str]]:
        """For whoever has the page already (RFC 9110, 15.4.5)."""
        return [pair for pair in self.headers if pair[0] not in ("content-type", "content-encoding")]


class Shelf:
    """The pages that were asked for lately; used by one thread, that of the loop."""

    def __init__(self, most: int = MOST) -> None:
        self._sheets: dict[Key, Sheet] = {}
        self._in_memory: OrderedDict[Key, Sheet] = OrderedDict()
        self._most = most
        self._size = 0

    def find(self, key: Key) -> Sheet | None:
        """The page with its content, if it is here and its file is still the one it was made of."""
        sheet = self._sheets.get(key)
        if sheet is None:
            return None
        now = time.monotonic()
        if sheet.content and now < sheet.until:
            return sheet
        if sheet.content:
            self._in_memory.move_to_end(key)
        else:
            self._hold(key, sheet, read(sheet.origin.octets))
        if look(sheet.origin.file) != sheet.origin.seen:  # after it was read: what changed meanwhile is not sent
            self._take_away(key)
            return None
        sheet.until = now + LOOK
        return sheet

    def put(self, key: Key, headers: list[tuple[str, str]], content: bytes, *, origin: Origin) -> None:
        """Keep a page that was made of this file."""
        self._take_away(key)
        if len(self._sheets) >= SHEETS:
            self._take_away(next(iter(self._sheets)))
        told = [pair for pair in headers if pair[0] != "content-length"]  # the server tells it anyway
        sheet = Sheet(told, origin, etag=next((value for name, value in told if name == "etag"), ""))
        self._sheets[key] = sheet
        self._hold(key, sheet, content)

    def _hold(self, key: Key, sheet: Sheet, content: bytes) -> None:
        self._in_memory[key] = sheet
        sheet.content = content
        self._size += len(content)
        while self._size > self._most and len(self._in_memory) > 1:
            _, oldest = self._in_memory.popitem(last=False)
            self._size -= len(oldest.content)
            oldest.content = b""

    def _take_away(self, key: Key) -> None:
        self._sheets.pop(key, None)
        if sheet := self._in_memory.pop(key, None):
            self._size -= len(sheet.content)


def look(file: Path | str) -> Seen:
    """What tells a file from any other that lay there before; empty when there is none."""
    try:
        seen = os.stat(file)  # noqa: PTH116 - asked for each page, and a Path costs more than the question
    except OSError:
        return ()
    return seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_size


def read(file: Path | str) -> bytes:
    """What it holds; nothing when it is gone."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)
