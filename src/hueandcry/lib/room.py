"""Room on the disk: below a reserve nothing new is taken in, so that what was promised can still be finished."""

import errno
import os
from pathlib import Path

from django.conf import settings

from hueandcry.lib import sabotage

MESSAGE = 10 * 1024 * 1024  # bytes of the largest message we take (post/mailbox.py)


class NoRoom(OSError):
    """Less is free than one message and the reserve need; whoever asked has to come again."""


def check() -> None:
    """Raise NoRoom when one more message or act should not be taken in."""
    if full():
        raise NoRoom(errno.ENOSPC, "The disk is nearly full.")


def full() -> bool:
    """Whether the data folder, or the folder of an SQLite database, has less room than one message and the reserve."""
    if sabotage.on("no-reserve"):
        return False
    return any(free(folder) < needed() for folder in _folders())


def needed() -> int:
    """Bytes that have to be free."""
    return MESSAGE * 3 // 2 + settings.DISK_RESERVE


def free(folder: Path) -> int:
    """Bytes we may write under `folder`, or under what there is of its path."""
    while not folder.exists():
        folder = folder.parent
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def _folders() -> set[Path]:
    folders = {Path(settings.DATA)}
    database = settings.DATABASES["default"]
    if str(database["ENGINE"]).endswith("sqlite3"):
        folders.add(Path(str(database["NAME"])).parent)
    return folders
