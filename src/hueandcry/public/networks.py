"""From where somebody comes: the address of the connection, or what our own proxies in front say, and never more.

Each proxy writes behind what it was told the address that called it. So the words of X-Forwarded-For are believed from
the right, one for each proxy of ours; whatever stands to the left of the first stranger was typed by that stranger.
"""

import ipaddress
import socket
from collections.abc import Iterable

from django.conf import settings
from granian.rsgi import Scope

from hueandcry.lib import sabotage

FORWARDED = "x-forwarded-for"
MOST = 2000  # letters of that header that are read, from the right
# Nobody's own: this machine (an onion service comes from there), a house, a carrier that lends one address to many.
LENT = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "::1/128",
    "fc00::/7", "fe80::/10",
)  # fmt: skip
NOWHERE = b""  # no address that can be read


class Networks:
    """Some networks; whether a packed address lies in one of them."""

    def __init__(self, told: Iterable[str]) -> None:
        self._whole: set[bytes] = set()
        self._parts: list[tuple[int, int, int]] = []  # octets of an address, bits that may be anything, the others
        self._first: set[tuple[int, int]] = set()  # octets of an address, and the first of them: most are sorted out so
        for network in map(ipaddress.ip_network, told):
            octets, free = network.max_prefixlen // 8, network.max_prefixlen - network.prefixlen
            if free:
                self._parts.append((octets, free, int(network.network_address) >> free))
                ends = network.network_address.packed[0], network.broadcast_address.packed[0]
                self._first.update((octets, first) for first in range(ends[0], ends[1] + 1))
            else:
                self._whole.add(network.network_address.packed)

    def __contains__(self, address: bytes) -> bool:
        if address in self._whole:
            return True
        length = len(address)
        if not length or (length, address[0]) not in self._first:
            return False
        number = int.from_bytes(address)
        return any(octets == length and number >> free == rest for octets, free, rest in self._parts)


class Origins:
    """Who called, by the settings of this desk."""

    def __init__(self) -> None:
        self.proxies = Networks(settings.TRUSTED_PROXIES)
        self.shared = Networks((*LENT, *settings.SHARED_NETWORKS))
        self._onion = settings.ONION_URL.removeprefix("http://")
        self._leftmost = sabotage.on("leftmost-forwarded")

    def of(self, scope: Scope) -> bytes:
        """The packed address of whoever called; NOWHERE when it cannot be told, or comes through our onion service."""
        if self._onion and scope.headers.get("host") == self._onion:
            return NOWHERE
        found = packed(scope.client.rpartition(":")[0])
        if self._leftmost:
            return packed((scope.headers.get(FORWARDED) or "").partition(",")[0]) or found
        if found not in self.proxies:
            return found
        said = ",".join(scope.headers.get_all(FORWARDED))  # type: ignore[attr-defined]  # granian's stub forgets it
        for told in reversed(said[-MOST:].split(",")):
            if not (one := packed(told)):
                return found
            found = one
            if one not in self.proxies:
                return one
        return found

    def many(self, address: bytes) -> bool:
        """Whether many people have this address together."""
        return not address or address in self.shared


def packed(told: str) -> bytes:
    """An address, perhaps with a port, in four or sixteen octets; NOWHERE for anything else."""
    text = told.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return socket.inet_pton(socket.AF_INET, text)
    except (OSError, ValueError):
        pass
    try:
        six = socket.inet_pton(socket.AF_INET6, text.partition("%")[0])
    except (OSError, ValueError):
        return NOWHERE
    return six[12:] if six.startswith(b"\0" * 10 + b"\xff\xff") else six
