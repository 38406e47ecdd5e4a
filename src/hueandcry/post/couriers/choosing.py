"""Which courier carries the letters: our own SMTP, or a provider's web interface through django-anymail.

The settings read this file, so it loads nothing of Django and nothing of the extra.
"""

import importlib.util
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hueandcry.lib.env import Misconfigured, loopback

SMTP = "smtp"
EVENTS = re.compile(r"[A-Za-z0-9._-]{1,40}:[A-Za-z0-9._~-]{20,200}")
EXTRA = ".venv/bin/pip install --require-hashes -r requirements-hosted.txt"


@dataclass(frozen=True)
class Provider:
    """A provider whose web interface can keep what a letter needs; what it loses stands in docs/running-a-desk.md."""

    name: str
    label: str
    url: str
    as_written: bool  # it takes the finished message; otherwise it writes one of its own from its parts


PROVIDERS = {
    one.name: one
    for one in (
        Provider("mailgun", "Mailgun", "https://api.mailgun.net/v3", as_written=True),
        Provider("postmark", "Postmark", "https://api.postmarkapp.com", as_written=False),
        Provider("resend", "Resend", "https://api.resend.com", as_written=False),
    )
}
NAMES = (SMTP, *PROVIDERS)


@dataclass(frozen=True)
class Choice:
    """The courier the settings name; `key` opens the provider's door and is shown to nobody."""

    name: str = SMTP
    url: str = ""
    key: str = field(default="", repr=False)
    events: str = field(default="", repr=False)  # name:password that comes with each of the provider's events
    signing: str = field(default="", repr=False)  # what Mailgun signs them with

    @property
    def provider(self) -> Provider | None:
        """None when the letters leave by SMTP."""
        return PROVIDERS.get(self.name)

    @property
    def label(self) -> str:
        """What people call it."""
        return PROVIDERS[self.name].label if self.name in PROVIDERS else "SMTP"


def chosen(
    name: str, *, key: str, url: str, live: bool, testing: bool, signed_by: str, events: str = "", signing: str = ""
) -> Choice:
    """What the settings ask for; Misconfigured when letters could not leave so, or would leave otherwise than told."""
    provider = PROVIDERS.get(name)
    if provider is None:
        if key or url or events or signing:
            raise Misconfigured("HUEANDCRY_COURIER_KEY and its like belong to a provider in HUEANDCRY_COURIER.")
        return Choice()
    try:
        parts = urlsplit(url or provider.url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.username or parts.query or parts.fragment:
        raise Misconfigured("HUEANDCRY_COURIER_URL has to be an address such as https://api.eu.mailgun.net/v3.")
    if not live and not (testing and loopback(host)):
        raise Misconfigured(
            f"Outside HUEANDCRY_MODE=live nothing leaves this machine: HUEANDCRY_COURIER={name} has to be taken out."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and testing and loopback(host)):
        raise Misconfigured("HUEANDCRY_COURIER_URL has to begin with https://; names must not travel in the clear.")
    if importlib.util.find_spec("anymail") is None:
        raise Misconfigured(f"HUEANDCRY_COURIER names {provider.label}, and what it needs is not installed: {EXTRA}")
    if not key:
        raise Misconfigured(f"Give the key that {provider.label} gave you in HUEANDCRY_COURIER_KEY_FILE.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise Misconfigured("HUEANDCRY_COURIER_KEY has to be one word of plain letters, digits and signs.")
    if not provider.as_written and signed_by == "us":
        raise Misconfigured(
            f"{provider.label} writes each letter anew, so our signature cannot stay: set HUEANDCRY_DKIM_BY=relay, "
            "and let the provider sign for both mail domains."
        )
    if events and not EVENTS.fullmatch(events):
        raise Misconfigured("HUEANDCRY_COURIER_EVENTS has to be name:password, the password 20 letters or more.")
    if events and name == "mailgun" and not (signing and signing.isascii()):
        raise Misconfigured(
            "Mailgun signs its events: give its HTTP webhook signing key in HUEANDCRY_COURIER_SIGNING_FILE."
        )
    return Choice(name, (url or provider.url).rstrip("/"), key, events, signing)
