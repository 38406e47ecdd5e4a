"""Who has the database open: a lock for each part, let go by the kernel when its process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from hueandcry.lib import sabotage
from hueandcry.lib.refusal import Refused

PARTS = ("serve", "public", "desk", "rounds", "mailbox", "command")
_held: dict[Path, int] = {}  # the locks live as long as the process


def hold(part: str) -> None:
    """This process works on the database as `part` from now on; waits while a restore is under way."""
    path = _path(part)
    if path not in _held:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # several may do the same part
        _held[path] = descriptor


def ever() -> bool:
    """Whether anybody has worked on this desk; then a database that is not there may be one a restore has moved."""
    return _folder().is_dir()


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else works on the database, and nobody begins to before the end of this; refused when somebody does."""
    for part in PARTS:
        if (ours := _held.pop(_path(part), None)) is not None:
            os.close(ours)
    taken = []
    try:
        for part in PARTS:
            taken.append(os.open(_path(part), os.O_WRONLY | os.O_CREAT, 0o600))
            try:
                fcntl.flock(taken[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not sabotage.on("restore-beside"):
                    raise Refused(f"The desk is running ({part}). Stop it first.") from None
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)


def _path(part: str) -> Path:
    assert part in PARTS, part
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / part


def _folder() -> Path:
    return Path(settings.DATA) / "in-use"
