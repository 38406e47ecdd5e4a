"""Show everything on this machine, with an invented report or one of yours, up to a live appeal.

Nothing can reach anybody: letters land in a folder, and every address that is not reserved is rewritten.
Ctrl-C ends it; started again it goes on with what it left.
"""

import argparse
from pathlib import Path

HELP = "see everything on this machine, up to a live appeal"
EXAMPLE = "hueandcry demo report.txt"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The report and the folder."""
    parser.add_argument(
        "report", type=Path, nargs="?", help="a report: text, HTML or mail (an invented one if left out)"
    )
    parser.add_argument("--missions", type=Path, metavar="FILE", help="the published table of embassies")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"), help="where it keeps everything (var/demo)")


def run(asked: argparse.Namespace) -> int:
    """Start, walk the report to a live appeal if that has not been done, and stay until Ctrl-C."""
    from hueandcry.rehearsal import show

    return show.run(asked.report, missions=asked.missions, folder=asked.folder)
