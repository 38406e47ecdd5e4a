"""Comments: read by a person before anybody else reads them."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.actions import comments
from hueandcry.actions.models import Comment
from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock

PER_PAGE = 30


@require_safe
@role_required(*roles.POSTKEEPERS)
def everything(request: StaffRequest) -> HttpResponse:
    """What waits, and the newest of what is public."""
    page = Paginator(comments.to_decide(), PER_PAGE).get_page(request.GET.get("page"))
    public = Comment.objects.filter(status=Comment.Status.SHOWN).select_related("appeal", "bulletin")
    told = {
        "page": page,
        "waiting": [(one, comments.opened(one), comments.names_hidden(one)) for one in page],
        "shown": public.order_by("-decided_at")[:50],
    }
    return render(request, "desk/comments.html", told)


@require_POST
@role_required(*roles.POSTKEEPERS)
def let_out(request: StaffRequest, pk: int) -> HttpResponse:
    """The public may read it."""
    return _decided(request, pk, comments.let_out, _("It is public with the next print."))


@require_POST
@role_required(*roles.POSTKEEPERS)
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody reads it."""
    return _decided(request, pk, comments.decline, _("It is not let out, and its words are erased."))


def _decided(request: StaffRequest, pk: int, rule: Callable[..., None], done: str) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.select_related("appeal", "bulletin"), pk=pk)
    asked.tried(request, lambda: rule(comment, by=request.user, now=clock.now()), done)
    return redirect("desk:comments")
