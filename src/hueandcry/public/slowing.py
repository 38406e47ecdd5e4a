"""Too much comes from one network: whoever it was keeps what she typed, and waits for her turn or writes herself.

Nobody is refused for an address that others use too. A place in the queue of her network is hers, signed, for what she
typed and nothing else; when its time has come the button works.
"""

import datetime as dt
import math

from django.http import HttpRequest, HttpResponse

from hueandcry.lib import clock
from hueandcry.public import errors, tickets
from hueandcry.public.limits import Beyond

BEYOND = "hueandcry.beyond"  # in META: the Beyond of a post that is more than its network may send
LATER = 300  # seconds after which to come again when there is no place in the queue


def hold_up(request: HttpRequest) -> HttpResponse | None:
    """The page that says what to do; None for a post that may go on."""
    beyond = request.META.get(BEYOND)
    if not isinstance(beyond, Beyond):
        return None
    now, form = clock.now(), tickets.form(request.path, request.POST)
    given = request.POST.get("ticket", "")
    ticket = tickets.read(given, form)
    if ticket and ticket.kind == "wait" and now.timestamp() <= ticket.until:
        if now.timestamp() >= ticket.since:
            return None if tickets.spend(ticket) else _page(request, beyond, form, now)
        return _page(request, beyond, form, now, given=given, left=ticket.since - now.timestamp())
    return _page(request, beyond, form, now)


def _page(
    request: HttpRequest, beyond: Beyond, form: str, now: dt.datetime, *, given: str = "", left: float = 0
) -> HttpResponse:
    """429, with all that was typed and a place in the queue: the one she has, or a new one."""
    if not given and (turn := beyond.turn()) is not None:
        given, left = tickets.issue("wait", form, now=now, wait=turn), turn
    kept = [(name, one) for name, many in request.POST.lists() for one in many if name not in tickets.FIELDS]
    seconds = math.ceil(left) if given else LATER
    told = {
        "kept": kept, "words": request.POST.get("words", ""), "name": request.POST.get("name", ""),
        "email": request.POST.get("email", ""), "action": request.path, "ticket": given, "seconds": seconds,
        "minutes": math.ceil(seconds / 60), "own_mail": errors.own_mail(request),
    }  # fmt: skip
    answer = errors.page(request, "public/slow.html", told, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer
