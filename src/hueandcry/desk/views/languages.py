"""The languages of the public pages: which are on, and who has read their words."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock
from hueandcry.people import languages
from hueandcry.people.models import PublicLanguage


@require_safe
@role_required(*roles.EVERYBODY)
def everything(request: StaffRequest) -> HttpResponse:
    """Every language there are words for."""
    on, unread = languages.public(), languages.unchecked()
    rows = {row.code: row for row in PublicLanguage.objects.all()}
    listed = [
        {"code": code, "on": code in on, "unread": code in unread, "row": rows.get(code)}
        for code in [*on, *(code for code in languages.every() if code not in on)]
    ]
    return render(request, "desk/languages.html", {"listed": listed, "always": languages.ALWAYS})


@require_POST
@role_required(*roles.APPROVERS)
def turn_on(request: StaffRequest, code: str) -> HttpResponse:
    """The public pages speak it from the next print on."""
    return _decided(
        request, lambda: languages.turn(code, on=True, by=request.user), _("It is on. The pages are printed now.")
    )


@require_POST
@role_required(*roles.APPROVERS)
def turn_off(request: StaffRequest, code: str) -> HttpResponse:
    """The public pages do not speak it any more."""
    return _decided(
        request, lambda: languages.turn(code, on=False, by=request.user), _("It is off. Its pages are taken away now.")
    )


@require_POST
@role_required(*roles.APPROVERS)
def read(request: StaffRequest, code: str) -> HttpResponse:
    """A speaker has read its words; or, without a name and with "back", has not after all."""
    if "back" in request.POST:
        return _decided(
            request, lambda: languages.take_reader_back(code, by=request.user), _("Its pages say so again.")
        )
    by, today = request.POST.get("read_by", ""), clock.now().date()
    return _decided(
        request,
        lambda: languages.note_reader(code, read_by=by, by=request.user, today=today),
        _("Thank you. Its pages do not say any more that nobody has read them."),
    )


def _decided(request: StaffRequest, rule: Callable[[], None], done: str) -> HttpResponse:
    asked.tried(request, rule, done)
    return redirect("desk:languages")
