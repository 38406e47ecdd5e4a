"""Compare kept mail and reports with their rows; `--mend` takes in what has no row."""

import argparse

from hueandcry.command import bars, starting

HELP = "compare kept mail and reports with their rows"
EXAMPLE = "hueandcry sweep --mend"


def arguments(parser: argparse.ArgumentParser) -> None:
    """--mend."""
    parser.add_argument(
        "--mend",
        action="store_true",
        help="give messages their rows; lay aside what no key opens; delete what was never finished",
    )


def run(asked: argparse.Namespace) -> int:
    """0 when every file has its row and every row its file, or all of it was mended; 1 otherwise."""
    starting.django()
    starting.database("keys", "data")
    from hueandcry.intake import sweeping
    from hueandcry.lib import clock

    with bars.bar("kept files", total=sweeping.PARTS, unit=" parts") as bar:
        found = sweeping.look(clock.now(), tell=bar.update)
    for what, names in (
        ("row without its file", found.rows), ("file without a row", found.files), ("unfinished", found.unfinished)
    ):  # fmt: skip
        for name in names:
            print(f"{what}: {name}")
    if not found:
        print("Every kept file has its row, and every row its file.")
        return 0
    if found.rows:
        print("Files that are gone come back from a backup of the data folder only.")
    if not asked.mend:
        return 1
    done = sweeping.mend(found)
    print("; ".join(f"{what}: {n}" for what, n in done.items()))
    return 1 if done["left"] else 0
