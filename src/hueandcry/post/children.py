"""Keeping limited child processes ready, and replacing one that does not answer in time or dies."""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from hueandcry.post.sorting_child import LENGTH, LENGTHS

# What a message may cost is counted in processor time, by the child itself. This is for a child that never answers,
# and long enough that a busy machine does not blame the message.
WALL = 60.0  # seconds for one message
LARGEST_ANSWER = 8 * 1024 * 1024  # bytes
RETIRE = 1000  # messages after which a child is replaced


class Failed(Exception):
    """The child died or was stopped; the message says at what."""


class Died(Failed):
    """The child ended by itself, or by one of its limits."""


class Slow(Failed):
    """The child did not answer in time; it used less processor time than it may, so the machine may be to blame."""


class Child:
    """One limited process; one message at a time."""

    def __init__(self) -> None:
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hueandcry.post.sorting_child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        assert self.process.stdin and self.process.stdout
        self.into, self.out = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.into, False)
        self.asked = 0

    def ask(self, question: dict[str, Any], raw: bytes) -> dict[str, Any]:
        """The child's answer; raises Failed, after which the child is good for nothing."""
        until = time.monotonic() + WALL
        head = json.dumps(question).encode()
        self.asked += 1
        try:
            self._write(LENGTHS.pack(len(head), len(raw)) + head + raw, until)
            (size,) = LENGTH.unpack(self._read(LENGTH.size, until))
            if size > LARGEST_ANSWER:
                raise Failed("Reading the message gave far too much.")
            return dict(json.loads(self._read(size, until)))
        except (BrokenPipeError, EOFError):
            raise Died("Reading the message took too much time or memory.") from None

    def end(self) -> None:
        """Kill it and clear up."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process.wait()

    def _write(self, data: bytes, until: float) -> None:
        view = memoryview(data)
        while view:
            if not select.select([], [self.into], [], max(0.0, until - time.monotonic()))[1]:
                raise Slow("Reading the message took longer than a minute.")
            view = view[os.write(self.into, view[:65536]) :]

    def _read(self, size: int, until: float) -> bytes:
        got = bytearray()
        while len(got) < size:
            if not select.select([self.out], [], [], max(0.0, until - time.monotonic()))[0]:
                raise Slow("Reading the message took longer than a minute.")
            piece = os.read(self.out, size - len(got))
            if not piece:
                raise EOFError
            got += piece
        return bytes(got)


_idle: list[Child] = []
_lock = threading.Lock()


def ask(question: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """Let a child open `raw`; raises Failed when it could not."""
    with _lock:
        child = _idle.pop() if _idle else None
    if child is not None:
        try:
            return _ask(child, question, raw)
        except Died:
            if child.process.returncode == -signal.SIGXCPU:
                raise
            # Perhaps it died before it saw this message: that would not be the message's fault.
    return _ask(Child(), question, raw)


def _ask(child: Child, question: dict[str, Any], raw: bytes) -> dict[str, Any]:
    try:
        answer = child.ask(question, raw)
    except BaseException:
        child.end()
        raise
    if child.asked >= RETIRE:
        child.end()
    else:
        with _lock:
            _idle.append(child)
    return answer


def end_all() -> None:
    """Stop the idle children."""
    with _lock:
        while _idle:
            _idle.pop().end()


atexit.register(end_all)
