"""Putting a letter back on the shelf by hand."""

from datetime import datetime

from django.utils.translation import gettext as _

from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.post.models import Delivery

Status = Delivery.Status
BY_HAND = (Status.REJECTED, Status.GIVEN_UP, Status.QUARANTINED)


def requeue(delivery: Delivery, *, twice: bool, now: datetime) -> None:
    """Let the letter wait again, due now; refuses what could arrive twice unless `twice`, and what was erased."""
    if not delivery.sealed:
        raise Refused(_("The supporter's data was erased; there is nothing left to send."))
    if delivery.status == Status.IN_DOUBT and twice:
        moves.move(delivery, to=Status.QUEUED, due_at=now, possible_duplicate=True)
    elif delivery.status == Status.IN_DOUBT:
        raise Refused(_("It may have arrived. Ask the relay's log first, or say that it may arrive twice."))
    elif delivery.status in BY_HAND:
        moves.move(delivery, to=Status.QUEUED, due_at=now, crashes=None)
    else:
        raise Refused(
            _("It is %(status)s and cannot be changed that way.") % {"status": delivery.get_status_display().lower()}
        )
