"""The pace of letters: which offices wait, which are paused, and the buttons that change it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.actions import bounces, pacing
from hueandcry.appeals.models import Appeal
from hueandcry.desk import asked, called, offices, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock
from hueandcry.post import storms
from hueandcry.post.models import Pigeonhole, Storm

PER_PAGE = 50


@require_safe
@role_required(*roles.EVERYBODY)
def everything(request: StaffRequest) -> HttpResponse:
    """Paused ones first, then those with the most letters waiting; of one appeal, or all, where that is asked for."""
    now, whole = clock.now(), "all" in request.GET
    appeal = Appeal.objects.filter(pk=asked.number(request.GET.get("appeal", ""))).exclude(number=None).first()
    page = Paginator(offices.everything(appeal=appeal, whole=whole), PER_PAGE).get_page(request.GET.get("page"))
    rows = [offices.one(hole, now=now) for hole in page]
    query = f"appeal={appeal.pk}" if appeal else "all=yes" if whole else ""
    told: dict[str, object] = {"page": page, "offices": rows, "day": offices.day(now), "query": query}
    told |= {"appeal": appeal, "whole": whole}
    if request.user.may_keep_post() and (storm := storms.standing()):
        told |= {"storm": storm, "spared": storm.spared.values("to_key").distinct().count()}
    return render(request, "desk/offices.html", told)


@require_safe
@role_required(*roles.EVERYBODY)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One office: why it is paused, when it is open, how fast its letters leave."""
    office = offices.one(get_object_or_404(Pigeonhole, pk=pk), now=clock.now())
    told = {"office": office, "standard": offices.standard(), "paused_by": pacing.paused_by(office.hole)}
    told["calls"] = called.of_office(office.hole, office.appeals)
    if request.user.may_keep_post():
        told["summaries"] = offices.summaries(office.hole)
    return render(request, "desk/office.html", told)


@require_POST
@role_required(*roles.POSTKEEPERS)
def pause(request: StaffRequest, pk: int) -> HttpResponse:
    """Let nothing leave for it."""
    hole, by = get_object_or_404(Pigeonhole, pk=pk), request.user
    asked.tried(request, lambda: pacing.pause(hole, by=by, now=clock.now()), _("No letter leaves for this office now."))
    return redirect("desk:office", pk)


@require_POST
@role_required(*roles.POSTKEEPERS)
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    """Let letters leave again."""
    hole, by = get_object_or_404(Pigeonhole, pk=pk), request.user
    asked.tried(request, lambda: pacing.resume(hole, by=by, now=clock.now()), _("Letters leave for this office again."))
    return redirect("desk:office", pk)


@require_POST
@role_required(*roles.POSTKEEPERS)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Other office hours, other limits."""
    hole, by = get_object_or_404(Pigeonhole, pk=pk), request.user
    typed = {name: request.POST.get(name, "").strip() for name in ("zone", "open_hours", "an_hour", "in_all")}
    asked.tried(
        request,
        lambda: pacing.set_pace(hole, by=by, now=clock.now(), **typed),
        _("The pace of this office was changed."),
    )
    return redirect("desk:office", pk)


@require_POST
@role_required(*roles.POSTKEEPERS)
def believe(request: StaffRequest, pk: int) -> HttpResponse:
    """What came back from everywhere is true."""
    storm, by = get_object_or_404(Storm, pk=pk), request.user
    asked.tried(request, lambda: bounces.believe(storm, by=by, now=clock.now()), _("What came back is believed."))
    return redirect("desk:offices")


@require_POST
@role_required(*roles.POSTKEEPERS)
def disbelieve(request: StaffRequest, pk: int) -> HttpResponse:
    """What came back from everywhere switches nothing off."""
    storm, by = get_object_or_404(Storm, pk=pk), request.user
    done = _("What came back is not believed; letters go on leaving.")
    asked.tried(request, lambda: bounces.disbelieve(storm, by=by, now=clock.now()), done)
    return redirect("desk:offices")
