"""Mail that nobody could place: a person reads it as text and says what it is, or sets it aside."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.actions import belonging, learning, placing, showing
from hueandcry.actions.models import SortingRule
from hueandcry.appeals.models import Target
from hueandcry.desk import asked, roles, wording
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post.models import Incoming

PER_PAGE = 50
BY_HAND = (Incoming.Kind.REPLY, Incoming.Kind.COPY, Incoming.Kind.ROBOT, Incoming.Kind.BOUNCE)


@require_safe
@role_required(*roles.POSTKEEPERS)
def everything(request: StaffRequest) -> HttpResponse:
    """What waits for a person, oldest first, then what could not be read."""
    waiting = Incoming.objects.filter(status=Incoming.Status.UNPLACED).order_by("arrived_at", "pk")
    penned = Incoming.objects.filter(status=Incoming.Status.PENNED).order_by("arrived_at", "pk")
    told = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "penned": Paginator(penned, PER_PAGE).get_page(request.GET.get("penned")),
        "names": wording.incoming_kinds(),
        "learned": learning.live(SortingRule.objects.all()).count(),
    }
    return render(request, "desk/post.html", told)


@require_safe
@role_required(*roles.POSTKEEPERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One message as plain text, with what it might be."""
    incoming = get_object_or_404(Incoming, pk=pk)
    mail = showing.read(incoming)
    waits = incoming.status in (Incoming.Status.UNPLACED, Incoming.Status.PENNED)
    told = {
        "incoming": incoming,
        "waits": waits,
        "mail": mail,
        "came_to": showing.address(incoming.envelope_to),
        "proposals": learning.proposals(mail.found) if waits else [],
        "guesses": belonging.guesses(mail.found) if waits else [],
        "kinds": [(kind.value, wording.incoming_kinds()[kind]) for kind in BY_HAND],
        "targets": Target.objects.filter(appeal__live_revision__isnull=False)
        .select_related("appeal")
        .order_by("-appeal__pk", "position"),
    }
    return render(request, "desk/incoming.html", told)


@require_POST
@role_required(*roles.POSTKEEPERS)
def place(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what the message is and which target it belongs to."""
    incoming = get_object_or_404(Incoming, pk=pk)
    target = Target.objects.filter(pk=asked.number(request.POST.get("target", ""))).first()
    kind, by = request.POST.get("kind", ""), request.user

    def put() -> None:
        if kind not in BY_HAND or target is None:
            raise Refused(_("Choose what the message is, and which appeal and target it belongs to."))
        placing.by_hand(incoming, kind=kind, appeal=target.appeal, target=target, by=by)

    placed = asked.tried(request, put, _("The message was placed."))
    return redirect("desk:post") if placed else redirect("desk:incoming", pk)


@require_POST
@role_required(*roles.POSTKEEPERS)
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that the message belongs to nothing of ours."""
    incoming, by = get_object_or_404(Incoming, pk=pk), request.user
    aside = asked.tried(request, lambda: placing.set_aside(incoming, by=by), _("The message was set aside."))
    return redirect("desk:post") if aside else redirect("desk:incoming", pk)


@require_safe
@role_required(*roles.POSTKEEPERS)
def learned(request: StaffRequest) -> HttpResponse:
    """What the desk learned about senders, the newest first; each can be taken back."""
    rules = learning.live(SortingRule.objects.all()).select_related("target__appeal", "made_by").order_by("-pk")
    page = Paginator(rules, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/learned.html", {"page": page})


@require_POST
@role_required(*roles.POSTKEEPERS)
def unlearn(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one back."""
    rule, by = get_object_or_404(SortingRule, pk=pk), request.user
    asked.tried(request, lambda: learning.take_back(rule, by=by, now=clock.now()), _("It was taken back."))
    return redirect("desk:learned")
