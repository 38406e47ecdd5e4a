"""One request to a provider and its answer, with a deadline for each stage and a limit to what is read.

The library that speaks for the providers would wait for each byte anew, follow wherever it is sent, unpack what it
is given and keep lines open that may be dead; so it is given this transport. Each request has a line of its own: on
one that was kept, nobody could tell a request that was lost from one whose answer was.
"""

import functools
import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from hueandcry.lib import sabotage

REPLY = 64 * 1024  # bytes of one answer, head and all, that are read before the provider is cut off
TROUBLE = (OSError, http.client.HTTPException, EOFError, ValueError)


@dataclass(frozen=True)
class Deadlines:
    """Seconds each stage may take in all, however slowly the other side drips."""

    connect: float = 20
    data: float = 60  # sending the request
    answer: float = 120


class Lost(Exception):
    """The line broke at `stage`: connect, data (the request did not leave whole) or dot (it did)."""

    def __init__(self, stage: str, why: BaseException) -> None:
        super().__init__(f"{type(why).__name__}: {why}")
        self.stage = stage


@dataclass
class Answer:
    """What the provider said; `whole` tells whether its words were read to their end."""

    status: int
    body: bytes = b""
    whole: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Wire(BaseAdapter):
    """Carries one request at a time; `starting` is called when the line is there and nothing has been said on it."""

    def __init__(self, deadlines: Deadlines | None = None) -> None:
        super().__init__()
        self.deadlines = deadlines or Deadlines()
        self.starting: Callable[[], None] = lambda: None
        self.answer: Answer | None = None

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The answer to a request; raises Lost, and whatever `starting` raises."""
        self.answer = None
        line = self._connected(str(request.url))
        try:
            self.starting()
            self._ask(line, request)
            self.answer = self._listen(line, str(request.method))
        finally:
            line.close()
        return _response(request, self.answer)

    def close(self) -> None:
        """Nothing stays open."""

    @functools.cached_property
    def trusted(self) -> ssl.SSLContext:
        """Whose certificates are good; reading them anew for each letter would cost more than the letter."""
        return ssl.create_default_context()

    def _connected(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        line: http.client.HTTPConnection
        if parts.scheme == "https":
            line = http.client.HTTPSConnection(host, port, timeout=self.deadlines.connect, context=self.trusted)
        else:
            line = http.client.HTTPConnection(host, port, timeout=self.deadlines.connect)
        try:
            line.connect()
        except TROUBLE as trouble:
            line.close()
            raise Lost("connect", trouble) from None
        return line

    def _ask(self, line: http.client.HTTPConnection, request: requests.PreparedRequest) -> None:
        headers = {name: _text(value) for name, value in request.headers.items()}
        headers |= {"User-Agent": "hueandcry", "Accept-Encoding": "identity", "Connection": "close"}
        body: Any = request.body.encode() if isinstance(request.body, str) else request.body
        try:
            line.sock.settimeout(self.deadlines.data)
            line.request(str(request.method), request.path_url, body=body, headers=headers)
        except TROUBLE as trouble:
            raise Lost("data", trouble) from None  # had its last bytes left, this would not have been noticed

    def _listen(self, line: http.client.HTTPConnection, method: str) -> Answer:
        until = time.monotonic() + (3600 if sabotage.on("endless-answers") else self.deadlines.answer)
        heard: Any = _Heard(line.sock, until)
        response = http.client.HTTPResponse(heard, method=method)
        try:
            response.begin()
        except TROUBLE as trouble:
            raise Lost("dot", trouble) from None
        answer = Answer(response.status, headers={name.lower(): value for name, value in response.getheaders()})
        try:
            answer.body = response.read()
            answer.whole = True
        except TROUBLE:
            pass  # the status stands; a yes is believed only with all of its words
        return answer


class _Heard(io.RawIOBase):
    """What comes over a line until a moment and up to a size; it stands in for the socket it reads from."""

    def __init__(self, line: socket.socket, until: float) -> None:
        super().__init__()
        self.line, self.until, self.room = line, until, REPLY

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        if self.room <= 0 and not sabotage.on("endless-answers"):
            raise OSError("the answer has no end")
        self.line.settimeout(left)
        got = self.line.recv_into(into)
        self.room -= got
        return got


def _response(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    """For the library: status and words. No Location, so that it goes nowhere else; no cookies."""
    response = requests.Response()
    response.status_code, response._content = answer.status, answer.body
    response.headers["Content-Type"] = answer.headers.get("content-type", "")
    response.encoding, response.request, response.url = "utf-8", request, str(request.url)
    return response


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
