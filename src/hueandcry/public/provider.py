"""Where a hosted provider tells that a letter came back; a desk without one has no such door."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hueandcry.public import doors, errors


@doors.door("POST", takes=("application/json",))
def events(request: HttpRequest) -> HttpResponse:
    """204 when it is kept, or is nothing to keep; the provider comes again after anything else."""
    if not settings.COURIER.events:
        return errors.missing(request)
    from hueandcry.post.couriers import events as told  # it needs the extra

    try:
        told.take(request)
    except told.Forged:
        return errors.forbidden(request)
    except told.Unreadable:
        return errors.bad_request(request)
    return HttpResponse(status=204)
