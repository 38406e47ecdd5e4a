"""Waking Django for the subcommands that need the desk's rows."""

import os

from hueandcry.lib.refusal import Refused


def django(door: str = "") -> None:
    """Read the settings and load the models; `door` says which door this process is."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hueandcry.settings"
    if door:
        os.environ["HUEANDCRY_DOOR"] = door
    from django import setup

    setup()


def database(*needs: str, part: str = "command") -> None:
    """Refuse to work on a database that is not there or not up to date, or without a folder that is needed.

    `needs`: of lib.folders, the folders that have to be those that belong to this database. From here on, until this
    process ends, a restore is refused and names `part`.
    """
    from hueandcry.lib import in_use

    in_use.hold(part)  # before the file is opened: one that was moved aside must not be worked on
    if waiting := unapplied():
        raise Refused(f"The database lacks {waiting} step(s) of this version. Run: hueandcry migrate")
    from hueandcry.lib import folders

    try:
        for which in needs:
            folders.check(which)
    except folders.Away as away:
        raise Refused(str(away)) from None


def unapplied() -> int:
    """How many migrations have not been run; all of them when there is no database yet."""
    from django.conf import settings
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as trouble:
        raise Refused(
            f"The database cannot be opened ({trouble}). See HUEANDCRY_DATABASE and HUEANDCRY_DATA."
        ) from None
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
