"""What really left the house: the log and the messages of the sink, read from outside."""

import email
import email.policy
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from hueandcry.rehearsal import world

LINK = re.compile(r"https?://\S+/confirm/[a-z0-9]+/")


@dataclass(frozen=True)
class Line:
    """One message the sink took."""

    message_id: str
    mail_from: str
    rcpt: tuple[str, ...]
    sha256: str

    @property
    def is_news(self) -> bool:
        """News leaves from a domain of its own."""
        return self.mail_from.endswith(f"@{world.NEWS_DOMAIN}")


class SinkLog:
    """The log, read forward; each reader has its own place in it."""

    def __init__(self, log: Path, mail: Path) -> None:
        self.log, self.mail = log, mail
        self.count = 0
        self._offset = 0

    def new(self) -> list[Line]:
        """The lines written since the last call; a half-written line waits."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            file.seek(self._offset)
            whole, _, _ = file.read().rpartition(b"\n")
        if not whole:
            return []
        self._offset += len(whole) + 1
        found = [_line(json.loads(line)) for line in whole.split(b"\n")]
        self.count += len(found)
        return found

    def follow(self, stopping: threading.Event, *, every: float = 0.1) -> Iterator[Line]:
        """Every line, as it is written, until `stopping` is set."""
        while not stopping.is_set():
            yield from self.new()
            stopping.wait(every)

    def raw(self, line: Line) -> bytes:
        """The message as it left."""
        return (self.mail / f"{line.sha256}.eml").read_bytes()

    def message(self, line: Line) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.raw(line), policy=email.policy.default)  # type: ignore[return-value]


def every_line(log: Path, mail: Path) -> tuple[SinkLog, list[Line]]:
    """The whole log from the beginning."""
    reader = SinkLog(log, mail)
    return reader, reader.new()


def confirm_link(message: EmailMessage) -> str:
    """The link to confirm by, or "" if this is no such letter."""
    found = LINK.search(text_of(message))
    return found[0] if found else ""


def text_of(message: EmailMessage) -> str:
    """The words of a letter."""
    body = message.get_body(("plain",))
    return body.get_content() if body else ""


def from_address(message: EmailMessage) -> str:
    """The bare address of From."""
    return getaddresses([str(message["From"])])[0][1]


def _line(told: dict[str, Any]) -> Line:
    rcpt = tuple(address.lower() for address in told["rcpt"])
    return Line(told["message_id"], (told["mail_from"] or "").lower(), rcpt, told["sha256"])
