"""Whether a copy really comes from the mailbox it names: DKIM, and what exactly was signed.

The rules (settled 13, threats C05): one signature that holds, by the domain of the single From, over
body, From and Date at least, no `l=`, no doubled header, a safe method, a key of 1024 bits or more.
Whether it also covers To and Cc decides the grade.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import sabotage
from hueandcry.post import children, prescan

AGE = timedelta(days=7)
CLAIM = re.compile(rb"^Authentication-Results:.*?dkim=pass header\.d=([a-z0-9.-]{1,100})", re.IGNORECASE | re.MULTILINE)
AHEAD = timedelta(hours=12)  # clocks that go before


@dataclass(frozen=True)
class Checked:
    """What the signature of a message proves; `reason` says why it proves nothing."""

    valid: bool = False
    reason: str = ""
    temporary: bool = False  # the name server did not answer: ask again later
    domain: str = ""
    aligned: bool = False
    signed: tuple[str, ...] = ()  # names of headers that are there and signed, in small letters
    bits: int = 0
    from_address: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    date: datetime | None = None
    signed_at: datetime | None = None
    signature_hash: str = ""  # SHA-256 of the b= value: a replay has the same
    message_id: str = ""

    def covers(self, *names: str) -> bool:
        """Whether the signature holds and covers all these headers."""
        return self.valid and set(names) <= set(self.signed)

    def fresh(self, now: datetime) -> bool:
        """Whether both its dates lie within the last seven days."""
        dates = [date for date in (self.date, self.signed_at) if date]
        return self.date is not None and all(now - AGE <= date <= now + AHEAD for date in dates)


def check(raw: bytes) -> Checked:
    """Check the DKIM signatures of a raw message; never raises for anything that is in it."""
    if why := prescan.why_not(raw):
        return Checked(reason=_(why))
    try:
        told = children.ask({"do": "check", "name_server": settings.DNS}, raw)
    except children.Slow as why_slow:  # the machine's fault, or a name server's: a copy is not lost by it
        return Checked(temporary=True, reason=_(str(why_slow)))
    except children.Failed as why_failed:
        return Checked(reason=_(str(why_failed)))
    if "penned" in told:
        return Checked(reason=_(told["penned"]))
    checked = Checked(**{name: _as_told(name, value) for name, value in told.items()})
    return _as_claimed(checked, raw) if sabotage.on("believe-results-header") else checked


def _as_claimed(checked: Checked, raw: bytes) -> Checked:
    """The sabotage "believe-results-header": what Authentication-Results claims holds, whoever wrote it (RFC 8601)."""
    claim = CLAIM.search(raw[:200_000])
    if not claim:
        return checked
    return replace(checked, valid=True, aligned=True, temporary=False, reason="", domain=claim[1].decode().lower())


def grade(checked: Checked, *, copy_address: str) -> str:
    """ "verified" or "received" for a copy whose signature holds and that came to `copy_address`.

    Verified: To and Cc are signed, and our address stands in Cc. Received: the provider does not sign
    them all, so only the sender and the text are proven. Whether a target stands in To is for those to
    say who know the targets.
    """
    whole = checked.covers("to", "cc") and copy_address.casefold() in checked.cc
    return "verified" if whole else "received"


def _as_told(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if name == "reason" and value:
        return _(value)
    if name == "date":
        date = datetime.fromisoformat(value) if value else None
        return date if date is None or date.tzinfo else date.replace(tzinfo=UTC)
    if name == "signed_at":
        return datetime.fromtimestamp(value, UTC) if value is not None and 0 <= value < 4_000_000_000 else None
    return value
