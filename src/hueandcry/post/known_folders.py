"""Which key folder and which data folder belong to this database: one row for each, written at first use.

See docs/decisions/0017-folders-that-belong.md.
"""

from django.db import IntegrityError, connection, transaction

from hueandcry.ledger.models import Entry
from hueandcry.lib import folders
from hueandcry.post.models import Delivery, Folder

SEALED = ("report received", "appeal issued")  # entries after which there was a key in any case


def known(which: str) -> str:
    """The hash of the folder's token as the database has it; the folder of now is taken if it has none.

    Raises Away when the database has none and the folder cannot be the right one. Empty before the table is there.
    """
    if Folder._meta.db_table not in connection.introspection.table_names():
        return ""
    if found := _row(which):
        return found
    if _lost(which):
        raise folders.Away(folders.sentence(which))  # an older version's desk, and its folder is not mounted
    return _take(which)


def take() -> None:
    """Somebody says that both folders are right although they do not know this database: from now on they do."""
    Folder.objects.all().delete()
    folders.forget()
    for which in (folders.KEYS, folders.DATA):
        _take(which)


def trouble(which: str) -> str:
    """Why nothing may be read or written there; empty if all is well, or nothing was ever kept."""
    found = _row(which)
    if not found:
        return folders.sentence(which) if _lost(which) else ""
    return "" if folders.digest(which) == found else folders.sentence(which)


def _take(which: str) -> str:
    digest = folders.digest(which) or folders.mark(which)
    try:
        with transaction.atomic():
            Folder.objects.create(which=which, digest=digest)
    except IntegrityError:
        return _row(which)
    return digest


def _row(which: str) -> str:
    return Folder.objects.filter(which=which).values_list("digest", flat=True).first() or ""


def _lost(which: str) -> bool:
    """Whether keys must have been made, and none is there."""
    return which == folders.KEYS and not any(folders.path(which).glob("*.key")) and _was_used()


def _was_used() -> bool:
    return Delivery.objects.exists() or Entry.objects.filter(event__in=SEALED).exists()
