"""The server of the public door: printed pages from memory, acts by the short way, everything else by Django.

One process, one loop. Several such processes share the port (SO_REUSEPORT), each with a shelf of its own.
"""

import asyncio
import gc
import signal
import socket

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.rsgi import HTTPProtocol, Scope
from granian.server.embed import Server

from hueandcry.public import bridge, doors, limits, reading, slowing
from hueandcry.public.quickly import Page, Quickly
from hueandcry.public.shelf import Shelf

HEAD_WITHIN = 10_000  # milliseconds for the head of a request
FINISH = 5.0  # seconds that requests in hand get when the door is shut
BACKLOG = 2048


class Door:
    """What the server calls for each request."""

    def __init__(self, application: bridge.WSGI, *, threads: int) -> None:
        self.bridge = bridge.Bridge(application, threads=threads)
        self.quickly = Quickly()
        self.limits = limits.wanted()
        self.shelf = Shelf()
        self.in_hand = 0

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        if scope.method == "GET":
            headers = scope.headers
            coding = reading.coding(headers.get("accept-encoding") or "")
            key = (headers.get("host") or "", scope.path, coding)
            sheet = self.shelf.find(key)
            if sheet is not None:
                if sheet.etag == headers.get("if-none-match"):
                    protocol.response_empty(304, sheet.unchanged_headers)
                else:
                    protocol.response_bytes(200, sheet.headers, sheet.content)
                return
        self.in_hand += 1
        try:
            await self._ask(scope, protocol)
        finally:
            self.in_hand -= 1

    async def _ask(self, scope: Scope, protocol: HTTPProtocol) -> None:
        body = await bridge.body(scope, protocol)
        if body is None:
            protocol.response_empty(408, bridge.plain(b""))
            return
        more: dict[str, object] = {}
        beyond = self.limits.judge(scope) if self.limits and scope.method == "POST" else None
        if self.limits and ((beyond and beyond.bare and not slowing.brings(body)) or self.limits.locked(scope)):
            few = limits.BARE if beyond else limits.LOCKED
            protocol.response_bytes(429, [*bridge.plain(few), ("retry-after", limits.LATER)], few)
            return
        if beyond:
            more = {slowing.BEYOND: beyond}
        elif way := self.quickly.way(scope):
            said = await way(body)
            if isinstance(said, Page):
                protocol.response_bytes(200, said.headers, said.content)
                return
            more = {doors.TROUBLE: said}
        answer = await self.bridge.ask(scope, body, **more)
        if self.limits:
            self.limits.missed(scope, answer.status)
        answer.headers.append(("server", "hueandcry"))
        if answer.content:
            protocol.response_bytes(answer.status, answer.headers, answer.content)
        else:
            protocol.response_empty(answer.status, answer.headers)
        if scope.method == "POST":
            self.quickly.learn(scope, answer)
        elif scope.method == "GET" and answer.status == 200:
            self._keep(scope, answer)

    def _keep(self, scope: Scope, answer: bridge.Answer) -> None:
        printed = getattr(answer.response, "printed", None)
        if isinstance(printed, reading.Printed) and printed.asked == scope.path:
            coding = reading.coding(scope.headers.get("accept-encoding") or "")
            key = (scope.headers.get("host") or "", scope.path, coding)
            self.shelf.put(key, answer.headers, answer.content, origin=printed.origin)


def run(application: bridge.WSGI, address: tuple[str, int], *, threads: int) -> None:
    """Serve until SIGTERM or SIGINT; what is in hand is finished first."""
    gc.collect()
    gc.freeze()  # what was loaded stays: it need not be gone through again for each hundred requests
    uvloop.run(_serve(application, address, threads))


async def _serve(application: bridge.WSGI, address: tuple[str, int], threads: int) -> None:
    door = Door(application, threads=threads)
    host = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][4][0]
    server = Server(
        door, address=str(host), port=address[1], interface=Interfaces.RSGI, http=HTTPModes.http1, websockets=False,
        backlog=BACKLOG, log_enabled=False, http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN),
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, server.stop)
    await server.serve()
    until = loop.time() + FINISH
    while door.in_hand and loop.time() < until:
        await asyncio.sleep(0.01)
