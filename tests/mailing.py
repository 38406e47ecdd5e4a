"""Mail as it reaches us: what six providers sign, what servers and offices answer, and what forgers try."""

import base64
import datetime as dt
import functools
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hueandcry.actions import placing
from hueandcry.lib import clock
from hueandcry.post import envelopes, mailbox, signing
from hueandcry.post.models import Delivery, Incoming

# The headers each provider's signature covers, as their own mail shows.
SIGNS = {
    "gmail.example": "to cc subject message-id date from mime-version",
    "outlook.example": "from date subject message-id content-type mime-version",
    "yahoo.example": "date from to subject message-id",
    "icloud.example": "from content-type mime-version subject message-id date to cc",
    "proton.example": "date to from cc subject message-id",
    "gmx.example": "mime-version message-id from to cc subject content-type date",
}
GRADES = {name: "received" if name in ("outlook.example", "yahoo.example") else "verified" for name in SIGNS}
SELECTOR = "s1"
COURT = "chair@court.example.org"


@functools.cache
def key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def records(**more: str | None) -> dict[str, str | None]:
    """What the stub name server knows: one key for all providers."""
    public = (
        key().public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    text = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    return {f"{SELECTOR}._domainkey.{domain}": text for domain in (*SIGNS, "evil.example")} | more


def letter(
    *, sender: str = "maria@gmail.example", to: str = COURT, cc: str = "", when: dt.datetime | None = None,
    body: str = "Free her.",
) -> bytes:  # fmt: skip
    """What somebody's own mail program hands to her provider, unsigned."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Maria Example <{sender}>"
    message["To"] = to
    if cc:
        message["Cc"] = cc
    message["Subject"] = "Release Aru Seitova"
    message["Date"] = format_datetime(when or clock.now())
    message["Message-ID"] = f"<{hash((sender, to, cc, when, body)) & 0xFFFFFFFF:x}@{sender.rpartition('@')[2]}>"
    message.set_content(body + "\n", cte="quoted-printable")
    return message.as_bytes()


def sign(raw: bytes, *, domain: str = "", covers: str = "", length: bool = False) -> bytes:
    """The letter as the sender's provider passes it on."""
    domain = domain or raw.partition(b"@")[2].partition(b">")[0].decode()
    wanted = covers or SIGNS.get(domain, SIGNS["gmail.example"])
    there = {line.partition(b":")[0].lower() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    private = key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    signature = dkim.sign(
        raw, SELECTOR.encode(), domain.encode(), private, canonicalize=(b"relaxed", b"relaxed"), length=length,
        include_headers=[name.encode() for name in wanted.split() if name.encode() in there],
    )  # fmt: skip
    return signature + raw


def copy(appeal, *, sender: str = "maria@gmail.example", token: str = "", **how) -> bytes:
    """A letter to the court with its copy to us, signed by the sender's provider."""
    return sign(letter(sender=sender, cc=address(appeal, token), **how))


def address(appeal, token: str = "") -> str:
    return envelopes.copy_address(appeal.slug, "en", token)


def arrive(raw: bytes, to: str, *, sender: str = "", when: dt.datetime | None = None) -> Incoming:
    """The message comes in and is placed."""
    (incoming,) = mailbox.keep(raw, envelope_to=[to], envelope_from=sender, now=when or clock.now())
    placing.walk(now=when or clock.now())
    incoming.refresh_from_db()
    return incoming


def bounce(recipient: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report as RFC 3464 has it."""
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: <>\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode()


def answer(text: str = "The sentences were lawful.", **headers: str) -> bytes:
    """What a person, or a program, at an office writes back."""
    head = {"From": "O. Lem <o.lem@court.example.org>", "Subject": "Re: Release Aru Seitova", **headers}
    return ("".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in head.items()) + f"\r\n{text}\r\n").encode()


def accept(delivery: Delivery, when: dt.datetime | None = None) -> Delivery:
    """The relay took it."""
    Delivery.objects.filter(pk=delivery.pk).update(status="accepted", accepted_at=when or clock.now())
    delivery.refresh_from_db()
    return delivery


def dkim_value(headers: list[tuple[str, str]], body: bytes, **how: Any) -> str:
    """What a DKIM-Signature by us says of such headers and such a body; `how` as in `signing.signature`."""
    lines = [(name, signing.relaxed_header(name, value)) for name, value in headers]
    line = signing.signature(lines, signing.relaxed_body(body), **how).decode()
    return line.removeprefix("DKIM-Signature: ").removesuffix("\r\n")
