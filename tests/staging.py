"""Runs `hueandcry rehearse` as an operator does: a process of its own, its last line one JSON object."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "src" / "hueandcry" / "rehearsal" / "reports"
VARLAND = REPORTS / "varland.txt"
SHARED = ROOT.parent / "shared"


def rehearse(report: Path, *arguments: str, sabotage: str = "") -> tuple[int, dict[str, Any], str]:
    """(exit code, the object on the last line, what was said on standard error)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    environment |= {"HUEANDCRY_TESTING": "yes", "HUEANDCRY_SABOTAGE": sabotage}
    command = [sys.executable, "-m", "hueandcry.command.main", "rehearse", str(report), "--json", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    lines = done.stdout.splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else {}, done.stderr
