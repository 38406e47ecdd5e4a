"""Power loss: what was answered is on the disk before the answer leaves, and comes back from there.

Nobody can cut the power of a test. So strace writes down, in their order, what a door (or PostgreSQL) writes, syncs and
answers. Then the writes are played again on a copy of the files; at each cut those that were not synced are dropped.
"""

import contextlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from public_door import Door, door

from hueandcry.rehearsal import postgres

STRACE = str(shutil.which("strace"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(not shutil.which("strace"), reason="no strace here: the order of sync and answer was not seen"),
]
POSTGRESQL = pytest.mark.skipif(postgres.home() is None, reason="no PostgreSQL on this machine")
CALL = re.compile(r"(\d+) +(\w+)\((.*)")
RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
LOG = {"sqlite": re.compile(r"\d+<[^>]*desk\.sqlite3-wal>"), "postgresql": re.compile(r"\d+<[^>]*/pg_wal/[^>]*>")}
SUCCESS = '"HTTP/1.1 200', '"' + "".join(f"\\x{byte:02x}" for byte in b"HTTP/1.1 200")


def calls(trace: str) -> Iterator[tuple[str, str]]:
    """(name, arguments) of each call: an answer when it begins, anything else when it has ended."""
    begun: dict[tuple[str, str], str] = {}
    for line in trace.splitlines():
        if found := CALL.match(line):
            who, name, rest = found.groups()
            if rest.endswith("<unfinished ...>") and not any(word in rest for word in SUCCESS):
                begun[who, name] = rest
            else:
                yield name, rest
        elif found := RESUMED.match(line):
            who, name, rest = found.groups()
            if (who, name) in begun:
                yield name, begun.pop((who, name)) + rest


def succeeded(name: str, arguments: str) -> bool:
    return name in ("sendto", "write", "send", "writev", "sendmsg") and any(word in arguments for word in SUCCESS)


def synced(name: str, arguments: str) -> bool:
    return name in ("fsync", "fdatasync") and arguments.rstrip().endswith("= 0")


@contextlib.contextmanager
def watched(ours: Door, *which: str) -> Iterator[Path]:
    """Where strace writes down the calls of the door, and of PostgreSQL if there is one."""
    log, pids = ours.world.folder / "trace", [ours.part.pid]
    if ours.world.postgres:
        assert ours.world.postgres.process
        parent = ours.world.postgres.process.pid
        pids += [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
    spy = subprocess.Popen(
        [STRACE, "-f", "-y", *which, "-o", log, *(word for pid in pids for word in ("-p", str(pid)))],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert spy.stderr
    for _ in pids:
        if "ttached" not in spy.stderr.readline():
            pytest.skip("strace may not look at processes here: the order of sync and answer was not seen")
    try:
        yield log
    finally:
        spy.send_signal(signal.SIGINT)
        spy.wait()
        spy.stderr.close()


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that PostgreSQL can enter too, which runs as somebody else where we are root."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-power-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


# --- A04: the order ------------------------------------------------------------------------------


def answers_without_a_sync(trace: str, kind: str) -> tuple[int, int]:
    """(answers of success, those before which the write-ahead log was not synced since the last one)."""
    answers = bad = 0
    on_disk = False
    for name, arguments in calls(trace):
        on_disk = on_disk or (synced(name, arguments) and bool(LOG[kind].match(arguments)))
        if succeeded(name, arguments):
            answers, bad, on_disk = answers + 1, bad + (not on_disk), False
    return answers, bad


def traced(folder: Path, kind: str, sabotage: str, acts: int) -> tuple[int, int]:
    with door(folder, sabotage, kind) as ours:
        with watched(ours, "-s", "32", "-e", "trace=fsync,fdatasync,sendto,write,writev,sendmsg") as log:
            for number in range(acts):
                page, _ = ours.act(number)
                assert page and page.status == 200
        return answers_without_a_sync(log.read_text(errors="replace"), kind)


def test_the_log_is_synced_before_each_answer_leaves(open_to_all):
    assert traced(open_to_all, "sqlite", "", 60) == (60, 0)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=POSTGRESQL)])
def test_the_log_is_synced_before_each_of_a_thousand_answers(open_to_all, kind):
    assert traced(open_to_all, kind, "", 1000) == (1000, 0)


@pytest.mark.parametrize(
    ("kind", "sabotage"),
    [
        ("sqlite", "lazy-disk"),
        pytest.param("sqlite", "answer-before-commit", marks=pytest.mark.long),
        pytest.param("postgresql", "lazy-disk", marks=[pytest.mark.long, POSTGRESQL]),
    ],
)
def test_an_answer_before_its_sync_is_seen(open_to_all, kind, sabotage):
    answers, bad = traced(open_to_all, kind, sabotage, 30)

    assert answers == 30
    assert bad > 0


# --- A04: what comes back ------------------------------------------------------------------------


class Disk:
    """Files as a disk holds them that forgets, when the power goes, whatever was not synced."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.held = {name: bytearray(raw) for name, raw in files.items()}
        self.pending: dict[str, list[tuple[int, bytes | None]]] = {name: [] for name in files}

    def do(self, name: str, arguments: str) -> None:
        """One call that strace saw; what is about other files is left out."""
        found = re.match(r'\d+<([^>]*)>(?:, (?:"([^"]*)", (\d+), )?(\d+))?', arguments)
        file = Path(found[1]).name if found else ""
        if not found or file not in self.pending:
            return
        if name == "pwrite64":
            raw = bytes.fromhex(found[2].replace("\\x", ""))
            assert len(raw) == int(found[3]), "strace cut a write short"
            self.pending[file].append((int(found[4]), raw))
        elif name == "ftruncate":
            self.pending[file].append((int(found[4]), None))
        elif synced(name, arguments):
            for at, raw in self.pending[file]:
                self._write(self.held[file], at, raw)
            self.pending[file].clear()

    def lay_out(self, folder: Path) -> Path:
        """What a desk finds when the power is back."""
        folder.mkdir()
        for name, raw in self.held.items():
            if raw:
                (folder / name).write_bytes(raw)
        return folder / "desk.sqlite3"

    @staticmethod
    def _write(held: bytearray, at: int, raw: bytes | None) -> None:
        if raw is None:
            del held[at:]
            return
        held.extend(bytes(max(0, at + len(raw) - len(held))))
        held[at : at + len(raw)] = raw


def cut_off(folder: Path, sabotage: str, acts: int, every: int) -> tuple[int, int, int]:
    """(power cuts, acts that were answered before one and are not there after it, databases that are broken)."""
    cuts = lost = broken = answers = 0
    with door(folder / "a", sabotage) as ours:
        with contextlib.closing(ours.connect()) as rows:
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            before = rows.execute("SELECT count(*) FROM actions_action").fetchone()[0]
            names = [ours.database.name, ours.database.name + "-wal"]
            disk = Disk({name: (ours.database.parent / name).read_bytes() for name in names})
            watching = "trace=pwrite64,ftruncate,fsync,fdatasync,sendto,write,writev,sendmsg"
            with watched(ours, "-s", "70000", "-xx", "-e", watching) as log:
                for number in range(acts):
                    page, _ = ours.act(number)
                    assert page and page.status == 200
        trace = re.sub(r"<((?:\\x[0-9a-f]{2})+)>", readable, log.read_text(errors="replace"))
    for name, arguments in calls(trace):
        disk.do(name, arguments)
        if succeeded(name, arguments):
            answers += 1
            if answers % every == 0:
                cuts += 1
                with contextlib.closing(sqlite3.connect(disk.lay_out(folder / f"cut {cuts}"))) as rows:
                    broken += rows.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
                    lost += max(0, before + answers - rows.execute("SELECT count(*) FROM actions_action").fetchone()[0])
    assert answers == acts
    return cuts, lost, broken


def readable(found: "re.Match[str]") -> str:
    """With -xx strace writes paths in hexadecimal too."""
    return f"<{bytes.fromhex(found[1].replace(chr(92) + 'x', '')).decode()}>"


def test_what_was_answered_comes_back_after_the_power_was_cut(tmp_path):
    assert cut_off(tmp_path, "", 15, 3) == (5, 0, 0)


@pytest.mark.long
def test_what_was_answered_comes_back_after_any_of_five_hundred_cuts(tmp_path):
    assert cut_off(tmp_path, "", 500, 1) == (500, 0, 0)


def test_acts_that_go_with_the_power_are_seen(tmp_path):
    cuts, lost, _broken = cut_off(tmp_path, "lazy-disk", 15, 3)

    assert cuts == 5
    assert lost > 0
