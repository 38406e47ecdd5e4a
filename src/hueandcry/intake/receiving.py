"""A report arrives: kept as it came before anything reads it, then read; what cannot be read is not lost."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.lib import clock, folders, keeping, room, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.reader import reading
from hueandcry.reader.source import page

KEY = "reports"
TROUBLE = 300  # characters
OPEN = (Report.Status.RECEIVED, Report.Status.ASKED)  # nobody has decided yet
log = logging.getLogger("hueandcry.intake")


def receive(
    raw: bytes, *, how: str, by: User | None = None, now: dt.datetime | None = None, address: str = ""
) -> Report:
    """Keep the bytes, write the row, then read; `how` is paste, upload, web or command.

    `address` is where a page of the web stood.

    Empty and huge input is refused before anything is written. Where the reader refuses, the report
    stays with its `trouble` in a sentence and can be read again.
    """
    if not raw.strip():
        raise Refused(_("There is nothing in it. Paste the words of the report, or choose a file."))
    if len(raw) > page.LARGEST_FILE:
        raise Refused(_("It is larger than 5 MiB. Send it without pictures, or paste the part that matters."))
    if len(raw) > page.most(raw):
        raise Refused(_("It is larger than 2 MiB. Paste only the part that tells what happened and whom to write to."))
    if room.full():
        raise Refused(
            _("The disk is nearly full, so the report was not taken in. The operator has to make room first.")
        )
    folders.check(folders.DATA)
    if not sealing.exists(KEY):
        sealing.make(KEY)
    digest = keeping.keep(settings.DATA / "reports", raw, key=KEY)
    with transaction.atomic():
        report = Report.objects.create(
            token=tokens.new(), sha256=digest, how=how, received_at=now or clock.now(), received_by=by, address=address
        )
        writing.record("report received", subject=subject(report), by=by, how=how, sha256=digest)
    found = _found(report, raw)
    Report.objects.filter(pk=report.pk, status__in=OPEN).update(**found)
    _take(report, found)
    return report


def reread(report: Report, *, by: User) -> None:
    """Read a report again: the machine fell while it was read, or the reader learned something since.

    Refused once it was decided upon, even while it was being read, and where its bytes are gone.
    """
    if not by.may_write():
        raise Refused(_("Your role cannot decide about reports."))
    if report.status not in OPEN:
        raise _decided()
    try:
        kept = raw(report)
    except (FileNotFoundError, sealing.KeyGone):
        raise Refused(_("What arrived is not kept any more, so it cannot be read again.")) from None
    found = _found(report, kept)
    with transaction.atomic():
        if not Report.objects.filter(pk=report.pk, status__in=OPEN).update(**found):
            raise _decided()
        writing.record("report read again", subject=subject(report), by=by, sha256=report.sha256)
    _take(report, found)


def raw(report: Report) -> bytes:
    """The bytes exactly as they came; raises FileNotFoundError or sealing.KeyGone."""
    return keeping.fetch(settings.DATA / "reports", report.sha256, key=KEY)


def subject(report: Report) -> str:
    """How the ledger names a report."""
    return f"report {report.token}"


def _found(report: Report, raw: bytes) -> dict[str, Any]:
    """The reading, or the trouble; no transaction is open while the reader works, which may take seconds."""
    try:
        return {"reading": reading.read(raw, settings.OPINIONS).to_json(), "trouble": ""}
    except Refused as no:
        return {"reading": None, "trouble": str(no)[:TROUBLE]}
    except Exception as fault:  # whatever the text does to the reader, the report is kept and somebody is told
        log.error("the reader failed on report %s: %s", report.pk, type(fault).__name__)
        return {"reading": None, "trouble": _("The reader failed on this text. It is kept; tell the operator.")}


def _take(report: Report, found: dict[str, Any]) -> None:
    report.reading, report.trouble = found["reading"], found["trouble"]


def _decided() -> Refused:
    return Refused(_("This report was decided upon already; its draft stands on the first reading."))
