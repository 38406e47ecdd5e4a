"""What it costs to take a protest off the shelf and to note its result, however many others wait. SQLite.

    python bench/drain.py [ROWS ...]

For each size: so many protests wait, of ten appeals to fifty offices. A worker claims batches of fifty with the
clock moved on between them, so that every office has rested, and notes each letter as accepted; two thousand letters
a round, the sizes one after another, three rounds. No text is written and no relay is asked: that is bench/letters.py.
Costs are microseconds of processor for one letter.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SIZES, LETTERS, BATCH, OFFICES, APPEALS, ROUNDS = (10_000, 100_000), 2000, 50, 50, 10, 3
GOAL = 1.5


def main() -> None:
    """Print the table."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "desk").mkdir()
        os.environ.update(
            DJANGO_SETTINGS_MODULE="hueandcry.settings", HUEANDCRY_DATA=str(folder / "desk"),
            HUEANDCRY_KEYS=str(folder / "keys"), HUEANDCRY_TARGET_AN_HOUR="3600", HUEANDCRY_RELAY_A_DAY="10000000",
            HUEANDCRY_TARGET_IN_ALL="10000000",
        )  # fmt: skip
        _measure(folder, sizes)


def _measure(folder: Path, sizes: list[int]) -> None:
    import django

    django.setup()
    costs: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    clocks = {}
    for size in sizes:
        _open(folder / f"{size}.sqlite3")
        clocks[size] = _fill(size)
    for _ in range(ROUNDS):
        for size in sizes:
            _open(folder / f"{size}.sqlite3")
            claim, note, clocks[size] = _drain(clocks[size])
            costs[size].append((claim, note))
    _tell(sizes, costs)


def _tell(sizes: list[int], costs: dict[int, list[tuple[float, float]]]) -> None:
    print(f"{'waiting':>9}  us a claim  us a result  both  (medians of {ROUNDS}; load {os.getloadavg()[0]:.1f})")
    both = {}
    for size in sizes:
        claim, note = (statistics.median(kind) for kind in zip(*costs[size], strict=True))
        both[size] = claim + note
        print(f"{size:>9}  {claim:>10.0f}  {note:>11.0f}  {both[size]:>4.0f}")
    growth = both[sizes[-1]] / both[sizes[0]]
    print("again: python bench/drain.py " + " ".join(str(size) for size in sizes))
    print(f"drain: {growth:.2f} x a row against goal {GOAL} x: {'met' if growth < GOAL else 'short'}")


def _open(path: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(path)
    if not path.exists():
        call_command("migrate", verbosity=0)


def _fill(size: int) -> datetime:
    from django.db import connection

    from hueandcry.lib import clock, sealing, tokens
    from hueandcry.post import outbox, pace
    from hueandcry.post.models import Delivery

    now = clock.now()
    sealing.make("act")
    words = outbox.letter("protest", language="en", subject="Release them", body="Dear {name}", now=now)
    turns = [
        pace.turn_of(f"office@ministry{office}.example.org", key_name=f"act-{appeal}", country="", now=now)
        for office in range(OFFICES)
        for appeal in range(APPEALS)
    ]
    common: dict[str, Any] = {"letter": words, "rank": 1, "created_at": now, "erase_by": now, "sealed": b"x" * 400}
    for start in range(0, size, 5000):
        Delivery.objects.bulk_create(
            Delivery(
                key_name=turn.key_name, to_key=turn.pigeonhole.to_key, turn=turn, token=tokens.new(),
                message_id=f"<{tokens.new()}@act.example.org>", due_at=now - timedelta(seconds=size - n), **common,
            )
            for n in range(start, min(start + 5000, size))
            for turn in [turns[n % len(turns)]]
        )  # fmt: skip
    connection.cursor().execute("ANALYZE")
    return now


def _drain(now: datetime) -> tuple[float, float, datetime]:
    """Microseconds to claim and to note one letter, and the time it is now."""
    from hueandcry.post import claiming, dispatch, parcels

    claimed, noted, letters = 0.0, 0.0, 0
    verdict = parcels.Verdict(parcels.ACCEPTED, "dot", 250, "taken")
    while letters < LETTERS:
        now += timedelta(seconds=2)
        began = time.process_time()
        batch = claiming.claim(worker="bench", now=now, limit=BATCH)
        between = time.process_time()
        for delivery in batch:
            assert dispatch.note(delivery, verdict, now=now) == "accepted"
        noted += time.process_time() - between
        claimed += between - began
        letters += len(batch)
        assert len(batch) == BATCH, len(batch)
    return claimed / letters * 1e6, noted / letters * 1e6, now


if __name__ == "__main__":
    main()
