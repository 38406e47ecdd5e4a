"""From the server's requests to Django and back: whatever is no page in memory, in a few threads beside the loop.

The server speaks RSGI (the interface of granian), Django WSGI (PEP 3333).
"""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from granian.rsgi import HTTPProtocol, Scope

from hueandcry.public import doors

WAITING = 256  # requests that may wait for a thread; more are told at once to come again
BODY_WITHIN = 20.0  # seconds from the head of a request to the end of its body
BUSY = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Not now</title><h1>Not now</h1>"
    b"<p>Too many people are here at this moment. What you sent was <b>not recorded</b>."
    b" Go back: your text is still in the form. Please send it again in a minute.</p></html>"
)
Headers = list[tuple[str, str]]
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """What Django said: `response` is its own object, for whoever wants to know more than the octets."""

    status: int
    headers: Headers
    content: bytes
    response: Iterable[bytes]


class Bridge:
    """Carries requests over to a WSGI application; at most so many at once, and so many waiting."""

    def __init__(self, application: WSGI, *, threads: int) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="door")
        self.most = threads + WAITING
        self.inside = 0

    async def ask(self, scope: Scope, body: bytes, **more: object) -> Answer:
        """Django's answer to this request; 503 when too many wait. `more` goes into what Django calls META."""
        if self.inside >= self.most:
            return Answer(503, [*plain(BUSY), ("retry-after", "60")], BUSY, [])
        self.inside += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool, self._call, environ(scope, body) | more)
        finally:
            self.inside -= 1

    def _call(self, told: dict[str, Any]) -> Answer:
        said: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, _trouble: object = None) -> None:
            said.append((status, headers))

        response = self.application(told, start)
        try:
            content = b"".join(response)
        finally:
            if isinstance(response, HttpResponse):
                response.close()  # tells Django that the request is over: connections to the database are let go
        status, headers = said[-1]
        return Answer(int(status[:3]), [(name.lower(), value) for name, value in headers], content, response)


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as WSGI has it. A longer body than any door takes is told by its length alone."""
    host, _, port = scope.server.rpartition(":")
    told = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": "",  # nobody asks, and what is not there cannot be logged
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        # A name with an underscore would pass for the one with a dash; a proxy's word counts where there is one.
        if "_" in name or (key.startswith("X_FORWARDED") and not _believed(key)):
            continue
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        value = value.encode().decode("latin-1")
        told[key] = f"{told[key]}, {value}" if key in told else value
    told.pop("HTTP_CONTENT_LENGTH", None)
    told["CONTENT_LENGTH"] = str(len(body))
    return told


def _believed(key: str) -> bool:
    return key == "X_FORWARDED_PROTO" and bool(getattr(settings, "SECURE_PROXY_SSL_HEADER", None))


async def body(scope: Scope, protocol: HTTPProtocol) -> bytes | None:
    """The body, or as much of it as shows that it is too long; None when it does not come in time."""
    if scope.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return b""
    most, parts, length = doors.BODY + 1, [], 0
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in protocol:
                parts.append(part)
                length += len(part)
                if length >= most:
                    break
    except TimeoutError:
        return None
    return b"".join(parts)[:most]


def plain(content: bytes) -> Headers:
    return [
        ("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store"),
        ("content-length", str(len(content))), ("content-security-policy", "default-src 'none'"),
    ]  # fmt: skip
