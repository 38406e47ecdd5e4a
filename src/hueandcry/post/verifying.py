"""Who really signed a message: DKIM (RFC 6376, 8301, 8463), checked strictly. Runs in the limited child.

A bare `verify()` says True to a replay, to a second Subject, to text appended under `l=`, to a Cc that
was swapped because nobody signed it, and to a signature by an unrelated domain. Each of these is asked
for here, and the answer says what exactly was signed.
"""

import base64
import hashlib
import re
from typing import Any

import dkim
import dns.exception
import dns.resolver
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from dkim.canonicalization import CanonicalizationPolicy
from dkim.util import InvalidTagValueList, parse_tag_value

from hueandcry.post import heads

ALGORITHMS = (b"rsa-sha256", b"ed25519-sha256")
ONCE = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"sender", b"mime-version",
    b"content-type", b"content-transfer-encoding",
)  # fmt: skip
NEEDED = ("from", "date")
LEAST = 1024  # bits of an RSA key
SIGNATURES = 5  # that are looked at
LOOK_UP = 4.0  # seconds for one question to the name server
Tags = dict[bytes, bytes]


class Doubtful(Exception):
    """The signature does not hold; the message says why."""


class Later(Exception):
    """The name server did not answer; ask again later."""


def check(raw: bytes, *, name_server: tuple[str, int] | None) -> dict[str, Any]:
    """What the best signature of the message proves, as plain JSON; see signatures.Checked."""
    seen: dict[str, Any] = {"valid": False, "temporary": False, "reason": "Its head is not well formed."}
    try:
        head = heads.read(raw)
    except heads.Malformed:
        return seen
    seen.update({
        "from_address": heads.single_address(heads.values(head, "From")),
        "to": heads.addresses(heads.values(head, "To")), "cc": heads.addresses(heads.values(head, "Cc")),
        "date": heads.date(heads.first(head, "Date")), "message_id": heads.first(head, "Message-ID")[:300],
        "reason": "It bears no signature.",
    })  # fmt: skip
    try:
        opened = dkim.DKIM(raw, minkey=LEAST)
        _single(opened.headers)
        if not seen["from_address"]:
            raise Doubtful("Its From does not name exactly one mailbox.")
    except dkim.DKIMException:
        return {**seen, "reason": "Its head is not well formed."}
    except Doubtful as why:
        return {**seen, "reason": str(why)}
    count = sum(name.lower() == b"dkim-signature" for name, _ in opened.headers)
    for place in range(min(count, SIGNATURES)):
        try:
            return {**seen, **_proof(raw, place, seen["from_address"], name_server), "temporary": False, "reason": ""}
        except Later:
            seen.update(temporary=True, reason="The name server of the signer did not answer.")
        except (Doubtful, dkim.DKIMException, InvalidTagValueList, ValueError) as why:
            if not seen["temporary"]:
                seen["reason"] = str(why) if isinstance(why, Doubtful) else "Its signature is not well formed."
    return seen


def _proof(raw: bytes, place: int, from_address: str, name_server: tuple[str, int] | None) -> dict[str, Any]:
    """What the signature at `place` proves; raises Doubtful if anything."""
    opened = dkim.DKIM(raw, minkey=LEAST)
    prepared = opened.verify_headerprep(place)
    if not prepared:
        raise Doubtful("Its signature is not well formed.")
    tags, names, headers = prepared
    domain = tags[b"d"].decode("ascii").lower().rstrip(".")
    signed = _signed(tags, names, opened.headers)
    if not aligned(domain, from_address.rpartition("@")[2]):
        raise Doubtful("It was signed by another domain than its From.")
    record, bits = _key(tags, domain, name_server)
    try:
        if tags[b"a"] == b"rsa-sha256":
            holds = opened.verify(place, dnsfunc=lambda name, timeout=5: record)
        else:
            holds = _ed25519(opened, tags, names, headers[place], record)
    except dkim.ValidationError:  # the library's way to say that the body's hash differs
        holds = False
    if not holds:
        raise Doubtful("Its signature does not match its text.")
    # The decoded bytes and their exact length: a replay cannot be dressed up by zeros in front or by other base64.
    value = base64.b64decode(re.sub(rb"\s+", b"", tags[b"b"]))
    if tags[b"a"] == b"rsa-sha256" and len(value) != (bits + 7) // 8:
        raise Doubtful("Its signature is longer or shorter than its key.")
    return {
        "valid": True, "aligned": True, "domain": domain, "signed": signed, "bits": bits,
        "signed_at": int(tags[b"t"]) if b"t" in tags else None, "signature_hash": hashlib.sha256(value).hexdigest(),
    }  # fmt: skip


def aligned(domain: str, of_from: str) -> bool:
    """Whether signer and From belong to one organisation: the same domain, or one inside the other."""
    if "." not in domain or "." not in of_from:
        return False
    return domain == of_from or of_from.endswith("." + domain) or domain.endswith("." + of_from)


def _single(headers: list[Any]) -> None:
    names = [name.lower() for name, _ in headers]
    for name in ONCE:
        if names.count(name) > 1:
            raise Doubtful(f"Its head has more than one {name.decode().title()}.")


def _signed(tags: Tags, names: list[bytes], headers: list[Any]) -> list[str]:
    if tags[b"a"] not in ALGORITHMS:
        raise Doubtful("It was signed by a method that is no longer safe.")
    if b"l" in tags:
        raise Doubtful("Its signature covers only a part of the text (l=).")
    there = {name.lower() for name, _ in headers}
    signed = sorted({name.strip().decode("ascii", "replace") for name in names if name.strip() in there})
    missing = [name for name in NEEDED if name not in signed]
    if missing:
        raise Doubtful(f"Its signature does not cover its {missing[0].title()}.")
    return signed


def _key(tags: Tags, domain: str, name_server: tuple[str, int] | None) -> tuple[bytes, int]:
    selector = tags[b"s"].decode("ascii")
    record = look_up(f"{selector}._domainkey.{domain}", name_server)
    if record is None:
        raise Doubtful("The signer's domain does not publish this key.")
    key = parse_tag_value(record)
    if not key.get(b"p", b"").strip():
        raise Doubtful("The signer has withdrawn this key.")
    kind = key.get(b"k", b"rsa").strip()
    if kind != (b"rsa" if tags[b"a"] == b"rsa-sha256" else b"ed25519"):
        raise Doubtful("The signer's key is of another kind than the signature.")
    if b"h" in key and b"sha256" not in [name.strip() for name in key[b"h"].split(b":")]:
        raise Doubtful("The signer's key is not meant for SHA-256.")
    if b"s" in key and not {b"*", b"email"} & {name.strip() for name in key[b"s"].split(b":")}:
        raise Doubtful("The signer's key is not meant for mail.")
    if kind == b"ed25519":
        return record, 256
    bits = int(dkim.evaluate_pk(selector, record)[1])
    if bits < LEAST:
        raise Doubtful("The signer's key is shorter than 1024 bits.")
    return record, bits


def look_up(name: str, name_server: tuple[str, int] | None) -> bytes | None:
    """The TXT record at `name`; None if there is none, Later if nobody could say."""
    resolver = dns.resolver.Resolver(configure=name_server is None)
    if name_server:
        resolver.nameservers, resolver.port = [name_server[0]], name_server[1]
    try:
        answer = resolver.resolve(name, "TXT", lifetime=LOOK_UP, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return None
    except (dns.exception.DNSException, OSError) as trouble:
        raise Later from trouble
    return b"".join(answer[0].strings)


def _ed25519(opened: Any, tags: Tags, names: list[bytes], own_header: Any, record: bytes) -> bool:
    """RFC 8463; the library would need one more package for it."""
    policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple/simple"))
    body = hashlib.sha256(policy.canonicalize_body(opened.body)).digest()
    if body != base64.b64decode(re.sub(rb"\s+", b"", tags[b"bh"])):
        return False
    head = hashlib.sha256()
    dkim.hash_headers(head, policy, policy.canonicalize_headers(opened.headers), [*names, b"from"], own_header, tags)
    public = base64.b64decode(re.sub(rb"\s+", b"", parse_tag_value(record)[b"p"]))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            base64.b64decode(re.sub(rb"\s+", b"", tags[b"b"])), head.digest()
        )
    except InvalidSignature:
        return False
    return True
