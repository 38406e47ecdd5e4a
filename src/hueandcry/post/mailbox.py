"""What comes in is on the disk, sealed, before anybody tries to understand it.

The raw file is kept first and the rows come after it: if the machine stops in between, the sender was
told nothing and sends again, which gives the same file and then the rows.
"""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hueandcry.lib import clock, folders, keeping, room, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import queueing, quotas
from hueandcry.post.models import Incoming

KEY = "intake"  # seals what nobody has placed yet
LARGEST = 10 * 1024 * 1024  # bytes
UNPLACED = dt.timedelta(days=30)  # how long a message that nobody places is kept


def keep(raw: bytes, *, envelope_to: list[str], envelope_from: str, now: dt.datetime | None = None) -> list[Incoming]:
    """Keep a message for each mailbox it came to; the same message for the same mailbox is the same row.

    Raises Refused if it is empty or larger than 10 MB, NoRoom when the disk is nearly full, TooMuch when too much of
    its sender waits; any other error means that it was not kept.
    """
    if not raw:
        raise Refused(_("This message is empty."))
    if len(raw) > LARGEST:
        raise Refused(_("This message is larger than 10 MB. Please send it without its attachments."))
    room.check()
    folders.check(folders.DATA)
    now = now or clock.now()
    mailboxes = list(dict.fromkeys(address.strip().strip("<>").lower()[:254] for address in envelope_to or [""]))
    known = {mailbox: queueing.knows(mailbox) for mailbox in mailboxes}
    keys = {mailbox: quotas.key_of(envelope_from, letter=mailbox if known[mailbox] else "") for mailbox in mailboxes}
    quotas.check(keys, now=now)
    if not sealing.exists(KEY):
        sealing.make(KEY)
    # Nobody drops the file between the look whether it is there and the row that needs it.
    with keeping.alone(folder(), hashlib.sha256(raw).hexdigest()):
        digest = keeping.keep(folder(), raw, key=KEY)
        sealed_by = Incoming.objects.filter(sha256=digest).values_list("key_name", flat=True).first() or KEY
        fresh = {
            "null_sender": envelope_from.strip() in ("", "<>"), "key_name": sealed_by, "arrived_at": now,
            "erase_by": now + UNPLACED,
        }  # fmt: skip
        with transaction.atomic():
            return [
                _row(digest, mailbox, fresh | {"sender_key": keys[mailbox], "to_letter": known[mailbox]}, now)
                for mailbox in mailboxes
            ]


def fetch(incoming: Incoming) -> bytes:
    """The raw message as it came; raises FileNotFoundError or sealing.KeyGone."""
    try:
        return keeping.fetch(folder(), incoming.sha256, key=incoming.key_name)
    except sealing.KeyGone:
        # A stop between resealing the file and writing the row leaves the row behind: ask the other keys.
        for name in sealing.names():
            try:
                return keeping.fetch(folder(), incoming.sha256, key=name)
            except sealing.KeyGone:
                continue
        raise


def reseal(incoming: Incoming, *, key: str) -> None:
    """Seal a placed message under its appeal's key, for every mailbox it came to."""
    if incoming.key_name != key:
        keeping.reseal(folder(), incoming.sha256, old=incoming.key_name, new=key)
        Incoming.objects.filter(sha256=incoming.sha256).update(key_name=key)
        incoming.key_name = key


def adopt(digest: str) -> Incoming | None:
    """A row for a kept message that has none, so that it is sorted like any other; None if no key opens it.

    The mailbox it came to is not known any more. It is forgotten as if it had arrived when its file was written.
    """
    arrived = dt.datetime.fromtimestamp(keeping.path(folder(), digest).stat().st_mtime, dt.UTC)
    for name in sealing.names():
        try:
            keeping.fetch(folder(), digest, key=name)
        except sealing.KeyGone:
            continue
        fresh = {"key_name": name, "arrived_at": arrived, "erase_by": arrived + UNPLACED}
        return Incoming.objects.get_or_create(sha256=digest, envelope_to="", defaults=fresh)[0]
    return None


def drop(incoming: Incoming) -> None:
    """Forget a message: its row, and its file when no other mailbox got the same."""
    _drop(incoming.sha256, Incoming.objects.filter(pk=incoming.pk))


def forget(now: dt.datetime, *, limit: int = 500) -> int:
    """Drop what is past its erase-by date; how many messages."""
    old = list(Incoming.objects.filter(erase_by__lt=now).order_by("erase_by")[:limit])
    return sum(_drop(each.sha256, Incoming.objects.filter(pk=each.pk, erase_by__lt=now)) for each in old)


def _row(digest: str, mailbox: str, fresh: dict[str, Any], now: dt.datetime) -> Incoming:
    row, made = Incoming.objects.get_or_create(sha256=digest, envelope_to=mailbox, defaults=fresh)
    if not made:  # past its day and not yet forgotten: whoever is told "kept" now has a right to thirty days
        Incoming.objects.filter(pk=row.pk, erase_by__lt=now).update(erase_by=now + UNPLACED)
    return row


def _drop(digest: str, row: QuerySet[Incoming]) -> int:
    """1 if the row was still there and is to go; with the file if no other row needs it."""
    with keeping.alone(folder(), digest):
        gone = min(row.delete()[0], 1)
        if not Incoming.objects.filter(sha256=digest).exists():
            keeping.drop(folder(), digest)
    return gone


def folder() -> Path:
    """Where raw messages lie."""
    return Path(settings.DATA) / "incoming"
