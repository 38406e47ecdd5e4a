"""Copy the database while it is in use. The keys are not in the copy, and must never lie beside it.

Copies of keys may live seven days at most: whoever keeps them longer keeps what forgetting has closed.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from hueandcry.command import starting
from hueandcry.lib.refusal import Refused

HELP = "copy the database while it is in use (without the keys)"
EXAMPLE = "hueandcry backup /media/backup/desk-2026-03-15.copy"


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, nargs="?", help="the copy; it must not exist yet")
    parser.add_argument("--noted", action="store_true", help="a good copy was just made by other means: note it")


def run(asked: argparse.Namespace) -> int:
    """SQLite's own online backup, or an archive of pg_dump; 1 when the copy does not open."""
    starting.django()
    starting.database()
    from django.db import connection

    from hueandcry.command.doctor import machine

    if asked.noted == (asked.file is not None):
        raise Refused("Name a file for the copy, or say --noted when it was made by other means.")
    if asked.noted:
        machine.last_backup().touch(mode=0o600)
        return 0
    if asked.file.exists():
        raise Refused(f"{asked.file} exists. Name a new file.")
    copy = _sqlite if connection.vendor == "sqlite" else _postgresql
    if trouble := copy(asked.file):
        print(f"The copy is damaged: {trouble}")
        return 1
    machine.last_backup().touch(mode=0o600)
    print(f"{asked.file}: {asked.file.stat().st_size} bytes. The keys are not in it; see docs/running-a-desk.md.")
    return 0


def _sqlite(file: Path) -> str:
    from django.db import connection

    connection.ensure_connection()
    file.touch(mode=0o600)
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        sound = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
    return "" if sound == "ok" else sound


def _postgresql(file: Path) -> str:
    dump, listed = program("pg_dump"), program("pg_restore")
    from django.db import connection

    given = connection.get_connection_params()
    words = {"PGDATABASE": "dbname", "PGUSER": "user", "PGPASSWORD": "password", "PGHOST": "host", "PGPORT": "port",
             "PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert"}  # fmt: skip
    # By the environment: the arguments of a program can be read by everybody on the machine.
    environment = os.environ | {name: str(given[word]) for name, word in words.items() if given.get(word)}
    file.touch(mode=0o600)
    with file.open("wb") as into:
        made = subprocess.run(
            [dump, "--format=custom"], env=environment, stdout=into, stderr=subprocess.PIPE, text=True, check=False
        )
        os.fsync(into.fileno())
    if made.returncode:
        file.unlink()
        return made.stderr.strip() or "pg_dump gave up."
    read = subprocess.run([listed, "--list", file], capture_output=True, text=True, check=False)
    return read.stderr.strip() if read.returncode else ""


def program(name: str) -> str:
    """A program of PostgreSQL's client; Debian keeps those of the server's own version beside the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, beside), os.environ.get("PATH", "")]))
    if not found:
        raise Refused(f"{name} is not on this machine. On Debian: apt install postgresql-client.")
    return found
