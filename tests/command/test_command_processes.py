"""Programs that run together: restarted when they end, stopped together, and none left behind."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from hueandcry.lib import processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def alive(pid: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition, seconds: float = 20) -> bool:
    """Wait for something that other processes do."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        threading.Event().wait(0.02)
    return condition()


def test_a_part_that_was_killed_is_started_again(tmp_path):
    said: list[str] = []
    group = processes.Group([processes.Part("sleeper", SLEEPER)], say=said.append, pids=tmp_path)
    group.start()
    first = int((tmp_path / "sleeper.pid").read_text())
    watch = threading.Thread(target=group.watch)
    watch.start()

    os.kill(first, signal.SIGKILL)
    restarted = until(lambda: group.restarts == 1)
    second = int((tmp_path / "sleeper.pid").read_text())
    group.stop()
    watch.join()

    assert restarted
    assert second != first
    assert not alive(second)
    assert not list(tmp_path.glob("*.pid"))
    assert "sleeper: ended (signal 9); starts again in 0.2 s" in said


def test_a_part_that_ends_at_once_is_not_started_in_a_frenzy():
    group = processes.Group([processes.Part("sick", [sys.executable, "-c", ""])], say=lambda line: None)
    group.start()
    watch = threading.Thread(target=group.watch)
    watch.start()

    until(lambda: group.parts[0].quick_ends >= 3)
    pause = group.parts[0].not_before - time.monotonic()
    group.stop()
    watch.join()

    assert group.restarts <= 4
    assert pause > 0.3


def test_a_part_that_does_not_want_to_stop_is_killed(monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.5)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    said: list[str] = []
    group = processes.Group([processes.Part("deaf", [sys.executable, "-c", deaf])], say=said.append)
    group.start()
    process = group.parts[0].process
    assert process
    until(lambda: b"SIG_IGN" in Path(f"/proc/{process.pid}/cmdline").read_bytes())
    until(
        lambda: (
            int(Path(f"/proc/{process.pid}/status").read_text().partition("SigIgn:")[2].split()[0], 16) & (1 << 14) > 0
        )
    )

    group.stop()

    assert process.returncode == -signal.SIGKILL
    assert "deaf: did not stop in time and was killed" in said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent has died")
def test_nobody_is_left_behind_when_the_supervisor_is_killed(tmp_path):
    program = textwrap.dedent(f"""
        import pathlib
        from hueandcry.lib import processes
        part = processes.Part("sleeper", {SLEEPER!r})
        group = processes.Group([part], say=print, pids=pathlib.Path({str(tmp_path)!r}))
        group.start()
        group.watch()
    """)
    supervisor = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert until(lambda: (tmp_path / "sleeper.pid").exists())
    child = int((tmp_path / "sleeper.pid").read_text())
    assert until(lambda: b"sleep(600)" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"--")[-1] and alive(child))

    supervisor.kill()
    supervisor.communicate()

    assert until(lambda: not alive(child))


def test_a_signal_in_the_middle_of_waiting_stops_and_does_not_block(tmp_path):
    program = textwrap.dedent("""
        import os, signal, threading
        from hueandcry.lib import processes
        stopping = threading.Event()
        processes.stop_on_signals(stopping)
        with stopping._cond:  # where Event.wait is for a moment
            os.kill(os.getpid(), signal.SIGTERM)
        print(stopping.wait(10))
    """)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_two_that_wish_the_same_port_are_never_given_it_both():
    asks = (
        "import sys; from hueandcry.lib.processes import free_port; print(free_port(wish=int(sys.argv[1])), flush=True)"
    )
    asks += "; sys.stdin.read()"
    wish = str(processes.free_port())
    command = [sys.executable, "-c", asks, wish]

    def given() -> tuple[subprocess.Popen[str], str]:
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert program.stdout
        return program, program.stdout.readline().strip()

    first, port = given()
    second, other = given()
    for program in (first, second):
        program.kill()
        program.communicate()
    third, again = given()
    third.communicate()

    assert port == wish
    assert other != wish
    assert again == wish
