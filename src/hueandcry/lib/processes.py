"""Several programs kept running together in the foreground: started, watched, restarted, stopped."""

import itertools
import os
import queue
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 10.0  # seconds between asking a program to stop and killing it
LONGER_GRACE = 2 * GRACE  # for a program that has to stop others first
QUICK = 5.0  # a program that lived less than this many seconds is restarted later each time
LONGEST_PAUSE = 10.0  # seconds
_claims: list[socket.socket] = []  # the ports this process was given as it wished, held until it ends


@dataclass
class Part:
    """One program: its name for the screen, how it is started, and the port on which it answers."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    port: tuple[str, int] | None = None
    grace: float | None = None  # seconds; GRACE if not given
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_ends: int = 0
    not_before: float = 0.0


class Group:
    """Parts that run together. Start it in a thread that lives as long as the parts should."""

    def __init__(
        self, parts: Sequence[Part], *, say: Callable[[str], None], pids: Path | None = None, log: Path | None = None
    ) -> None:
        """`pids`: a folder that gets one file per part with its process id; `log`: where output goes."""
        self.parts = list(parts)
        self.say = say
        self.pids = pids
        self.log = log
        self.stopping = threading.Event()
        self.restarts = 0

    def start(self) -> None:
        """Start every part once, in order."""
        if self.pids:
            self.pids.mkdir(parents=True, exist_ok=True)
        for part in self.parts:
            self._start(part)

    def wait_ready(self, *, seconds: float = 60.0) -> bool:
        """Wait until every part with a port answers there; False when that took too long or we are stopping."""
        until = time.monotonic() + seconds
        waiting = [part for part in self.parts if part.port]
        while waiting and not self.stopping.is_set():
            waiting = [part for part in waiting if part.port and not answers(part.port)]
            if not waiting:
                return True
            if time.monotonic() > until:
                self.say(f"{waiting[0].name}: does not answer after {seconds:.0f} seconds")
                return False
            self.look_after()
            self.stopping.wait(0.05)
        return not self.stopping.is_set()

    def look_after(self) -> None:
        """Restart what has ended, each part with a pause that grows while it keeps ending at once."""
        for part in self.parts:
            if self.stopping.is_set():
                return
            if part.process and part.process.poll() is not None:
                self._note_end(part)
            if part.process is None and time.monotonic() >= part.not_before:
                self._start(part)
                self.restarts += 1

    def watch(self) -> None:
        """Look after the parts until `stopping` is set."""
        while not self.stopping.wait(0.1):
            self.look_after()

    def stop(self) -> None:
        """Ask every part to end, last started first; kill what has not ended after the grace."""
        self.stopping.set()
        for part in reversed(self.parts):
            if part.process and part.process.poll() is None:
                part.process.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        for part in self.parts:
            if part.process is None:
                continue
            until = asked + (GRACE if part.grace is None else part.grace)
            try:
                part.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{part.name}: did not stop in time and was killed")
                part.process.kill()
                part.process.wait()
            self._forget_pid(part)
            part.process = None

    def _start(self, part: Part) -> None:
        command = [sys.executable, "-m", "hueandcry.lib.child", str(os.getpid()), "--", *part.command]
        output = self.log.open("ab") if self.log else None
        try:
            # No shell, and the arguments are our own.
            part.process = subprocess.Popen(
                command, env={**os.environ, **part.environment}, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        finally:
            if output:
                output.close()
        part.started = time.monotonic()
        if self.pids:
            draft = self.pids / f"{part.name}.new"
            draft.write_text(str(part.process.pid))
            draft.rename(self.pids / f"{part.name}.pid")
        self.say(f"{part.name}: started, process {part.process.pid}")

    def _note_end(self, part: Part) -> None:
        assert part.process
        lived = time.monotonic() - part.started
        part.quick_ends = part.quick_ends + 1 if lived < QUICK else 0
        pause = min(LONGEST_PAUSE, 0.1 * 2**part.quick_ends)
        part.not_before = time.monotonic() + pause
        # Ctrl-C reaches the parts at the same moment as us: then this is not news.
        if not self.stopping.wait(0.1):
            self.say(f"{part.name}: ended ({_reason(part.process.returncode)}); starts again in {pause:.1f} s")
        self._forget_pid(part)
        part.process = None

    def _forget_pid(self, part: Part) -> None:
        if self.pids:
            (self.pids / f"{part.name}.pid").unlink(missing_ok=True)


def answers(port: tuple[str, int]) -> bool:
    """Whether somebody accepts connections there."""
    try:
        with socket.create_connection(port, timeout=1):
            return True
    except OSError:
        return False


def wait_for(port: tuple[str, int], *, stopping: threading.Event, seconds: float) -> bool:
    """Wait until somebody accepts connections there; False when that took too long or we are stopping."""
    until = time.monotonic() + seconds
    while not answers(port):
        if time.monotonic() > until or stopping.wait(0.05):
            return False
    return True


def free_port(host: str = "127.0.0.1", *, wish: int = 0) -> int:
    """A port nobody listens on: `wish` if it is free, otherwise one below those that outgoing lines are given.

    Whoever was given its wish keeps it until it ends: another process that wishes the same is given another port,
    even before anybody listens.
    """
    for port in itertools.chain([wish] if wish else [], (20000 + secrets.randbelow(12000) for _ in range(100))):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                if port == wish:
                    _claim(host, port)
            except OSError:
                continue
            return port
    raise OSError("no free port was found")


def _claim(host: str, port: int) -> None:
    """Hold the datagram port of the same number: the kernel gives it once, and takes it back when a process dies."""
    claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        claim.bind((host, port))
    except OSError:
        claim.close()
        raise
    _claims.append(claim)


def stop_on_signals(stopping: threading.Event) -> None:
    """Set `stopping` on Ctrl-C and on SIGTERM; call it in the main thread.

    The handler itself must not set the event: it may have interrupted this very thread inside
    `stopping.wait()`, which holds the lock that setting needs. SimpleQueue.put is made for that.
    """
    told: queue.SimpleQueue[None] = queue.SimpleQueue()

    def wait_for_it() -> None:
        told.get()
        stopping.set()

    threading.Thread(target=wait_for_it, name="stops on signals", daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.put(None))


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"
