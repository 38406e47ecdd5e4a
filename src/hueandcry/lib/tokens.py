"""Names nobody can guess, and keyed hashes nobody can turn back."""

import base64
import hashlib
import hmac
import secrets


def new(bits: int = 130) -> str:
    """A random name of at least `bits` bits in small letters and digits 2-7, safe in an address."""
    return _letters(secrets.token_bytes((bits + 7) // 8))[: (bits + 4) // 5]


def keyed(pepper: bytes, *parts: str) -> str:
    """HMAC-SHA256 (RFC 2104) of the parts under `pepper`, 64 hexadecimal digits.

    Every part is preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    # Half a surrogate pair is no text, but it comes by mail, and must not stop whoever compares.
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    return hmac.new(pepper, message, hashlib.sha256).hexdigest()


def sign(pepper: bytes, token: str, bits: int = 80) -> str:
    """A short signature of `token` for a mail local part: `bits` bits in letters and digits."""
    letters = (bits + 4) // 5
    digest = hmac.digest(pepper, token.encode(), "sha256")
    return _letters(digest[: (5 * letters + 7) // 8])[:letters]


def signed(pepper: bytes, token: str, signature: str) -> bool:
    """Whether `signature` is ours; takes the same time for right and wrong."""
    return hmac.compare_digest(sign(pepper, token), signature.lower())


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
