"""Whether somebody who types in another's address can tell by the clock, or by the page, that she has acted before.

    python bench/oracle.py [--count 1000] [--database sqlite|postgresql]

Against addresses that nobody has used: those of people who acted and have not confirmed yet, who confirmed, and who
want no letter from us again. The posts come in no order over one kept connection to a real door, by the short way, as
nearly all go. Told is the area under the curve (Mann and Whitney): 0.5 is a coin, 1 a sure answer. Pages are compared
octet by octet.
"""

import argparse
import contextlib
import http.client
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import kill_world
import psycopg

from hueandcry.lib import processes

SERVE = "import sys; from hueandcry.command import main; sys.exit(main.main())"
GOAL = 0.55
LINKS = (
    "SELECT c.token, a.token FROM actions_confirmation c JOIN actions_action a ON a.mail_key = c.mail_key"
    " ORDER BY a.id"
)  # fmt: skip
KINDS = ("acted before", "confirmed", "wants no letter")
OTHER = "acted before, other words"


class Line:
    """A kept connection to the door."""

    def __init__(self, world: kill_world.World, slug: str) -> None:
        self.slug = slug
        self.line = http.client.HTTPConnection(kill_world.HOST, world.public, timeout=60)

    def post(self, path: str, told: dict[str, str]) -> tuple[float, tuple[object, ...]]:
        """(seconds, all that comes back but the date)."""
        body, began = urlencode(told), time.perf_counter()
        self.line.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = self.line.getresponse()
        content = answer.read()
        took = time.perf_counter() - began
        heads = tuple(sorted(pair for pair in answer.getheaders() if pair[0].lower() != "date"))
        return took, (answer.status, heads, content)

    def act(self, who: str, words: str = "I bake too.") -> tuple[float, tuple[object, ...]]:
        """Somebody types in this address."""
        told = {"name": "Maria Example", "email": f"{who}@example.net", "country": "DE", "words": words}
        return self.post(f"/act/{self.slug}/en/", told)


def area(first: list[float], second: list[float]) -> float:
    """How often one of `first` is longer than one of `second`; a tie is half a time."""
    ranked = sorted([(value, 1) for value in first] + [(value, 0) for value in second])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + end + 1) / 2 * sum(mine for _, mine in ranked[at:end])
        at = end
    return (total - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))


def prepare(line: Line, world: kill_world.World, count: int) -> None:
    """Everybody of the three kinds has acted; the second have confirmed, the third want no letter again."""
    for kind in range(4):
        for n in range(count):
            line.act(f"k{kind}n{n}")
    file = world.folder / "desk" / "desk.sqlite3"
    rows = psycopg.connect(world.postgres.address) if world.postgres else sqlite3.connect(file)
    with contextlib.closing(rows) as opened:
        links = [*opened.execute(LINKS)]
    for link, act in links[count : 2 * count]:
        assert line.post(f"/confirm/{link}/", {"act": act})[1][0] == 200
    for link, _ in links[2 * count : 3 * count]:
        assert line.post(f"/stop/{link}/", {})[1][0] == 200
    assert world.ask("count")["confirmed"] == count


def ask(line: Line, count: int) -> tuple[dict[str, list[float]], set[tuple[object, ...]]]:
    """(seconds by kind, the different pages that came)."""
    typed = [("new", f"new{n}") for n in range(count)]
    typed += [(kind, f"k{number}n{n}") for number, kind in enumerate((*KINDS, OTHER)) for n in range(count)]
    random.Random(13).shuffle(typed)  # noqa: S311
    took: dict[str, list[float]] = {}
    pages = set()
    for kind, who in typed:
        seconds, page = line.act(who, "Free them now." if kind == OTHER else "I bake too.")
        took.setdefault(kind, []).append(seconds)
        pages.add(page)
    return took, pages


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Whether an answer tells that somebody has acted before.")
    parser.add_argument("--count", type=int, default=1000, help="of each kind")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hueandcry-oracle-") as name:
        Path(name).chmod(0o711)
        with contextlib.closing(kill_world.World(Path(name) / "world", asked.database)) as world:
            slug = world.ask("prepare")["slug"]
            door = subprocess.Popen([sys.executable, "-c", SERVE, "serve", "public"], env=world.environment)
            try:
                assert processes.wait_for((kill_world.HOST, world.public), stopping=threading.Event(), seconds=60)
                line = Line(world, slug)
                prepare(line, world, asked.count)
                took, pages = ask(line, asked.count)
            finally:
                door.terminate()
                door.wait()
    print(f"{asked.count} of each, load {os.getloadavg()[0]:.1f}; different answers: {len(pages)}")
    print("| typed in: the address of somebody who | median, ms | area under the curve, against an unused one |")
    print("|---|---|---|")
    worst = 0.0
    for kind, seconds in took.items():
        found = area(seconds, took["new"])
        worst = max(worst, found, 1 - found)
        print(f"| {kind} | {statistics.median(seconds) * 1000:.2f} | {found:.3f} |")
    good = worst <= GOAL and len(pages) == 1
    print(f"oracle on {asked.database}: {worst:.3f} against goal {GOAL}, one page: {'met' if good else 'short'}")


if __name__ == "__main__":
    main()
