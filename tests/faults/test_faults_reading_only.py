"""The database is gone: every page still answers; acting says that nothing was recorded, and offers own mail."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from public_door import door
from test_faults_short_way import ACT

from hueandcry.lib import processes
from hueandcry.rehearsal import postgres
from hueandcry.rehearsal.browser import Visitor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(postgres.home() is None, reason="no PostgreSQL on this machine"),
]


def ask(ours, path, told=None):
    visitor = Visitor(f"http://127.0.0.1:{ours.world.public}", seconds=30)
    page = visitor.post(path, told) if told else visitor.get(path)
    visitor.close()
    return page


def pages(ours):
    here = f"/en/{ours.slug}/"
    return [ask(ours, path).status for path in ("/", "/en/", here, f"{here}write/", "/en/privacy/", "/en/relay/")]


def test_a_door_whose_database_goes_and_comes_takes_nothing_meanwhile_and_hands_out_every_page():
    with tempfile.TemporaryDirectory(prefix="hueandcry-reading-") as name, contextlib.ExitStack() as desk:
        Path(name).chmod(0o755)  # PostgreSQL runs as somebody else where we are root
        ours = desk.enter_context(door(Path(name), kind="postgresql"))
        clock = [sys.executable, "-m", "hueandcry.command.main", "rounds", "--once"]
        subprocess.run(clock, env=ours.world.environment, check=True, timeout=60)  # prints the pages
        act = f"/act/{ours.slug}/en/"
        assert ask(ours, act, ACT | {"email": "before@example.net"}).status == 200
        assert pages(ours) == [200] * 6

        ours.world.postgres.close()
        running = pages(ours), ask(ours, act, ACT | {"answers": "1"})
        started_anew(ours)
        anew = pages(ours), ask(ours, act, ACT | {"answers": "1"})
        ours.world.postgres.start()
        back = after_a_while(ours, act)
        rows = ours.acts()

    for answered, page in (running, anew):
        assert (answered, page.status) == ([200] * 6, 503)
        assert "Nothing was recorded" in page.text and "I bake too." in page.text
        assert f'href="/en/{ours.slug}/write/index.html"' in page.text and 'name="answers"' in page.text
    assert (back, rows) == (200, 2)


def started_anew(ours):
    """The door is started while there is no database."""
    os.kill(ours.part.pid, signal.SIGKILL)
    assert ours.part.ended(10)
    ours.part.again()
    assert processes.wait_for(("127.0.0.1", ours.world.public), stopping=threading.Event(), seconds=30)


def after_a_while(ours, act):
    """How an act is answered once the door has seen that the database is back."""
    for _ in range(40):
        page = ask(ours, act, ACT | {"email": "after@example.net"})
        if page.status == 200:
            break
        threading.Event().wait(0.25)
    return page.status
