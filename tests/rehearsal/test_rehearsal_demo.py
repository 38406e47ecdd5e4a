"""The demo: up to a live appeal, stopped by Ctrl-C, and on again from what it left; nobody is left behind."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

import staging
from hueandcry.lib import processes

pytestmark = pytest.mark.slow


class Demo:
    """A running demo and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
        command = [sys.executable, "-m", "hueandcry.command.main", "demo", "--folder", str(folder), *arguments]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []

    def hear(self, pattern: str) -> re.Match[str]:
        """Read on until a line matches."""
        assert self.process.stdout
        timer = threading.Timer(240, self.process.kill)
        timer.start()
        try:
            for line in self.process.stdout:
                self.lines.append(line)
                if found := re.search(pattern, line):
                    return found
        finally:
            timer.cancel()
        raise AssertionError("".join(self.lines))

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C, or worse."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=180)
        self.lines.append(rest)
        return self.process.returncode


@pytest.fixture
def start() -> Iterator[object]:
    """Starts demos; whatever still runs at the end is killed."""
    started: list[Demo] = []

    def begin(folder: Path, *arguments: str) -> Demo:
        started.append(Demo(folder, *arguments))
        return started[-1]

    yield begin
    for demo in started:
        if demo.process.poll() is None:
            demo.process.kill()
        with demo.process:
            pass


def silent(address: str) -> bool:
    """Whether nobody answers there any more, after a moment."""
    host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
    for _ in range(200):
        if not processes.answers((host, int(port))):
            return True
        threading.Event().wait(0.05)
    return False


def test_a_demo_starts_stops_and_goes_on(start, tmp_path):
    first = start(tmp_path / "demo")
    page = first.hear(r"public page \(en\)\s+(http://\S+)")[1]
    desk = first.hear(r"desk\s+(http://\S+)")[1]
    password = first.hear(r"approver\s+tomas\s+password (\S+)")[1]
    with urlopen(page) as answer:  # noqa: S310
        assert answer.status == 200
        assert b"HC 1/" in answer.read()

    assert first.end() == 0
    assert silent(page)
    assert silent(desk)

    second = start(tmp_path / "demo")
    assert second.hear(r"public page \(en\)\s+http://\S+(/en/\S+)")[1] == re.sub(r"http://[^/]+", "", page)
    assert second.hear(r"approver\s+tomas\s+password (\S+)")[1] == password
    assert not any("Bringing" in line for line in second.lines)

    assert second.end(signal.SIGTERM) == 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent has died")
def test_a_demo_that_is_killed_leaves_nobody_behind_and_takes_another_report(start, tmp_path):
    first = start(tmp_path / "demo")
    page = first.hear(r"public page \(en\)\s+(http://\S+)")[1]

    first.end(signal.SIGKILL)

    assert silent(page)
    other = tmp_path / "other.txt"
    other.write_text(staging.VARLAND.read_text().replace("Oskel", "Tamrin"))
    second = start(tmp_path / "demo", str(other))
    second.hear("Bringing other.txt to a live appeal")
    assert "/en/hc-2-" in second.hear(r"public page \(en\)\s+(http://\S+)")[1]
    assert second.end() == 0


def test_a_report_that_names_nobody_to_write_to_is_refused(start, tmp_path):
    report = tmp_path / "news.txt"
    report.write_text("Oskel, 3 April 2026\n\nAru Seitova was released from prison this morning. Her family met her.\n")

    demo = start(tmp_path / "demo", str(report))
    said, _ = demo.process.communicate(timeout=180)

    assert demo.process.returncode == 2
    assert "news.txt names nobody to write to" in said
