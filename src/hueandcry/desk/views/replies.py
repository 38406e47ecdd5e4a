"""What officials answered: a person reads it, grades it and writes down what it says."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hueandcry.actions import proving, replies, showing
from hueandcry.actions.models import Reply
from hueandcry.desk import roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib.refusal import Refused

PER_PAGE = 50
GRADES = [(grade.value, grade.label) for grade in Reply.Grade if grade != Reply.Grade.UNREAD]


@require_safe
@role_required(*roles.POSTKEEPERS)
def everything(request: StaffRequest) -> HttpResponse:
    """Unread ones first, then the newest."""
    page = Paginator(replies.done(), PER_PAGE).get_page(request.GET.get("page"))
    unread = Paginator(replies.to_read(), PER_PAGE).get_page(1)
    return render(request, "desk/replies.html", {"unread": unread, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.POSTKEEPERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """Read one, choose its grade, and say in the desk's words what it says."""
    reply = get_object_or_404(Reply.objects.select_related("appeal", "target", "incoming", "group"), pk=pk)
    return _graded(request, reply, all_alike=False)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.POSTKEEPERS)
def group(request: StaffRequest, pk: int) -> HttpResponse:
    """The same for all that say the same; each wording of it can be looked at."""
    answers = Reply.objects.filter(group_id=pk).select_related("appeal", "target", "incoming", "group")
    first = answers.order_by("pk").first()
    if first is None:
        raise Http404
    unread = answers.filter(grade=Reply.Grade.UNREAD).order_by("pk").first()
    return _graded(request, unread or first, all_alike=True)


def _graded(request: StaffRequest, reply: Reply, *, all_alike: bool) -> HttpResponse:
    refused = False
    if request.method == "POST":
        grade, summary = request.POST.get("grade", ""), request.POST.get("summary", "").strip()
        try:
            replies.grade(reply, grade=grade, summary=summary, by=request.user, all_alike=all_alike)
        except Refused as no:
            messages.error(request, str(no))
            refused, reply.grade, reply.summary = True, grade, summary
        else:
            done = _("The answers were graded.") if all_alike else _("The answer was graded.")
            messages.success(request, done)
            return redirect("desk:replies")
    mail = showing.read(reply.incoming) if reply.incoming else showing.Mail(gone=True)
    sender = mail.found.from_address if mail.found else ""
    alike = reply.group.replies.count() if reply.group else 1
    told = {
        "reply": reply, "mail": mail, "grades": GRADES, "proof": proving.in_words(reply, sender), "alike": alike,
        "whole": all_alike,
    }  # fmt: skip
    if all_alike and reply.group:
        told |= {"variants": replies.variants(reply.group)[:PER_PAGE], "proofs": replies.proofs(reply.group)}
    return render(request, "desk/reply.html", told, status=422 if refused else 200)
