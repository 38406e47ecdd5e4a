"""The disk under the public door: the order in which it is written, a full one, and one that somebody else holds."""

import contextlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import kill_world
import psycopg
import pytest

from hueandcry.lib import processes
from hueandcry.rehearsal.browser import Page, Unreachable, Visitor

STRACE = str(shutil.which("strace"))
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]


class Door:
    """A public door in a process of its own, with a live appeal behind it."""

    def __init__(self, folder: Path, sabotage: str = "", kind: str = "sqlite", **settings: str) -> None:
        self.world = kill_world.World(folder / "world", kind, sabotage)
        self.world.environment |= settings
        self.slug = self.world.ask("prepare")["slug"]
        self.database = self.world.folder / "desk" / "desk.sqlite3"
        self.part = self.world.part("public")
        self.part.again()
        assert processes.wait_for((kill_world.HOST, self.world.public), stopping=threading.Event(), seconds=30)

    def act(self, number: int) -> tuple[Page | None, float]:
        """One supporter; the answer, and the seconds it took."""
        visitor, began = Visitor(f"http://{kill_world.HOST}:{self.world.public}", seconds=60), time.monotonic()
        told = {"name": kill_world.name(number), "email": f"s{number}@example.net", "country": "DE", "words": ""}
        page = None
        with contextlib.suppress(Unreachable):
            page = visitor.post(f"/act/{self.slug}/en/", told)
        visitor.close()
        return page, time.monotonic() - began

    def acts(self) -> int:
        """How many rows there are, whoever holds the lock."""
        with contextlib.closing(self.connect()) as rows:
            found = rows.execute("SELECT count(*) FROM actions_action").fetchone()
        assert found
        return int(found[0])

    def connect(self) -> "sqlite3.Connection | psycopg.Connection":
        """Past the desk, straight to the rows."""
        if self.world.postgres:
            return psycopg.connect(self.world.postgres.address)
        return sqlite3.connect(self.database, isolation_level=None)

    def hold(self) -> "sqlite3.Connection | psycopg.Connection":
        """A connection that keeps everybody else from writing acts."""
        holder = self.connect()
        holder.execute("LOCK TABLE actions_action IN EXCLUSIVE MODE" if self.world.postgres else "BEGIN IMMEDIATE")
        return holder


@contextlib.contextmanager
def door(folder: Path, sabotage: str = "", kind: str = "sqlite", **settings: str) -> Iterator[Door]:
    made = Door(folder, sabotage, kind, **settings)
    try:
        yield made
    finally:
        made.part.close()
        made.world.close()


# --- A04: what was answered is on the disk ------------------------------------------------------


def answers_without_a_sync(trace: str) -> tuple[int, int]:
    """(answers of success, those before which the write-ahead log was not synced since the last one)."""
    answers = bad = synced = 0
    for line in trace.splitlines():
        synced += bool(re.search(r"f(data)?sync\(\d+<[^>]*desk\.sqlite3-wal>", line))
        if re.search(r"(sendto|write|send)\(.*HTTP/1\.1 200", line):
            answers += 1
            bad += not synced
            synced = 0
    return answers, bad


def traced(folder: Path, sabotage: str, acts: int) -> tuple[int, int]:
    with door(folder, sabotage) as ours:
        log = folder / "trace"
        spy = subprocess.Popen(
            [STRACE, "-f", "-y", "-s", "32", "-e", "trace=fsync,fdatasync,sendto,write", "-o", log, "-p",
             str(ours.part.pid)], stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert spy.stderr
        if "ttached" not in spy.stderr.readline():
            pytest.skip("strace may not look at processes here: the order of sync and answer was not seen")
        for number in range(acts):
            page, _ = ours.act(number)
            assert page and page.status == 200
        spy.send_signal(signal.SIGINT)
        spy.wait()
        spy.stderr.close()
        return answers_without_a_sync(log.read_text(errors="replace"))


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace here: the order of sync and answer was not seen")
def test_the_log_is_synced_before_each_answer_leaves(tmp_path):
    assert traced(tmp_path, "", 200) == (200, 0)


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace here: the order of sync and answer was not seen")
@pytest.mark.parametrize("sabotage", [pytest.param("answer-before-commit", marks=pytest.mark.long), "lazy-disk"])
def test_an_answer_before_its_sync_is_seen(tmp_path, sabotage):
    answers, bad = traced(tmp_path, sabotage, 30)

    assert answers == 30
    assert bad > 0


# --- A05: the disk is full ----------------------------------------------------------------------


def full_disk(folder: Path, sabotage: str = "") -> tuple[int, int, int]:
    """(acknowledged, rows, refused) while the database may not grow any more; it recovers when it may."""
    with door(folder, sabotage) as ours:
        good = refused = 0
        limit = folder / "world" / "desk" / "max-pages"
        with contextlib.closing(sqlite3.connect(ours.database)) as rows:
            limit.write_text(str(rows.execute("PRAGMA page_count").fetchone()[0] + 8))
        for number in range(60):
            page, _ = ours.act(number)
            good += page is not None and page.status == 200
            refused += page is not None and page.status == 503
            if page and page.status != 200:
                assert "Nothing was recorded" in page.text
        limit.unlink()
        found = ours.acts()
        assert ours.act(100)[0].status == 200  # type: ignore[union-attr]
        with contextlib.closing(sqlite3.connect(ours.database)) as rows:
            assert rows.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return good, found, refused


def test_a_full_disk_is_admitted_and_nothing_acknowledged_is_lost(tmp_path):
    acknowledged, rows, refused = full_disk(tmp_path)

    assert (acknowledged, acknowledged + refused) == (rows, 60)
    assert min(acknowledged, refused) > 0


def test_success_on_a_full_disk_is_seen(tmp_path):
    acknowledged, rows, _ = full_disk(tmp_path, "answer-before-commit")

    assert acknowledged > rows


# --- A20: somebody holds the write lock ---------------------------------------------------------


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that PostgreSQL can enter too, which runs as somebody else where we are root."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-lock-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


# Seconds. The door waits for three, and with the switch for twenty; between them there is room for a slow machine.
HELD = 12.0


def held_lock(folder: Path, sabotage: str = "", kind: str = "sqlite") -> tuple[list[int], float, int]:
    """Twenty post at once while the lock is held: (what they were answered, the longest wait, rows made)."""
    with door(folder, sabotage, kind) as ours:
        lock = ours.hold()
        answers: list[tuple[Page | None, float]] = []
        threads = [threading.Thread(target=lambda n=n: answers.append(ours.act(n))) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows = ours.acts()
        lock.rollback()
        lock.close()
        time.sleep(1.5)
        assert ours.act(100)[0].status == 200  # type: ignore[union-attr]
        return [page.status if page else 0 for page, _ in answers], max(took for _, took in answers), rows


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_a_held_lock_is_answered_soon_and_never_with_success(open_to_all, kind):
    answers, longest, rows = held_lock(open_to_all, kind=kind)

    assert (answers, rows) == ([503] * 20, 0)
    assert longest < HELD


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_waiting_without_end_is_seen(open_to_all, kind):
    _, longest, _ = held_lock(open_to_all, "patient-door", kind)

    assert longest > HELD
