"""Put a backup of the database in the place of the one that is there; nothing leaves until it is reconciled.

The database that was there is moved aside, never deleted. Stop the desk first. For a desk on PostgreSQL use pg_restore:
the desk notices by itself, and holds its letters all the same.
"""

import argparse
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from hueandcry.command import bars, starting
from hueandcry.lib.refusal import Refused

HELP = "put a backup in the place of the database; letters are held until they are reconciled"
MEGABYTE = 1024 * 1024
EXAMPLE = "hueandcry restore /media/backup/desk-2026-03-15.copy"


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, help="what `hueandcry backup` wrote")


def run(asked: argparse.Namespace) -> int:
    """0 when the backup is in place, 2 when it is refused; then everything is as it was."""
    starting.django()
    from django.db import connection

    if connection.vendor != "sqlite":
        raise Refused("This desk runs on PostgreSQL: fill an empty database with pg_restore, and set its address.")
    _sound(asked.file)
    from hueandcry.lib import in_use

    with in_use.alone():
        place, aside = _put_in_place(asked.file)
        _hold()
    print(f"{place} is {asked.file} now." + (f" What was there is {aside}." if aside else ""))
    print("Nothing leaves. Run: hueandcry migrate, hueandcry post reconcile --log FILE --whole, hueandcry post release")
    return 0


def _put_in_place(file: Path) -> tuple[Path, Path | None]:
    """(where the database lies, where the one is now that was there)."""
    from django.db import connection

    connection.close()
    place = Path(str(connection.settings_dict["NAME"]))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.new")
    _copy(file, new)
    aside = _move_aside(place)
    new.rename(place)
    _sync(place.parent)
    return place, aside


def _copy(file: Path, new: Path) -> None:
    """With a bar where somebody looks at it and it takes longer than a second."""
    size = file.stat().st_size
    with (
        file.open("rb") as old, new.open("wb") as into,
        bars.bar(file.name, total=size, unit="B") as bar,
    ):  # fmt: skip
        new.chmod(0o600)
        while part := old.read(MEGABYTE):
            into.write(part)
            bar.update(len(part))
        into.flush()
        os.fsync(into.fileno())


def _sound(file: Path) -> None:
    file.open("rb").close()
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.execute("SELECT 1 FROM post_delivery LIMIT 1")
    except sqlite3.DatabaseError:
        raise Refused(f"{file} is no backup of a desk's database.") from None
    if sound != "ok":
        raise Refused(f"{file} is damaged: {sound}")


def _move_aside(place: Path) -> Path | None:
    """The database and its log, under a name that is free."""
    if not place.exists():
        return None
    number = 1
    while (aside := place.with_name(f"{place.name}.before-restore-{number}")).exists():
        number += 1
    for ending in ("-wal", "-shm", ""):  # the database last: without it the others mean nothing
        beside = place.with_name(place.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return aside


def _hold() -> None:
    """A backup of an older version has no table for it yet; then the mark beside the keys holds the letters."""
    if starting.unapplied():
        return
    from hueandcry.lib import clock
    from hueandcry.post import epochs
    from hueandcry.post.models import Epoch

    epochs.begin(Epoch.Why.RESTORED, now=clock.now())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
