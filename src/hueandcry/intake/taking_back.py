"""Taking a decision about a report back: it waits for a decision again, and the ledger keeps both steps."""

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.appeals.models import Appeal, Revision
from hueandcry.cases import closing, individuals
from hueandcry.intake import matching, receiving
from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User


@transaction.atomic
def take_back(report: Report, *, by: User) -> None:
    """Let a report wait again; whom it told of leaves the case, decisions about who is who stay.

    A case it opened is closed and its draft put down; refused when others have built on that case already.
    """
    if not by.may_write():
        raise Refused(_("Your role cannot decide about reports."))
    case, was = report.case, report.taken_as or report.status
    opened = case is not None and report.taken_as not in (matching.UPDATE, matching.OUTCOME)
    drafts = list(case.appeals.all()) if case and opened else []
    if case and opened:
        built_on = case.reports.exclude(pk=report.pk).exists() or case.outcomes.exists()
        if built_on or any(appeal.status != Appeal.Status.DRAFT or appeal.issued_at for appeal in drafts):
            raise Refused(
                _("This case has more in it than this report by now, so it cannot be taken back. Close it instead.")
            )
    moves.move(report, to=Report.Status.RECEIVED, case=None, taken_as="")
    writing.record("report taken back", subject=receiving.subject(report), by=by, was=was)
    if case is None:
        return
    individuals.leave(case, report.token)
    for appeal in drafts:
        moves.move(appeal, to=Appeal.Status.STOPPED, end_reason=_("The report this was drafted from was taken back."))
        moves.move(appeal.revisions.get(), to=Revision.Status.PAST)
    if opened:
        closing.close(case, by=by)
