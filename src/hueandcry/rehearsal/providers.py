"""Mail providers of invented people: what each signs when somebody writes with their own mail program.

The lists of signed headers are those of six large providers (see docs/decisions on copies); the domains are
reserved for examples, and their keys are served by the stub DNS of the rehearsal.
"""

import base64
from dataclasses import dataclass, field

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SELECTOR = "r1"


@dataclass
class Provider:
    """A provider, and the names of the headers its signature covers."""

    domain: str
    signs: tuple[str, ...]
    verified: bool  # signs To and Cc: a copy of grade one; otherwise recipients are not signed
    key: bytes = field(default=b"", repr=False)
    selector: str = SELECTOR


def make() -> list[Provider]:
    """Six providers with new keys."""
    every = ("from", "to", "cc", "subject", "date", "message-id", "mime-version")
    found = [
        Provider("g.example", ("to", "cc", "subject", "message-id", "date", "from", "mime-version"), True),
        Provider("icloud.example", every, True),
        Provider("proton.example", ("date", "to", "from", "cc", "subject", "message-id"), True),
        Provider("gmx.example", (*every, "content-type"), True),
        Provider("outlook.example", ("from", "date", "subject", "message-id", "content-type", "mime-version"), False),
        Provider("yahoo.example", ("date", "from", "to", "subject", "message-id"), False),
    ]
    for provider in found:
        provider.key = new_key()
    return found


def sign(raw: bytes, provider: Provider, *, domain: str = "") -> bytes:
    """The message with the provider's signature in front (RFC 6376, relaxed/relaxed)."""
    name = (domain or provider.domain).encode()
    present = {
        line.split(b":", 1)[0].strip().lower() for line in raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n") if b":" in line
    }
    headers = [header.encode() for header in provider.signs if header.encode() in present]
    signature: bytes = dkim.sign(
        raw,
        provider.selector.encode(),
        name,
        provider.key,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=headers,
    )
    return signature + raw


def records(providers: list[Provider]) -> dict[str, str]:
    """The TXT records the stub DNS serves: name to text."""
    found = {}
    for provider in providers:
        private = serialization.load_pem_private_key(provider.key, password=None)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        name = f"{provider.selector}._domainkey.{provider.domain}"
        found[name] = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    return found


def new_key() -> bytes:
    """A private key for signatures: RSA of 2048 bits, in PEM form."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
