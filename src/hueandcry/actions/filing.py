"""An answer is filed under its protest, its target and its appeal, with what its signature proves."""

from django.utils.translation import gettext as _

from hueandcry.actions import belonging, copies, forwarding, grouping, proving
from hueandcry.actions.models import Protest, Reply, Summary
from hueandcry.appeals.models import Appeal, Target
from hueandcry.ledger import writing
from hueandcry.lib import moves, sealing
from hueandcry.post import mailbox, sorting
from hueandcry.post.models import Incoming

Proven = proving.Proven
REASON = 300  # characters


def prove(incoming: Incoming, letter: Protest | Summary | None, target: Target | None = None) -> Proven:
    """Who signed it, for the office it is filed under; asks name servers, so before the transaction."""
    protest = letter
    if isinstance(letter, Summary):
        protest = Protest.objects.select_related("mission").filter(delivery__summary=letter.delivery).first()
    embassy = protest.mission.email if isinstance(protest, Protest) and protest.mission else ""
    office = proving.office_of(letter.target if letter else target, more=embassy)
    try:
        return proving.prove(mailbox.fetch(incoming), office)
    except (FileNotFoundError, sealing.KeyGone):
        return Proven(Reply.Proof.UNCHECKED)


def own_protest(incoming: Incoming, target: Target | None) -> tuple[sorting.Sorted, Protest | None]:
    """What a message placed by hand says, and its protest if it names one to the target a person chose."""
    try:
        found = sorting.sort(mailbox.fetch(incoming), null_sender=incoming.null_sender)
    except (FileNotFoundError, sealing.KeyGone):
        return sorting.Sorted(), None
    protest = belonging.protest_of(incoming, found)
    return found, protest if protest and protest.target == target else None


def file(incoming: Incoming, found: sorting.Sorted, letter: Protest | Summary, proven: Proven) -> None:
    """Place an answer to one protest or to a summary of many, within the caller's transaction."""
    robot = found.kind == Incoming.Kind.ROBOT
    why = _("An automatic answer of: %(target)s") if robot else _("An answer of: %(target)s")
    kind = Incoming.Kind.ROBOT if robot else Incoming.Kind.REPLY
    moves.move(incoming, to=Incoming.Status.PLACED, kind=kind, reason=(why % {"target": letter.target.name})[:REASON])
    protest = letter if isinstance(letter, Protest) else None
    keep(incoming, found, letter.appeal, letter.target, protest, proven, robot=robot)
    if not robot:
        writing.record("reply filed", subject=letter.appeal.number or "", target=letter.target.name)
    copies.hand_over(incoming, letter.appeal)


def keep(
    incoming: Incoming, found: sorting.Sorted, appeal: Appeal, target: Target | None, protest: Protest | None,
    proven: Proven, *, robot: bool,
) -> Reply:  # fmt: skip
    """The row of an answer, in its group; the supporter gets her letter if she asked for it."""
    told = grouping.prints(appeal, found, protest) if target else None
    reply = Reply.objects.create(
        appeal=appeal, target=target, protest=protest, incoming=incoming, arrived_at=incoming.arrived_at,
        grade=Reply.Grade.ROBOT if robot else Reply.Grade.UNREAD,
        group=grouping.group_of(target, told, robot=robot) if target else None, fingerprint=told[0] if told else "",
        proof=proven.proof, signed_by=proven.signed_by, known_sender=proven.known_sender,
    )  # fmt: skip
    forwarding.forward(reply, found, protest)
    return reply
