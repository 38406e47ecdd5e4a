"""Print every public page anew, whatever the ledger says has changed; files that say the same stay as they are."""

import argparse

from hueandcry.command import bars, starting

HELP = "print every public page now"
EXAMPLE = "hueandcry publish"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(asked: argparse.Namespace) -> int:
    """0 when every page is on the disk."""
    starting.django("clock")
    starting.database("keys")
    from hueandcry.lib import clock
    from hueandcry.pages import paper, printing

    with bars.bar("pages", total=printing.count_appeals(), unit=" appeals") as bar:
        changed = printing.print_all(clock.now(), tell=bar.update)
    print(f"{changed} file(s) changed in {paper.folder()}")
    return 0
