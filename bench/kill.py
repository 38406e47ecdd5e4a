"""Kill the public door, the clock and PostgreSQL again and again, and count what was promised against what came.

    python bench/kill.py [--kills 1000] [--database sqlite postgresql] [--seeds 1 2 3] [--figures var/kills.jsonl]

Supporters act and confirm over HTTP without a pause; a receipt is synced after the desk's answer and never before.
A kill comes at a named point (before or after a commit, a write, an fsync, an SMTP command: kill_points.py) or at a
random moment, both drawn from the seed. After each leg of 50 kills everything may come to rest, and letters are
counted from the receipts and the sink's log alone; then the rows are asked whether they say the same.

One line of figures is kept for each leg. Legs that stand in the file are not done again: a run that was broken off
goes on where it was. Ends with 1 if anything acknowledged was lost or any second copy left unmarked.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import kill_world

from hueandcry.rehearsal import killer, receipts, sink_log

LEG = 50  # kills in one world
CONNECTIONS = 2  # HUEANDCRY_RELAY_CONNECTIONS as it is given
REST = 120.0  # seconds after the last kill in which nothing moves although something has to leave
WAIT = 1.2  # seconds in which a named point has to be met; then the part is killed where it is
PATIENCE = 30.0  # seconds to wait for somebody to be promised something between two kills
BAD = ("lost", "unmarked", "wrong")


def main() -> int:
    """All legs that are not in the file yet, and the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200, help="for each database and seed")
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--figures", type=Path, help="one line for each leg; what stands there is not done again")
    parser.add_argument("--pause", type=float, default=0.3, help="seconds of life between two kills")
    parser.add_argument("--promises", type=int, default=2, help="the least that is acknowledged between two kills")
    parser.add_argument("--point", help="every kill at the points whose names hold this")
    parser.add_argument("--sabotage", default="")
    asked = parser.parse_args()
    told = [json.loads(line) for line in read(asked.figures)]
    for database in asked.database:
        for seed in asked.seeds:
            for leg, kills in enumerate(legs(asked.kills)):
                key = {"database": database, "seed": seed, "leg": leg, "kills": kills, "sabotage": asked.sabotage}
                if any(key.items() <= line.items() for line in told):
                    continue
                told.append(key | one_leg(key, asked))
                keep(asked.figures, told[-1])
                print(json.dumps(told[-1]), file=sys.stderr, flush=True)
    return table(told)


def legs(kills: int) -> list[int]:
    """How many kills each leg has."""
    return [min(LEG, kills - done) for done in range(0, kills, LEG)]


def one_leg(key: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    """A world, its kills, its rest, its count."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="hueandcry-kill-"))
    folder.chmod(0o711)  # PostgreSQL runs as nobody, and has to come through
    world = kill_world.World(folder / "world", key["database"], asked.sabotage)
    try:
        slug = world.ask("prepare")["slug"]
        book = receipts.Receipts(folder / "world" / "receipts")
        letters = sink_log.SinkLog(world.log, world.mail)
        parts = {name: world.part(name) for name in ("public", "rounds")}
        for part in parts.values():
            part.again()
        crowd = kill_world.Crowd(f"http://127.0.0.1:{world.public}", slug, book, letters, f"{key['seed']} {key['leg']}")
        time.sleep(3)
        done = Kills(world, parts, random.Random(f"kills {key['seed']} {key['leg']}"), asked)  # noqa: S311
        for _ in range(key["kills"]):
            promises = sum(book.counts.values())
            done.one()
            patient = time.monotonic() + PATIENCE  # on a busy machine kills must not outrun what could be lost
            while sum(book.counts.values()) < promises + asked.promises and time.monotonic() < patient:
                time.sleep(0.02)
        killing = time.monotonic()
        rested = rest(world, crowd)
        for part in parts.values():
            part.close()
        found = count(folder / "world" / "receipts", world)
        return found | {
            "at": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": round(time.monotonic() - began),
            "resting": round(time.monotonic() - killing), "rested": rested, "retries": crowd.retries,
            "lines": done.lines, "killed": dict(done.killed), "points": len(done.points),
            "wrong": found["wrong"] + ["rest"] * (not rested) + ["doubles"] * (found["twice"] > done.lines),
        }  # fmt: skip
    finally:
        world.close()
        folder.rmdir()


class Kills:
    """Who is killed next, and where; all of it follows from the seed and the points that were met."""

    def __init__(
        self, world: kill_world.World, parts: dict[str, kill_world.Part], dice: random.Random, asked: argparse.Namespace
    ) -> None:
        self.world, self.parts, self.dice, self.asked = world, parts, dice, asked
        self.killed: Counter[str] = Counter()
        self.points: Counter[str] = Counter()
        self.lines = 0  # connections to the relay that were open when a clock was killed

    def one(self) -> None:
        """One kill, and a new life."""
        kinds = ["public", "rounds", "rounds"] + (["database"] if self.world.postgres else [])
        kind = self.dice.choice(kinds)
        if self.asked.point:
            kind = next((name for name, part in self.parts.items() if self._wanted(part)), "rounds")
        if kind == "database" and self.world.postgres:
            time.sleep(self.dice.uniform(0.005, self.asked.pause))
            self.lines += killer.open_connections(self.world.relay)
            self.world.postgres.kill()
        else:
            self._part(self.parts[kind])
        self.killed[kind] += 1

    def _part(self, part: kill_world.Part) -> None:
        """Let it live, kill it somewhere, and start the life that has the next point to die at."""
        time.sleep(self.dice.uniform(0.005, self.asked.pause))
        self._at_once(part)
        if (points := self._wanted(part)) and (self.asked.point or self.dice.random() < 0.75):
            least = min(self.points[point] for point in points)
            point = self.dice.choice([point for point in points if self.points[point] == least])
            part.again(point=point, times=self.dice.choice([1, 1, 2, 5]))
            self.points[point] += 1
            if part.ended(PATIENCE if self.asked.point else WAIT):
                self.lines += json.loads((part.notes / "died").read_text())["lines"]
            else:
                self._at_once(part)
        part.again()

    def _wanted(self, part: kill_world.Part) -> list[str]:
        return [point for point in part.points() if (self.asked.point or "") in point]

    def _at_once(self, part: kill_world.Part) -> None:
        while True:
            with contextlib.suppress(ProcessLookupError):
                os.kill(part.pid, signal.SIGSTOP)  # hold it still, so that what is counted is what is killed
                if part.name == "rounds":
                    self.lines += killer.open_connections(self.world.relay)
                os.kill(part.pid, signal.SIGKILL)
            if part.ended(5):
                return


def rest(world: kill_world.World, crowd: kill_world.Crowd) -> bool:
    """Nobody acts any more; whether all that is on its way leaves, however much it is, and everybody can confirm."""
    crowd.acting.clear()
    until, quiet = time.monotonic() + REST, 0
    while time.monotonic() < until and quiet < 3:
        before = (crowd.confirmed, crowd.letters.count)
        time.sleep(1)
        if before != (crowd.confirmed, crowd.letters.count):
            until = time.monotonic() + REST
        idle = crowd.links.empty() and before == (crowd.confirmed, crowd.letters.count)
        quiet = quiet + 1 if idle and (quiet < 2 or not world.ask("settled")["open"]) else 0
    crowd.leave()
    return quiet >= 3


def count(path: Path, world: kill_world.World) -> dict[str, Any]:
    """Lost and repeated, from receipts and log alone; wrong, where the rows tell it differently."""
    acted, confirmed = set(), set()
    for line in receipts.read(path):
        (acted if line["what"] == "acted" else confirmed).add(line["number"])
    reader, lines = sink_log.every_line(world.log, world.mail)
    taken = Counter(line.message_id for line in lines)
    asked_for, protests, second = set(), {}, 0
    for line in {line.message_id: line for line in lines}.values():
        if line.rcpt[0].endswith("@example.net"):
            asked_for.add(int(line.rcpt[0].partition("@")[0][1:]))
            continue
        one = kill_world.number(sink_log.text_of(reader.message(line)))
        second += one in protests  # two letters under two names: no mark could tell
        protests[one] = line.message_id
    rows = world.ask("count")
    twice = {message_id for message_id, times in taken.items() if times > 1}
    people = set(protests)
    wrong = {
        "tally": rows["tally"] != [len(people), len(people) - rows["stays"]],
        "confirmed": rows["confirmed"] != len(people), "acts": rows["acts"] < len(acted),
        "recount": bool(rows["recount"]), "ledger": bool(rows["ledger"]), "integrity": rows["integrity"] != "ok",
        "strangers": bool(people - asked_for),
    }  # fmt: skip
    return {
        "acknowledged": len(acted) + len(confirmed), "letters": len(taken),
        "lost": len(acted - asked_for) + len(confirmed - people),
        "twice": len(twice), "marked": len(twice & set(rows["marked"])),
        "unmarked": len(twice - set(rows["marked"])) + second,
        "wrong": [name for name, is_so in wrong.items() if is_so],
        "ended": {status: many for status, many in rows["ended"].items() if many},
    }  # fmt: skip


def table(told: list[dict[str, Any]]) -> int:
    """Print the sums; 1 if there is anything that must not be."""
    columns = ("kills", "acknowledged", "letters", "lost", "marked", "unmarked", "wrong")
    print(f"{'database':<11} {'seed':>4} " + " ".join(f"{name:>12}" for name in columns))
    for database, seed in dict.fromkeys((line["database"], line["seed"]) for line in told):
        mine = [line for line in told if (line["database"], line["seed"]) == (database, seed)]
        print(f"{database:<11} {seed:>4} " + " ".join(f"{sum(many(x[name]) for x in mine):>12}" for name in columns))
    return int(any(line[name] for line in told for name in BAD))


def many(told: int | list[str]) -> int:
    """A number, or how many names."""
    return told if isinstance(told, int) else len(told)


def read(path: Path | None) -> list[str]:
    """The lines of the file of figures, if there is one."""
    return path.read_text().splitlines() if path and path.exists() else []


def keep(path: Path | None, told: dict[str, Any]) -> None:
    """Add a line, on the disk."""
    if not path:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(told) + "\n")
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    sys.exit(main())
