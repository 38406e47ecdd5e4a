"""Acts that came at once and look made by one hand: looking, letting them through, setting them aside by two."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.actions import bursts, unsealing
from hueandcry.actions.models import Action, Burst
from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock, sealing

SAMPLES = 5


@require_safe
@role_required(*roles.POSTKEEPERS)
def everything(request: StaffRequest) -> HttpResponse:
    """What waits for a look, and what was decided."""
    waiting = [(burst, _samples(burst)) for burst in bursts.standing()]
    decided = Burst.objects.filter(status__in=(Burst.Status.REMOVED, Burst.Status.RELEASED))
    told = {
        "waiting": waiting,
        "decided": decided.select_related("appeal", "asked_by", "decided_by").order_by("-decided_at")[:50],
        "most": bursts.MOST,
    }
    return render(request, "desk/bursts.html", told)


@require_POST
@role_required(*roles.POSTKEEPERS)
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """They are people."""
    return _decided(request, pk, bursts.note_release, _("They are let through; their letters are laid out now."))


@require_POST
@role_required(*roles.POSTKEEPERS)
def doubt(request: StaffRequest, pk: int) -> HttpResponse:
    """It is abuse, says one."""
    return _decided(request, pk, bursts.ask_to_remove, _("Noted. A second person has to agree."))


@require_POST
@role_required(*roles.POSTKEEPERS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """It is abuse, says a second one."""
    return _decided(request, pk, bursts.remove, _("Set aside as abuse. It can still be taken back."))


def _decided(request: StaffRequest, pk: int, rule: Callable[..., None], done: str) -> HttpResponse:
    burst, by = get_object_or_404(Burst.objects.select_related("appeal"), pk=pk), request.user
    more = {} if rule is bursts.ask_to_remove else {"now": clock.now()}
    asked.tried(request, lambda: rule(burst, by=by, **more), done)
    return redirect("desk:bursts")


def _samples(burst: Burst) -> list[dict[str, str]]:
    """Mail domain, country and words of a few of its acts; no name and no address."""
    return [_sample(action) for action in bursts.apart(burst)[:SAMPLES]]


def _sample(action: Action) -> dict[str, str]:
    try:
        told = unsealing.told(action.appeal.act_key, action.sealed)
    except sealing.KeyGone:
        told = {}
    domain = told.get("email", "").rpartition("@")[2]
    return {"domain": domain, "country": action.country, "words": told.get("words", "")}
