"""How well and how fast the reader reads our own corpus; goals: F1 0.85 held out, 50 reports a second, 150 MB.

The tuning half is what the rules were written on; the held-out half was not read while they were written. The limit
beside the speed is what the barest program does with the same bytes: decode them and split them into lines.

    make bench NAME=reading
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hueandcry.reader import reading

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import scoring  # noqa: E402

HALVES = {half: ROOT / "tests" / "reports" / half for half in ("tuning", "held_out")}
ROUNDS, SECONDS = 3, 4.0


def main() -> None:
    """Print the scores, then the speed."""
    whole = {half: scoring.figures(folder, read) for half, folder in HALVES.items()}
    print_fields(whole)
    for key in ("language", "layout"):
        print_by(key)
    speed = print_speed()
    told = {half: round(scoring.mean(rows), 3) for half, (rows, _, _) in whole.items()}
    print(json.dumps({"bench": "reading", **told, **speed}))


def read(raw: bytes) -> dict:
    """The draft as it would be printed."""
    draft: dict = json.loads(json.dumps(reading.read(raw).to_json()))
    return draft


def print_fields(whole: dict) -> None:
    """F1 of each field, and the errors that must be zero, for both halves."""
    print(f"{'F1 by field':<50}" + "".join(f"{half:>12}" for half in whole))
    for field in scoring.FIELDS:
        cells = (f"{rows[field][2]:12.2f}" if field in rows else f"{'–':>12}" for rows, _, _ in whole.values())
        print(f"{field:<50}" + "".join(cells))
    print(f"{'mean':<50}" + "".join(f"{scoring.mean(rows):12.3f}" for rows, _, _ in whole.values()))
    print(f"{'texts':<50}" + "".join(f"{texts:12}" for _, _, texts in whole.values()))
    for sin in scoring.SINS:
        print(f"{'must be zero: ' + sin:<50}" + "".join(f"{len(sins[sin]):12}" for _, sins, _ in whole.values()))


def print_by(key: str) -> None:
    """The mean F1 of the texts of each language or layout."""
    print(f"\n{'mean F1 by ' + key:<50}" + "".join(f"{half:>12}" for half in HALVES))
    gold = [json.loads(p.read_text(encoding="utf-8")) for f in HALVES.values() for p in f.glob("*.gold.json")]
    for value in sorted({g[key] for g in gold if g.get(key)}):
        rows = [scoring.figures(folder, read, lambda g, v=value: g.get(key) == v) for folder in HALVES.values()]
        print(f"{value:<50}" + "".join(f"{scoring.mean(r[0]):12.2f}" if r[2] else f"{'–':>12}" for r in rows))


def print_speed() -> dict:
    """Reports a second beside the barest program, in turn, and the memory of the process."""
    reports = [scoring.report(p).read_bytes() for f in HALVES.values() for p in sorted(f.glob("*.gold.json"))]
    reports = [raw for raw in reports if not raw.startswith(b"%PDF")]  # a PDF has a process of its own
    for raw in reports:
        reading.read(raw)  # lexicons and name tables are read once in a process
    full, bare = [], []
    for _ in range(ROUNDS):
        full.append(per_second(reading.read, reports))
        bare.append(per_second(lambda raw: raw.decode("utf-8", "replace").splitlines(), reports))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = statistics.mean(len(raw) for raw in reports)
    print(f"\n{len(reports)} reports of {size / 1000:.1f} kB on average, one core")
    print(f"{'':<38}{'median':>12}{'worst':>12}")
    print(f"{'read, reports a second of CPU':<38}{statistics.median(full):>12.0f}{min(full):>12.0f}")
    print(f"{'decode and split, the same':<38}{statistics.median(bare):>12.0f}{min(bare):>12.0f}")
    print(f"{'memory of the process, MB':<38}{memory:>12}")
    return {"per_second": round(statistics.median(full), 1), "mb": memory}


def per_second(step: Callable[[bytes], object], reports: list[bytes]) -> float:
    """How often `step` is done in a second of one core, going through the reports again and again."""
    began, done = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        for raw in reports:
            step(raw)
        done += len(reports)
    return done / (time.process_time() - began)


if __name__ == "__main__":
    main()
