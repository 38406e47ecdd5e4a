"""What an act and its confirmation cost when many have acted before: at ten thousand, a hundred thousand, a million.

    python bench/grown.py [--sizes 10000 100000 1000000] [--batches 8] [--profile]

No HTTP: batches of 64 are kept and confirmed as the door's thread does it, on SQLite with `synchronous=FULL`. The acts
that were there before are copies of real ones with names of their own; each has its letter, its confirmation, its
protests and their letters. The sizes take turns within a round.
"""

import argparse
import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from hueandcry.command import starting

BATCH, BASE = 64, 2000
NEW = "lower(hex(randomblob(13)))"
LONG = f"{NEW} || {NEW}"


def main() -> None:
    """Print the table: each size in a process of its own, on a database of its own."""
    parser = argparse.ArgumentParser(description="How the cost of an act grows with the acts there are.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--batches", type=int, default=8, help="a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="one round of the first size, by function")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hueandcry-grown-") as name:
        desks = [_desk(Path(name) / str(size), size, asked) for size in asked.sizes]
        seen: dict[int, list[tuple[float, float]]] = {size: [] for size in asked.sizes}
        for _ in range(asked.rounds):
            for size, desk in zip(asked.sizes, desks, strict=True):
                assert desk.stdin and desk.stdout
                desk.stdin.write("go\n")
                desk.stdin.flush()
                took, pressed = desk.stdout.readline().split()
                seen[size].append((float(took), float(pressed)))
        for desk in desks:
            desk.communicate()
    print("| acts before | an act, microseconds | a confirmation with three letters |")
    print("|---|---|---|")
    found = []
    for size, figures in seen.items():
        found.append([statistics.median(one) for one in zip(*figures, strict=True)])
        print(f"| {size:,} | {found[-1][0]:.0f} | {found[-1][1]:.0f} |")
    worst = max(max(last / first for last, first in zip(row, found[0], strict=True)) for row in found)
    print(f"grown: {worst:.2f} x over the range against goal 1.5: {'met' if worst < 1.5 else 'short'}")


def _desk(folder: Path, size: int, asked: argparse.Namespace) -> "subprocess.Popen[str]":
    (folder / "desk").mkdir(parents=True)
    told = {"TESTING": "yes", "MODE": "rehearsal", "DATA": str(folder / "desk"), "KEYS": str(folder / "keys")}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    command = [sys.executable, __file__, "--desk", str(size), str(asked.batches), *(["--profile"] * asked.profile)]
    desk = subprocess.Popen(
        command, env=clean | {f"HUEANDCRY_{name}": value for name, value in told.items()},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert desk.stdout
    print(desk.stdout.readline().strip(), file=sys.stderr, flush=True)
    return desk


def one_desk(size: int, batches: int, profile: bool) -> None:
    """Fill a desk; then for each line on standard input the microseconds of an act and of a confirmation."""
    from confirm import appeal_with_three
    from django.core.management import call_command

    from hueandcry.actions import awaiting, pressing, taking
    from hueandcry.actions.drawer import Drawer
    from hueandcry.actions.models import Action, Confirmation
    from hueandcry.lib import clock

    call_command("migrate", verbosity=0)
    appeal, drawer, people = appeal_with_three(), Drawer(), 0

    def acts(count: int) -> None:
        nonlocal people
        wanted = [
            taking.wanted(appeal.pk, name="Maria Example", email=f"s{people + n}@example.net", country="DE",
                          language="en", words="I am a baker too. " * 6, wants_news=False, wants_answers=False)
            for n in range(count)
        ]  # fmt: skip
        people += count
        awaiting.keep(wanted, now=clock.now())

    def links(count: int) -> list[pressing.Press]:
        rows = Confirmation.objects.order_by("-pk").values_list("token", flat=True)[:count]
        return [pressing.Press(token) for token in rows]

    for _ in range(BASE // 200):
        acts(200)
        pressing.press(links(200), now=clock.now(), drawer=drawer)
    _multiply(size)
    print(f"{Action.objects.count():,} acts", flush=True)
    for _line in sys.stdin:
        profiler = cProfile.Profile() if profile else None
        took = _timed(profiler, lambda: acts(BATCH), batches)
        some = links(BATCH * batches)
        parts = iter([some[at : at + BATCH] for at in range(0, len(some), BATCH)])
        pressed = _timed(profiler, partial(_press, parts, drawer), batches)
        if profiler:
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(45)
        print(took, pressed, flush=True)


def _press(parts: Iterator[list[Any]], drawer: Any) -> None:
    from hueandcry.actions import pressing
    from hueandcry.lib import clock

    pressing.press(next(parts), now=clock.now(), drawer=drawer)


def _timed(profiler: cProfile.Profile | None, do: Callable[[], object], times: int) -> float:
    """Microseconds for one of a batch."""
    do()
    if profiler:
        profiler.enable()
    began = time.perf_counter()
    for _ in range(times - 1):
        do()
    took = time.perf_counter() - began
    if profiler:
        profiler.disable()
    return took / (times - 1) / BATCH * 1e6


def _multiply(size: int) -> None:
    """Copies of the acts that are there, with their letters and protests, until there are so many."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        first = cursor.execute("SELECT count(*) FROM actions_action").fetchone()[0]
        top = {
            table: cursor.execute(f"SELECT max(id) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
            for table in ("actions_action", "post_delivery", "actions_confirmation", "actions_protest")
        }
        for copy in range(1, size // first):
            for table, more in top.items():
                fresh = {
                    "id": f"id + {copy * more}", "token": NEW, "submission_key": LONG, "person_key": LONG,
                    "mail_key": LONG, "message_id": f"'<' || {NEW} || '@example.org>'",
                    "delivery_id": f"delivery_id + {copy * top['post_delivery']}",
                    "action_id": f"action_id + {copy * top['actions_action']}",
                }  # fmt: skip
                names = [row[1] for row in cursor.execute(f"PRAGMA table_info({table})").fetchall()]
                columns = ", ".join(f'"{name}"' for name in names)
                chosen = ", ".join(fresh.get(name, f'"{name}"') for name in names)
                cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM {table} WHERE id <= {more}")  # noqa: S608
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--desk"]:
        starting.django()
        one_desk(int(sys.argv[2]), int(sys.argv[3]), "--profile" in sys.argv)
    else:
        main()
