"""The folder the public reads: files that are there whole or not at all.

A file is written beside its place, brought to the disk and renamed. What did not change is not
touched, so that a web server in front keeps what it has in memory. Beside each text lie the same octets packed
(.gz by RFC 1952, .br by RFC 7932): they bear the time of the file they were packed from, and go before it changes,
so that nobody is ever sent an older page because it was packed.
"""

import fcntl
import functools
import gzip
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import brotli  # type: ignore[import-untyped]
from django.conf import settings

STATIC = Path(__file__).parent / "static" / "pages"
STATE = ".printed.json"
# Worth packing; a draft (.eml) is fetched once.
TEXTS = (".html", ".css", ".js", ".svg", ".txt", ".json", ".xml", ".atom", ".ics")
PACKED = {"br": ".br", "gzip": ".gz"}  # content coding: ending; the smaller one first
SMALL = 256  # octets; less is not made smaller


def folder() -> Path:
    """Where the printed pages are."""
    return Path(settings.PUBLISHED)


def write(name: str, content: bytes) -> bool:
    """Put `content` at `name` (a path inside the folder, with slashes); False if it says that already."""
    path = _path(name)
    if path.is_file() and path.read_bytes() == content:
        _pack(path, content, missing=True)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in PACKED.values():
        _beside(path, ending).unlink(missing_ok=True)
    _place(path, content)
    _sync(path.parent)
    _pack(path, content)
    return True


def remove(name: str) -> None:
    """Take a file or a whole folder away; no error if it is gone already."""
    path = _path(name)
    if path.is_dir():
        shutil.rmtree(path)
    else:
        for ending in ("", *PACKED.values()):
            _beside(path, ending).unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync(path.parent)


def keep_only(part: str, names: set[str]) -> int:
    """Remove every file under the folder `part` that is not in `names`; how many went."""
    gone = 0
    for path in sorted(_path(part).rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder()).as_posix().removesuffix(".br").removesuffix(".gz") not in names:
            path.unlink()
            gone += 1
    return gone


def packed(path: Path, coding: str) -> Path | None:
    """The file that holds the same octets in this content coding; None if there is none, or an older one."""
    beside = _beside(path, PACKED[coding])
    try:
        return beside if beside.stat().st_mtime_ns == path.stat().st_mtime_ns else None
    except OSError:
        return None


def languages_with(slug: str) -> list[str]:
    """The languages in which there is a folder for this appeal."""
    return sorted(path.parent.name for path in folder().glob(f"*/{slug}") if path.is_dir())


@contextmanager
def at_the_press() -> Iterator[None]:
    """Hold the press: two rounds on one machine print one after the other."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def state() -> dict:
    """What was printed last; empty when nothing was, or when the note is spoiled."""
    try:
        noted = json.loads((folder() / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def note(what: dict) -> None:
    """Remember what was printed; called when every page of it is on the disk."""
    write(STATE, json.dumps(what, sort_keys=True).encode())


@functools.cache
def static_names() -> dict[str, str]:
    """Static files by plain name, with the name they are printed under: its hash is a part of it."""
    names = {}
    for path in sorted(STATIC.iterdir()):
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        names[path.name] = f"static/{path.stem}.{mark}{path.suffix}"
    return names


def static_content(printed_name: str) -> bytes | None:
    """What a static file says, by the name it is printed under; None if no such file is ours."""
    for plain, printed in static_names().items():
        if printed == printed_name:
            return (STATIC / plain).read_bytes()
    return None


def print_static() -> int:
    """Put the static files in place; how many were new. Old ones stay: old pages still name them."""
    return sum(write(printed, (STATIC / plain).read_bytes()) for plain, printed in static_names().items())


def _pack(path: Path, content: bytes, *, missing: bool = False) -> None:
    """Put the packed forms beside a text; `missing`: only those that are not there."""
    if path.suffix not in TEXTS or path.name.startswith(".") or len(content) < SMALL:
        return
    seen = path.stat().st_mtime_ns
    for coding, ending in PACKED.items():
        if missing and packed(path, coding):
            continue
        small = gzip.compress(content, 9, mtime=0) if coding == "gzip" else brotli.compress(content, quality=9)
        _place(_beside(path, ending), small, at=seen)


def _place(path: Path, content: bytes, *, at: int | None = None) -> None:
    """The file whole, or as it was; `at`: the time it bears, in nanoseconds."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.new")
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        if at is None:
            os.fsync(file.fileno())  # a packed form can be made again
        else:
            os.utime(file.fileno(), ns=(at, at))
    draft.rename(path)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _path(name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise ValueError(f"not a place in the published folder: {name!r}")
    return folder().joinpath(*parts)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
