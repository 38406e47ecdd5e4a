"""Signing what we send with DKIM (RFC 6376), so that others can tell our letters from forged ones.

Our own signer, because it signs through OpenSSL in a millisecond. rsa-sha256 and, for an Ed25519 key,
ed25519-sha256 (RFC 8463); relaxed/relaxed. Each header a forger might add is named once more than it
is there ("oversigned"), so that a second Subject or an added Cc breaks the signature.
"""

import binascii
import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Signable = Sequence[tuple[str, bytes]]  # name and relaxed form of each header, as they stand
SIGNED = (
    "from", "to", "cc", "subject", "date", "message-id", "reply-to", "mime-version", "content-type",
    "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip
ALWAYS = ("from", "to", "cc", "subject", "date", "message-id", "reply-to")
PADDING, SHA256 = PKCS1v15(), hashes.SHA256()
CRLF, BLANK = "\r\n", " \t"
SPACES = re.compile(rb"[ \t]+")
WORN_ENDS = re.compile(rb" (?=\r\n)| \Z")


def signature(headers: Signable, body: bytes, *, domain: str, selector: str, key: str, at: int) -> bytes:
    """The DKIM-Signature header, with its line end, for `headers` and a `body` in relaxed form.

    `key` is a PEM private key, `at` seconds since 1970.
    """
    private, algorithm = _load(key)
    order, told = _signed_names(tuple([name for name, _ in headers]))
    value = (
        f"v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; t={at};\r\n"
        f" h={told};\r\n bh={_base64(hashlib.sha256(body).digest())};\r\n b="
    )
    own = f"dkim-signature:{value.replace(CRLF, '')}".encode("ascii")
    given = b"".join([*[headers[index][1] for index in order], own])
    return f"DKIM-Signature: {value}{_folded(_base64(_sign(private, given)))}\r\n".encode("ascii")


def relaxed_header(name: str, value: str) -> bytes:
    """One header in relaxed form (RFC 6376 3.4.2), with its line end."""
    line = f"{name.lower()}:{value.replace(CRLF, '').strip(BLANK)}\r\n".encode()
    return SPACES.sub(b" ", line) if b"  " in line or b"\t" in line else line


def relaxed_body(body: bytes) -> bytes:
    """The body in relaxed form (RFC 6376 3.4.4)."""
    return without_end(relaxed_lines(body))


def relaxed_lines(body: bytes) -> bytes:
    """The same of a part of a body: whole lines, and empty ones at the end stay."""
    if b"  " in body or b"\t" in body:
        body = SPACES.sub(b" ", body)
    if b" \r\n" in body or body.endswith(b" "):
        body = WORN_ENDS.sub(b"", body)
    return body


def without_end(lines: bytes) -> bytes:
    """Relaxed lines as a whole body: with one line end, or nothing at all."""
    while lines.endswith(b"\r\n"):
        lines = lines[:-2]
    return lines + b"\r\n" if lines else b""


def record(key: str) -> str:
    """The TXT record to publish at <selector>._domainkey.<domain> for this PEM private key."""
    private, _ = _load(key)
    public = private.public_key()
    if isinstance(private, RSAPrivateKey):
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={_base64(der)}"
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"v=DKIM1; k=ed25519; p={_base64(raw)}"


@lru_cache(maxsize=64)
def _signed_names(there: tuple[str, ...]) -> tuple[tuple[int, ...], str]:
    """Which of the headers with these names are signed, in order, and how the signature says so.

    Each instance once, from the bottom up; a name with none left adds nothing (RFC 6376 5.4.2).
    """
    left: dict[str, list[int]] = {}
    for index, name in enumerate(there):
        left.setdefault(name.lower(), []).append(index)
    names = (*(name for name in SIGNED if name in left), *ALWAYS)
    half = len(names) // 2
    order = tuple(left[name].pop() for name in names if left.get(name))
    return order, ":".join(names[:half]) + "\r\n :" + ":".join(names[half:])


@lru_cache(maxsize=8)
def _load(pem: str) -> tuple[RSAPrivateKey | Ed25519PrivateKey, str]:
    """The key and the name of what it signs with."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("A DKIM key is an RSA or an Ed25519 private key in PEM form.")
    if not isinstance(key, RSAPrivateKey):
        return key, "ed25519-sha256"
    if key.key_size < 1024:
        raise ValueError("An RSA key for DKIM has at least 1024 bits, better 2048.")
    return key, "rsa-sha256"


def _sign(key: RSAPrivateKey | Ed25519PrivateKey, given: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(hashlib.sha256(given).digest())  # RFC 8463 section 3: the hash is what is signed
    return key.sign(given, PADDING, SHA256)


def _base64(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).decode()


def _folded(text: str) -> str:
    return "\r\n ".join([text[start : start + 72] for start in range(0, len(text), 72)])
