"""Reading SPF as a receiver does (RFC 7208), for one address; macros and `ptr` are not followed."""

import ipaddress
from dataclasses import dataclass, field

from hueandcry.post.checks.asking import Asker

LOOK_UPS = 10  # RFC 7208 4.6.4: a receiver gives up after these
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class Broken(Exception):
    """A receiver cannot use this record (permerror); the message names the part."""


def records(asker: Asker, domain: str) -> list[str]:
    """The SPF records at `domain`; a receiver wants exactly one."""
    texts = asker.ask(domain, "TXT")
    return [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


@dataclass
class Reader:
    """Reads the records for one sending address; raises Broken or Unanswered."""

    asker: Asker
    address: str
    look_ups: int = field(default=0)

    def result(self, domain: str) -> str:
        """pass, fail, softfail, neutral; none when there is no record."""
        found = records(self.asker, domain)
        if len(found) > 1:
            raise Broken(domain)
        if not found:
            return "none"
        redirect = ""
        for term in found[0].split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
            elif "=" in term.partition(":")[0]:
                continue  # exp= and modifiers to come
            elif self._matches(term.lstrip("+-~?"), domain):
                return RESULTS[term[0] if term[0] in RESULTS else "+"]
        if redirect:
            self._count(redirect)
            return self.result(redirect)
        return "neutral"

    def _matches(self, term: str, domain: str) -> bool:
        name, _, given = term.partition(":")
        name, _, length = name.lower().partition("/") if not given else (name.lower(), "", "")
        if given and name in ("a", "mx"):
            given, _, length = given.partition("/")
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._inside([given], "", term)
        if name not in ("a", "mx", "include", "exists", "ptr"):
            raise Broken(term)
        self._count(term)
        if name in ("exists", "ptr") or "%" in given:
            return False
        if name == "include":
            result = self.result(given)
            if result == "none":
                raise Broken(term)
            return result == "pass"
        hosts = [given or domain] if name == "a" else self.asker.ask(given or domain, "MX")
        return any(self._inside(self.asker.addresses(host), length, term) for host in hosts if host)

    def _inside(self, networks: list[str], length: str, term: str) -> bool:
        mine = ipaddress.ip_address(self.address)
        four, _, six = length.partition("//")
        for network in networks:
            wide = (six if ":" in network else four) if length else ""
            try:
                if mine in ipaddress.ip_network(f"{network}/{wide}" if wide else network, strict=False):
                    return True
            except ValueError:
                raise Broken(term) from None
        return False

    def _count(self, term: str) -> None:
        self.look_ups += 1
        if self.look_ups > LOOK_UPS:
            raise Broken(term)
