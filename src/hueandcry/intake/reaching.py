"""A line to a public machine and to no other: a name is asked for once, and what came is what is called."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from hueandcry.lib.refusal import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]  # host and port -> addresses as text
PORTS = {"http": 80, "https": 443}
MOST_ADDRESSES = 8  # of one host that are tried
CALLING = 5.0  # seconds for one address
# Beyond what the registries call not global: ways round into a network of our own, and machines' own keepers.
FORBIDDEN = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32",
        "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip


class Unreachable(Exception):
    """Nobody answered there; the message is a sentence."""


def public(text: str) -> Address | None:
    """The address if anybody on the internet could be called by it; never one of our own network."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if getattr(address, "scope_id", None):
        return None
    fine = address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
    return address if fine and not any(address in net for net in FORBIDDEN if net.version == address.version) else None


def ask_system(host: str, port: int) -> list[str]:
    """What the machine's own resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(host: str, port: int, *, resolver: Resolver, loopback: bool, until: float) -> list[str]:
    """The addresses of a host, asked for once; Refused when a single one of them is not public."""
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(resolver(host, port))
        except (OSError, UnicodeError) as trouble:
            answers.append(trouble)

    thread = threading.Thread(target=ask, daemon=True)  # asking a name cannot be given a time limit
    thread.start()
    thread.join(max(0.1, min(CALLING, until - time.monotonic())))
    found = answers[0] if answers else None
    if not isinstance(found, list) or not found:
        raise Unreachable(_("There is no machine of this name, or the name service does not answer."))
    for address in found:
        own = loopback and (address == "::1" or address.startswith("127."))
        if not own and public(address) is None:
            raise Refused(_("This address leads into a private network, and not to a public page. It was not called."))
    return found[:MOST_ADDRESSES]


class Line(http.client.HTTPConnection):
    """One request to one of the given addresses; whatever the name says later is not asked for again."""

    def __init__(self, host: str, port: int, addresses: list[str], *, tls: bool, until: float) -> None:
        super().__init__(host, port, timeout=CALLING)
        self.addresses, self.tls, self.until = addresses, tls, until
        self.watch: threading.Timer | None = None
        self.rope: socket.socket | None = None
        self.over = False

    def connect(self) -> None:
        """Call the addresses in turn; raises Unreachable when none answers."""
        for address in self.addresses:
            left = self.until - time.monotonic()
            if left <= 0:
                break
            try:
                called = socket.create_connection((address, self.port), timeout=min(CALLING, left))
            except OSError:
                continue
            if ipaddress.ip_address(called.getpeername()[0]) != ipaddress.ip_address(address):
                called.close()
                continue
            self._take(called)
            return
        raise Unreachable(_("Nobody answers at this address."))

    def _take(self, called: socket.socket) -> None:
        """Whoever sends a letter at a time would hold us for ever: at the end of the time the line is cut."""
        self.rope = called.dup()  # of the same connection, whatever is wrapped around or closed above it
        self.watch = threading.Timer(max(0.0, self.until - time.monotonic()), self._cut)
        self.watch.daemon = True
        self.watch.start()
        if self.tls:
            try:
                called = _context().wrap_socket(called, server_hostname=self.host)
            except ssl.SSLCertVerificationError:
                raise Refused(
                    _("The certificate of this site is not valid, so somebody may stand in between. Nothing was read.")
                ) from None
            except (OSError, ValueError):
                raise Unreachable(_("No secure connection to this site could be made.")) from None
        self.sock = called

    def _cut(self) -> None:
        self.over = True
        with contextlib.suppress(OSError):  # it may be closed already
            if self.rope:
                self.rope.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """End the line; `close` alone is called by the library before the page has been read."""
        if self.watch:
            self.watch.cancel()
        if self.rope:
            self.rope.close()
        self.close()


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
