"""What officials answered: a person reads it, grades it and writes down what it says."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
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
    rows = Reply.objects.select_related("appeal", "target").order_by("-arrived_at", "-pk")
    unread = rows.filter(grade=Reply.Grade.UNREAD)
    page = Paginator(rows.exclude(grade=Reply.Grade.UNREAD), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/replies.html", {"unread": unread, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.POSTKEEPERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """Read one, choose its grade, and say in the desk's words what it says."""
    reply = get_object_or_404(Reply.objects.select_related("appeal", "target", "incoming"), pk=pk)
    refused = False
    if request.method == "POST":
        grade, summary = request.POST.get("grade", ""), request.POST.get("summary", "").strip()
        try:
            replies.grade(reply, grade=grade, summary=summary, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
            refused, reply.grade, reply.summary = True, grade, summary
        else:
            messages.success(request, _("The answer was graded."))
            return redirect("desk:replies")
    mail = showing.read(reply.incoming) if reply.incoming else showing.Mail(gone=True)
    told = {"reply": reply, "mail": mail, "grades": GRADES, "proof": proving.in_words(reply)}
    return render(request, "desk/reply.html", told, status=422 if refused else 200)
