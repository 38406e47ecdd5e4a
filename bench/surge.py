"""Ten minutes after the page went round the world: acts, page views and letters at once, on one machine.

    python bench/surge.py [--minutes 10] [--acts 2000] [--views 500] [--database sqlite|postgresql]

So many acts a minute and page views a second come at times nobody waits for: what counts is the time from when somebody
wanted to come until the answer was whole. The desk is `hueandcry serve public` and `serve rounds` with a mail sink that
takes a hundredth of a second for each letter. Everybody reads the letter that comes, opens its link and presses the
button. At the end the rows are compared with what was answered; letters to offices may still wait for their turn.
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import kill_world

from hueandcry.lib import processes
from hueandcry.rehearsal import sink_log

SHOWN = re.compile(rb'name="act" value="(\w+)"')
COUNTRIES = ("DE", "FR", "GB", "US", "KZ", "TR")
LATE = 0.5  # seconds
SERVE = "import sys; from hueandcry.command import main; sys.exit(main.main())"


@dataclass
class Seen:
    """How long each thing took, in seconds, and what was not answered with 200."""

    took: dict[str, list[float]] = field(default_factory=dict)
    refused: dict[str, dict[int, int]] = field(default_factory=dict)  # 0: the connection broke
    acted: int = 0
    confirmed: int = 0

    def note(self, what: str, status: int, seconds: float) -> None:
        """One answer."""
        self.took.setdefault(what, []).append(seconds)
        if status != 200:
            states = self.refused.setdefault(what, {})
            states[status] = states.get(status, 0) + 1


class Lines:
    """Kept connections to the door; one request each at a time."""

    def __init__(self, port: int, count: int) -> None:
        self.port = port
        self.free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        for _ in range(count):
            self.free.put_nowait(None)

    async def ask(self, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, bytes]:
        """(status, body) of one request; a connection that broke is a status of 0."""
        async with self._line() as (reader, writer):
            body = urlencode(form).encode() if form is not None else b""
            head = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: {kill_world.HOST}:{self.port}\r\n"
            if form is not None:
                head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"\r\n" + body)
            told = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", told)
            return int(told[9:12]), await reader.readexactly(int(length[1])) if length else b""

    @contextlib.asynccontextmanager
    async def _line(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        line = await self.free.get()
        try:
            line = line or await asyncio.open_connection(kill_world.HOST, self.port)
            yield line
        except BaseException:
            line = None
            raise
        finally:
            self.free.put_nowait(line)


class Crowd:
    """Everybody who comes within these minutes."""

    def __init__(self, world: kill_world.World, slug: str, asked: argparse.Namespace) -> None:
        self.world, self.slug, self.asked, self.seen = world, slug, asked, Seen()
        self.page = f"/en/{slug}/index.html"
        self.views, self.posts = Lines(world.public, 64), Lines(world.public, 64)
        self.letters = sink_log.SinkLog(world.log, world.mail)
        self.until = 0.0

    async def come(self) -> None:
        """All of them, until the time is over and every letter has been read."""
        while (await self.views.ask(self.page))[0] != 200:  # the clock prints it when it starts
            await asyncio.sleep(0.2)
        began = asyncio.get_running_loop().time()
        self.until = began + self.asked.minutes * 60
        reading = asyncio.create_task(self._read())
        await asyncio.gather(
            self._at(self.asked.acts / 60, self._act), self._at(self.asked.views, self._view), self._tell(began)
        )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._all_confirmed(), 120)
        reading.cancel()

    async def _at(self, rate: float, do: object) -> None:
        """Call `do` at this rate, whatever becomes of the ones before; its time counts from when it was due."""
        loop, number, tasks = asyncio.get_running_loop(), 0, set()
        due = loop.time()
        while due < self.until:
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(do(number, due))  # type: ignore[operator]
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number, due = number + 1, due + random.expovariate(rate)
        await asyncio.gather(*tasks)

    async def _ask(self, what: str, due: float, lines: Lines, path: str, form: list | None = None) -> tuple[int, bytes]:
        try:
            status, body = await lines.ask(path, form)
        except (OSError, asyncio.IncompleteReadError):
            status, body = 0, b""
        self.seen.note(what, status, asyncio.get_running_loop().time() - due)
        return status, body

    async def _view(self, _number: int, due: float) -> None:
        await self._ask("page", due, self.views, self.page)

    async def _act(self, number: int, due: float) -> None:
        told = [("name", f"Maria Example {number}"), ("email", f"s{number}@example.net"),
                ("country", COUNTRIES[number % len(COUNTRIES)]), ("words", "I am a baker too. " * 6)]  # fmt: skip
        status, _body = await self._ask("act", due, self.posts, f"/act/{self.slug}/en/", told)
        self.seen.acted += status == 200

    async def _read(self) -> None:
        """The mailboxes: each letter is opened as it comes."""
        tasks: set[asyncio.Task[None]] = set()
        while True:
            for line in self.letters.new():
                if not line.is_news and "example.net" in line.rcpt[0]:
                    link = sink_log.LINK.search(
                        self.letters.raw(line).replace(b"=\r\n", b"").decode("utf-8", "replace")
                    )
                    if link:
                        task = asyncio.create_task(self._press(urlsplit(link[0]).path))
                        tasks.add(task)
                        task.add_done_callback(tasks.discard)
            await asyncio.sleep(0.2)

    async def _press(self, path: str) -> None:
        loop = asyncio.get_running_loop()
        status, body = await self._ask("link", loop.time(), self.posts, path)
        if status == 200:
            acts = [("act", token.decode()) for token in SHOWN.findall(body)]
            status, _body = await self._ask("press", loop.time(), self.posts, path, acts)
            self.seen.confirmed += status == 200

    async def _all_confirmed(self) -> None:
        while self.seen.confirmed < self.seen.acted:
            await asyncio.sleep(0.5)

    async def _tell(self, began: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < self.until:
            await asyncio.sleep(min(30, max(0.1, self.until - loop.time())))
            told = f"{loop.time() - began:.0f} s: {self.seen.acted} acts, {self.seen.confirmed} confirmed"
            print(f"{told}, {self.letters.count} letters, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Acts, page views and letters at once.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--acts", type=int, default=2000, help="a minute")
    parser.add_argument("--views", type=int, default=500, help="a second")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hueandcry-surge-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with contextlib.closing(kill_world.World(folder / "world", asked.database)) as world:
            slug = world.ask("prepare")["slug"]
            doors = [
                subprocess.Popen([sys.executable, "-c", SERVE, "serve", part], env=world.environment)
                for part in ("public", "rounds")
            ]
            try:
                assert processes.wait_for((kill_world.HOST, world.public), stopping=threading.Event(), seconds=60)
                crowd = Crowd(world, slug, asked)
                asyncio.run(crowd.come())
                left = _rest(world)
            finally:
                for door in doors:
                    door.terminate()
                for door in doors:
                    door.wait()
            tell(crowd, world.ask("count"), left)


def _rest(world: kill_world.World) -> int:
    """How many letters are still on their way when nothing has moved for ten seconds, two minutes at most."""
    before, still = -1, 0
    for _ in range(60):
        now = world.ask("settled")["open"]
        still = still + 1 if now == before else 0
        if now == 0 or still >= 5:
            return now
        before = now
        time.sleep(2)
    return before


def tell(crowd: Crowd, rows: dict, left: int) -> None:
    """The table, and the last line."""
    print("| what | answers | not 200 | median, ms | 95 of 100 within | 99 of 100 within |")
    print("|---|---|---|---|---|---|")
    worst = 0.0
    for what, took in crowd.seen.took.items():
        parts = statistics.quantiles(took, n=100)
        worst = max(worst, parts[94])
        figures = " | ".join(f"{parts[at] * 1000:.0f}" for at in (49, 94, 98))
        print(f"| {what} | {len(took):,} | {crowd.seen.refused.get(what) or 0} | {figures} |")
    lost = max(0, crowd.seen.acted - rows["acts"]) + max(0, crowd.seen.confirmed - rows["confirmed"])
    print(f"{crowd.seen.acted:,} acts and {crowd.seen.confirmed:,} confirmations answered, {lost} lost;"
          f" {crowd.letters.count + len(crowd.letters.new()):,} letters left, {left} on their way")  # fmt: skip
    good = worst < LATE and not lost
    print(f"surge: {worst * 1000:.0f} ms (95 of 100 of the slowest kind), {lost} lost against goal 500 ms, 0 lost:"
          f" {'met' if good else 'short'}")  # fmt: skip


if __name__ == "__main__":
    main()
