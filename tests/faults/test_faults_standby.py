"""The server of the database is gone for good: what was answered is on its standby, and the desk goes on from there.

This holds where the operator has set up a synchronous standby (running-a-desk.md); the desk asks for it by
`synchronous_commit=on` on every connection. `make test-long` runs it, with two PostgreSQL on loopback.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import kill_world
import psycopg
import pytest
from public_door import Door, door

from hueandcry.lib import processes
from hueandcry.public import doors
from hueandcry.rehearsal import postgres
from hueandcry.rehearsal.browser import Unreachable, Visitor

COPY = shutil.which("pg_basebackup")
pytestmark = [
    pytest.mark.long,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(postgres.home() is None or not COPY, reason="no PostgreSQL with pg_basebackup on this machine"),
]


class Standby(postgres.Cluster):
    """A second server that follows the first."""

    def __init__(self, folder: Path, primary: postgres.Cluster) -> None:
        self.folder, self.port, self.durable = folder, processes.free_port(postgres.HOST), True
        self.bin, self.who, self.process = primary.bin, primary.who, None
        folder.mkdir()
        if self.who:
            os.chown(folder, self.who["user"], self.who["group"])
        subprocess.run(
            [str(COPY), "-h", postgres.HOST, "-p", str(primary.port), "-U", "desk", "-D", folder / "data", "-R", "-c",
             "fast"], check=True, capture_output=True, cwd="/", **self.who,
        )  # fmt: skip
        self.start()


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that PostgreSQL can enter, which runs as somebody else where we are root."""
    with tempfile.TemporaryDirectory(prefix="hueandcry-standby-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def asked(server: postgres.Cluster, question: str, *, seconds: float = 60) -> str:
    """The answer; a server that has just been started needs a while until it lets anybody in."""
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(psycopg.OperationalError):
            return _asked(server, question)
        assert time.monotonic() < until, "the server lets nobody in"
        time.sleep(0.2)


def _asked(server: postgres.Cluster, question: str) -> str:
    with psycopg.connect(server.address, autocommit=True) as rows:
        found = rows.execute(question).fetchone() if question.startswith("SELECT") else rows.execute(question)
    return str(found[0]) if isinstance(found, tuple) else ""


def follow(ours: Door, folder: Path) -> Standby:
    """A standby that the server waits for at each commit."""
    primary = ours.world.postgres
    assert primary
    standby = Standby(folder, primary)
    asked(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
    asked(primary, "SELECT pg_reload_conf()")
    until = time.monotonic() + 30
    while asked(primary, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
        assert time.monotonic() < until, "the standby does not follow"
        time.sleep(0.2)
    return standby


def the_server_is_lost(folder: Path, sabotage: str = "") -> tuple[int, int]:
    """(acts that were answered, acts on the standby); at the end the standby is down while five more people act."""
    with door(folder / "a", sabotage, "postgresql") as ours, contextlib.ExitStack() as after:
        primary, standby = ours.world.postgres, follow(ours, folder / "standby")
        after.callback(standby.close)
        assert primary and primary.process
        before, answers = ours.acts(), [ours.act(number)[0] for number in range(20)]
        standby.close()
        late = [threading.Thread(target=lambda n=n: answers.append(ours.act(n)[0])) for n in range(20, 25)]
        for thread in late:
            thread.start()
        for thread in late:
            thread.join(6)
        primary.process.send_signal(signal.SIGKILL)
        primary.process.wait()
        shutil.rmtree(primary.folder, ignore_errors=True)
        for thread in late:
            thread.join()
        standby.start()
        asked(standby, "SELECT pg_promote()")
        good = sum(page is not None and page.status == 200 for page in answers)
        return good, int(asked(standby, "SELECT count(*) FROM actions_action")) - before


def test_what_was_answered_is_on_the_standby_when_the_server_is_lost(open_to_all):
    assert the_server_is_lost(open_to_all) == (20, 20)


def test_answers_that_did_not_wait_for_the_standby_are_seen(open_to_all):
    answered, kept = the_server_is_lost(open_to_all, "lazy-disk")

    assert answered == 25
    assert kept < answered


def while_the_standby_is_away(folder: Path, sabotage: str = "") -> tuple[int, bool, list[int], int]:
    """(answer to one more post, whether a page is read meanwhile, answers to twelve that act, acts that were kept).

    At the end the operator goes on without a standby, as running-a-desk.md says.
    """
    with door(folder / "a", sabotage, "postgresql") as ours:
        primary, standby = ours.world.postgres, follow(ours, folder / "standby")
        assert primary
        before, answers = ours.acts(), [page.status for page in [ours.act(0)[0]] if page]
        standby.close()
        late = [threading.Thread(target=lambda n=n: answers.append(status(ours, n))) for n in range(1, 12)]
        for thread in late:
            thread.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        until = time.monotonic() + 20
        while int(asked(primary, waiting)) < doors.WRITERS and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(2 * doors.TURN)
        one_more, read = status(ours, 20, seconds=5), page_is_read(ours)
        asked(primary, "ALTER SYSTEM RESET synchronous_standby_names")
        asked(primary, "SELECT pg_reload_conf()")
        for thread in late:
            thread.join()
        return one_more, read, sorted(answers), ours.acts() - before


def status(ours: Door, number: int, *, seconds: float = 60) -> int:
    """What an act is answered; 0 if nothing within `seconds`."""
    page, _ = ours.act(number, seconds=seconds)
    return page.status if page else 0


def page_is_read(ours: Door) -> bool:
    """Whether the door still answers who only reads."""
    visitor = Visitor(f"http://{kill_world.HOST}:{ours.world.public}", seconds=5)
    try:
        return visitor.get("/").status < 500
    except Unreachable:
        return False
    finally:
        visitor.close()


def test_while_the_standby_is_away_five_posts_wait_and_everybody_else_hears_it_at_once(open_to_all):
    assert while_the_standby_is_away(open_to_all) == (503, True, [200] * 6 + [503] * 6, 6)


def test_a_door_all_of_whose_threads_wait_for_the_standby_is_seen(open_to_all):
    one_more, read, _answers, _kept = while_the_standby_is_away(open_to_all, "patient-door")

    assert (one_more, read) == (0, False)
