"""What an office answered, read and graded by a person at the desk."""

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.actions.models import Reply
from hueandcry.ledger import writing
from hueandcry.lib import sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import mailbox

SUMMARY = 1000  # characters
BY_HAND = {Reply.Grade.REFUSAL, Reply.Grade.FORM, Reply.Grade.SUBSTANCE, Reply.Grade.THREAT, Reply.Grade.ROBOT}


@transaction.atomic
def grade(reply: Reply, *, grade: str, summary: str, by: User) -> None:
    """Note what kind of answer it is and what it says; both stay when the letter itself is erased."""
    if not by.may_keep_post():
        raise Refused(_("Your role cannot grade answers."))
    if grade not in BY_HAND:
        raise Refused(_("Please choose what kind of answer this is."))
    summary = summary.strip()
    if len(summary) > SUMMARY:
        raise Refused(_("Please shorten the summary to %(most)d letters.") % {"most": SUMMARY})
    Reply.objects.filter(pk=reply.pk).update(grade=grade, summary=summary)
    reply.grade, reply.summary = grade, summary
    target = reply.target.name if reply.target else ""
    writing.record("reply graded", subject=reply.appeal.number or "", by=by, target=target, grade=grade)


def raw(reply: Reply) -> bytes | None:
    """The answer as it came; None once it was erased."""
    try:
        return mailbox.fetch(reply.incoming) if reply.incoming else None
    except (FileNotFoundError, sealing.KeyGone):
        return None
