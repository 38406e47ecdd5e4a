"""A message that came in, as text a person can read safely: no picture, no link, no script."""

from dataclasses import dataclass

from hueandcry.lib import sealing
from hueandcry.post import mailbox, sorting
from hueandcry.post.models import Incoming

MOST = 20_000  # characters of text shown


@dataclass
class Mail:
    """What the screen shows of a message; `trouble` is why there is nothing to show."""

    sender: str = ""
    to: str = ""
    cc: str = ""
    subject: str = ""
    date: str = ""
    text: str = ""
    cut: bool = False
    trouble: bool = False
    gone: bool = False


def read(incoming: Incoming) -> Mail:
    """The message, parsed in a child process; says so when it was erased or cannot be read."""
    try:
        raw = mailbox.fetch(incoming)
    except (sealing.KeyGone, FileNotFoundError):
        return Mail(gone=True)
    found = sorting.sort(raw)
    text = found.text or ""
    return Mail(
        sender=found.from_address or "", to=_line(found.to), cc=_line(found.cc), subject=found.subject or "",
        date=str(found.date or ""), text=text[:MOST], cut=len(text) > MOST, trouble=not (text or found.subject),
    )  # fmt: skip


def _line(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
