"""A signed word that what was typed, in this form and no other, may go on from a moment until another; once.

Its parts have fixed shapes, and a dot is in none of them: no part can be taken for the end of another (decision 24).
What was typed is not in it, only a hash: whoever changes a letter of the form has no ticket for it.
"""

import datetime as dt
import hashlib
import hmac
import json
import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import QueryDict

from hueandcry.lib import room, sabotage

FIELDS = ("ticket", "proof")  # of a form; never a part of what was typed
SHAPE = re.compile(r"(wait|work)\.([0-9a-f]{64})\.(\d{10})\.(\d{10})\.(\d)\.([0-9a-f]{32})\.([0-9a-f]{64})")
LASTS = 900  # seconds from the first moment on; nobody can store up more for an hour of need
TIDY = 60.0  # seconds between two looks for spent tickets that have run out
_tidied = [0.0]


@dataclass(frozen=True)
class Ticket:
    """What a good signature vouches for."""

    kind: str  # "wait": after a time; "work": with a proof of work
    form: str  # hash of what was typed
    since: int  # seconds of the epoch
    until: int
    zeroes: int  # of the proof
    nonce: str

    @property
    def text(self) -> str:
        """All of it but the signature."""
        return f"{self.kind}.{self.form}.{self.since:010}.{self.until:010}.{self.zeroes}.{self.nonce}"


def form(path: str, typed: QueryDict) -> str:
    """The hash of all that was typed, and where it was sent."""
    told = [
        [name, [one.replace("\r\n", "\n") for one in many]]
        for name, many in sorted(typed.lists())
        if name not in FIELDS
    ]
    return hashlib.sha256(json.dumps([path, told]).encode()).hexdigest()


def issue(kind: str, form: str, *, now: dt.datetime, wait: float = 0, zeroes: int = 0) -> str:
    """A new one."""
    since = int(now.timestamp() + wait)
    ticket = Ticket(kind, form, since, since + LASTS, zeroes, secrets.token_hex(16))
    return f"{ticket.text}.{_signature(ticket.text)}"


def read(text: str, form: str) -> Ticket | None:
    """The ticket if it is ours, and for this form; its time is the caller's to look at."""
    if not (found := SHAPE.fullmatch(text)) or not found[0].isascii():
        return None
    kind, told, since, until, zeroes, nonce, signature = found.groups()
    ticket = Ticket(kind, told, int(since), int(until), int(zeroes), nonce)
    good = hmac.compare_digest(_signature(ticket.text), signature)
    return ticket if good and hmac.compare_digest(told, form) else None


def spend(ticket: Ticket) -> bool:
    """Whether it had not been spent before. All doors that share DATA know of it."""
    if sabotage.on("no-spent-list"):
        return True
    folder = _folder()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(folder / ticket.nonce, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    except OSError as trouble:
        raise room.NoRoom(trouble.errno, "A spent ticket could not be noted.") from None
    _tidy()
    return True


def _signature(text: str) -> str:
    key = hashlib.sha256(b"hueandcry tickets\0" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _folder() -> Path:
    return Path(settings.DATA) / "spent"


def _tidy() -> None:
    """Forget those that nobody could use any more."""
    now = time.time()
    if now - _tidied[0] < TIDY:
        return
    _tidied[0] = now
    for spent in list(_folder().iterdir()):
        with suppress(OSError):
            if now - spent.stat().st_mtime > 2 * LASTS:
                spent.unlink()
