"""What a clock had in hand when it was killed is taken back at once, not only when the lease runs out.

Each clock holds a lock on a small file named like the worker of its claims. The kernel lets go of the
lock when the process ends, however it ends: a file that can be locked belongs to a dead clock.
"""

import fcntl
import functools
import logging
import os
import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from hueandcry.post import dispatch

BEAT = "beat-"
log = logging.getLogger(__name__)
_held: list[int] = []  # the lock lives as long as the process


@functools.cache
def worker() -> str:
    """The name under which this process claims letters; its lock is held from now on."""
    name = f"clock-{secrets.token_hex(8)}"
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(_folder() / name, os.O_WRONLY | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    _held.append(descriptor)
    return name


def take_back(now: datetime) -> int:
    """Take back the claims of clocks that are gone; how many there were."""
    worker()
    dead = 0
    for path in sorted(_folder().glob("clock-*")):
        descriptor = _lock(path)
        if descriptor is None:
            continue
        try:
            done = dispatch.recover(path.name, now=now)
            path.unlink(missing_ok=True)
            dead += 1
            log.info(
                "a clock ended without notice: %s letters wait again, %s are in doubt", done["queued"], done["in_doubt"]
            )
        finally:
            os.close(descriptor)
    return dead


def leave() -> None:
    """The clock ends in order: nothing is in hand, and its file goes."""
    if _held:
        (_folder() / worker()).unlink(missing_ok=True)
        os.close(_held.pop())
        worker.cache_clear()


def beat(lane: str, *, failing: Collection[str] = ()) -> None:
    """A lane of this machine's clock walks, and these of its steps failed the last time; the doctor asks."""
    path = _folder() / f"{BEAT}{lane}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"draft-{path.name}-{os.getpid()}")
    draft.write_text("\n".join(sorted(failing)))
    draft.replace(path)


def beats() -> dict[str, datetime]:
    """When each lane last did a step on this machine."""
    files = _folder().glob(f"{BEAT}*")
    return {path.name.removeprefix(BEAT): datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) for path in files}


def failing() -> list[str]:
    """The steps of this machine's clock that failed the last time they were walked."""
    files = sorted(_folder().glob(f"{BEAT}*"))
    return [name for path in files for name in path.read_text().splitlines()]


def _lock(path: Path) -> int | None:
    """The file locked by us, or None while its clock lives (or somebody else is just doing this)."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _folder() -> Path:
    return Path(settings.DATA) / "clocks"
