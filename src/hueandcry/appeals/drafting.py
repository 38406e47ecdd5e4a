"""From what the reader proposes to a draft of an appeal, and every change a writer makes to it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.appeals import (
    document,
    looking,
    moving,
    proposing,
    rehearsing,
    removing,
    revisions,
    supporting,
    translating,
)
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.cases.models import Case
from hueandcry.ledger import writing
from hueandcry.lib import tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people import languages
from hueandcry.people.models import User

Change = Callable[[dict[str, Any]], dict[str, Any]]  # a rule that makes one document of another
REHEARSED_DAYS = 30  # until the act-by date of a rehearsal, which nobody has to think about


@transaction.atomic
def draft(case: Case, report_token: str, reading: Mapping[str, Any], *, by: User, now: dt.datetime) -> Appeal:
    """Open an appeal on the case with a first revision made of the reader's JSON (see reading.md)."""
    _may(by)
    proposed = proposing.propose(reading, languages=_proposed())
    proposed["report"] = report_token
    if not settings.LIVE:
        proposed["act_by"] = (now.date() + dt.timedelta(days=REHEARSED_DAYS)).isoformat()
    proposing.know_again([*proposed["people"], *proposed["others"]], case.people.all())
    doc = document.clean(proposed, clip=True)
    rehearsing.rewrite(doc)
    appeal = Appeal.objects.create(case=case, key=tokens.new(80), created_at=now)
    revision = _new(appeal, 1, doc, by=by, now=now)
    facts = {"revision": revision.n, "report": report_token, "digest": revision.digest}
    writing.record("appeal drafted", subject=revisions.subject(appeal), by=by, **facts)
    return appeal


@transaction.atomic
def edit(
    revision: Revision,
    changed: Mapping[str, Any],
    *,
    by: User,
    now: dt.datetime,
    seen: str = "",
    change: Change | None = None,
) -> Revision:
    """Replace the document of a draft; `seen` is the digest of the state the editor had on the screen.

    `change` is a rule that is applied to what was typed, such as a merge. Refused when it is no draft any more,
    or when somebody else changed it in the meantime.
    """
    _may(by)
    row = Revision.objects.select_for_update().get(pk=revision.pk)
    if row.status != Revision.Status.DRAFT:
        raise Refused(_("This revision is not a draft any more. Take it back before you change it."))
    if row.digest != (seen or revision.digest):
        raise Refused(
            _("Somebody else has changed this draft since you opened it. Your words are still here: compare.")
        )
    doc = _edited(row, changed, by=by, change=change)
    fields = document.changed(row.document, doc)
    if fields:
        row.document, row.digest = doc, document.digest(doc)
        row.save(update_fields=["document", "digest"])
        row.editors.add(by)
        told = {"revision": row.n, "changed": fields, "digest": row.digest}
        writing.record("revision edited", subject=revisions.subject(row.appeal), by=by, **told)
    revision.document, revision.digest = row.document, row.digest
    return row


@transaction.atomic
def revise(appeal: Appeal, *, by: User, now: dt.datetime) -> Revision:
    """Begin a new revision as a copy of the live one, which stays live until the new one is issued."""
    _may(by)
    live = appeal.live_revision
    if not live or appeal.status == Appeal.Status.STOPPED:
        raise Refused(_("Only an appeal that is public, and not stopped, can get a new revision."))
    if revisions.working(appeal):
        raise Refused(_("There is a revision in work already. Finish that one first."))
    n = max(appeal.revisions.values_list("n", flat=True)) + 1
    try:
        with transaction.atomic():
            revision = _new(appeal, n, live.document, by=by, now=now)
    except IntegrityError:
        raise Refused(_("Somebody else has just begun a new revision. Look again.")) from None
    writing.record(
        "revision edited", subject=revisions.subject(appeal), by=by, revision=n, copied_from=live.n, changed=[]
    )
    return revision


def _edited(row: Revision, changed: Mapping[str, Any], *, by: User, change: Change | None) -> dict[str, Any]:
    """What was typed, with the words it stands on, who looked, and what was taken out; then the rule."""
    old = row.document
    doc = document.clean(changed)
    doc["report"], doc["language"] = old.get("report", ""), old.get("language", "")
    supporting.carry(old, doc, source=source(row), by=_("written by %(name)s") % {"name": by})
    looking.carry(old, doc, by=str(by))
    removing.keep(old, doc, by=str(by))
    translating.carry(old, doc)
    if change:
        doc = document.clean(change(doc))
    moving.know_officials(doc)
    rehearsing.rewrite(doc)
    return doc


def _new(appeal: Appeal, n: int, doc: dict[str, Any], *, by: User, now: dt.datetime) -> Revision:
    revision = Revision.objects.create(appeal=appeal, n=n, document=doc, digest=document.digest(doc), created_at=now)
    revision.editors.add(by)
    return revision


def source(revision: Revision) -> str:
    """The text the spans point into; empty when the report is gone."""
    report = revision.appeal.case.reports.filter(token=revision.document.get("report", "")).first()
    reading = report.reading if report else None
    return str(reading.get("text", "")) if isinstance(reading, dict) else ""


def _may(by: User) -> None:
    if not by.may_write():
        raise Refused(_("Your role cannot write appeals."))


def _proposed() -> list[str]:
    """The languages a draft begins with; a writer adds others."""
    return [code for code in languages.public() if code not in languages.unchecked()]
