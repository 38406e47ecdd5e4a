"""A case is closed when nothing more is asked of anybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.cases import opening
from hueandcry.cases.models import Case
from hueandcry.ledger import writing
from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User


@transaction.atomic
def close(case: Case, *, by: User) -> None:
    """Close the case; it takes no further report, and everything about it stays readable."""
    if not by.may_write():
        raise Refused(_("Your role cannot close a case."))
    moves.move(case, to=Case.Status.CLOSED)
    writing.record("case closed", subject=opening.subject(case), by=by)
