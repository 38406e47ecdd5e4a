"""A report arrives: kept as it came before anything reads it, then read; what cannot be read is not lost."""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.lib import clock, keeping, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.reader import page, reading

KEY = "reports"
TROUBLE = 300  # characters
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
    if not sealing.exists(KEY):
        sealing.make(KEY)
    digest = keeping.keep(settings.DATA / "reports", raw, key=KEY)
    with transaction.atomic():
        report = Report.objects.create(
            token=tokens.new(), sha256=digest, how=how, received_at=now or clock.now(), received_by=by, address=address
        )
        writing.record("report received", subject=subject(report), by=by, how=how, sha256=digest)
    _read(report, raw)
    return report


def reread(report: Report) -> None:
    """Read a report again, after the reader learned something; refused once it was decided upon."""
    if report.status not in (Report.Status.RECEIVED, Report.Status.ASKED):
        raise Refused(_("This report was decided upon already; its draft stands on the first reading."))
    _read(report, raw(report))


def raw(report: Report) -> bytes:
    """The bytes exactly as they came; raises FileNotFoundError or sealing.KeyGone."""
    return keeping.fetch(settings.DATA / "reports", report.sha256, key=KEY)


def subject(report: Report) -> str:
    """How the ledger names a report."""
    return f"report {report.token}"


def _read(report: Report, raw: bytes) -> None:
    """No transaction is open while the reader works: it may take seconds."""
    try:
        report.reading, report.trouble = reading.read(raw, settings.OPINIONS).to_json(), ""
    except Refused as no:
        report.reading, report.trouble = None, str(no)[:TROUBLE]
    except Exception as fault:  # whatever the text does to the reader, the report is kept and somebody is told
        log.error("the reader failed on report %s: %s", report.pk, type(fault).__name__)
        report.reading, report.trouble = None, _("The reader failed on this text. It is kept; tell the operator.")
    report.save(update_fields=["reading", "trouble"])
