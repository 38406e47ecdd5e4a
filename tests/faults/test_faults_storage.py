"""The disk under the public door: a full one, and one that somebody else holds."""

import contextlib
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from public_door import door

from hueandcry.rehearsal.browser import Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]


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
