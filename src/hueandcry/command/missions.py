"""The table of embassies, for targets such as `the embassy in your own country`.

It reads the published file by its column names (semicolons, UTF-8) and replaces what was imported before.
"""

import argparse
from pathlib import Path

from hueandcry.command import starting

HELP = "import the table of embassies"
EXAMPLE = "hueandcry missions import missions.csv"


def arguments(parser: argparse.ArgumentParser) -> None:
    """import FILE."""
    parser.add_argument("what", choices=["import"])
    parser.add_argument("file", type=Path, help="the published table")


def run(asked: argparse.Namespace) -> int:
    """Load the table, and say which rows could not be matched to a country."""
    asked.file.open("rb").close()
    starting.django()
    starting.database()
    from tqdm import tqdm

    from hueandcry.appeals import missions

    size = asked.file.stat().st_size
    with tqdm(total=size, unit="B", unit_scale=True, desc="missions", disable=None) as bar:
        loaded = missions.load(asked.file)
        bar.update(size)
    print(f"{loaded.count} missions imported.")
    if loaded.unmapped:
        shown = [str(row) for row in loaded.unmapped]
        print(f"{len(shown)} labels could not be matched to a country and were left out: {', '.join(shown[:12])}")
    return 0
