"""The rest of the letters to an office as one: asking for it, looking at it, deciding."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.actions import summing_up
from hueandcry.actions.models import Summary
from hueandcry.appeals.models import Target
from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import summaries
from hueandcry.post.models import Letter, Turn


@require_POST
@role_required(*roles.POSTKEEPERS)
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a summary; the next page shows what it would say."""
    turn = get_object_or_404(Turn, pk=asked.number(request.POST.get("turn", "")), pigeonhole=pk)
    target = get_object_or_404(Target, pk=asked.number(request.POST.get("target", "")))
    words = get_object_or_404(Letter, pk=asked.number(request.POST.get("words", "")))
    by, done = request.user, _("Asked for. A second person has to agree.")
    asked.tried(request, lambda: summing_up.ask(target, turn, words, by=by, now=clock.now()), done)
    made = Summary.objects.filter(turn=turn, target=target, words=words, status=Summary.Status.ASKED).first()
    return redirect("desk:summary", made.pk) if made else redirect("desk:office", pk)


@require_safe
@role_required(*roles.POSTKEEPERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """What it says, who is in it, and the buttons for whoever may decide."""
    summary = _summary(pk)
    preview = _preview(summary) if summary.status == Summary.Status.ASKED else None
    return render(request, "desk/summary.html", {"summary": summary, "preview": preview, "failed": summaries.FAILED})


@require_POST
@role_required(*roles.POSTKEEPERS)
def make(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person agrees."""
    done = _("The letter is laid out and leaves with the next round.")
    return _decided(request, pk, summing_up.make, done, until=asked.number(request.POST.get("last", "")))


@require_POST
@role_required(*roles.POSTKEEPERS)
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Not as one."""
    return _decided(request, pk, summing_up.drop, _("Not as a summary: the letters leave one by one."))


@require_POST
@role_required(*roles.POSTKEEPERS)
def take_apart(request: StaffRequest, pk: int) -> HttpResponse:
    """What did not get through as one waits one by one again."""
    return _decided(request, pk, summing_up.take_apart, _("The letters wait one by one again."))


def _decided(request: StaffRequest, pk: int, rule: Callable[..., object], done: str, **more: object) -> HttpResponse:
    summary, by = _summary(pk), request.user
    asked.tried(request, lambda: rule(summary, by=by, now=clock.now(), **more), done)
    return redirect("desk:summary", pk)


def _summary(pk: int) -> Summary:
    rows = Summary.objects.select_related("appeal", "target", "turn", "words", "asked_by", "decided_by", "delivery")
    return get_object_or_404(rows, pk=pk)


def _preview(summary: Summary) -> summing_up.Preview | None:
    try:
        return summing_up.preview(summary)
    except Refused:
        return None
