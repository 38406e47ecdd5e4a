"""Raw bytes kept on disk before anybody tries to understand them.

A kept file is named by the SHA-256 of what it holds, is sealed, and is on the disk (fsync of file
and folder) when `keep` returns. Keeping the same bytes twice is the same file.
"""

import hashlib
import os
import secrets
from pathlib import Path

from hueandcry.lib import sealing


def keep(folder: Path, raw: bytes, *, key: str) -> str:
    """Seal `raw` under `key` into `folder`; returns the SHA-256 of `raw` in hexadecimal."""
    digest = hashlib.sha256(raw).hexdigest()
    path = _path(folder, digest)
    if path.exists():
        return digest
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, sealing.seal_bytes(key, raw))
    return digest


def reseal(folder: Path, digest: str, *, old: str, new: str) -> None:
    """Seal a kept file under another key; the old sealing is replaced in one step."""
    _write(_path(folder, digest), sealing.seal_bytes(new, fetch(folder, digest, key=old)))


def fetch(folder: Path, digest: str, *, key: str) -> bytes:
    """The bytes as they came; raises FileNotFoundError or sealing.KeyGone."""
    return sealing.unseal_bytes(key, _path(folder, digest).read_bytes())


def drop(folder: Path, digest: str) -> None:
    """Remove a kept file; no error if it is gone already."""
    _path(folder, digest).unlink(missing_ok=True)


def _path(folder: Path, digest: str) -> Path:
    return Path(folder) / digest[:2] / digest


def _write(path: Path, sealed: bytes) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    with draft.open("xb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
