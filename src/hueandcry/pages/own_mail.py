"""What somebody needs to write from their own mail program: a link, text to paste, a draft to open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.actions import receivers
from hueandcry.appeals import letters
from hueandcry.appeals.models import Appeal
from hueandcry.lib import addresses
from hueandcry.pages import languages

# Firefox hands on about 2,008 characters of a link and old programs fewer.
LINK_BUDGET = 1_900
LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class OwnLetter:
    """One letter to one target, ready for somebody's own mail program."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    link: str
    holds: str  # what the link carries: the whole letter, the short one, the words "paste here", or addresses only

    @property
    def to_line(self) -> str:
        """Addresses as one pastes them."""
        return ", ".join(self.to)

    @property
    def cc_line(self) -> str:
        """Addresses as one pastes them."""
        return ", ".join(self.cc)

    @property
    def lines(self) -> int:
        """About how many lines the text takes up in a box."""
        return min(24, 3 + sum(1 + len(line) // 60 for line in self.body.split("\n")))


def letter(appeal: Appeal, receiver: receivers.Receiver, *, language: str, copy_to: str) -> OwnLetter | None:
    """The letter to one receiver, with a copy to `copy_to`; None if it has no mail address.

    The link carries the whole letter if that fits, else the short one, else a place to paste it, else addresses
    only, and of these at last only the one to write to and ours.
    """
    if not receiver.to:
        return None
    to, cc = (receiver.to,), tuple(dict.fromkeys([*receiver.cc, *_copies(appeal), copy_to]))
    subject, body = letters.plain_letter(appeal, receiver.target, language)
    _same, short = letters.plain_letter(appeal, receiver.target, language, short=True)
    subject = " ".join(subject.split())
    with translation.override(languages.interface_for(language)):
        paste = _("[Paste the letter here.]") + "\n\n"
    tries = [
        ("whole", cc, subject, body), ("short", cc, subject, short), ("paste", cc, subject, paste),
        ("addresses", cc, "", ""), ("addresses", (copy_to,), "", ""),
    ]  # fmt: skip
    made = [(holds, link(to, copies, about, text)) for holds, copies, about, text in tries]
    holds, address = next((one for one in made if len(one[1]) < LINK_BUDGET), made[-1])
    return OwnLetter(to, cc, subject, body, address, holds)


def link(to: Sequence[str], cc: Sequence[str], subject: str, body: str) -> str:
    """A mailto link (RFC 6068): everything percent-encoded, lines ended by CR LF."""
    lines = LINE_END.sub("\r\n", body)
    told = [("cc", ",".join(cc)), ("subject", subject), ("body", lines)]
    fields = "&".join(f"{name}={quote(value, safe='@')}" for name, value in told if value)
    return f"mailto:{','.join(quote(address, safe='@') for address in to)}?{fields}"


def draft_file(own: OwnLetter) -> bytes:
    """The letter as a mail file; X-Unsent makes classic Outlook open it as a draft."""
    message = EmailMessage(policy=SMTP)
    message["To"] = own.to_line
    if own.cc:
        message["Cc"] = own.cc_line
    message["Subject"] = own.subject
    message["X-Unsent"] = "1"
    message.set_content(own.body, cte="quoted-printable")
    return message.as_bytes()


def _copies(appeal: Appeal) -> list[str]:
    """Those who asked for copies: a union, a family, a campaign."""
    revision = appeal.live_revision
    told = revision.document.get("copies", []) if revision else []
    values = [copy.get("value", "") for copy in told if not copy.get("hole")]
    return [value for value in values if addresses.well_formed(value)]
