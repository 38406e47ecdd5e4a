"""Walk the clock's list: letters out, mail in, pages printed, dates kept, data forgotten.

Several of these may run at once, on any host that reaches the database, the keys and the published folder.
"""

import argparse

from hueandcry.command import starting

HELP = "the clock: letters out, mail in, pages printed, data forgotten"
EXAMPLE = "hueandcry rounds --once"


def arguments(parser: argparse.ArgumentParser) -> None:
    """--once."""
    parser.add_argument("--once", action="store_true", help="walk through the whole list once and end")


def run(asked: argparse.Namespace) -> int:
    """Loop until SIGTERM or Ctrl-C; the batch in hand is finished first."""
    starting.django("clock")
    starting.database()
    from hueandcry.rounds import clock

    return clock.once() if asked.once else clock.loop()
