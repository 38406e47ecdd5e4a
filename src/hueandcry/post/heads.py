"""The head of a message as bytes, scanned once: for the few headers a copy is judged by, far below a parser's price.

A head is read as DKIM reads it: names up to a colon, continued lines, nothing else. Whatever does not fit is
`Malformed`, so that no two readers can see two messages in it. Knows no database and no Django.
"""

import re
from email import utils

LIST = 100  # addresses of one header that are kept
FOLD = re.compile(rb"\n[ \t]")
VISIBLE = bytes(range(33, 127))
WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,80}"
ADDRESS = rf"{WORD}(?:\.{WORD}){{0,9}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{0,9}}"
# One mailbox of a list as nearly everybody writes it; what is written otherwise is left to the standard library.
# Every repetition has a limit, so that no text can make the pattern try for long.
GAP = r"[ \t]{0,3}"
NAME = rf'"[^"\\\x00-\x1f]{{0,200}}"|{WORD}(?:[ \t]{{1,3}}{WORD}){{0,20}}'
USUAL = re.compile(rf"{GAP}(?:(?:{NAME})?{GAP}<({ADDRESS})>|({ADDRESS})){GAP}(?:,|\Z)")
# One mailbox and nothing else: "Name" <a@b>, Name <a@b>, <a@b> or a@b. A second address does not fit.
SINGLE = re.compile(
    r"(?:(?:\"(?:[^\"\\]|\\.){0,300}\"|[^\"<>@,:;\\]{0,300})\s*<([^\s<>@,:;\"()]+@[^\s<>@,:;\"()]+)>"
    r"|([^\s<>@,:;\"()]+@[^\s<>@,:;\"()]+))\Z"
)
Head = dict[bytes, list[bytes]]


class Malformed(ValueError):
    """This is no head of a message."""


def read(raw: bytes) -> Head:
    """Every header by its name in small letters, values unfolded and in order; raises Malformed."""
    fields = [line.partition(b":") for line in _lines(_text(raw))]
    names = [name.lower() for name, _, _ in fields]
    if b"" in names or not all(colon for _, colon, _ in fields) or b"".join(names).translate(None, VISIBLE):
        raise Malformed
    head: Head = {}
    for name, (_, _, value) in zip(names, fields, strict=True):
        head.setdefault(name, []).append(value)
    return head


def values(head: Head, name: str) -> list[str]:
    """What the headers of this name say."""
    return [value.decode("ascii", "replace") for value in head.get(name.lower().encode(), ())]


def first(head: Head, name: str) -> str:
    """What the first header of this name says, or nothing."""
    return next(iter(values(head, name)), "").strip()


def single_address(found_in: list[str]) -> str:
    """The address in From if there is exactly one From with exactly one mailbox; otherwise nothing."""
    found = SINGLE.match(found_in[0][:2000].strip()) if len(found_in) == 1 else None
    address = (found[1] or found[2]).lower() if found else ""
    return address if address.isprintable() else ""


def addresses(found_in: list[str]) -> tuple[str, ...]:
    """The mailboxes in the headers of one name, in small letters."""
    usual = [_usual(value) for value in found_in]
    if None not in usual:
        return tuple(address.lower() for some in usual for address in some or ())[:LIST]
    return tuple(address.lower() for _, address in utils.getaddresses(found_in)[:LIST] if "@" in address)


def date(value: str) -> str:
    """A Date as ISO 8601, or nothing."""
    try:
        return utils.parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _text(raw: bytes) -> bytes:
    """The bytes up to the first empty line."""
    if raw.startswith((b"\n", b"\r\n")):
        raise Malformed
    end = raw.find(b"\n\r\n")
    plain = raw.find(b"\n\n", 0, end if end >= 0 else None)
    end = plain if plain >= 0 else end
    return raw[:end] if end >= 0 else raw.removesuffix(b"\n")


def _lines(text: bytes) -> list[bytes]:
    """The lines of a head, each with what continues it; raises Malformed for a carriage return that ends no line."""
    if text.count(b"\r") != text.count(b"\r\n") + text.endswith(b"\r"):
        raise Malformed
    text = text.translate(None, b"\r")
    if text.startswith(b"From "):
        text = text.partition(b"\n")[2]  # what a mailbox file puts in front
    return FOLD.sub(b" ", text).split(b"\n")


def _usual(value: str) -> list[str] | None:
    """The addresses of a list written in the usual way; None if it is not."""
    found, at = [], 0
    while at < len(value):
        mailbox = USUAL.match(value, at)
        if not mailbox:
            return None
        found.append(mailbox[1] or mailbox[2])
        at = mailbox.end()
    return found
