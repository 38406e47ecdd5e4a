"""What kind of message came in, found out where a hostile one can do no harm.

Every message ends as a `Sorted`: with a kind, or with a sentence in `penned` that says why it could
not be read. Parsing happens in a child process with little time and memory.
"""

import io
import zipfile
from email import message_from_bytes
from typing import Any

from django.utils.translation import gettext as _

from hueandcry.lib import sabotage
from hueandcry.post import children, opening, prescan

Sorted = opening.Sorted


def sort(raw: bytes, *, null_sender: bool = False) -> opening.Sorted:
    """Open and sort a raw message; never raises for anything that is in it. Slow if the machine had no time for it."""
    if sabotage.on("parse-at-home"):
        return opening.read(raw, null_sender=null_sender)
    if sabotage.on("preview-attachments"):
        _unpack_everything(raw)
    if why := prescan.why_not(raw):
        return opening.Sorted(penned=_(why))
    try:
        told = children.ask({"do": "sort", "null_sender": null_sender}, raw)
    except children.Slow as why_slow:
        return opening.Sorted(penned=_(str(why_slow)), slow=True)
    except children.Failed as why_failed:
        return opening.Sorted(penned=_(str(why_failed)))
    return opening.Sorted(**{name: _as_told(value) for name, value in told.items()})


def _unpack_everything(raw: bytes) -> None:
    """The sabotage "preview-attachments": look into every archive, as a program that makes previews."""
    for part in message_from_bytes(raw).walk():
        if part.get_filename():
            with zipfile.ZipFile(io.BytesIO(part.get_payload(decode=True))) as archive:  # type: ignore[arg-type]
                for name in archive.namelist():
                    archive.read(name)


def _as_told(value: Any) -> Any:
    return tuple(_as_told(each) for each in value) if isinstance(value, list) else value
