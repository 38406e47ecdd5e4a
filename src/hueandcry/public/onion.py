"""The same pages as an onion service: browsers that reach one are told its address by a header.

Told on the public host itself, which speaks https, and never on the onion service: there it would lead to where one is.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri


def offered(request: HttpRequest) -> bool:
    """Whether whoever asks is to be told of it."""
    home = urlsplit(settings.PUBLIC_URL)
    return bool(settings.ONION_URL) and home.scheme == "https" and request.get_host() == home.netloc


def address(request: HttpRequest) -> str:
    """The address of the page that was asked for, there."""
    return f"{settings.ONION_URL}{iri_to_uri(request.path)}"
