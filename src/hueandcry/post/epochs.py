"""Noticing that the database is older than what has left, and holding every letter until somebody has looked.

A restored database has forgotten letters that left after its backup, and would send them again. It is noticed by
two things that are not in a backup of the database: where the database lies, and a mark beside the keys, which says
how many batches were taken from the shelf. The mark is on the disk before the first letter of its batch leaves, so
the number in a database that was not set back is never below it. See docs/decisions/0009-restore-epoch.md.
"""

import fcntl
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from hueandcry.lib import sabotage, tokens
from hueandcry.post.models import Delivery, Epoch

MARK = "handed-over"  # beside the keys: it must not come back with a backup of the data
Status, Why = Delivery.Status, Epoch.Why


def current() -> Epoch | None:
    """The epoch of now; None before the first letter."""
    return Epoch.objects.order_by("-number").first()


def held() -> Epoch | None:
    """The epoch of now while nothing may leave in it."""
    now = current()
    return now if now and not now.released_at else None


def stands(now: datetime) -> Epoch | None:
    """The epoch in which letters may leave, or None; opens a held one when the database is not what it was."""
    why = ""
    for _look in range(2):  # a second time, when the first fell between a release and its mark
        # The mark before the row: others take batches meanwhile, and an older row beside a newer mark looks like a
        # backup.
        name, claims = _marked()
        epoch = current()
        if epoch is None or not epoch.released_at or not (why := _noticed(epoch, name, claims)):
            break
    if epoch is None:
        epoch = _begin(Why.OLDER if name else Why.FIRST, after=None, now=now)
    elif why and epoch.released_at and not sabotage.on("no-epoch"):
        epoch = _begin(why, after=epoch, now=now)
    return epoch if epoch.released_at or sabotage.on("no-epoch") else None


def begin(why: str, *, now: datetime) -> Epoch:
    """Open the next epoch: held, unless it is the first."""
    return _begin(why, after=current(), now=now)


def _begin(why: str, *, after: Epoch | None, now: datetime) -> Epoch:
    """The epoch after the one that was looked at. Of two who do it at once one does, and both get it."""
    free = {"released_at": now} if why == Why.FIRST else {}
    number = after.number + 1 if after else 1
    try:
        with transaction.atomic():
            return Epoch.objects.create(number=number, name=tokens.new(), place=place(), why=why, begun_at=now, **free)
    except IntegrityError:
        return Epoch.objects.get(number=number)


def count(epoch: Epoch) -> None:
    """One more batch was taken; belongs into the transaction of its claim."""
    Epoch.objects.filter(pk=epoch.pk).update(claims=F("claims") + 1)


def mark(epoch: Epoch) -> None:
    """Write down beside the keys how many batches there were, before anything of them leaves."""
    claims = Epoch.objects.values_list("claims", flat=True).get(pk=epoch.pk)
    folder = Path(settings.KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / MARK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        name, most = _read(os.read(descriptor, 200))
        if name != epoch.name or most < claims:
            # Always of one length and within one sector, so that there is never half of it.
            os.pwrite(descriptor, _written(epoch.name, claims), 0)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def release(epoch: Epoch, *, by: str, now: datetime) -> tuple[bool, int]:
    """Let letters leave again: (whether it was this call that did it, how many may leave a second time and are marked).

    Without a whole log nobody knows which of the waiting letters left in the time that was lost.
    """
    with transaction.atomic():
        freed = Epoch.objects.filter(pk=epoch.pk, released_at=None).update(
            released_at=now, released_by=by[:80], place=place()
        )
        if not freed:
            return False, 0
        marked = doubtful(epoch).update(possible_duplicate=True)
        # Before the commit: whoever is killed in between, or looks just then, finds an epoch that is still held.
        mark(epoch)
    return True, marked


def doubtful(epoch: Epoch):  # type: ignore[no-untyped-def]
    """Waiting letters that may have left before the restore: older than it, and no whole log says otherwise."""
    waiting = Delivery.objects.filter(status__in=(Status.QUEUED, Status.SENDING), possible_duplicate=False)
    if epoch.why in (Why.FIRST, Why.BY_HAND) or epoch.log_whole:
        return waiting.none()
    return waiting.filter(created_at__lt=epoch.begun_at)


def place() -> str:
    """What tells this database from a copy of it: the file's number on its disk, or the server's own names.

    Not the disk's number, which a restart may change.
    """
    if connection.vendor == "sqlite":
        told = f"sqlite {Path(str(connection.settings_dict['NAME'])).stat().st_ino}"
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.system_identifier, c.timeline_id, d.oid"
                " FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d"
                " WHERE d.datname = current_database()"
            )
            told = "postgresql {} {} {}".format(*cursor.fetchone())
    return hashlib.sha256(told.encode()).hexdigest()


def _noticed(epoch: Epoch, name: str, claims: int) -> str:
    """Why this is not the database it was, by what stood beside the keys before; empty if it is."""
    known = name in ("", epoch.name) or Epoch.objects.filter(name=name).exists()
    if not known or (name == epoch.name and claims > epoch.claims):
        return Why.OLDER
    return Why.MOVED if epoch.place != place() else ""


def _marked() -> tuple[str, int]:
    """(epoch, batches) as they stand beside the keys; ("", 0) if nothing does."""
    try:
        return _read((Path(settings.KEYS) / MARK).read_bytes())
    except FileNotFoundError:
        return "", 0


def _read(raw: bytes) -> tuple[str, int]:
    if not raw:
        return "", 0
    try:
        told = json.loads(raw)
        return str(told["epoch"]), int(told["claims"])
    except (ValueError, TypeError, KeyError):
        return "damaged", 0  # no epoch is called that: letters are held


def _written(name: str, claims: int) -> bytes:
    return f'{{"epoch": "{name}", "claims": {claims:>20}}}\n'.encode()
