"""What the outside world was promised, written down by the outside world itself.

A line is written (and on the disk) only after the desk has answered with success; nothing the desk knows
goes in here. The recount starts from these lines.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Receipts:
    """An append-only file of promises; several threads may write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")
        self._lock = threading.Lock()
        self.counts: dict[str, int] = {}

    def write(self, what: str, **facts: Any) -> None:
        """Add one line; it is on the disk when this returns."""
        line = json.dumps({"what": what, "at": time.time(), **facts}, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
            self.counts[what] = self.counts.get(what, 0) + 1

    def close(self) -> None:
        """No more lines."""
        self._file.close()


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The lines in the order in which they were written."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
