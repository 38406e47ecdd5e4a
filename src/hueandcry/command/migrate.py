"""Create the database, or bring it up to this version; the rows in it stay."""

import argparse

from hueandcry.command import starting

HELP = "create or upgrade the database"
EXAMPLE = "hueandcry migrate"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(asked: argparse.Namespace) -> int:
    """Apply every migration that has not been applied."""
    starting.django()
    steps = starting.unapplied()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print(f"The database is up to date ({steps} step(s) applied)." if steps else "The database was up to date.")
    return 0
