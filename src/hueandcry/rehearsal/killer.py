"""Somebody pulls the plug: kill -9 of the public door and of the clock, at moments nobody chose."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hueandcry.rehearsal.world import HOST, World


@dataclass
class Killer:
    """Kills the two parts in turn, each time a seeded piece of the work has been done."""

    world: World
    kills: int
    seed: int
    progress: Callable[[str], float]  # how much of a part's work is done, from 0 to 1
    after_all: Callable[[], None]  # called again and again when the last one was killed, until `finish`
    done: list[str] = field(default_factory=list)
    open_lines: int = 0  # connections to the relay that were open at the moments of the kills
    stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = threading.Thread(target=self._run, name="killer", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """No more kills."""
        self.stopping.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        dice = random.Random(f"kills {self.seed}")  # noqa: S311  # chosen moments, not secrets
        plan = [
            (("public", "rounds")[n % 2], (n // 2 + dice.random()) / (self.kills / 2 + 1)) for n in range(self.kills)
        ]
        last: dict[str, int] = {}
        for part, moment in plan:
            while self.progress(part) < moment or self.world.pid(part) in (None, last.get(part)):
                if self.stopping.wait(0.01):
                    return
            time.sleep(dice.uniform(0.005, 0.5))
            if pid := self.world.pid(part):
                last[part] = pid
                self._kill(part, pid)
        while not self.stopping.wait(0.5):
            self.after_all()

    def _kill(self, part: str, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)  # hold it still, so that what is counted is what is killed
            if part == "rounds":
                self.open_lines += open_connections(self.world.ports["sink"])
            os.kill(pid, signal.SIGKILL)
            self.done.append(part)


def open_connections(port: int, table: Path = Path("/proc/net/tcp")) -> int:
    """How many connections to this port of our own machine are open (Linux: proc(5), state 01)."""
    address = f"{_hexadecimal(HOST)}:{port:04X}"
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return sum(1 for row in rows if row[2] == address and row[3] == "01")


def _hexadecimal(host: str) -> str:
    return "".join(f"{int(part):02X}" for part in reversed(host.split(".")))
