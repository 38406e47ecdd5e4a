"""A real browser on a real desk: four processes and a mail sink on this machine, as an operator starts them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import Desk, until
from playwright.sync_api import Browser, sync_playwright

from hueandcry.lib import processes

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The whole desk, with appeals in it."""
    folder = tmp_path_factory.mktemp("desk")
    ports = {name: processes.free_port() for name in ("public", "desk", "lmtp", "sink", "partner")}
    urls = {name: f"http://127.0.0.1:{ports[name]}" for name in ("public", "desk")}
    environment = _environment(folder, ports, urls)
    ours = Desk(folder, urls["public"], urls["desk"], partner=ports["partner"])
    python = [sys.executable, "-m"]
    (folder / "data").mkdir()
    _run([*python, "hueandcry.command.main", "migrate"], environment)
    ours.seeded = json.loads(_run([sys.executable, str(HERE / "seed.py")], environment))
    sink = ["--listen", f"127.0.0.1:{ports['sink']}", "--log", str(folder / "sink.log"), "--mail", str(folder / "mail")]
    serve = [*python, "hueandcry.command.main", "serve"]
    parts = [
        processes.Part("sink", [*python, "hueandcry.post.sink", *sink], environment, ("127.0.0.1", ports["sink"])),
        processes.Part("desk", serve, environment, ("127.0.0.1", ports["public"])),
    ]
    group = processes.Group(parts, say=lambda _line: None, log=folder / "processes.log")
    group.start()
    try:
        assert group.wait_ready(seconds=120), (folder / "processes.log").read_text()
        until(lambda: processes.answers(("127.0.0.1", ports["desk"])))
        until(lambda: (folder / "data" / "published" / ".printed.json").exists())
        yield ours
    finally:
        group.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The installed browser. Closed with the module: its loop would be in the way of other tests."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.fail("No browser: install Debian's chromium, or any Chrome.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, desk: Desk) -> Callable[..., Any]:
    """`with visit(width=360, script=False) as page:` - a visitor of whom nothing may leave this machine."""

    @contextmanager
    def inside(*, width: int = 1280, script: bool = True, language: str = "en", scheme: Any = "light") -> Any:
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, java_script_enabled=script, locale=language, color_scheme=scheme)
        page, asked, complaints = context.new_page(), [], []
        page.set_default_timeout(60_000)
        context.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda trouble: complaints.append(str(trouble)))
        try:
            yield page
            ours = (desk.public, desk.office)
            assert [url for url in asked if not url.startswith(ours)] == []
            assert [line for line in complaints if "Content Security Policy" in line or "Error:" in line] == []
        finally:
            context.close()

    return inside


def _environment(folder: Path, ports: dict[str, int], urls: dict[str, str]) -> dict[str, str]:
    told = {
        "MODE": "rehearsal", "TESTING": "yes", "DATA": str(folder / "data"), "KEYS": str(folder / "keys"),
        "PUBLIC_URL": urls["public"], "PUBLIC_LISTEN": f"127.0.0.1:{ports['public']}",
        "DESK_URL": urls["desk"], "DESK_LISTEN": f"127.0.0.1:{ports['desk']}",
        "LMTP": f"127.0.0.1:{ports['lmtp']}", "RELAY": f"127.0.0.1:{ports['sink']}", "DKIM_BY": "relay",
    }  # fmt: skip
    return {
        **{f"HUEANDCRY_{name}": value for name, value in told.items()},
        "PARTNER": f"http://127.0.0.1:{ports['partner']}",  # seed.py allows it to show appeals in a frame
        "DJANGO_SETTINGS_MODULE": "hueandcry.settings",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE.parent.parent / "src")]),
    }


def _run(command: list[str], environment: dict[str, str]) -> str:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    # Our own scripts with our own arguments.
    done = subprocess.run(command, env={**plain, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
