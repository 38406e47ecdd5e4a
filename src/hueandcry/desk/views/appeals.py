"""Appeals that are public: their numbers, and pausing, stopping and revising them."""

import datetime as dt
from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.actions import by_section, silence, tally
from hueandcry.appeals import drafting, issuing, revisions, widening
from hueandcry.appeals.models import Appeal
from hueandcry.desk import addressed, asked, board, called, entries, figures, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

PER_PAGE = 50


@require_safe
@role_required(*roles.EVERYBODY)
def everything(request: StaffRequest) -> HttpResponse:
    """Every appeal that has a number, newest first."""
    rows = Appeal.objects.filter(number__isnull=False).select_related("case", "live_revision").order_by("-issued_at")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = [(appeal, board.headline(appeal.live_revision, appeal)) for appeal in page]
    return render(request, "desk/appeals.html", {"page": page, "listed": listed})


@require_safe
@role_required(*roles.EVERYBODY)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """A public appeal with exact numbers; a draft is shown beside its source instead."""
    rows = Appeal.objects.select_related("case", "live_revision__approved_by")
    appeal = get_object_or_404(rows, pk=pk)
    if appeal.live_revision is None:
        return redirect("desk:draft", pk)
    told = {
        "appeal": appeal,
        "title": board.headline(appeal.live_revision, appeal),
        "public_pages": figures.public_addresses(appeal),
        "tally": tally.desk(appeal),
        "by_section": by_section.desk(appeal),
        "places": addressed.of(appeal.live_revision.document),
        "calls": called.of_appeal(appeal),
        "troubles": figures.troubled_letters(appeal) if request.user.may_keep_post() else [],
        "outcomes": appeal.case.outcomes.order_by("-on", "-pk"),
        "following": widening.next_circle(appeal),
        "silent_since": silence.unanswered_since(appeal),
        "working": revisions.working(appeal) if request.user.may_write() else None,
    }
    return render(request, "desk/appeal.html", told)


@require_POST
@role_required(*roles.WRITERS)
def pause(request: StaffRequest, pk: int) -> HttpResponse:
    """Hold the letters of the appeal."""
    return _step(request, pk, lambda a: issuing.pause(a, by=request.user), _("Its letters are held. The page says so."))


@require_POST
@role_required(*roles.WRITERS)
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the letters leave again."""
    return _step(request, pk, lambda a: issuing.resume(a, by=request.user), _("Its letters leave again."))


@require_POST
@role_required(*roles.WRITERS)
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """End the appeal, with a reason; it cannot be started again."""
    reason = request.POST.get("reason", "").strip()

    def rule(appeal: Appeal) -> None:
        if not reason:
            raise Refused(_("Say why the appeal is stopped; it stands on the page and in the ledger."))
        issuing.stop(appeal, by=request.user, reason=reason, now=clock.now())

    return _step(request, pk, rule, _("The appeal is stopped."))


@require_POST
@role_required(*roles.APPROVERS)
def extend(request: StaffRequest, pk: int) -> HttpResponse:
    """Let an appeal past its date go on until a new one."""

    def rule(appeal: Appeal) -> None:
        try:
            act_by = dt.date.fromisoformat(request.POST.get("act_by", "").strip())
        except ValueError:
            raise Refused(_("Write the new act-by date as 2026-03-09.")) from None
        issuing.extend(appeal, act_by=act_by, by=request.user, now=clock.now())

    return _step(request, pk, rule, _("The appeal is live again."))


@require_POST
@role_required(*roles.APPROVERS)
def widen(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the next circle of targets before its time, with a reason."""
    to = asked.number(request.POST.get("circle", "")) or 0

    def rule(appeal: Appeal) -> None:
        widening.by_hand(appeal, to=to, by=request.user, reason=request.POST.get("reason", ""), now=clock.now())

    return _step(request, pk, rule, _("The circle is open. Letters go to its targets from now on."))


@require_POST
@role_required(*roles.WRITERS)
def revise(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a new revision; the live one stays until the new one is approved and issued."""
    appeal = get_object_or_404(Appeal, pk=pk)
    begun = asked.tried(
        request,
        lambda: drafting.revise(appeal, by=request.user, now=clock.now()),
        _("A new revision was begun. The public page stays as it is until it is approved and issued."),
    )
    return redirect("desk:draft" if begun else "desk:appeal", pk)


@require_safe
@role_required(*roles.EVERYBODY)
def ledger(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything that was done with the appeal and its case, as it was written down then."""
    appeal = get_object_or_404(Appeal.objects.select_related("case", "live_revision"), pk=pk)
    told = {"appeal": appeal, "title": board.headline(appeal.live_revision, appeal), "lines": entries.of(appeal)}
    return render(request, "desk/ledger.html", told)


def _step(request: StaffRequest, pk: int, rule: Callable[[Appeal], object], done: str) -> HttpResponse:
    appeal = get_object_or_404(Appeal, pk=pk)
    asked.tried(request, lambda: rule(appeal), done)
    return redirect("desk:appeal", pk)
