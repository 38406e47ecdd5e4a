"""What the browser stories share: where the desk is, waiting for it, and what every page has to be."""

import email
import email.policy
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

PATIENCE = 60  # seconds; the clock looks every second, but the machine may be busy


@dataclass
class Desk:
    """Where everything is."""

    folder: Path
    public: str
    office: str
    partner: int  # the port of a site that may show appeals in a frame
    seeded: dict[str, str] = field(default_factory=dict)

    def letters_to(self, address: str) -> list[EmailMessage]:
        """What the sink took for this mailbox."""
        found = []
        for line in (self.folder / "sink.log").read_text().splitlines():
            told = json.loads(line)
            if address in told["rcpt"]:
                raw = (self.folder / "mail" / f"{told['sha256']}.eml").read_bytes()
                found.append(email.message_from_bytes(raw, policy=email.policy.default))
        return found  # type: ignore[return-value]


def until(what: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
    """What `what` answers as soon as it is something; fails after a while."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)  # other processes work meanwhile; there is nobody to ask but them
    return found


def look(page: Page, *, axe: bool = True) -> None:
    """What every page has to be: no wider than the screen, no cookie in public, nothing axe objects to."""
    root = "document.documentElement"  # not there yet for a moment after a press that leads to another page
    wide = until(lambda: page.evaluate(f"{root} && [{root}.scrollWidth, window.innerWidth]"))
    assert wide[0] <= wide[1], f"{page.url} is {wide[0]} wide on a screen of {wide[1]}"
    if axe:
        found = Axe().run(page).response["violations"]
        told = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found]
        assert not told, f"{page.url}: {told}"


def press(button: Locator) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with button.page.expect_navigation():
        button.click()
