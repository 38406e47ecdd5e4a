"""Writing the ledger: one entry per step, in the transaction of the step itself."""

import hashlib
import json
from collections.abc import Callable, Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from hueandcry.ledger.events import EVENTS
from hueandcry.ledger.models import Entry, Head
from hueandcry.lib import clock


def record(event: str, *, subject: str, by: AbstractBaseUser | None = None, **facts: object) -> Entry:
    """Add an entry to the chain; call it inside the transaction of what it tells about.

    `facts` has to be JSON and must not hold anything about a supporter.
    """
    if event not in EVENTS:
        raise ValueError(f"the ledger has no event {event!r}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a ledger entry belongs inside the transaction of its step")
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    entry = Entry(
        seq=head.seq + 1, at=clock.now(), event=event, subject=subject,
        by=by.get_username() if by else "", facts=json.loads(json.dumps(facts)), before=head.hash,
    )  # fmt: skip
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    Head.objects.filter(pk=1, seq=head.seq).update(seq=entry.seq, hash=entry.hash)
    return entry


def digest(entry: Entry) -> str:
    """SHA-256 of the entry as canonical JSON (sorted keys, UTF-8), with the hash before it."""
    fields = [entry.seq, entry.at.isoformat(), entry.event, entry.subject, entry.by, entry.facts, entry.before]
    line = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def faults(tell: Callable[[], object] = lambda: None) -> Iterator[str]:
    """Walk the whole chain; a sentence for each row that was altered, deleted, moved or cut off.

    `tell` is called for each entry.
    """
    before, seq = "0" * 64, 0
    for entry in Entry.objects.order_by("seq").iterator():
        if entry.seq != seq + 1:
            yield f"Entry {seq + 1} is missing: the ledger goes from {seq} to {entry.seq}."
        elif entry.before != before:
            yield f"Entry {entry.seq} does not follow entry {seq}."
        if digest(entry) != entry.hash:
            yield f"Entry {entry.seq} ({entry.event}) was altered."
        before, seq = entry.hash, entry.seq
        tell()
    head = Head.objects.filter(pk=1).first()
    if head and (head.seq, head.hash) != (seq, before):
        yield f"The ledger was cut off: {head.seq} entries were written, {seq} are there."
