"""A public door to be tried: in a process of its own, on a desk of its own."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import kill_world
import psycopg

from hueandcry.lib import processes
from hueandcry.rehearsal.browser import Page, Unreachable, Visitor


class Door:
    """A public door in a process of its own, with a live appeal behind it."""

    def __init__(self, folder: Path, sabotage: str = "", kind: str = "sqlite", **settings: str) -> None:
        self.world = kill_world.World(folder / "world", kind, sabotage)
        self.world.environment |= settings
        self.slug = self.world.ask("prepare")["slug"]
        self.database = self.world.folder / "desk" / "desk.sqlite3"
        self.part = self.world.part("public")
        self.part.again()
        assert processes.wait_for((kill_world.HOST, self.world.public), stopping=threading.Event(), seconds=30)

    def act(self, number: int, *, seconds: float = 60) -> tuple[Page | None, float]:
        """One supporter; the answer, and the seconds it took."""
        visitor, began = Visitor(f"http://{kill_world.HOST}:{self.world.public}", seconds=seconds), time.monotonic()
        told = {"name": kill_world.name(number), "email": f"s{number}@example.net", "country": "DE", "words": ""}
        page = None
        with contextlib.suppress(Unreachable):
            page = visitor.post(f"/act/{self.slug}/en/", told)
        visitor.close()
        return page, time.monotonic() - began

    def acts(self) -> int:
        """How many rows there are, whoever holds the lock."""
        with contextlib.closing(self.connect()) as rows:
            found = rows.execute("SELECT count(*) FROM actions_action").fetchone()
        assert found
        return int(found[0])

    def connect(self) -> "sqlite3.Connection | psycopg.Connection":
        """Past the desk, straight to the rows."""
        if self.world.postgres:
            return psycopg.connect(self.world.postgres.address)
        return sqlite3.connect(self.database, isolation_level=None)

    def hold(self) -> "sqlite3.Connection | psycopg.Connection":
        """A connection that keeps everybody else from writing acts."""
        holder = self.connect()
        holder.execute("LOCK TABLE actions_action IN EXCLUSIVE MODE" if self.world.postgres else "BEGIN IMMEDIATE")
        return holder


@contextlib.contextmanager
def door(folder: Path, sabotage: str = "", kind: str = "sqlite", **settings: str) -> Iterator[Door]:
    made = Door(folder, sabotage, kind, **settings)
    try:
        yield made
    finally:
        made.part.close()
        made.world.close()
