"""The today board: what waits for somebody, and the exact numbers of what runs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hueandcry.desk import board as boards
from hueandcry.desk import roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock


@require_safe
@role_required(*roles.EVERYBODY)
def board(request: StaffRequest) -> HttpResponse:
    """The first page after signing in."""
    today = clock.now()
    return render(request, "desk/today.html", {"board": boards.today(request.user, now=today), "today": today})
