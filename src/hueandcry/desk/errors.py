"""Pages for what went wrong, each with a sentence and a way on."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A plain page with a number and a sentence; needs neither database nor session."""
    return render(request, "desk/error.html", {"status": status, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; a form that is too large is the case somebody will meet."""
    if isinstance(exception, RequestDataTooBig):
        return page(
            request,
            400,
            _("This is too large to be taken in at once. A report has at most 2 MiB. Nothing was changed."),
        )
    return page(request, 400, _("This address or form was not understood. Nothing was changed."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page(request, 403, _("This page is not open to you."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return page(request, 404, _("There is no such page. It may have been moved, or the address was cut short."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; says nothing about the fault itself."""
    return page(
        request,
        500,
        _("Something broke on our side. What you did last may not be recorded: look before you repeat it."),
    )
