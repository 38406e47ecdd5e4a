"""Waking Django for the subcommands that need the desk's rows."""

import os
from pathlib import Path

from hueandcry.lib import env
from hueandcry.lib.refusal import Refused

DEMO = Path("var/demo")  # where `hueandcry demo` keeps everything, unless it is told another folder


class Unreachable(Refused):
    """The database does not answer; it may in a moment, and what needs none can be done meanwhile."""


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

    if not exists() and not in_use.ever():
        raise Refused(nothing())  # before the lock: asking makes nothing
    in_use.hold(part)  # before the file is opened: one that was moved aside must not be worked on
    if not exists():
        raise Refused(nothing())
    if waiting := unapplied():
        raise Refused(f"The database {place()} lacks {waiting} step(s) of this version. Run: hueandcry migrate")
    from hueandcry.lib import folders

    try:
        for which in needs:
            folders.check(which)
    except folders.Away as away:
        raise Refused(str(away)) from None


def place() -> str:
    """Where the database is, without its password."""
    from django.db import connection

    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(told["NAME"])
    return f"{told['NAME']} at {told['HOST'] or told['OPTIONS'].get('host') or 'this machine'}"


def exists() -> bool:
    """Whether there is a database to open; a server is asked only when it is opened."""
    from django.db import connection

    return connection.vendor != "sqlite" or Path(place()).is_file()


def nothing() -> str:
    """There is no desk; which file was looked for, and where a demo lies."""
    sentence = f"There is no desk yet: no database at {place()}. Make one with: hueandcry migrate"
    return f"{sentence}. {beside}" if (beside := demo_beside()) else sentence


def demo_beside() -> str:
    """How to ask the demo that lies where demos lie, or "" if there is none."""
    from django.utils.translation import gettext as _

    if not (DEMO / "desk" / env.LEFT).is_file():
        return ""
    told = {"folder": DEMO, "setting": env.asks(DEMO / "desk")}
    return _("A demo lies in %(folder)s; to ask that one, put this before the command: %(setting)s") % told


def unapplied() -> int:
    """How many migrations have not been run; SQLite makes the file if there is none, so see `exists` first."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as trouble:
        raise Unreachable(
            f"The database cannot be opened ({trouble}). See HUEANDCRY_DATABASE and HUEANDCRY_DATA."
        ) from None
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
