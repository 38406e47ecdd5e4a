"""Twenty kills at named points and at random, counted from receipts and the sink's log alone (bench/kill.py)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hueandcry.rehearsal import postgres

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(sys.platform != "linux", reason="open lines are counted in /proc"),
]
BENCH = Path(__file__).resolve().parents[2] / "bench" / "kill.py"
POSTGRESQL = postgres.home() is not None


def kill(figures: Path, *arguments: str) -> tuple[int, dict]:
    """(exit code, the line of figures) of one short run."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    command = [sys.executable, str(BENCH), "--figures", str(figures), "--pause", "0.1", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert figures.exists(), done.stderr
    return done.returncode, json.loads(figures.read_text().splitlines()[-1])


def test_twenty_kills_lose_nothing_and_mark_every_second_copy(tmp_path):
    code, found = kill(tmp_path / "figures", "--kills", "20", "--database", "sqlite")

    assert code == 0, found
    assert sum(found["killed"].values()) == 20
    assert found["acknowledged"] >= 20
    assert (found["lost"], found["unmarked"], found["wrong"]) == (0, 0, [])
    assert found["twice"] <= found["lines"]


@pytest.mark.long
@pytest.mark.skipif(not POSTGRESQL, reason="no PostgreSQL on this machine")
def test_six_kills_of_doors_clock_and_postgresql_lose_nothing(tmp_path):
    code, found = kill(tmp_path / "figures", "--kills", "6", "--seeds", "2", "--database", "postgresql")

    assert code == 0, found
    assert found["killed"]["database"] >= 1
    assert found["acknowledged"] >= 6


@pytest.mark.parametrize(
    ("sabotage", "point", "what", "kills"),
    [
        ("answer-before-commit", "before commit actions.awaiting.keep", "lost", "4"),
        ("forget-attempt", "after smtp dot", "unmarked", "3"),
    ],
)
def test_a_broken_promise_is_counted(tmp_path, sabotage, point, what, kills):
    arguments = ("--kills", kills, "--database", "sqlite", "--sabotage", sabotage, "--point", point)

    code, found = kill(tmp_path / "figures", *arguments)

    assert code == 1
    assert found[what] > 0


def test_what_stands_in_the_file_of_figures_is_not_done_again(tmp_path):
    figures = tmp_path / "figures"
    line = {"database": "sqlite", "seed": 1, "leg": 0, "kills": 9, "sabotage": "", "acknowledged": 7, "letters": 7}
    figures.write_text(json.dumps(line | {"lost": 0, "marked": 0, "unmarked": 0, "wrong": []}) + "\n")

    code, found = kill(figures, "--kills", "9", "--database", "sqlite")

    assert (code, found["acknowledged"], len(figures.read_text().splitlines())) == (0, 7, 1)
