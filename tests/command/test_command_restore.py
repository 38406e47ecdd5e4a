"""A backup is put in the place of the database only when nobody works on it, however he was started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hueandcry.lib import processes

DESK = [sys.executable, "-m", "hueandcry.command.main"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk's settings, and a backup of its database."""
    folder = tmp_path_factory.mktemp("desk")
    environment = {
        **os.environ, "HUEANDCRY_DATA": str(folder / "data"), "HUEANDCRY_KEYS": str(folder / "keys"),
        "HUEANDCRY_DATABASE": f"sqlite:{folder / 'data' / 'desk.sqlite3'}",
        "HUEANDCRY_LMTP": f"127.0.0.1:{processes.free_port('127.0.0.1')}",
    }  # fmt: skip
    copy = str(folder / "copy")
    for words in (["migrate"], ["backup", copy]):
        subprocess.run([*DESK, *words], env=environment, check=True, capture_output=True)
    return environment, copy, folder / "data"


def restore_beside(desk, part: list[str], *, sabotage: str = "") -> tuple[int, str]:
    environment, copy, data = desk
    running = subprocess.Popen([*DESK, *part], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    name = data / "in-use" / part[-1]
    until = time.monotonic() + 30
    try:
        while not (name.exists() and f":{name.stat().st_ino} " in Path("/proc/locks").read_text()):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        done = subprocess.run(
            [*DESK, "restore", copy],
            env={**environment, "HUEANDCRY_SABOTAGE": sabotage},
            capture_output=True,
            text=True,
        )
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("part", [["rounds"], ["serve", "mailbox"]])
def test_a_part_that_was_started_alone_is_named_and_the_restore_refused(desk, part):
    code, said = restore_beside(desk, part)

    assert (code, f"The desk is running ({part[-1]}). Stop it first." in said) == (2, True)


def test_the_sabotage_restore_beside_turns_it_red(desk):
    code, said = restore_beside(desk, ["rounds"], sabotage="restore-beside")

    assert (code, "is running" in said) == (0, False)


def test_when_it_was_killed_the_restore_goes_on(desk):
    environment, copy, _data = desk

    done = subprocess.run([*DESK, "restore", copy], env=environment, capture_output=True, text=True)

    assert (done.returncode, "Nothing leaves." in done.stdout) == (0, True)
