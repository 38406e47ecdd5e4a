"""What a second opinion gives and costs: people and bodies found, time and memory, with it and without.

    make bench NAME=opinions                            Russian, slovnet
    .venv/bin/python bench/opinions.py en:MODEL         English, spaCy with this installed model

It reads the tuning half of our own corpus, in the language of the opinion; each way in a process of its own.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import scoring  # noqa: E402
from hueandcry.reader import reading  # noqa: E402
from hueandcry.reader.opinions import asking, choosing  # noqa: E402

TUNING = ROOT / "tests" / "reports" / "tuning"
FIELDS = ("people", "at risk", "organisations")
ROUNDS = 15


def main(asked: str) -> None:
    """Print the table: rules alone, with the opinion, and the ratio of the two."""
    language = choosing.chosen(asked, "The argument")[0].language
    # The costs first: a child's peak of memory begins at that of its parent.
    costs, more_costs = (_apart(language, opinions) for opinions in ("", asked))
    (alone, sins, texts), (both, more, _) = (_score(language, opinions) for opinions in ("", asked))
    print(f"{texts} texts in {language!r} of the tuning half\n{'':<34}{'rules':>10}{'  with ' + asked:>28}")
    for field in FIELDS:
        for at, what in enumerate(("precision", "recall", "F1")):
            print(f"{field + ', ' + what:<34}{alone[field][at]:10.3f}{both[field][at]:28.3f}")
    for sin in scoring.SINS:
        print(f"{'must be zero: ' + sin:<42}{len(sins[sin]):2}{len(more[sin]):28}")
    for what, one in costs.items():
        ratio = f"  x {more_costs[what] / one:.2f}" if one else ""
        print(f"{what:<34}{one:10.1f}{more_costs[what]:28.1f}{ratio}")


def _score(language: str, asked: str) -> tuple:
    opinions = choosing.chosen(asked)

    def read(raw: bytes) -> dict:
        return json.loads(json.dumps(reading.read(raw, opinions).to_json()))

    return scoring.figures(TUNING, read, lambda gold: gold["language"] == language)


def _apart(language: str, asked: str) -> dict:
    command = [sys.executable, __file__, "--alone", language, asked]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _measure(language: str, asked: str) -> dict:
    opinions = choosing.chosen(asked)
    reports = [p for p in sorted(TUNING.glob("*.gold.json")) if json.loads(p.read_text())["language"] == language]
    raws = [raw for p in reports if (raw := scoring.report(p)).suffix != ".pdf"]  # a PDF costs a process
    reading.read(raws[0].read_bytes())  # lexicons
    loaded = 0.0
    if opinions:
        start = time.perf_counter()
        if not asking.ready(opinions[0]):
            raise SystemExit("The engine is not installed.")
        loaded = time.perf_counter() - start
    start = time.process_time()
    for _ in range(ROUNDS):
        for raw in raws:
            reading.read(raw.read_bytes(), opinions)
    rate = ROUNDS * len(raws) / (time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load, seconds": loaded, "reports a second, one core": rate, "peak memory, MB": peak}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        print(json.dumps(_measure(*sys.argv[2:4])))
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else "ru")
