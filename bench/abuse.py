"""Five attackers and honest supporters at once, at a real door in live mode on this machine: how many fakes count.

    python bench/abuse.py [--seconds 60] [--scale 1] [--without limits|bursts]

- one address: a program behind one address, mailboxes at a new mail domain for each act, solves what it is asked and
  waits for its turns
- a thousand addresses: a botnet, each address in another network, mailboxes at three domains of its own
- one domain: 5,000 mailboxes of one domain, from two hundred networks
- slow: a mailbox every few seconds at one domain, each from another network
- like people: forty bought mailboxes at large providers, words of their own, each from another network

Each reads its letters, opens its links and presses its buttons. Honest ones do the same: most from networks of their
own, a tenth behind one address that the desk knows as shared, some next door to the first attacker, some without a
script, a union of twenty. At the end the rows say which acts count. The last line is the promise: no attacker has more
than its bound, and of the honest at most one in a hundred is lost.
"""

import argparse
import asyncio
import contextlib
import hashlib
import itertools
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import kill_world

from hueandcry.lib import processes
from hueandcry.public import limits
from hueandcry.rehearsal import sink_log

SERVE = "import sys; from hueandcry.command import main; sys.exit(main.main())"
SHOWN = re.compile(rb'name="act" value="(\w+)"')
WORK, TICKET = re.compile(rb'data-work="([^"]+)" data-zeroes="(\d)"'), re.compile(rb'name="ticket" value="([^"]+)"')
HONEST, SHARED = "honest", "192.0.2.200"
BURST = 30  # actions/bursts.py, MOST; those that come then wait apart
PROVIDERS = ("gmail.com", "mail.ru", "yahoo.fr", "ukr.net", "gmx.de", "proton.me")
SETTINGS = {
    "MODE": "live", "SECRET_KEY": "s" * 60, "MAIL_DOMAIN": "act.desk.test", "NEWS_DOMAIN": "news.desk.test",
    "TRUSTED_PROXIES": "127.0.0.1", "SHARED_NETWORKS": SHARED, "LIMITS": "yes", "OFFICE_HOURS": "always",
    "RELAY_A_DAY": "0", "TARGET_AN_HOUR": "0", "SYSTEM_AN_HOUR": "0", "TARGET_IN_ALL": "0", "PUBLIC_WORKERS": "1",
}  # fmt: skip
WITHOUT = {"": {}, "limits": {"LIMITS": "no"}, "bursts": {"MODE": "rehearsal", "TESTING": "yes"}}


@dataclass
class Person:
    """Somebody with a mailbox, or a program that looks like one."""

    kind: str
    mailbox: str
    address: str
    words: str
    script: bool = True
    acts: list[str] = field(default_factory=list)  # tokens that the page behind the link showed


@dataclass
class Seen:
    """What became of the posts of one kind of people."""

    tried: int = 0
    taken: int = 0
    pressed: int = 0
    held_up: int = 0


class Crowd:
    """Everybody, on both sides."""

    def __init__(self, world: kill_world.World, slug: str, *, seconds: float, scale: float) -> None:
        self.world, self.slug, self.seconds, self.scale = world, slug, seconds, scale
        self.dice = random.Random(20261124)  # noqa: S311  # repeatable on purpose
        self.seen: dict[str, Seen] = {}
        self.people: dict[str, Person] = {}
        self.letters = sink_log.SinkLog(world.log, world.mail)
        self.solvers = {side: ProcessPoolExecutor(1) for side in (True, False)}
        self.until, self.reading, self.count = 0.0, True, itertools.count(1)

    async def come(self) -> None:
        """All of them, until the time is over and every letter that came was read."""
        loop = asyncio.get_running_loop()
        for pool in self.solvers.values():
            await loop.run_in_executor(pool, os.getpid)
        self.until = loop.time() + self.seconds
        reading = asyncio.create_task(self._read())
        few = lambda many: max(1, round(many * self.scale))  # noqa: E731
        await asyncio.gather(
            *(self._one_address() for _ in range(4)),
            self._over(few(1000), lambda n: self._new("a thousand addresses", f"own{n % 3}.test")),
            self._over(few(5000), lambda n: self._new("one domain", "flood.test", f"198.{n % 200}.7.9")),
            self._over(min(25, few(250)), lambda n: self._new("slow", "drip.test")),
            self._over(few(40), lambda n: self._new("like people", PROVIDERS[n % 6])),
            self._over(few(400), self._honest),
        )
        self.reading = False
        await reading
        for pool in self.solvers.values():
            pool.shutdown()

    async def _over(self, count: int, make: Callable[[int], Person]) -> None:
        """So many people, spread over the time; each does not wait for the others."""
        tasks = []
        for n in range(count):
            tasks.append(asyncio.create_task(self._act(make(n))))
            await asyncio.sleep(self.seconds / count * self.dice.uniform(0.5, 1.3))
        await asyncio.gather(*tasks)

    async def _one_address(self) -> None:
        """As fast as it is answered, from one address."""
        while asyncio.get_running_loop().time() < self.until:
            number = next(self.count)
            await self._act(self._new("one address", f"d{number}.test", "203.0.113.66"))

    def _new(self, kind: str, domain: str, address: str = "", script: bool = True) -> Person:
        number, dice = next(self.count), self.dice
        address = (
            address or f"{dice.randint(20, 99)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.{dice.randint(1, 254)}"
        )
        words = " ".join("".join(dice.choices("aeioubdklmnrst", k=6)) for _ in range(8))
        person = Person(kind, f"p{number}@{domain}", address, words, script)
        self.people[person.mailbox] = person
        return person

    def _honest(self, n: int) -> Person:
        address = SHARED if n % 10 == 0 else f"203.0.113.{n % 60}" if n % 50 == 1 else ""
        domain = "union.test" if n % 20 == 3 and n < 400 else PROVIDERS[n % 6] if n % 4 else f"own{n}.example.net"
        person = self._new(HONEST, domain, address, script=n % 7 != 0)
        person.words = person.words if n % 3 == 0 else "" if n % 3 == 1 else "Please free them."
        return person

    async def _act(self, person: Person) -> None:
        seen = self.seen.setdefault(person.kind, Seen())
        seen.tried += 1
        told = [("name", "Maria Example"), ("email", person.mailbox), ("country", "DE"), ("words", person.words)]
        taken = await self._post(person, f"/act/{self.slug}/en/", told)
        seen.taken += taken

    async def _press(self, person: Person, path: str) -> None:
        status, _, body = await self._ask(person, path)
        person.acts = [token.decode() for token in SHOWN.findall(body)]
        if status == 200 and person.acts:
            done = await self._post(person, path, [("act", token) for token in person.acts])
            self.seen[person.kind].pressed += done

    async def _post(self, person: Person, path: str, told: list[tuple[str, str]]) -> bool:
        """Whether it was taken in the end: proves, waits, comes again as long as there is time."""
        extra: list[tuple[str, str]] = []
        while True:
            status, later, body = await self._ask(person, path, told + extra)
            if status != 429:
                return status == 200
            self.seen[person.kind].held_up += 1
            work, ticket = WORK.search(body), TICKET.search(body)
            left = self.until - asyncio.get_running_loop().time() + (60 if person.kind == HONEST else 0)
            if work and person.script:
                pool = self.solvers[person.kind == HONEST]
                solved = asyncio.get_running_loop().run_in_executor(pool, solve, work[1].decode(), int(work[2]))
                extra = [("proof", await solved)]
            elif later > left:
                return False
            else:
                await asyncio.sleep(later + 0.5)
                extra = [("ticket", ticket[1].decode())] if ticket else []

    async def _ask(
        self, person: Person, path: str, form: list[tuple[str, str]] | None = None
    ) -> tuple[int, float, bytes]:
        """(status, seconds after which to come again, body), as our proxy would pass it on."""
        body = urlencode(form).encode() if form is not None else b""
        head = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: {kill_world.HOST}:{self.world.public}\r\n"
        head += f"X-Forwarded-For: 192.0.2.1, {person.address}\r\nConnection: close\r\n"
        if form is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        try:
            reader, writer = await asyncio.open_connection(kill_world.HOST, self.world.public)
            writer.write(head.encode() + b"\r\n" + body)
            told, _, content = (await reader.read()).partition(b"\r\n\r\n")
            writer.close()
        except OSError:
            return 0, 1.0, b""
        later = re.search(rb"(?i)retry-after: (\d+)", told)
        return int(told[9:12] or 0), float(later[1]) if later else 1.0, content

    async def _read(self) -> None:
        """The mailboxes: each letter is opened as it comes; at the end, until nothing new has come for a while."""
        tasks, quiet = [], 0.0
        while self.reading or quiet < 5:
            quiet += 0.2
            for line in self.letters.new():
                person = self.people.get(line.rcpt[0])
                text = self.letters.raw(line).replace(b"=\r\n", b"").decode("utf-8", "replace")
                if person and (link := sink_log.LINK.search(text)):
                    quiet = 0.0
                    tasks.append(asyncio.create_task(self._press(person, urlsplit(link[0]).path)))
            await asyncio.sleep(0.2)
        await asyncio.gather(*tasks)


def solve(work: str, zeroes: int) -> str:
    """What the script of the page does."""
    start = "0" * zeroes
    tried = (f"{work}-{n}" for n in itertools.count())
    return next(one for one in tried if hashlib.sha256(one.encode()).hexdigest().startswith(start))


def bounds(crowd: Crowd) -> dict[str, float]:
    """How many fakes of each attacker may count, at the most."""
    one, boxes = limits.ONE, crowd.seen.get("like people", Seen()).tried
    rates = 1 / one.posts.every + 1 / one.proofs.every + 1 / one.places.every
    return {
        "one address": one.posts.burst + one.proofs.burst + (crowd.seconds + 10) * rates,
        "a thousand addresses": 3 * BURST,
        "one domain": BURST,
        "slow": BURST,
        "like people": boxes,  # nothing tells them from people: each mailbox counts once
    }


def play(folder: Path, *, seconds: float, scale: float, without: str = "") -> tuple[Crowd, Counter[str]]:
    """(everybody, how many of each kind count in the end)."""
    with contextlib.closing(kill_world.World(folder / "world", "sqlite")) as world:
        for name in ("TESTING", "SABOTAGE"):
            world.environment.pop(f"HUEANDCRY_{name}")
        world.environment |= {f"HUEANDCRY_{name}": value for name, value in (SETTINGS | WITHOUT[without]).items()}
        slug = world.ask("prepare")["slug"]
        parts = [
            subprocess.Popen([sys.executable, "-c", SERVE, "serve", part], env=world.environment)
            for part in ("public", "rounds")
        ]
        try:
            assert processes.wait_for((kill_world.HOST, world.public), stopping=threading.Event(), seconds=60)
            crowd = Crowd(world, slug, seconds=seconds, scale=scale)
            asyncio.run(crowd.come())
        finally:
            for part in parts:
                part.terminate()
            for part in parts:
                part.wait()
        with contextlib.closing(sqlite3.connect(world.folder / "desk" / "desk.sqlite3")) as rows:
            counted = {token for (token,) in rows.execute("SELECT token FROM actions_action WHERE status='confirmed'")}
    return crowd, Counter(one.kind for one in crowd.people.values() for token in one.acts if token in counted)


def kept(crowd: Crowd, counts: Counter[str]) -> bool:
    """Whether the promise holds."""
    honest = crowd.seen[HONEST].tried
    beyond = [kind for kind, most in bounds(crowd).items() if counts[kind] > most]
    return not beyond and honest - counts[HONEST] <= honest / 100


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How many fakes count, of five attackers beside honest people.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--scale", type=float, default=1, help="of how many there are")
    parser.add_argument("--without", choices=list(WITHOUT), default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hueandcry-abuse-") as name:
        Path(name).chmod(0o711)
        crowd, counts = play(Path(name), seconds=asked.seconds, scale=asked.scale, without=asked.without)
    print("| who | acts tried | taken | held up | pressed their button | counted | bound |")
    print("|---|---|---|---|---|---|---|")
    for kind, most in {**bounds(crowd), HONEST: 0}.items():
        seen, limit = crowd.seen.get(kind, Seen()), "" if kind == HONEST else f"{most:.0f}"
        print(f"| {kind} | {seen.tried:,} | {seen.taken:,} | {seen.held_up:,} | {seen.pressed:,} |"
              f" {counts[kind]:,} | {limit} |")  # fmt: skip
    honest = crowd.seen[HONEST].tried
    lost, word = honest - counts[HONEST], "met" if kept(crowd, counts) else "short"
    print(f"abuse: {lost} of {honest} honest lost against goal {honest // 100}, nobody beyond the bound: {word}")


if __name__ == "__main__":
    main()
