"""Power loss under PostgreSQL: what was answered comes back from as much of its log as was synced.

As for SQLite (test_faults_power.py), strace writes down what is written and synced. PostgreSQL's files are kept as they
were after a checkpoint; at each cut only what was synced of its log since is put back, and a server is started on that.
No later write to a table is believed, which is the least that a disk may do. `make test-long` runs it.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from public_door import door
from test_faults_power import Disk, calls, readable, succeeded, watched
from test_faults_standby import asked

from hueandcry.lib import processes
from hueandcry.rehearsal import postgres

pytestmark = [
    pytest.mark.long,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(not shutil.which("strace"), reason="no strace here: PostgreSQL's writes were not seen"),
    pytest.mark.skipif(postgres.home() is None, reason="no PostgreSQL on this machine"),
]
LONGEST = 2 * 1024 * 1024  # of one write to the log, which is its buffers at most


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that PostgreSQL can enter too, which runs as somebody else where we are root."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-power-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


class Found(postgres.Cluster):
    """A server on what a disk gives back when the power is there again."""

    def __init__(self, folder: Path, like: postgres.Cluster) -> None:
        self.folder, self.port, self.durable = folder, processes.free_port(postgres.HOST), True
        self.bin, self.who, self.process = like.bin, like.who, None
        self.start()


def copy(data: Path, to: Path) -> None:
    """The files of a server, whoever they belong to."""
    to.parent.mkdir(exist_ok=True)
    to.parent.chmod(0o755)
    subprocess.run([str(shutil.which("cp")), "-a", data, to], check=True)
    (to / "postmaster.pid").unlink(missing_ok=True)


def acts_after(cut: Path, held: Path, disk: Disk, like: postgres.Cluster) -> int:
    """How many acts a server finds that starts on `held` and what was synced of the log."""
    copy(held, cut / "data")
    for name, raw in disk.held.items():
        with (cut / "data" / "pg_wal" / name).open("r+b") as segment:
            segment.write(raw)
    server = Found(cut, like)
    try:
        return int(asked(server, "SELECT count(*) FROM actions_action"))
    finally:
        server.close()
        shutil.rmtree(cut)


def cut_off(folder: Path, sabotage: str, acts: int, every: int) -> tuple[int, int]:
    """(power cuts, acts that were answered before one and are not there after it)."""
    with door(folder / "a", sabotage, "postgresql") as ours:
        server, held = ours.world.postgres, folder / "held" / "data"
        assert server
        for words in ("SELECT pg_switch_wal()", "CHECKPOINT"):
            asked(server, words)
        before = ours.acts()
        copy(server.folder / "data", held)
        segments = {file.name: file.read_bytes() for file in (held / "pg_wal").iterdir() if file.is_file()}
        with watched(
            ours, "-s", str(LONGEST), "-xx", "-e", "trace=pwrite64,fsync,fdatasync,sendto,write,writev,sendmsg"
        ) as log:
            for number in range(acts):
                page, _ = ours.act(number)
                assert page and page.status == 200
        trace = re.sub(r"<((?:\\x[0-9a-f]{2})+)>", readable, log.read_text(errors="replace"))
        disk, cuts, lost, answers = Disk(segments), 0, 0, 0
        for name, arguments in calls(trace):
            disk.do(name, arguments)
            if succeeded(name, arguments):
                answers += 1
                if answers % every == 0:
                    cuts += 1
                    lost += max(0, before + answers - acts_after(folder / f"cut {cuts}", held, disk, server))
        assert answers == acts
        assert "xlogtemp" not in trace, "a new segment of the log, of which the copy knows nothing"
    return cuts, lost


def test_what_was_answered_comes_back_after_the_power_was_cut(open_to_all):
    assert cut_off(open_to_all, "", 30, 3) == (10, 0)


def test_acts_that_go_with_the_power_are_seen(open_to_all):
    cuts, lost = cut_off(open_to_all, "lazy-disk", 15, 3)

    assert cuts == 5
    assert lost > 0
