"""Raw bytes kept on disk before anybody tries to understand them.

A kept file is named by the SHA-256 of what it holds, is sealed, and is on the disk (fsync of file
and folder) when `keep` returns. Keeping the same bytes twice is the same file.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hueandcry.lib import sabotage, sealing


def keep(folder: Path, raw: bytes, *, key: str) -> str:
    """Seal `raw` under `key` into `folder`; returns the SHA-256 of `raw` in hexadecimal."""
    digest = hashlib.sha256(raw).hexdigest()
    kept = path(folder, digest)
    if kept.exists():
        return digest
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(kept, sealing.seal_bytes(key, raw))
    return digest


@contextmanager
def alone(folder: Path, digest: str) -> Iterator[None]:
    """Nobody else, thread or process, is in here for this digest: to write it down and to drop it exclude each other.

    The lock is on the folder the file lies in (flock), and ends with whoever holds it. Not to be entered twice.
    """
    if sabotage.on("keep-and-drop-at-once"):
        yield
        return
    place = path(folder, digest).parent
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def reseal(folder: Path, digest: str, *, old: str, new: str) -> None:
    """Seal a kept file under another key; the old sealing is replaced in one step."""
    _write(path(folder, digest), sealing.seal_bytes(new, fetch(folder, digest, key=old)))


def fetch(folder: Path, digest: str, *, key: str) -> bytes:
    """The bytes as they came; raises FileNotFoundError or sealing.KeyGone."""
    return sealing.unseal_bytes(key, path(folder, digest).read_bytes())


def drop(folder: Path, digest: str) -> None:
    """Remove a kept file; no error if it is gone already."""
    path(folder, digest).unlink(missing_ok=True)


def names(folder: Path, prefix: str) -> set[str]:
    """The digests of what is kept there and begins with `prefix`, two hexadecimal digits."""
    place = Path(folder) / prefix
    return {file.name for file in place.iterdir() if not file.suffix} if place.is_dir() else set()


def unfinished(folder: Path, prefix: str) -> list[Path]:
    """Files whose writing was cut short, or is going on."""
    return sorted((Path(folder) / prefix).glob("*.new"))


def path(folder: Path, digest: str) -> Path:
    """Where these bytes are or would be kept."""
    return Path(folder) / digest[:2] / digest


def _write(kept: Path, sealed: bytes) -> None:
    draft = kept.with_name(f"{kept.name}.{secrets.token_hex(6)}.new")
    try:
        with draft.open("xb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(kept)
    except OSError:
        draft.unlink(missing_ok=True)  # on a full disk half a message is room that somebody else needs
        raise
    descriptor = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
