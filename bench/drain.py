"""What it costs to take a protest off the shelf, begin it and note its result, however many rows there are.

    python bench/drain.py [--on sqlite|postgresql] [--letters 2000] [--rounds 3] [--more N] [--listing] [ROWS ...]

For each size the table holds so many protests of ten appeals to fifty offices: nine in ten wait, the others were
accepted, one in a thousand is in doubt and settled. As in a round, leases and doubts are looked after, a batch of fifty
is claimed with the clock moved on, so that every office has rested, and each letter is looked at, begun and noted as
accepted. The sizes take turns, some thousand letters a round. To drain a hundred thousand beside each size takes an
hour: `--more 100000 --letters 100000 --rounds 1` lays so many that wait beside the others. No text is written and no
relay is asked: that is bench/letters.py. Costs are microseconds of processor for one letter, PostgreSQL's own included.
--listing also times what `hueandcry post list` asks, in milliseconds of the clock.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SIZES, BATCH, OFFICES, APPEALS = (10_000, 100_000), 50, 50, 10
GOAL = 1.5
PARTS = ("look after", "claim", "begin", "result")
Costs = dict[str, float]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What a letter costs beside many others.")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--letters", type=int, default=2000, help="a size and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--more", type=int, default=0, help="letters that wait, beside each size")
    parser.add_argument("--listing", action="store_true")
    parser.add_argument("sizes", type=int, nargs="*", default=list(SIZES))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        (folder / "desk").mkdir()
        os.environ.update(
            DJANGO_SETTINGS_MODULE="hueandcry.settings", HUEANDCRY_DATA=str(folder / "desk"),
            HUEANDCRY_KEYS=str(folder / "keys"), HUEANDCRY_TARGET_AN_HOUR="3600", HUEANDCRY_RELAY_A_DAY="10000000",
            HUEANDCRY_TARGET_IN_ALL="10000000",
        )  # fmt: skip
        if asked.on == "sqlite":
            _measure(asked, lambda size: _open(str(folder / f"{size}.sqlite3")))
            return
        from hueandcry.rehearsal import postgres

        cluster = postgres.Cluster(folder / "cluster")
        try:
            os.environ["HUEANDCRY_DATABASE"] = cluster.address
            _measure(asked, lambda size: _open(f"rows{size}"))
        finally:
            cluster.close()


def _measure(asked: argparse.Namespace, open_: Callable[[int], None]) -> None:
    import django

    django.setup()
    costs: dict[int, list[Costs]] = {size: [] for size in asked.sizes}
    clocks = {}
    for size in asked.sizes:
        began = time.monotonic()
        open_(size)
        clocks[size] = _fill(size, asked.more)
        print(f"{size} rows laid out in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    for _ in range(asked.rounds):
        for size in asked.sizes:
            open_(size)
            found, clocks[size] = _drain(clocks[size], asked.letters)
            costs[size].append(found)
            print(f"{asked.letters} of {size} drained", file=sys.stderr, flush=True)
    _tell(asked, costs)
    if asked.listing:
        for size in asked.sizes:
            open_(size)
            _tell_listing(size)


def _tell(asked: argparse.Namespace, costs: dict[int, list[Costs]]) -> None:
    heads = "".join(f"{part:>12}" for part in (*PARTS, "all"))
    print(f"{'rows':>9}{heads}  us a letter (medians of {asked.rounds}; {asked.on}; load {os.getloadavg()[0]:.1f})")
    all_ = {}
    for size in asked.sizes:
        medians = [statistics.median(found[part] for found in costs[size]) for part in PARTS]
        all_[size] = statistics.median(sum(found.values()) for found in costs[size])
        print(f"{size:>9}" + "".join(f"{cost:>12.0f}" for cost in (*medians, all_[size])))
    growth = all_[asked.sizes[-1]] / all_[asked.sizes[0]]
    more = f"--letters {asked.letters} --more {asked.more} --rounds {asked.rounds}"
    print(f"again: python bench/drain.py --on {asked.on} {more} " + " ".join(map(str, asked.sizes)))
    print(f"drain: {growth:.2f} x a row against goal {GOAL} x: {'met' if growth < GOAL else 'short'}")


def _tell_listing(size: int) -> None:
    from hueandcry.post import listing

    began = time.perf_counter()
    list(listing.counts(listing.rows([], None)))
    counted = time.perf_counter()
    list(listing.rows([listing.Status.QUEUED], None).order_by("due_at")[:20])
    print(f"{size:>9} rows: counted by state in {1000 * (counted - began):.0f} ms,", end=" ")
    print(f"the first twenty that wait in {1000 * (time.perf_counter() - counted):.0f} ms")


def _open(name: str) -> None:
    """Go on in this database; made if it is not there."""
    from django.core.management import call_command
    from django.db import connection

    made = Path(name).exists()
    if connection.vendor == "postgresql":
        _use("postgres")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            made = cursor.fetchone() is not None
            if not made:
                cursor.execute(f"CREATE DATABASE {name}")
    _use(name)
    if not made:
        call_command("migrate", verbosity=0)


def _use(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _fill(size: int, more: int) -> datetime:
    from django.db import connection

    from hueandcry.lib import clock, sealing, tokens
    from hueandcry.post import epochs, outbox, pace
    from hueandcry.post.models import Delivery

    now = clock.now()
    sealing.make("act")
    Path(os.environ["HUEANDCRY_KEYS"], epochs.MARK).unlink(missing_ok=True)
    words = outbox.letter("protest", language="en", subject="Release them", body="Dear {name}", now=now)
    turns = [
        pace.turn_of(f"office@ministry{office}.example.org", key_name=f"act-{appeal}", country="", now=now)
        for office in range(OFFICES)
        for appeal in range(APPEALS)
    ]
    fields = [field for field in Delivery._meta.concrete_fields if not field.primary_key]
    plain = Delivery(letter=words, created_at=now, due_at=now, erase_by=now, sealed=b"x" * 400)
    common = {field.column: field.get_db_prep_save(getattr(plain, field.attname), connection) for field in fields}

    def row(number: int) -> tuple[Any, ...]:
        turn = turns[number % len(turns)]
        due_at = connection.ops.adapt_datetimefield_value(now - timedelta(seconds=size + more - number))
        own = {"key_name": turn.key_name, "to_key": turn.pigeonhole.to_key, "turn_id": turn.pk, "due_at": due_at}
        names = {"token": tokens.new(), "message_id": f"<{tokens.new()}@act.example.org>"}
        return tuple({**common, **own, **names, **(_state(number) if number < size else {})}.values())

    _insert(list(common), map(row, range(size + more)))
    connection.cursor().execute("ANALYZE")
    return now


def _insert(columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """A million rows by the shortest way."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY post_delivery ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO post_delivery ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608


def _state(number: int) -> dict[str, Any]:
    """One in ten has left, one in a thousand is in doubt for good."""
    if number % 1000 == 500:
        return {"status": "in_doubt", "possible_duplicate": True, "tries": 2}
    return {"status": "accepted", "tries": 1} if number // 7 % 10 == 0 else {}


class Spent:
    """Seconds of processor by what they were spent on: ours, and those of the server process that serves us."""

    def __init__(self) -> None:
        from django.db import connection

        self.server = 0
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = cursor.fetchone()[0]
        self.by = dict.fromkeys(PARTS, 0.0)
        self.last = self._now()

    def on(self, part: str) -> None:
        """What was spent since the last call was spent on this."""
        now = self._now()
        self.by[part] += now - self.last
        self.last = now

    def _now(self) -> float:
        theirs = 0.0
        if self.server:  # nanoseconds on a processor
            theirs = int(Path(f"/proc/{self.server}/schedstat").read_text().split()[0]) / 1e9
        return time.process_time() + theirs


def _drain(now: datetime, letters: int) -> tuple[Costs, datetime]:
    """Microseconds for one letter by part, and the time it is now."""
    from hueandcry.post import claiming, dispatch, epochs, parcels, statements

    Path(os.environ["HUEANDCRY_KEYS"], epochs.MARK).unlink(missing_ok=True)  # each size is a desk of its own
    spent, done = Spent(), 0
    verdict = parcels.Verdict(parcels.ACCEPTED, "dot", 250, "taken")
    while done < letters:
        now += timedelta(seconds=2)
        claiming.sweep(now)
        dispatch.settle_doubts(now)
        spent.on("look after")
        batch = claiming.claim(worker="bench", now=now, limit=BATCH)
        spent.on("claim")
        for delivery in batch:
            assert not any(statements.stopped(delivery))
            assert claiming.start(delivery, now=now)
            spent.on("begin")
            assert dispatch.note(delivery, verdict, now=now) == "accepted"
            spent.on("result")
        done += len(batch)
        assert len(batch) == BATCH, len(batch)
    return {part: seconds / done * 1e6 for part, seconds in spent.by.items()}, now


if __name__ == "__main__":
    main()
