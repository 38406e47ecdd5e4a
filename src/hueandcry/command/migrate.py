"""Create the database, or bring it up to this version; the rows in it stay.

It ends with 0, or with 1 when the key folder or the data folder is not the one that belongs to this database: then
look whether they are mounted. --folders-are-right only if they are right all the same, as after a copy of the keys
was brought back that an older version made, or after the keys were lost for good.
"""

import argparse

from hueandcry.command import starting

HELP = "create or upgrade the database"
EXAMPLE = "hueandcry migrate"


def arguments(parser: argparse.ArgumentParser) -> None:
    """--folders-are-right."""
    parser.add_argument(
        "--folders-are-right",
        action="store_true",
        help="KEYS and DATA belong to this database from now on, whatever was before",
    )


def run(asked: argparse.Namespace) -> int:
    """Apply every migration that has not been applied."""
    starting.django()
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    steps = starting.unapplied()

    from hueandcry.lib import folders

    folders.known, ask = None, folders.known  # older steps open letters before there is a row that tells whose keys
    call_command("migrate", interactive=False, verbosity=0)
    place = starting.place()
    print(f"The database {place} " + (f"is up to date ({steps} step(s) applied)." if steps else "was up to date."))
    folders.known = ask
    if asked.folders_are_right:
        from hueandcry.post import known_folders

        known_folders.take()
    try:
        folders.check(folders.KEYS)
        folders.check(folders.DATA)
    except folders.Away as away:
        print(away)
        return 1
    return 0
