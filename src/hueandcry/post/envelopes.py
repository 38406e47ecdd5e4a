"""The addresses we give out and read back: where answers, bounces and copies come home to.

    p-<token>                     From of a letter; a human answer comes here
    b-<token>-<80 bit signature>  return path of the same letter; only a true bounce knows it
    c-<appeal>-<language>[-token] the address people put into Cc of their own mail
    d-<token>-<80 bit signature>  a letter of `hueandcry doctor` to ourselves; used once

Mail servers change capital letters as they like, so everything here is read without regard to them.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from hueandcry.lib import sabotage, sealing, tokens

PATHS = "intake-paths"  # the key whose bytes sign return paths
LOCAL = 64  # octets, RFC 5321 4.5.3.1.1
TOKEN = r"[a-z2-7]{10,32}"  # noqa: S105 - a pattern, no secret
REPLY = re.compile(rf"p-({TOKEN})\Z")
BOUNCE = re.compile(rf"b-({TOKEN})-([a-z2-7]{{16}})\Z")
COPY = re.compile(rf"c-([a-z0-9]{{1,20}})-([a-z0-9]{{2,8}})(?:-({TOKEN}))?\Z")
CONTROL = re.compile(rf"d-({TOKEN})-([a-z2-7]{{16}})\Z")
NOT_PLAIN = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Parsed:
    """One of our addresses, understood."""

    kind: str  # bounce, reply, copy, control
    token: str = ""  # of the delivery (bounce, reply) or of the action (copy; may be empty)
    slug: str = ""  # of the appeal, letters and digits only: hc126 for hc-1-26
    language: str = ""


def from_address(token: str, *, news: bool = False) -> str:
    """The From of a letter; it accepts mail. News leaves from a domain of its own."""
    return _address(f"p-{token}", news)


def return_path(token: str, *, news: bool = False) -> str:
    """The envelope sender of a letter: unique, and signed so that nobody can forge a bounce to it."""
    return _address(f"b-{token}-{tokens.sign(_pepper(), token.lower())}", news)


def copy_address(slug: str, language: str, token: str = "") -> str:
    """The Cc address for people's own mail: names the appeal and the language, and one act if `token` is given."""
    parts = ["c", NOT_PLAIN.sub("", slug.lower()), NOT_PLAIN.sub("", language.lower())] + ([token] if token else [])
    address = _address("-".join(parts), False)
    if read(address) is None:
        raise ValueError(f"no copy address can be made of {slug!r} and {language!r}")
    return address


def control_address() -> str:
    """An address for one letter to ourselves, which nobody can guess or forge."""
    token = tokens.new()
    return _address(f"d-{token}-{tokens.sign(_pepper(), _control(token))}", False)


def read(address: str) -> Parsed | None:
    """What one of our addresses means; None if it is not ours or the signature is not ours."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    if domain not in _domains() or len(local) > LOCAL:
        return None
    if found := REPLY.match(local):
        return Parsed("reply", token=found[1])
    if found := BOUNCE.match(local):
        ours = tokens.signed(_pepper(), found[1], found[2]) or sabotage.on("believe-any-bounce")
        return Parsed("bounce", token=found[1]) if ours else None
    if found := COPY.match(local):
        return Parsed("copy", slug=found[1], language=found[2], token=found[3] or "")
    if (found := CONTROL.match(local)) and tokens.signed(_pepper(), _control(found[1]), found[2]):
        return Parsed("control", token=found[1])
    return None


def takes(address: str) -> bool:
    """Whether mail for `address` is let in: an address we gave out, postmaster or abuse (RFC 2142)."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    return (domain in _domains() and local in ("postmaster", "abuse")) or read(address) is not None


def _address(local: str, news: bool) -> str:
    if len(local) > LOCAL:
        raise ValueError(f"{local} is longer than a mailbox name may be")
    return f"{local}@{settings.NEWS_DOMAIN if news else settings.MAIL_DOMAIN}".lower()


def _control(token: str) -> str:
    """What is signed of a control address: other words than for a return path, so that neither serves as the other."""
    return f"control {token}"


def _domains() -> tuple[str, str]:
    return settings.MAIL_DOMAIN.lower(), settings.NEWS_DOMAIN.lower()


def _pepper() -> bytes:
    try:
        return sealing.lasting_pepper(PATHS)
    except sealing.KeyGone:
        sealing.make(PATHS)
        return sealing.pepper(PATHS)
