"""Names nobody can guess, and keyed hashes nobody can turn back."""

import hmac
import secrets

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS = [first + second for first in LETTERS for second in LETTERS]


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
    return hmac.digest(pepper, message, "sha256").hex()


def sign(pepper: bytes, token: str, bits: int = 80) -> str:
    """A short signature of `token` for a mail local part: `bits` bits in letters and digits."""
    letters = (bits + 4) // 5
    digest = hmac.digest(pepper, token.encode(), "sha256")
    return _letters(digest[: (5 * letters + 7) // 8])[:letters]


def signed(pepper: bytes, token: str, signature: str) -> bool:
    """Whether `signature` is ours; takes the same time for right and wrong."""
    return hmac.compare_digest(sign(pepper, token), signature.lower())


def _letters(raw: bytes) -> str:
    """The octets in base 32 (RFC 4648) in small letters, without padding."""
    bits = 8 * len(raw)
    length = (bits + 4) // 5
    number = int.from_bytes(raw, "big") << (5 * length - bits)
    if length % 2:
        number <<= 5
    pairs = [PAIRS[number >> shift & 1023] for shift in range(5 * (length + length % 2) - 10, -1, -10)]
    return "".join(pairs)[:length]
