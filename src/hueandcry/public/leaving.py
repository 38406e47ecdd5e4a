"""Somebody looks at what we have stored, takes it back, has it erased, or wants no letter from us again."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.actions import leaving, own_data
from hueandcry.actions.models import Action
from hueandcry.lib import clock, sealing
from hueandcry.pages import languages
from hueandcry.public import answering, doors, errors

WISHES = {"answers": leaving.want_answers, "outcome": leaving.want_outcome}


@doors.door("GET", "POST")
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """What is stored about one person in one appeal, with a button to withdraw and one to erase."""
    action = leaving.find(token)
    if action is None:
        return errors.said(
            request,
            _("Nothing is stored under this link"),
            _("Either it was erased already, or a part of the address was lost. Copy all of it from our message."),
            status=404,
        )
    with translation.override(languages.interface_for(action.language)):
        if request.method == "POST":
            return _do(request, action, request.POST.get("do", ""))
        return _show(request, action)


@doors.door("GET")
def take_along(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file that programs can read too."""
    action = leaving.find(token)
    if action is None:
        raise Http404
    with translation.override(languages.interface_for(action.language)):
        told = json.dumps(own_data.take_along(action), ensure_ascii=False, indent=1)
    answer = HttpResponse(told.encode(), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{action.appeal.slug}.json"'
    return answer


@doors.door("GET", "POST")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One button: never write to this address again. Mail programs press it by themselves (RFC 8058)."""
    if request.method != "POST":
        return errors.page(request, "public/stop.html", {"token": token})
    if not leaving.never_again(token, now=clock.now()):
        return errors.said(
            request,
            _("We do not know this link"),
            _("Copy the whole address from our message into your browser."),
            status=404,
        )
    text = _("We keep a fingerprint of the address, so that we recognise it, and nothing else.")
    return errors.said(request, _("We will not write to this address again"), text, status=200)


def _do(request: HttpRequest, action: Action, what: str) -> HttpResponse:
    if what == "withdraw":
        leaving.withdraw(action, clock.now())
        return _show(
            request,
            action,
            done=_("Your protest is withdrawn. It is not counted any more, and what had not left stays here."),
        )
    if what == "erase":
        leaving.erase(action, clock.now())
        text = _(
            "Nothing about you is left here. Backups of the database keep it until they are replaced, 30 days at most."
        )
        return errors.said(request, _("Erased"), text, status=200)
    wish, wanted = what.removeprefix("no-"), not what.startswith("no-")
    if wish not in WISHES or action.status not in leaving.OPEN:
        return _show(request, action, status=400)
    try:
        WISHES[wish](action, wanted)
    except sealing.KeyGone:
        return _show(request, action, done=_("Your address is erased already; we cannot write to you."), status=409)
    return _show(request, action, done=_("Noted."))


def _show(request: HttpRequest, action: Action, *, done: str = "", status: int = 200) -> HttpResponse:
    told = {
        "act": answering.shown(action),
        "told": answering.opened(action),
        "sent": own_data.sent(action),
        "token": action.token,
        "done": done,
        "open": action.status in leaving.OPEN,
        "language": translation.get_language(),
    }
    return errors.page(request, "public/leave.html", told, status=status)
