"""PostgreSQL on a disk that is really full: what was answered is there, the rest was told no, and room is all it needs.

A file system of its own, in memory, on which somebody else's file takes the rest of the room. `make test-long` runs it.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from public_door import Door, door

import small_disks
from hueandcry.rehearsal import postgres

pytestmark = [
    pytest.mark.long,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(postgres.home() is None, reason="no PostgreSQL on this machine"),
]


ACTS = 120  # at most, until eight in a row were refused


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that PostgreSQL can enter too, which runs as somebody else where we are root."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-full-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextlib.contextmanager
def on_a_small_disk(folder: Path, sabotage: str) -> Iterator[tuple[Door, Path]]:
    """A door whose PostgreSQL has its files on 192 MiB, and where these are."""
    with small_disks.mounted(folder / "small", mib=192) as small, door(folder / "a", sabotage, "postgresql") as ours:
        server = ours.world.postgres
        assert server
        server.close()
        data = server.folder / "data"
        subprocess.run([str(shutil.which("cp")), "-a", data, small / "data"], check=True)
        shutil.rmtree(data)
        data.symlink_to(small / "data")
        server.start()
        yield ours, small


def fill(small: Path, leave: int) -> Path:
    """Somebody else's file, which leaves so many bytes."""
    ballast, room = small / "ballast", os.statvfs(small)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - leave)
    return ballast


def act(ours: Door, numbers: range) -> list[int]:
    """The answers to so many people; whoever is refused reads that nothing was recorded."""
    answers = []
    for number in numbers:
        page, _ = ours.act(number)
        answers.append(page.status if page else 0)
        assert not page or page.status == 200 or "Nothing was recorded" in page.text
    return answers


def full_disk(folder: Path, sabotage: str = "") -> tuple[list[int], list[int], int]:
    """(answers while tables cannot grow, answers while the log cannot, acts that are lost) by the end of it all."""
    with on_a_small_disk(folder, sabotage) as (ours, small):
        server = ours.world.postgres
        assert server and server.process
        before, ballast = ours.acts(), fill(small, 256 * 1024)
        tables: list[int] = []
        while len(tables) < ACTS and tables[-8:] != [503] * 8:
            tables += act(ours, range(len(tables), len(tables) + 1))
        with contextlib.suppress(psycopg.Error), psycopg.connect(server.address, autocommit=True) as rows:
            for _ in range(3):  # those segments of the log that are laid out already are used up
                rows.execute("SELECT pg_logical_emit_message(true, 'full', repeat('x', 10000000)), pg_switch_wal()")
        log = act(ours, range(ACTS, ACTS + 5))
        ballast.unlink()
        if server.process.poll() is not None:
            server.start()  # as its service would
        until = time.monotonic() + 60
        while act(ours, range(ACTS + 9, ACTS + 10)) != [200]:
            assert time.monotonic() < until, "it does not recover"
            time.sleep(0.2)
        return tables, log, (tables + log).count(200) + 1 - (ours.acts() - before)


def test_a_full_disk_under_postgresql_loses_nothing_that_was_answered(open_to_all):
    tables, log, lost = full_disk(open_to_all)

    assert lost == 0
    assert {*tables} == {200, 503}
    assert {*log} == {503}


def test_success_on_a_full_disk_under_postgresql_is_seen(open_to_all):
    _tables, _log, lost = full_disk(open_to_all, "answer-before-commit")

    assert lost > 0
