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
    trouble: str = ""
    gone: bool = False


def read(incoming: Incoming) -> Mail:
    """The message, parsed in a child process; says so when it was erased or cannot be read."""
    try:
        raw = mailbox.fetch(incoming)
    except (sealing.KeyGone, FileNotFoundError):
        return Mail(gone=True)
    found = sorting.sort(raw, null_sender=incoming.null_sender)
    sender = f"{found.from_name} <{found.from_address}>" if found.from_name else found.from_address
    return Mail(
        sender=sender, to=", ".join(found.to), cc=", ".join(found.cc), subject=found.subject, date=found.date,
        text=found.text[:MOST], cut=len(found.text) > MOST, trouble=found.penned,
    )  # fmt: skip
