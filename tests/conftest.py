"""Every test runs on this machine alone, in a folder of its own."""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path

import second_home

_folder = Path(tempfile.mkdtemp(prefix="hueandcry-tests-"))
os.environ.update(
    # Set here and not in pyproject.toml, so that the folders are known before the settings are read.
    DJANGO_SETTINGS_MODULE="hueandcry.settings",
    HUEANDCRY_TESTING="yes",
    HUEANDCRY_MODE="rehearsal",
    HUEANDCRY_DATA=str(_folder / "desk"),
    HUEANDCRY_KEYS=str(_folder / "keys"),
)
second_home.move_in()
(_folder / "desk").mkdir()
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

import django  # noqa: E402
import pytest  # noqa: E402
from django.utils import translation  # noqa: E402

from hueandcry.lib import folders  # noqa: E402
from hueandcry.post import steadiness  # noqa: E402

django.setup()

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> None:
    """Refuse to leave this machine: a test that tries is wrong."""
    host = address[0] if isinstance(address, tuple) else ""
    if self.family in (socket.AF_INET, socket.AF_INET6) and not (
        str(host).startswith("127.") or host in ("::1", "localhost")
    ):
        raise AssertionError(f"a test tried to reach {host}")
    _connect(self, address)  # type: ignore[arg-type]


socket.socket.connect = _loopback_only  # type: ignore[method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that nobody waits for them at the end: kills, then the browser, then rehearsals."""
    long = ("tests/faults/", "tests/browser/", "tests/rehearsal/")
    items.sort(key=lambda item: next((place for place, name in enumerate(long) if name in item.nodeid), len(long)))
    second_home.leave_the_rest(config, items)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, request, monkeypatch):  # type: ignore[no-untyped-def]
    """Data, keys and language of this test only."""
    folders.forget()
    if not request.node.get_closest_marker("django_db") and not {"db", "transactional_db"} & {*request.fixturenames}:
        monkeypatch.setattr(folders, "known", None)  # without a database nobody knows whose folder it is
    translation.deactivate()  # a page in Russian leaves its language behind
    steadiness.forget()  # the last test may have held the clock
    settings.DATA = tmp_path / "desk"
    settings.KEYS = tmp_path / "keys"
    settings.PUBLISHED = settings.DATA / "published"
    settings.DATA.mkdir()
    settings.KEYS.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
