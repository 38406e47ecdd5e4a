"""Walk the whole ledger and name the first thing in it that was altered, deleted, moved or cut off."""

import argparse

from hueandcry.command import bars, starting

HELP = "check that nothing in the ledger was changed"
EXAMPLE = "hueandcry ledger verify"


def arguments(parser: argparse.ArgumentParser) -> None:
    """verify."""
    parser.add_argument("what", choices=["verify"])


def run(asked: argparse.Namespace) -> int:
    """0 when every entry follows the one before, 1 otherwise."""
    starting.django()
    starting.database()
    from hueandcry.ledger import writing
    from hueandcry.ledger.models import Entry, Head

    with bars.bar("ledger", total=Entry.objects.count(), unit=" entries") as bar:
        faults = list(writing.faults(tell=bar.update))
    for fault in faults:
        print(fault)
    head = Head.objects.filter(pk=1).first()
    if not faults:
        seq, end = (head.seq, head.hash) if head else (0, "-")
        print(f"{seq} entries, each follows the one before. End of the chain: {end}")
    return 1 if faults else 0
