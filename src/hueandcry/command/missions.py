"""The table of embassies, for targets such as `the embassy in your own country`.

It reads the published file by its column names (semicolons, UTF-8); a mission known already is brought up to date.
"""

import argparse
import datetime as dt
from pathlib import Path

from hueandcry.command import starting

HELP = "import the table of embassies"
EXAMPLE = "hueandcry missions import missions.csv"


def arguments(parser: argparse.ArgumentParser) -> None:
    """import FILE."""
    parser.add_argument("what", choices=["import"])
    parser.add_argument("file", type=Path, help="the published table")
    parser.add_argument(
        "--checked-on", type=dt.date.fromisoformat, metavar="YYYY-MM-DD",
        help="the day the table is of, which the public pages tell; today if left out",
    )  # fmt: skip


def run(asked: argparse.Namespace) -> int:
    """Load the table, and say which rows could not be matched to a country."""
    asked.file.open("rb").close()
    starting.django()
    starting.database()
    from tqdm import tqdm

    from hueandcry.appeals import missions
    from hueandcry.lib import clock

    with asked.file.open("rb") as file:
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    with tqdm(total=rows, unit=" rows", desc="missions", disable=None) as bar:
        day = asked.checked_on or clock.now().date()
        loaded = missions.load(asked.file, progress=lambda n: bar.update(n - bar.n), checked_on=day)
        bar.update(rows - bar.n)
    print(f"{loaded.count} missions imported.")
    for why, labels in (("No country of today has these names", loaded.unmapped), ("Not used", loaded.left_out)):
        if labels:
            shown = ", ".join(f"{label} ({rows})" for label, rows in list(labels.items())[:12])
            print(f"{why} ({sum(labels.values())} rows): {shown}{', ...' if len(labels) > 12 else ''}")
    return 0
