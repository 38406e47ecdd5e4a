"""A second pair of eyes: nobody approves what they edited, and approval names the very words it saw."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.appeals import document, revisions
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.ledger import writing
from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

WHY = 300  # characters


class Incomplete(Refused):
    """Something is missing; `missing` says where and what."""

    def __init__(self, missing: list[document.Missing]) -> None:
        self.missing = missing
        super().__init__(
            _("This is missing before anyone can approve it:") + " " + " ".join(m.sentence for m in missing)
        )


@transaction.atomic
def ask(appeal: Appeal, *, by: User) -> None:
    """Ask for approval of the working revision; Incomplete while anything is missing."""
    if not by.may_write():
        raise Refused(_("Your role cannot write appeals."))
    revision = revisions.locked(appeal)
    _complete(revision)
    _move(appeal, revision, to=Revision.Status.REVIEW)
    facts = {"revision": revision.n, "digest": revision.digest}
    writing.record("review asked", subject=revisions.subject(appeal), by=by, **facts)


@transaction.atomic
def approve(appeal: Appeal, *, by: User, digest: str, now: dt.datetime) -> None:
    """Let the working revision out of review; `digest` is that of the words the approver had before them."""
    if not by.may_approve():
        raise Refused(_("Your role cannot approve appeals."))
    revision = revisions.locked(appeal)
    if revision.editors.filter(pk=by.pk).exists():
        raise Refused(_("You edited this revision. Somebody who did not has to approve it."))
    if digest != revision.digest or document.digest(revision.document) != revision.digest:
        raise Refused(_("The text has changed since you read it. Read it again before you approve it."))
    _complete(revision)
    signed = {"approved_by": by, "approved_digest": digest, "approved_at": now}
    _move(appeal, revision, to=Revision.Status.APPROVED, **signed)
    writing.record("appeal approved", subject=revisions.subject(appeal), by=by, revision=revision.n, digest=digest)


@transaction.atomic
def send_back(appeal: Appeal, *, by: User, why: str) -> None:
    """Make the working revision a draft again, from review or before it is issued; `why` is for the writer."""
    why = " ".join(why.split())
    if not by.may_approve():
        raise Refused(_("Your role cannot send an appeal back."))
    if not why or len(why) > WHY:
        raise Refused(_("Tell the writer what to change, in at most %(most)d characters.") % {"most": WHY})
    revision = revisions.locked(appeal)
    _move(appeal, revision, to=Revision.Status.DRAFT, approved_by=None, approved_digest="", approved_at=None)
    writing.record("review returned", subject=revisions.subject(appeal), by=by, revision=revision.n, why=why)


def _complete(revision: Revision) -> None:
    missing = document.missing(revision.document)
    if missing:
        raise Incomplete(missing)


def _move(appeal: Appeal, revision: Revision, *, to: str, **also: object) -> None:
    """The revision moves; the appeal moves with it until it has gone public once."""
    moves.move(revision, to=to, **also)
    appeal.refresh_from_db()
    if not appeal.live_revision_id:
        moves.move(appeal, to=Appeal.Status(to))
