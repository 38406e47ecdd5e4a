"""Mail addresses: whether one is well formed, whose mailbox it is, and whether it is safe to demo.

`canonical` is for counting people only, never for writing to them: two spellings that reach one
mailbox become one string.
"""

import re
import unicodedata

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+\Z")
PLAIN = re.compile(LOCAL.pattern.replace(r"\Z", "") + "@" + DOMAIN.pattern)
# RFC 2606 and RFC 6761: names that never belong to anybody.
RESERVED_ENDS = ("test", "example", "invalid", "localhost")
RESERVED = ("example.org", "example.com", "example.net")
# Providers whose mailboxes ignore dots, or everything after a plus sign.
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
SAME = {"ya.ru": "yandex.ru", "yandex.com": "yandex.ru", "yandex.by": "yandex.ru", "yandex.kz": "yandex.ru"}


def plain(address: str) -> bool:
    """Whether `address` is well formed and clean as it stands, which most are; what is not may still become so."""
    return PLAIN.match(address) is not None and address.index("@") <= 64 and len(address) <= 254


def well_formed(address: str) -> bool:
    """Whether `address` can be written to by plain SMTP (RFC 5321: ASCII, local part <= 64 octets)."""
    local, at, domain = address.rpartition("@")
    if not at or len(local) > 64 or len(address) > 254 or not LOCAL.match(local):
        return False
    return DOMAIN.match(_ascii(domain)) is not None


def clean(address: str) -> str:
    """The address as it is written to: trimmed, domain in small ASCII letters (IDNA), local kept."""
    local, _, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    return f"{local}@{_ascii(domain)}"


def canonical(address: str) -> str:
    """One string per mailbox, for counting: NFKC, case folded, dots and tags off where ignored."""
    local, _, domain = clean(address).casefold().rpartition("@")
    domain = SAME.get(domain, DOTLESS.get(domain, domain))
    local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    if domain == "yandex.ru":
        local = local.replace("-", ".")
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The domain of the address, in small ASCII letters."""
    return _ascii(address.rpartition("@")[2])


def reserved(address: str) -> bool:
    """Whether the address is in a domain reserved for examples, which can never reach anybody."""
    domain = domain_of(address)
    ends = domain.rpartition(".")[2] in RESERVED_ENDS
    return ends or domain in RESERVED or domain.endswith(tuple("." + name for name in RESERVED))


def rehearsed(address: str) -> str:
    """The same address inside example.org unless it is reserved already; visibly rewritten."""
    if reserved(address):
        return clean(address)
    safe = re.sub(r"[^a-z0-9]+", ".", clean(address).casefold().replace("@", ".at.")).strip(".")
    return f"{safe[:64].strip('.')}@example.org"


def _ascii(domain: str) -> str:
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
