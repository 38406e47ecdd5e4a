"""What every view of the public door has around it: allowed methods, a small body, a clear "not now"."""

import threading
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation

from hueandcry.lib import folders, posts, room, sabotage
from hueandcry.pages import languages
from hueandcry.public import errors, slowing

BODY = 64 * 1024  # octets; the longest honest form has about six thousand
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
RETRY = 5  # seconds
WRITERS = 5  # of the eight threads of the door (command/serve.py): when the database is held, the others still answer
TURN = 0.5  # seconds a post waits for one of them; a write takes a fiftieth of that
TROUBLE = "hueandcry.trouble"  # in META: the short way has just found the database "busy" or the disk "full"
View = Callable[..., HttpResponse]
reading_only = threading.Event()  # set while the database is not there: printed pages are handed out, and nothing else
_turns = threading.BoundedSemaphore(WRITERS)


def door(*methods: str, takes: tuple[str, ...] = FORMS) -> Callable[[View], View]:
    """A view of the public door, for these methods and kinds of body only; HEAD comes with GET.

    The view runs in a language of the interface: that of the path, else the first the browser asks for.
    """
    allowed = {*methods, *(["HEAD"] if "GET" in methods else [])}

    def wrap(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            with translation.override(_language(request, str(named.get("language", "")))):
                answer = _answer(request, allowed, takes, lambda: view(request, *args, **named))
            if request.method == "HEAD":
                answer.headers.setdefault("Content-Length", str(len(answer.content)))
                answer.content = b""
            return answer

        return inside

    return wrap


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """What was typed into these fields; empty where there is nothing."""
    return {name: request.POST.get(name, "") for name in names}


def _answer(
    request: HttpRequest, allowed: set[str], takes: tuple[str, ...], view: Callable[[], HttpResponse]
) -> HttpResponse:
    if request.method not in allowed:
        return errors.not_allowed(request, allowed)
    try:
        if request.method == "POST":
            if _length(request) > BODY:
                return errors.too_large(request)
            if request.content_type not in takes:
                return errors.bad_request(request)
            posts.clean(request)  # reads the body now, so that trouble with it is answered here
            if (trouble := request.META.get(TROUBLE)) or reading_only.is_set():
                return errors.busy(request, full=trouble == "full")
            if held := slowing.hold_up(request):
                return held
            return _in_turn(request, view)
        return view()
    except RequestDataTooBig:
        return errors.too_large(request)
    except (TooManyFieldsSent, MultiPartParserError, UnicodeError):
        return errors.bad_request(request)
    except room.NoRoom:
        return errors.busy(request, full=True)
    except (OperationalError, folders.Away):  # an unmounted key folder is mended as a held database is: by waiting
        return errors.busy(request)


def _in_turn(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """A post, when one of the few that may wait for the database at once is free."""
    if sabotage.on("patient-door"):
        return view()
    if not _turns.acquire(timeout=TURN):
        return errors.busy(request)
    try:
        return view()
    finally:
        _turns.release()


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdecimal() else BODY + 1


def _language(request: HttpRequest, asked: str) -> str:
    if asked:
        return languages.interface_for(asked)
    first = request.path_info.strip("/").partition("/")[0]
    if first in languages.interface():
        return first
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        if code in languages.interface():
            return code
    return languages.interface()[0]
