"""Letters are drawn in a limited process of their own, one at a time; one that does not answer is replaced."""

import atexit
import functools
import hashlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from hueandcry.pages.drawing_child import FOLDER, LENGTH

WALL = 10.0  # seconds for one letter, the start of the process included
TURN = 2.0  # seconds that a letter waits for the one before it
LARGEST = 4 * 1024 * 1024  # bytes of a drawn letter
LONGEST = 60 * 1024  # bytes of what is asked for: less than a pipe holds, so that writing it never waits
RETIRE = 100  # letters after which the process is replaced: it remembers what it has drawn


class Failed(Exception):
    """The letter cannot be drawn."""


class Busy(Exception):
    """Others are being drawn: try again in a moment."""


_child: subprocess.Popen[bytes] | None = None
_drawn = 0
_lock = threading.Lock()


def draw(told: Mapping[str, object]) -> bytes:
    """The letter as a PDF; raises Failed or Busy. The same letter makes the same bytes."""
    asked = json.dumps(told, ensure_ascii=False).encode()
    if len(asked) > LONGEST:
        raise Failed("too long")
    if not _lock.acquire(timeout=TURN):
        raise Busy
    try:
        pdf = _ask(asked)
    finally:
        _lock.release()
    if not pdf.startswith(b"%PDF-"):
        raise Failed("the letter could not be set")
    return pdf


def digest(told: Mapping[str, object]) -> str:
    """A short mark that differs when the drawn letter would."""
    return hashlib.sha256((_layout() + json.dumps(told, sort_keys=True)).encode()).hexdigest()[:12]


def end() -> None:
    """Stop the process; the next letter starts another."""
    global _child, _drawn
    gone, _child, _drawn = _child, None, 0
    if gone:
        gone.kill()
        for pipe in (gone.stdin, gone.stdout):
            if pipe:
                pipe.close()
        gone.wait()


atexit.register(end)


def _ask(asked: bytes) -> bytes:
    global _drawn
    if _drawn >= RETIRE or (_child and _child.poll() is not None):
        end()
    try:
        pdf = _talk(_child or _start(), asked)
    except (OSError, EOFError, TimeoutError) as trouble:
        end()
        raise Failed(type(trouble).__name__) from None
    except BaseException:
        end()
        raise
    _drawn += 1
    return pdf


def _start() -> subprocess.Popen[bytes]:
    global _child
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
    _child = subprocess.Popen(
        [sys.executable, "-m", "hueandcry.pages.drawing_child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    return _child


def _talk(child: subprocess.Popen[bytes], asked: bytes) -> bytes:
    assert child.stdin and child.stdout
    until = time.monotonic() + WALL
    child.stdin.write(LENGTH.pack(len(asked)) + asked)
    child.stdin.flush()
    (size,) = LENGTH.unpack(_read(child.stdout.fileno(), LENGTH.size, until))
    if size > LARGEST:
        raise EOFError
    return _read(child.stdout.fileno(), size, until)


def _read(out: int, size: int, until: float) -> bytes:
    got = bytearray()
    while len(got) < size:
        if not select.select([out], [], [], max(0.0, until - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(out, size - len(got))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


@functools.cache
def _layout() -> str:
    """What a letter depends on besides its words."""
    names = sorted(path.name for path in (FOLDER / "fonts").iterdir())
    return repr([hashlib.sha256(Path(FOLDER / "letter.typ").read_bytes()).hexdigest(), names])
