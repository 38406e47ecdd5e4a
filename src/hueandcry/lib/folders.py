"""Whether a folder outside the database is the one that belongs to it, and not an empty place where it should be.

After a restart a folder may not be mounted yet. To a program it then is an empty folder: every key is "destroyed",
every file is "gone", and new ones are made where nobody will find them. So each folder holds a small file with random
words, the database holds their hash, and whoever reads or writes there asks first.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from hueandcry.lib import sabotage

KEYS, DATA = "keys", "data"
MARK = "belongs-to"  # the file: 64 hexadecimal digits
# Which folder -> the hash that the database has for it, written there at the first time; empty while there is no table.
# Set by post.known_folders, because this layer knows no rows; without it nothing is compared.
known: Callable[[str], str] | None = None
_told: dict[str, str] = {}  # what the database answered; it does not change while a process lives


class Away(OSError):
    """The folder is not the one that belongs to this database; nothing may be read or written there."""


def check(which: str) -> None:
    """Raise Away unless KEYS or DATA is the folder that the database knows."""
    if sabotage.on("keys-may-go") or known is None:
        return
    if not (told := _told.get(which)) and (told := known(which)):
        _told[which] = told
    if told and digest(which) != told:
        raise Away(sentence(which))


def sentence(which: str) -> str:
    """What to say about a folder that is not ours."""
    return (
        f"{path(which)} is not the {which} folder of this database: is the right one mounted, and HUEANDCRY_"
        f"{which.upper()} right? Nothing is sent, sorted or forgotten until it is; see docs/running-a-desk.md."
    )


def path(which: str) -> Path:
    """Where the folder should be."""
    return Path(settings.KEYS if which == KEYS else settings.DATA)


def digest(which: str) -> str:
    """The hash of the token that lies in the folder; empty if there is none."""
    try:
        descriptor = os.open(f"{path(which)}/{MARK}", os.O_RDONLY)  # asked anew each time: it may be unmounted
    except OSError:
        return ""
    try:
        return hashlib.sha256(os.read(descriptor, 100)).hexdigest()
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def mark(which: str) -> str:
    """Put a token into the folder unless there is one; its hash. Whole or not at all, also when two do it at once."""
    folder = path(which)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{MARK}.{secrets.token_hex(6)}.new"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, folder / MARK)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return digest(which)


def forget() -> None:
    """What the database answered; for tests, and for whoever has just changed it."""
    _told.clear()
