"""Sealing what names a supporter, under keys that live outside the database.

A key is one file in the key folder. Destroying the file makes everything sealed under it
unreadable, in every old backup of the database too. Cipher: AES-256-GCM (NIST SP 800-38D) with a
random 96-bit nonce; the key's name is authenticated with the text, so that a sealed value moved
under another key does not open.

A key that was destroyed on purpose leaves an empty file beside it, NAME.destroyed: a key that is only missing is not
taken for one, and what it sealed waits.
"""

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from hueandcry.lib import folders, sabotage

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}\Z")
NONCE = 12
DESTROYED = ".destroyed"
_json = json.JSONEncoder(ensure_ascii=False).encode


_at_hand: ContextVar[dict[str, bytes | None] | None] = ContextVar("keys at hand", default=None)
_ciphers: ContextVar[dict[str, AESGCM] | None] = ContextVar("ciphers at hand", default=None)


class KeyGone(Exception):
    """The key was destroyed, or never was: what it sealed cannot be read again."""


class KeyMissing(KeyGone):
    """The key is not in its folder, and nobody destroyed it on purpose: it may come back, so nothing is given up."""


def make(name: str) -> None:
    """Make the key `name` (256 random bits) if it is not there; safe when two make it at once."""
    path = _path(name)
    folders.check(folders.KEYS)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first: its key is then the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync(path.parent)


def destroy(name: str) -> bool:
    """Overwrite and remove the key; True if there was one. Nothing sealed under it opens again."""
    path = _path(name)
    folders.check(folders.KEYS)
    path.with_name(name + DESTROYED).touch(
        mode=0o600
    )  # first: a stop in between is made good by whoever destroys it again
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * 32)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    _sync(path.parent)
    return True


def exists(name: str) -> bool:
    """Whether the key is still there."""
    known = _at_hand.get()
    if known is not None:
        if name not in known:
            known[name] = _from_disk(name) if _there(name) else None
        return known[name] is not None
    return _there(name)


def missing(name: str) -> bool:
    """Whether the key is not there although nobody destroyed it."""
    return not exists(name) and not _path(name).with_name(name + DESTROYED).exists() and not sabotage.on("keys-may-go")


def names(prefix: str = "") -> Iterator[str]:
    """The names of the keys in the folder that begin with `prefix`, in order."""
    folders.check(folders.KEYS)
    folder = Path(settings.KEYS)
    for path in sorted(folder.glob(f"{prefix}*.key")):
        yield path.name.removesuffix(".key")


@contextmanager
def at_hand() -> Iterator[None]:
    """Inside, a key is looked for once: for a batch that ends within a second, so that a destroyed key is gone."""
    keys, ciphers = _at_hand.set({}), _ciphers.set({})
    try:
        yield
    finally:
        _at_hand.reset(keys)
        _ciphers.reset(ciphers)


def pepper(name: str) -> bytes:
    """The key's own 32 bytes, for keyed hashes; raises KeyGone, of which KeyMissing is the kind that may pass."""
    known = _at_hand.get()
    if known is None:
        return _from_disk(name)
    if (key := known.get(name)) is None:
        known[name] = key = _from_disk(name)
    return key


def _from_disk(name: str) -> bytes:
    if not NAME.match(name):
        raise ValueError(f"not a key name: {name!r}")
    folders.check(folders.KEYS)
    try:
        descriptor = os.open(f"{settings.KEYS}/{name}.key", os.O_RDONLY)  # asked anew each time: it may be destroyed
    except FileNotFoundError:
        destroyed = _path(name).with_name(name + DESTROYED).exists() or sabotage.on("keys-may-go")
        raise (KeyGone if destroyed else KeyMissing)(name) from None
    try:
        raw = os.read(descriptor, 33)
    finally:
        os.close(descriptor)
    if len(raw) != 32:
        raise KeyGone(name)
    return raw


def lasting_pepper(name: str) -> bytes:
    """The same for a key that is never destroyed: read again only when its file is another one."""
    path = f"{settings.KEYS}/{name}.key"
    try:
        seen = os.stat(path)  # noqa: PTH116 - asked for each letter, and a Path costs more than the question
    except OSError:
        return pepper(name)
    return _as_it_was(path, name, (seen.st_dev, seen.st_ino, seen.st_mtime_ns))


@lru_cache(maxsize=8)
def _as_it_was(_path: str, name: str, _seen: tuple[int, ...]) -> bytes:
    return pepper(name)


def seal(name: str, value: object) -> bytes:
    """Seal `value` (anything JSON can hold) under the key `name`; raises KeyGone."""
    return seal_bytes(name, _json(value).encode())


def unseal(name: str, sealed: bytes) -> object:
    """What `seal` was given; raises KeyGone when the key is gone or the bytes were changed."""
    return json.loads(unseal_bytes(name, sealed))


def seal_bytes(name: str, raw: bytes) -> bytes:
    """Seal raw bytes: nonce, then cipher text with its tag."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(name).encrypt(nonce, raw, name.encode())


def unseal_bytes(name: str, sealed: bytes) -> bytes:
    """The raw bytes `seal_bytes` was given; raises KeyGone."""
    sealed = bytes(sealed)
    try:
        return _cipher(name).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except InvalidTag:
        raise KeyGone(name) from None


def _cipher(name: str) -> AESGCM:
    key, known = pepper(name), _ciphers.get()
    if known is None:
        return AESGCM(key)
    if (cipher := known.get(name)) is None:
        known[name] = cipher = AESGCM(key)
    return cipher


def _there(name: str) -> bool:
    folders.check(folders.KEYS)
    return _path(name).exists()


def _path(name: str) -> Path:
    if not NAME.match(name):
        raise ValueError(f"not a key name: {name!r}")
    return Path(settings.KEYS) / f"{name}.key"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
