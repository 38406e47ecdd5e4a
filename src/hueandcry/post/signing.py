"""Signing what we send with DKIM (RFC 6376), so that others can tell our letters from forged ones.

Our own signer, because it signs through OpenSSL in a millisecond. rsa-sha256 and, for an Ed25519 key,
ed25519-sha256 (RFC 8463); relaxed/relaxed. Each header a forger might add is named once more than it
is there ("oversigned"), so that a second Subject or an added Cc breaks the signature.
"""

import binascii
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
CRLF, BLANK = "\r\n", " \t"
SPACES = re.compile(rb"[ \t]+")
WORN_ENDS = re.compile(rb" (?=\r\n)| \Z")


def signature(headers: Headers, body: bytes, *, domain: str, selector: str, key: str, at: int) -> str:
    """The value of the DKIM-Signature header; `key` is a PEM private key, `at` seconds since 1970."""
    private = _load(key)
    algorithm = "rsa-sha256" if isinstance(private, RSAPrivateKey) else "ed25519-sha256"
    names, told = _signed_names(tuple(name for name, _ in headers))
    body_hash = _base64(hashlib.sha256(relaxed_body(body)).digest())
    value = (
        f"v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; t={at};\r\n"
        f" h={told};\r\n bh={body_hash};\r\n b="
    )
    given = _picked(headers, names) + relaxed_header("dkim-signature", value).removesuffix(b"\r\n")
    return value + _folded(_base64(_sign(private, given)))


def relaxed_header(name: str, value: str) -> bytes:
    """One header in relaxed form (RFC 6376 3.4.2), with its line end."""
    return _relaxed([(name, value)])


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
        return f"v=DKIM1; k=rsa; p={_base64(der)}"
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"v=DKIM1; k=ed25519; p={_base64(raw)}"


@lru_cache(maxsize=64)
def _signed_names(there: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """What is signed of a head with these names, and how the signature says so."""
    small = [name.lower() for name in there]
    names = (*(name for name in SIGNED if name in small), *ALWAYS)
    half = len(names) // 2
    return names, ":".join(names[:half]) + "\r\n :" + ":".join(names[half:])


def _picked(headers: Headers, names: tuple[str, ...]) -> bytes:
    """The named headers, each instance once from the bottom up; a name with none left adds nothing (5.4.2)."""
    left: dict[str, list[str]] = {}
    for name, value in headers:
        left.setdefault(name.lower(), []).append(value)
    return _relaxed([(name, left[name].pop()) for name in names if left.get(name)])


def _relaxed(headers: Headers) -> bytes:
    """Headers in relaxed form, one after the other; blanks are looked for in all of them at once."""
    lines = [f"{name.lower()}:{value.replace(CRLF, '').strip(BLANK)}\r\n" for name, value in headers]
    text = "".join(lines).encode()
    return SPACES.sub(b" ", text) if b"  " in text or b"\t" in text else text


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


def _base64(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).decode()


def _folded(text: str) -> str:
    return "\r\n ".join(text[start : start + 72] for start in range(0, len(text), 72))
