"""Signing what we send with DKIM (RFC 6376), so that others can tell our letters from forged ones.

Our own signer, because it signs through OpenSSL in a millisecond. rsa-sha256 and, for an Ed25519 key,
ed25519-sha256 (RFC 8463); relaxed/relaxed. Each header a forger might add is named once more than it
is there ("oversigned"), so that a second Subject or an added Cc breaks the signature.
"""

import base64
import hashlib
import re
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Headers = list[tuple[str, str]]
SIGNED = (
    "from", "to", "cc", "subject", "date", "message-id", "reply-to", "mime-version", "content-type",
    "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip
ALWAYS = ("from", "to", "cc", "subject", "date", "message-id", "reply-to")
SPACES = re.compile(rb"[ \t]+")
WORN_ENDS = re.compile(rb" (?=\r\n)| \Z")


def signature(headers: Headers, body: bytes, *, domain: str, selector: str, key: str, at: int) -> str:
    """The value of the DKIM-Signature header; `key` is a PEM private key, `at` seconds since 1970."""
    private = _load(key)
    algorithm = "rsa-sha256" if isinstance(private, RSAPrivateKey) else "ed25519-sha256"
    names = _signed_names(headers)
    body_hash = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    value = (
        f"v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; t={at};\r\n"
        f" h={_wrapped(names)};\r\n bh={body_hash};\r\n b="
    )
    given = b"".join(_picked(headers, names)) + relaxed_header("dkim-signature", value).removesuffix(b"\r\n")
    return value + _folded(base64.b64encode(_sign(private, given)).decode())


def relaxed_header(name: str, value: str) -> bytes:
    """One header in relaxed form (RFC 6376 3.4.2), with its line end."""
    text = value.encode().replace(b"\r\n", b"")
    if b"  " in text or b"\t" in text:
        text = SPACES.sub(b" ", text)
    return name.lower().encode() + b":" + text.strip(b" ") + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """The body in relaxed form (RFC 6376 3.4.4)."""
    if b"  " in body or b"\t" in body:
        body = SPACES.sub(b" ", body)
    if b" \r\n" in body or body.endswith(b" "):
        body = WORN_ENDS.sub(b"", body)
    while body.endswith(b"\r\n"):
        body = body[:-2]
    return body + b"\r\n" if body else b""


def record(key: str) -> str:
    """The TXT record to publish at <selector>._domainkey.<domain> for this PEM private key."""
    private = _load(key)
    public = private.public_key()
    if isinstance(private, RSAPrivateKey):
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"


def _signed_names(headers: Headers) -> list[str]:
    there = [name.lower() for name, _ in headers]
    return [name for name in SIGNED if name in there] + list(ALWAYS)


def _picked(headers: Headers, names: list[str]) -> list[bytes]:
    """The named headers, each instance once from the bottom up; a name with none left adds nothing (5.4.2)."""
    left: dict[str, list[str]] = {}
    for name, value in headers:
        left.setdefault(name.lower(), []).append(value)
    return [relaxed_header(name, left[name].pop()) for name in names if left.get(name)]


@lru_cache(maxsize=8)
def _load(pem: str) -> RSAPrivateKey | Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("A DKIM key is an RSA or an Ed25519 private key in PEM form.")
    if isinstance(key, RSAPrivateKey) and key.key_size < 1024:
        raise ValueError("An RSA key for DKIM has at least 1024 bits, better 2048.")
    return key


def _sign(key: RSAPrivateKey | Ed25519PrivateKey, given: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(given, PKCS1v15(), hashes.SHA256())
    return key.sign(hashlib.sha256(given).digest())  # RFC 8463 section 3: the hash is what is signed


def _wrapped(names: list[str]) -> str:
    half = len(names) // 2
    return ":".join(names[:half]) + "\r\n :" + ":".join(names[half:])


def _folded(text: str) -> str:
    return "\r\n ".join(text[start : start + 72] for start in range(0, len(text), 72))
