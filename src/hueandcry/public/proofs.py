"""A proof that somebody's machine took trouble: a number behind a ticket whose hash begins with zeroes.

Asked for only where a network posts too much, and never the only way: whoever has no script waits for her turn.
"""

import datetime as dt
import hashlib
import re
from base64 import b64encode
from pathlib import Path

from hueandcry.lib import policy
from hueandcry.public import tickets

EASY, HARD = 4, 5  # zeroes: some sixty thousand tries, some million; a telephone makes a hundred thousand a second
SCRIPT = (Path(__file__).parent / "templates/public/proof.js").read_text(encoding="utf-8")
HASH = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
SHAPE = re.compile(r"([!-~]{1,400})-(\d{1,12})")


def solved(proof: str, form: str, *, now: dt.datetime) -> tickets.Ticket | None:
    """The ticket that was worked for, if the work was done for this form and in time; it is not spent yet."""
    if not (found := SHAPE.fullmatch(proof)) or not proof.isascii():
        return None
    ticket = tickets.read(found[1], form)
    if not ticket or ticket.kind != "work" or not ticket.since <= now.timestamp() <= ticket.until:
        return None
    zeroes = max(EASY, ticket.zeroes)
    return ticket if hashlib.sha256(proof.encode()).hexdigest().startswith("0" * zeroes) else None


def page_policy() -> str:
    """The page with the script runs this script and no other, whatever has come to stand on it."""
    return policy.content(script=f"'sha256-{HASH}'")
