"""Headers every page carries: nothing from another host, nothing told to another host."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hueandcry.lib import sabotage

CONTENT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def content(*, script: str = "'self'") -> str:
    """The content policy; `script` is what may run."""
    # Forms on the onion service lead home: an act is taken under one address.
    home = f"form-action 'self' {settings.PUBLIC_URL}" if settings.ONION_URL else "form-action 'self'"
    return CONTENT.replace("form-action 'self'", home).replace("script-src 'self'", f"script-src {script}")


def framed_by(origins: list[str]) -> str:
    """The content policy of a page that these sites, and nobody else, may show in a frame."""
    if sabotage.on("any-site-may-frame"):
        origins = ["*"]
    return content(script="'none'").replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the content policy on every answer; pages made for one person are never stored."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", content())
        response.headers.setdefault(
            "Permissions-Policy", "interest-cohort=(), geolocation=(), camera=(), microphone=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond
