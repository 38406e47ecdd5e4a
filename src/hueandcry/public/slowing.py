"""Too much comes from one network: whoever it was keeps what she typed, and proves, waits, or writes herself.

Nobody is refused for an address that others use too. With a script her browser does some work and goes on by itself.
Without one a place in the queue of her network is hers, signed, for what she typed and nothing else; when its time has
come the button works.
"""

import datetime as dt
import math

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from hueandcry.lib import clock
from hueandcry.public import errors, limits, proofs, tickets
from hueandcry.public.limits import Beyond

BEYOND = "hueandcry.beyond"  # in META: the Beyond of a post that is more than its network may send
LATER = 300  # seconds after which to come again when there is no place in the queue


def brings(body: bytes) -> bool:
    """Whether this form may have a ticket or a proof in it, so that somebody has to look."""
    return b"ticket=wait." in body or b"proof=work." in body


def hold_up(request: HttpRequest) -> HttpResponse | None:
    """The page that says what to do; None for a post that may go on."""
    beyond = request.META.get(BEYOND)
    if not isinstance(beyond, Beyond):
        return None
    now, form = clock.now(), tickets.form(request.path, request.POST)
    worked = proofs.solved(request.POST.get("proof", ""), form, now=now)
    if worked and beyond.provable() and tickets.spend(worked):
        beyond.proven()
        return None
    given = request.POST.get("ticket", "")
    ticket = tickets.read(given, form)
    if not ticket or ticket.kind != "wait" or now.timestamp() > ticket.until:
        return _page(request, beyond, form, now)
    if now.timestamp() < ticket.since:
        return _page(request, beyond, form, now, given=given, left=ticket.since - now.timestamp())
    return None if tickets.spend(ticket) else _page(request, beyond, form, now)


def _page(
    request: HttpRequest, beyond: Beyond, form: str, now: dt.datetime, *, given: str = "", left: float = 0
) -> HttpResponse:
    """429, with all that was typed and a place in the queue: the one she has, or a new one."""
    if beyond.bare:
        return HttpResponse(limits.BARE, status=429, headers={"Retry-After": limits.LATER})
    if not given and (turn := beyond.turn()) is not None:
        given, left = tickets.issue("wait", form, now=now, wait=turn), turn
    seconds = math.ceil(left) if given else LATER
    told = {
        "kept": [(name, one) for name, many in request.POST.lists() for one in many if name not in tickets.FIELDS],
        **{name: request.POST.get(name, "") for name in ("words", "name", "email")}, "action": request.path,
        "ticket": given, "seconds": seconds, "minutes": math.ceil(seconds / 60), "own_mail": errors.own_mail(request),
        **_work(request, beyond, form, now),
    }  # fmt: skip
    answer = errors.page(request, "public/slow.html", told, status=429)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Content-Security-Policy"] = proofs.page_policy()
    return answer


def _work(request: HttpRequest, beyond: Beyond, form: str, now: dt.datetime) -> dict[str, object]:
    """What her browser may work at; nothing for whoever brought a proof that did not do, or would work in vain."""
    if request.POST.get("proof") or not beyond.provable():
        return {}
    zeroes = proofs.EASY if beyond.easy() else proofs.HARD
    return {
        "work": tickets.issue("work", form, now=now, zeroes=zeroes), "zeroes": zeroes,
        "script": mark_safe(proofs.SCRIPT),  # noqa: S308 - our own file
    }  # fmt: skip
