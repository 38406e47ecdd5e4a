"""What a form sends, without the one sign that PostgreSQL keeps in no text: a NUL, which nobody types."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL = "\0"


def clean(request: HttpRequest) -> None:
    """Leave it out of every field; names of fields are ours."""
    if not any(NUL in value for values in request.POST.lists() for value in values[1]):
        return
    typed = request.POST.copy()
    for name, values in request.POST.lists():
        typed.setlist(name, [value.replace(NUL, "") for value in values])
    request.POST = typed  # type: ignore[assignment]  # a QueryDict as before, read by everybody after this


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The same before every page of the desk; the public door does it where it reads a form."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            clean(request)
        return get_response(request)

    return respond
