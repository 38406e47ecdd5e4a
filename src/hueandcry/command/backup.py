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
from typing import BinaryIO

from hueandcry.command import bars, starting
from hueandcry.lib.refusal import Refused

HELP = "copy the database while it is in use (without the keys)"
STEP = 2000  # pages copied between two looks at the bar: eight megabytes
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

    from hueandcry.lib import snapshot

    connection.ensure_connection()
    file.touch(mode=0o600)
    # One snapshot: what is written meanwhile would make the copy begin again at every step.
    with (
        snapshot.snapshot(),
        closing(sqlite3.connect(file)) as copy,
        bars.bar(file.name, total=None, unit=" pages") as bar,
    ):

        def tell(_status: int, left: int, pages: int) -> None:
            bar.total = pages
            bar.update(pages - left - bar.n)

        connection.connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # the snapshot begins with a look
        connection.connection.backup(copy, pages=STEP, progress=tell)
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
        code, said = _watched([dump, "--format=custom"], environment, into)
        os.fsync(into.fileno())
    if code:
        file.unlink()
        return said.strip() or "pg_dump gave up."
    read = subprocess.run([listed, "--list", file], capture_output=True, text=True, check=False)
    return read.stderr.strip() if read.returncode else ""


def _watched(command: list[str], environment: dict[str, str], into: BinaryIO) -> tuple[int, str]:
    """Run a program and show how much it has written; nobody knows how much it will be. Its code, and what it said."""
    with (
        subprocess.Popen(command, env=environment, stdout=into, stderr=subprocess.PIPE, text=True) as made,
        bars.bar(Path(into.name).name, total=None, unit="B") as bar,
    ):
        while True:
            try:
                _none, said = made.communicate(timeout=0.2)
            except subprocess.TimeoutExpired:
                bar.update(os.fstat(into.fileno()).st_size - bar.n)
                continue
            return made.returncode, said


def program(name: str) -> str:
    """A program of PostgreSQL's client; Debian keeps those of the server's own version beside the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, beside), os.environ.get("PATH", "")]))
    if not found:
        raise Refused(f"{name} is not on this machine. On Debian: apt install postgresql-client.")
    return found
