"""Group commit: acts that come within one sync of the disk share it.

A thread takes all that waits, writes it in one transaction and answers each after the commit. While the disk syncs,
the next batch gathers: nobody waits for a timer, and one act alone leaves at once.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from hueandcry.lib import sabotage

BATCH = 256  # acts in one transaction
WAITING = 2048  # acts that may wait; whoever comes then is told that nothing was recorded
Given = TypeVar("Given")


class Full(Exception):
    """Too many wait; nothing was taken."""


class Committer(Generic[Given]):
    """Writes what it is given in the order in which it came; `keep` is called in a thread of its own.

    `keep` answers None or a refusal for each; what it raises is raised to everybody in its batch, and nobody in it is
    on the disk.
    """

    def __init__(self, keep: Callable[[Sequence[Given]], Sequence[Exception | None]]) -> None:
        self._keep = keep
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[Given, asyncio.Future[None]]] = deque()
        self._something = threading.Event()
        threading.Thread(target=self._write, name="committer", daemon=True).start()

    async def put(self, given: Given) -> None:
        """Returns when it is on the disk; raises its refusal, what the database raised, or Full."""
        if len(self._waiting) >= WAITING:
            raise Full
        answer = self._loop.create_future()
        self._waiting.append((given, answer))
        self._something.set()
        await answer

    def _write(self) -> None:
        while True:
            self._something.wait()
            self._something.clear()
            while batch := [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]:
                early = sabotage.on("answer-before-commit")
                if early:
                    self._loop.call_soon_threadsafe(_answer, batch, [None] * len(batch))
                said = self._kept([given for given, _ in batch])
                if not early:
                    self._loop.call_soon_threadsafe(_answer, batch, said)

    def _kept(self, batch: Sequence[Given]) -> Sequence[Exception | None]:
        try:
            return self._keep(batch)
        except Exception as trouble:
            return [trouble] * len(batch)


def _answer(batch: Sequence[tuple[object, asyncio.Future[None]]], said: Sequence[Exception | None]) -> None:
    for (_, answer), no in zip(batch, said, strict=True):
        if answer.done():  # whoever asked has gone
            continue
        if no is None:
            answer.set_result(None)
        else:
            answer.set_exception(no)
