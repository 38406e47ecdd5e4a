"""Asking name servers: an answer, "there is none", or "nobody could say", and never without end."""

import ipaddress
import time

import dns.exception
import dns.resolver
import dns.reversename
from django.conf import settings

from hueandcry.lib import sabotage
from hueandcry.lib.env import loopback

EACH, IN_ALL = 4.0, 20.0  # seconds for one question, and for all questions of one asker


class Unanswered(Exception):
    """No name server could say; the names it was asked for may be right or wrong."""


class Asker:
    """Asks each question once and remembers the answer."""

    def __init__(self, server: tuple[str, int] | None, *, each: float = EACH, in_all: float = IN_ALL) -> None:
        self.server, self.each = server, each
        self.until = time.monotonic() + in_all
        self.known: dict[tuple[str, str], list[str] | None] = {}

    def ask(self, name: str, kind: str) -> list[str]:
        """The records of this kind, mail servers in the order in which they are tried; raises Unanswered."""
        question = (name.lower().rstrip("."), kind)
        if question not in self.known:
            self.known[question] = self._look_up(*question)
        answer = self.known[question]
        if answer is None:
            raise Unanswered(name)
        return answer

    def addresses(self, host: str) -> list[str]:
        """The IP addresses of a host, or the address itself."""
        if host == "localhost":
            return ["127.0.0.1"]
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            return self.ask(host, "A") + self.ask(host, "AAAA")

    def names_of(self, address: str) -> list[str]:
        """The names at which the reverse entry of an IP address points."""
        return self.ask(dns.reversename.from_address(address).to_text(), "PTR")

    def _look_up(self, name: str, kind: str) -> list[str] | None:
        left = min(self.each, self.until - time.monotonic())
        if left <= 0:
            return None
        try:
            resolver = dns.resolver.Resolver(configure=self.server is None)
            if self.server:
                resolver.nameservers, resolver.port = [self.server[0]], self.server[1]
            answer = resolver.resolve(name, kind, lifetime=left, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError):
            return [] if sabotage.on("silence-is-absence") else None
        if kind == "TXT":
            return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
        if kind == "MX":
            by_preference = sorted(answer, key=lambda record: record.preference)
            return [record.exchange.to_text(omit_final_dot=True).lower().rstrip(".") for record in by_preference]
        return [record.to_text().rstrip(".") for record in answer]


def leaves_from(asker: Asker) -> list[str]:
    """The addresses our letters leave from, as far as the settings tell; empty when they are not known."""
    if settings.RELAY_LEAVES_FROM:
        return list(settings.RELAY_LEAVES_FROM)
    host = settings.RELAY[0]
    if settings.COURIER.provider:
        return []
    return [] if loopback(host) else asker.addresses(host)


def others_relay() -> bool:
    """Whether the relay seems to be a provider's, who may send from other addresses than it takes letters at."""
    if settings.RELAY_LEAVES_FROM:
        return False
    parents = [domain.partition(".")[2] for domain in (settings.MAIL_DOMAIN, settings.NEWS_DOMAIN)]
    ours = {settings.MAIL_DOMAIN, settings.NEWS_DOMAIN}
    if parents[0] == parents[1] and "." in parents[0]:
        ours.add(parents[0])
    host = settings.RELAY[0].lower()
    return not any(host == domain or host.endswith("." + domain) for domain in ours)
