"""`ON=postgresql pytest`: everything that asks the database, on a throw-away PostgreSQL instead of SQLite."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

NOT = ("browser", "once")
ON = os.environ.get("ON", "sqlite")


def move_in() -> None:
    """Start the cluster in the process that leads; its workers inherit the address."""
    if ON not in ("sqlite", "postgresql"):
        raise pytest.UsageError("ON is sqlite or postgresql.")
    if ON == "sqlite" or "PYTEST_XDIST_WORKER" in os.environ:
        return
    from hueandcry.rehearsal import postgres

    folder = Path(tempfile.mkdtemp(prefix="hueandcry-tests-postgresql-"))
    folder.chmod(0o755)  # PostgreSQL is somebody else where we are root
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cluster = postgres.Cluster(folder / "cluster", durable=False)
    atexit.register(cluster.close)
    os.environ["HUEANDCRY_DATABASE"] = cluster.address


def leave_the_rest(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks the database: the reader and a browser would find the same again."""
    if ON == "sqlite":
        return
    left = [
        item for item in items if not item.get_closest_marker("django_db") or any(map(item.get_closest_marker, NOT))
    ]
    config.hook.pytest_deselected(items=left)
    gone = set(map(id, left))
    items[:] = [item for item in items if id(item) not in gone]
