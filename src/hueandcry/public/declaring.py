"""Somebody who has confirmed tells us what else she did: a call and how it went, a letter in the post."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hueandcry.actions import declaring
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.public import doors, errors


@doors.door("POST")
def called(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody says that they telephoned."""
    typed = doors.typed(request, "target", "number", "result")
    try:
        declaring.called(token, typed["target"][:40], number=typed["number"], result=typed["result"], now=clock.now())
    except Refused as no:
        return errors.said(request, _("We could not note your call"), str(no), status=409)
    told = _("Your call is noted. It is counted as “declared”: we believe you, and nobody can check it.")
    return errors.said(request, _("Thank you for calling"), told, status=200)


@doors.door("POST")
def posted(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody says that they posted a letter."""
    try:
        declaring.posted(token, doors.typed(request, "target")["target"][:40], now=clock.now())
    except Refused as no:
        return errors.said(request, _("We could not note your letter"), str(no), status=409)
    told = _("Your letter is noted. It is counted as “declared, by post”, apart from calls and e-mail.")
    return errors.said(request, _("Thank you for writing"), told, status=200)
