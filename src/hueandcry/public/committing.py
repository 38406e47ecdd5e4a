"""Group commit: what comes within one sync of the disk shares it.

A thread takes all that waits, writes it in one transaction and answers each after the commit. While the disk syncs,
the next batch gathers, and one act alone is written at once. The answers to a few leave on the next beat, so that the
time the writing took tells nobody whether an address was known (bench/oracle.py); among many it is lost anyway.
"""

import asyncio
import math
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from hueandcry.lib import sabotage

BATCH = 256  # acts in one transaction
WAITING = 2048  # acts that may wait; whoever comes then is told that nothing was recorded
BEAT = 0.01  # seconds
FEW = 8  # in one batch; the answers to more leave at once
Given = TypeVar("Given")
Got = TypeVar("Got")


class Full(Exception):
    """Too many wait; nothing was taken."""


class Committer(Generic[Given, Got]):
    """Writes what it is given in the order in which it came; `keep` is called in a thread of its own.

    `keep` answers for each what came of it, or an exception for its giver; what it raises is raised to everybody in
    its batch, and nobody in it is on the disk.
    """

    def __init__(self, keep: Callable[[Sequence[Given]], Sequence[Got | Exception]]) -> None:
        self._keep = keep
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[Given, asyncio.Future[Got]]] = deque()
        self._something = threading.Event()
        threading.Thread(target=self._write, name="committer", daemon=True).start()

    async def put(self, given: Given) -> Got:
        """What came of it, when it is on the disk; raises what `keep` answered or raised, or Full."""
        if len(self._waiting) >= WAITING:
            raise Full
        answer = self._loop.create_future()
        self._waiting.append((given, answer))
        self._something.set()
        return await answer

    def _write(self) -> None:
        while True:
            self._something.wait()
            self._something.clear()
            while batch := [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]:
                early = sabotage.on("answer-before-commit")
                if early:
                    nothing: list[Any] = [None] * len(batch)
                    self._loop.call_soon_threadsafe(_answer, batch, nothing)
                said = self._kept([given for given, _ in batch])
                if not early:
                    self._loop.call_soon_threadsafe(self._on_the_beat, batch, said)

    def _on_the_beat(self, batch: Sequence[tuple[Given, asyncio.Future[Got]]], said: Sequence[Got | Exception]) -> None:
        if len(batch) > FEW:
            _answer(batch, said)
        else:
            self._loop.call_at(math.ceil(self._loop.time() / BEAT) * BEAT, _answer, batch, said)

    def _kept(self, batch: Sequence[Given]) -> Sequence[Got | Exception]:
        try:
            return self._keep(batch)
        except Exception as trouble:
            return [trouble] * len(batch)


def _answer(batch: Sequence[tuple[object, asyncio.Future[Got]]], said: Sequence[Got | Exception]) -> None:
    for (_, answer), told in zip(batch, said, strict=True):
        if answer.done():  # whoever asked has gone
            continue
        if isinstance(told, Exception):
            answer.set_exception(told)
        else:
            answer.set_result(told)
