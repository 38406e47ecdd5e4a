"""How well the reader reads our own corpus: the score per field, language and layout, and its speed.

The tuning half is what the rules were written on; the held-out half was not read while they were written.

    make bench NAME=reading
"""

import json
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import scoring  # noqa: E402
from hueandcry.reader import reading  # noqa: E402

HALVES = ("tuning", "held_out")


def main() -> None:
    """Print the tables."""
    folders = {half: ROOT / "tests" / "reports" / half for half in HALVES}
    whole = {half: scoring.figures(folder, read) for half, folder in folders.items()}
    _fields(whole)
    for key in ("language", "layout"):
        _by(folders, key)
    _speed([scoring.report(p).read_bytes() for f in folders.values() for p in sorted(f.glob("*.gold.json"))])


def read(raw: bytes) -> dict:
    """The draft as it would be printed."""
    return json.loads(json.dumps(reading.read(raw).to_json()))


def _fields(whole: dict) -> None:
    print(f"{'F1 by field':<34}" + "".join(f"{half:>12}" for half in whole))
    for field in scoring.FIELDS:
        print(
            f"{field:<34}"
            + "".join(f"{rows[field][2]:12.2f}" if field in rows else f"{'–':>12}" for rows, _, _ in whole.values())
        )
    print(f"{'mean':<34}" + "".join(f"{scoring.mean(rows):12.3f}" for rows, _, _ in whole.values()))
    print(f"{'texts':<34}" + "".join(f"{texts:12}" for _, _, texts in whole.values()))
    for sin in scoring.SINS:
        print(f"{'must be zero: ' + sin:<50}" + "".join(f"{len(sins[sin]):12}" for _, sins, _ in whole.values()))


def _by(folders: dict, key: str) -> None:
    print(f"\n{'mean F1 by ' + key:<34}" + "".join(f"{half:>12}" for half in HALVES))
    for value in _values(folders, key):
        rows = [scoring.figures(folder, read, lambda gold, v=value: gold.get(key) == v) for folder in folders.values()]
        print(f"{value:<34}" + "".join(f"{scoring.mean(r[0]):12.2f}" if r[2] else f"{'–':>12}" for r in rows))


def _values(folders: dict, key: str) -> list[str]:
    found = {
        json.loads(p.read_text(encoding="utf-8")).get(key) for f in folders.values() for p in f.glob("*.gold.json")
    }
    return sorted(value for value in found if value)


def _speed(reports: list[bytes]) -> None:
    rates = []
    for _ in range(3):
        start = time.process_time()
        for raw in reports:
            reading.read(raw)
        rates.append(len(reports) / (time.process_time() - start))
    print(f"\n{len(reports)} reports, {statistics.median(rates):.0f} a second on one core (median of 3)")


if __name__ == "__main__":
    main()
