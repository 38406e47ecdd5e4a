"""What an office answered, read and graded by a person at the desk."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from hueandcry.actions.models import Reply, ReplyGroup
from hueandcry.ledger import writing
from hueandcry.lib import sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import mailbox

SUMMARY = 1000  # characters
BY_HAND = {Reply.Grade.REFUSAL, Reply.Grade.FORM, Reply.Grade.SUBSTANCE, Reply.Grade.THREAT, Reply.Grade.ROBOT}


@transaction.atomic
def grade(reply: Reply, *, grade: str, summary: str, by: User, all_alike: bool = False) -> int:
    """Note what kind of answer it is and what it says; both stay when the letter itself is erased.

    With `all_alike` the same is noted for every answer of its group; how many that were.
    """
    if not by.may_keep_post():
        raise Refused(_("Your role cannot grade answers."))
    if grade not in BY_HAND:
        raise Refused(_("Please choose what kind of answer this is."))
    summary = summary.strip()
    if len(summary) > SUMMARY:
        raise Refused(_("Please shorten the summary to %(most)d letters.") % {"most": SUMMARY})
    group = reply.group if all_alike else None
    answers = Reply.objects.filter(group=group) if group else Reply.objects.filter(pk=reply.pk)
    count = answers.update(grade=grade, summary=summary)
    reply.grade, reply.summary = grade, summary
    target = reply.target.name if reply.target else ""
    facts = {"target": target, "grade": grade} | ({"answers": count} if count > 1 else {})
    writing.record("reply graded", subject=reply.appeal.number or "", by=by, **facts)
    return count


def to_read() -> QuerySet[Reply]:
    """One unread answer of each group, the newest first, with `alike`: how many there are of it."""
    return _one_of_each(Reply.objects.filter(grade=Reply.Grade.UNREAD))


def done() -> QuerySet[Reply]:
    """One graded answer of each group."""
    return _one_of_each(Reply.objects.exclude(grade=Reply.Grade.UNREAD))


def _one_of_each(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    earlier = replies.filter(group=OuterRef("group"), pk__lt=OuterRef("pk"))
    alike = replies.filter(group=OuterRef("group")).order_by().values("group").annotate(n=Count("pk")).values("n")
    firsts = replies.filter(Q(group=None) | ~Exists(earlier)).select_related("appeal", "target")
    return firsts.annotate(alike=Coalesce(Subquery(alike), 1)).order_by("-arrived_at", "-pk")


@dataclass(frozen=True)
class Variant:
    """Answers of a group that say the same word for word."""

    example: Reply
    count: int


def variants(group: ReplyGroup) -> list[Variant]:
    """The wordings of a group, the commonest first."""
    counted = group.replies.order_by().values("fingerprint").annotate(n=Count("pk"), first=Min("pk"))
    rows = {row["first"]: row["n"] for row in counted}
    examples = Reply.objects.filter(pk__in=rows).select_related("incoming", "target", "appeal", "protest")
    return sorted((Variant(each, rows[each.pk]) for each in examples), key=lambda one: (-one.count, one.example.pk))


def proofs(group: ReplyGroup) -> list[tuple[str, int]]:
    """(whose signature, how many answers) of a group: a forged one among genuine ones stays visible."""
    counted = group.replies.order_by().values_list("proof").annotate(n=Count("pk")).order_by("-n")
    return [(str(Reply.Proof(proof).label), n) for proof, n in counted]


def raw(reply: Reply) -> bytes | None:
    """The answer as it came; None once it was erased."""
    try:
        return mailbox.fetch(reply.incoming) if reply.incoming else None
    except (FileNotFoundError, sealing.KeyGone):
        return None
