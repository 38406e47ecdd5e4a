"""Walk the clock's list: letters out, mail in, pages printed, dates kept, data forgotten.

Several of these may run at once, on any host that reaches the database, KEYS and DATA (raw mail, reports and printed
pages lie there). With a DATA of its own a host carries letters and does nothing else.
"""

import argparse

from hueandcry.command import starting

HELP = "the clock: letters out, mail in, pages printed, data forgotten"
EXAMPLE = "hueandcry rounds --once"


def arguments(parser: argparse.ArgumentParser) -> None:
    """--once, --clock-is-right."""
    parser.add_argument("--once", action="store_true", help="walk through the whole list once and end")
    parser.add_argument(
        "--clock-is-right", action="store_true", help="erase what is due although the clock jumped since the last time"
    )


def run(asked: argparse.Namespace) -> int:
    """Loop until SIGTERM or Ctrl-C; the batch in hand is finished first."""
    starting.django("clock")
    starting.database("keys", part="rounds")
    from hueandcry.actions import forgetting
    from hueandcry.lib import clock as time
    from hueandcry.rounds import clock

    if asked.clock_is_right:
        forgetting.walk(time.now(), clock_is_right=True)
    return clock.once() if asked.once else clock.loop()
