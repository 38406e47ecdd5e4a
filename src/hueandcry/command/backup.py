"""Copy the database while it is in use. The keys are not in the copy, and must never lie beside it.

Copies of keys may live seven days at most: whoever keeps them longer keeps what forgetting has closed.
"""

import argparse
import sqlite3
from contextlib import closing
from pathlib import Path

from hueandcry.command import starting
from hueandcry.lib.refusal import Refused

HELP = "copy the database while it is in use (without the keys)"
EXAMPLE = "hueandcry backup /media/backup/desk-2026-03-15.sqlite3"


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, help="the copy; it must not exist yet")


def run(asked: argparse.Namespace) -> int:
    """SQLite's own online backup; PostgreSQL has pg_dump."""
    starting.django()
    starting.database()
    from django.db import connection

    if connection.vendor != "sqlite":
        raise Refused("This desk runs on PostgreSQL: use pg_dump.")
    if asked.file.exists():
        raise Refused(f"{asked.file} exists. Name a new file.")
    connection.ensure_connection()
    asked.file.touch(mode=0o600)
    with closing(sqlite3.connect(asked.file)) as copy:
        connection.connection.backup(copy)
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if sound != "ok":
        print(f"The copy is damaged: {sound}")
        return 1
    print(f"{asked.file}: {asked.file.stat().st_size} bytes. The keys are not in it; see docs/running-a-desk.md.")
    return 0
