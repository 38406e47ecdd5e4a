"""Show everything on this machine, with an invented report or one of yours, up to a live appeal.

Nothing can reach anybody: letters land in a folder, and every address that is not reserved is rewritten.
Ctrl-C ends it; started again it goes on with what it left.
"""

import argparse
from pathlib import Path

from hueandcry.command import starting
from hueandcry.lib.refusal import Refused

HELP = "see everything on this machine, up to a live appeal"
EXAMPLE = "hueandcry demo report.txt"
SHIPPED = Path(__file__).resolve().parent.parent / "rehearsal" / "reports"
PUBLIC, DESK = 8000, 8001


def arguments(parser: argparse.ArgumentParser) -> None:
    """The report and the folder."""
    parser.add_argument(
        "report", type=Path, nargs="?", help="a report: text, HTML or mail (an invented one if left out)"
    )
    parser.add_argument("--missions", type=Path, metavar="FILE", help="the published table of embassies")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"), help="where it keeps everything (var/demo)")


def run(asked: argparse.Namespace) -> int:
    """Start, walk the report to a live appeal if that has not been done, and stay until Ctrl-C."""
    report: Path = asked.report or SHIPPED / "varland.txt"
    missions: Path | None = asked.missions
    for path in filter(None, (report, missions)):
        path.open("rb").close()
    from hueandcry.rehearsal import browser, world

    here = world.World(asked.folder.resolve(), mode="demo", public_port=PUBLIC, desk_port=DESK)
    for name, wish in (("public", PUBLIC), ("desk", DESK)):
        if here.ports[name] != wish:
            say(f"Port {wish} is taken; the {name} door is at {here.ports[name]}.")
    here.settle()
    starting.django()
    from hueandcry.rehearsal import show

    try:
        return show.run(report, missions=missions, world=here, say=say)
    except (browser.Unexpected, browser.Unreachable) as trouble:
        raise Refused(f"The demo came to a halt: {trouble}") from None


def say(line: str) -> None:
    """A line on the screen at once."""
    print(line, flush=True)
