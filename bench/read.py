"""How many reports a core reads in a second, by rules alone; goal: 50, in less than 150 MB.

Run it with `make bench NAME=read`. The limit beside it is what the barest program does with the same
bytes: decode them and split them into lines.
"""

import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from hueandcry.reader import reading

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, SECONDS = 3, 4.0


def main() -> None:
    """Measure in turn, three times, and print the medians."""
    reports = [path.read_bytes() for path in sorted((ROOT / "tests" / "reports").rglob("*.txt"))]
    reports.append((ROOT / "src/hueandcry/rehearsal/reports/varland.txt").read_bytes())
    for raw in reports:
        reading.read(raw)  # lexicons and name tables are read once in a process
    read, bare = [], []
    for _ in range(ROUNDS):
        read.append(per_second(reading.read, reports))
        bare.append(per_second(lambda raw: raw.decode("utf-8", "replace").splitlines(), reports))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = statistics.mean(len(raw) for raw in reports)
    print(f"{len(reports)} reports of {size / 1000:.1f} kB on average, one core")
    print(f"{'':<30}{'median':>12}{'worst':>12}")
    print(f"{'read, reports a second':<30}{statistics.median(read):>12.0f}{min(read):>12.0f}")
    print(f"{'decode and split, the same':<30}{statistics.median(bare):>12.0f}{min(bare):>12.0f}")
    print(f"{'memory of the process, MB':<30}{memory:>12}")
    told = {
        "bench": "read",
        "per_second": round(statistics.median(read), 1),
        "worst": round(min(read), 1),
        "mb": memory,
    }
    print(json.dumps(told))


def per_second(step: Callable[[bytes], object], reports: list[bytes]) -> float:
    """How often `step` is done in a second, going through the reports again and again."""
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        for raw in reports:
            step(raw)
        done += len(reports)
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
