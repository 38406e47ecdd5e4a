"""A18: a database comes back from a backup. Nothing leaves until somebody has looked, and then nothing twice unseen."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import kill_world
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]
LETTERS, BEFORE = 24, 8
QUEUE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
from hueandcry.command import starting
starting.django("clock")
import make
from hueandcry.appeals.models import Appeal
from hueandcry.post import dispatch
from hueandcry.post.couriers import smtp
for n in range({LETTERS}):
    make.confirmed(Appeal.objects.get(), f"s{{n}}@example.net")
dispatch.walk(smtp.from_settings(), worker="w", limit={LETTERS})  # the confirmations
dispatch.walk(smtp.from_settings(), worker="w", limit={BEFORE})
"""


class Desk:
    """A desk of two dozen letters, a third of which has left, with a backup of that moment."""

    def __init__(self, folder: Path, sabotage: str = "") -> None:
        self.world = kill_world.World(folder / "world", "sqlite", sabotage)
        self.copy = folder / "copy"
        self.world.ask("prepare")
        self._run(sys.executable, "-c", QUEUE)
        assert self.do("backup", str(self.copy)) == 0

    def do(self, *words: str) -> int:
        return self._run(sys.executable, "-m", "hueandcry.command.main", *words)

    def protests(self) -> Counter[str]:
        """How often the relay got each protest, by its own log."""
        lines = [json.loads(line) for line in self.world.log.read_text().splitlines()]
        return Counter(line["message_id"] for line in lines if line["rcpt"][0].endswith("@court.example.org"))

    def marked(self) -> set[str]:
        return set(self.world.ask("count")["marked"])

    def lose_everything_since_the_backup(self) -> None:
        assert self.do("rounds", "--once") == 0
        assert (len(self.protests()), max(self.protests().values())) == (LETTERS, 1)
        assert self.do("restore", str(self.copy)) == 0
        assert self.do("rounds", "--once") == 0

    def _run(self, *command: str) -> int:
        done = subprocess.run(command, env=self.world.environment, capture_output=True, text=True, timeout=120)
        self.said = done.stdout + done.stderr
        assert done.returncode < 3, self.said
        return done.returncode


@pytest.fixture
def desk(tmp_path):
    made = []

    def begin(sabotage: str = "") -> Desk:
        made.append(Desk(tmp_path, sabotage))
        return made[-1]

    yield begin
    for one in made:
        one.world.close()


def test_after_a_restore_nothing_leaves_and_with_the_relays_log_nothing_leaves_twice(desk):
    ours = desk()
    ours.lose_everything_since_the_backup()
    held = ours.protests()

    assert ours.do("post", "release") == 2  # no whole log was read
    assert ours.do("post", "reconcile", "--log", str(ours.world.log), "--whole") == 0
    assert f"{LETTERS - BEFORE} that waited or were in doubt had left: accepted." in ours.said
    assert ours.do("post", "release") == 0
    assert ours.do("rounds", "--once") == 0

    assert (set(held.values()), held) == ({1}, ours.protests())
    assert ours.marked() == set()
    assert ours.world.ask("count")["tally"] == [LETTERS, LETTERS]


@pytest.mark.long
def test_without_a_log_whatever_leaves_a_second_time_is_marked(desk):
    ours = desk()
    ours.lose_everything_since_the_backup()
    assert set(ours.protests().values()) == {1}

    assert ours.do("post", "release", "--may-arrive-twice") == 0
    assert ours.do("rounds", "--once") == 0

    twice = {message_id for message_id, times in ours.protests().items() if times > 1}
    assert len(twice) == LETTERS - BEFORE
    assert twice <= ours.marked()


def test_a_restore_that_nobody_notices_is_seen(desk):
    ours = desk("no-epoch")
    ours.lose_everything_since_the_backup()

    assert sum(ours.protests().values()) - LETTERS == LETTERS - BEFORE


@pytest.mark.long
def test_a_copied_file_and_an_older_database_are_noticed_without_being_told(desk):
    ours = desk()
    assert ours.do("rounds", "--once") == 0
    database = ours.world.folder / "desk" / "desk.sqlite3"

    for way in ("the file is written over", "another file is put there"):
        for beside in ("-wal", "-shm"):
            database.with_name(database.name + beside).unlink(missing_ok=True)
        if way == "another file is put there":
            database.rename(database.with_name("aside"))
        database.write_bytes(ours.copy.read_bytes())
        assert ours.do("rounds", "--once") == 0
        assert ours.do("post", "list") == 0

        assert "HELD since" in ours.said, way
        assert set(ours.protests().values()) == {1}, way
