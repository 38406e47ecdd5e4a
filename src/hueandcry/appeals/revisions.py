"""Which revision of an appeal is being worked on, and how the ledger names the appeal."""

from django.utils.translation import gettext as _

from hueandcry.appeals.models import Appeal, Revision
from hueandcry.lib.refusal import Refused

OPEN = (Revision.Status.DRAFT, Revision.Status.REVIEW, Revision.Status.APPROVED)


def working(appeal: Appeal) -> Revision | None:
    """The revision that is draft, in review or approved; an appeal has at most one."""
    return appeal.revisions.filter(status__in=OPEN).order_by("-n").first()


def put_down(appeal: Appeal) -> Revision | None:
    """The draft of an appeal that was given up before it was issued; it can be read, and takes no change."""
    given_up = appeal.status == Appeal.Status.STOPPED and not appeal.issued_at
    return appeal.revisions.order_by("-n").first() if given_up else None


def locked(appeal: Appeal) -> Revision:
    """The working revision with its row locked until the transaction ends, or refuse."""
    found = appeal.revisions.select_for_update().filter(status__in=OPEN).order_by("-n").first()
    if not found:
        raise Refused(_("Nothing is being worked on here. Begin a new revision first."))
    return found


def subject(appeal: Appeal) -> str:
    """How the ledger names an appeal: its number, or as a draft."""
    return str(appeal)
