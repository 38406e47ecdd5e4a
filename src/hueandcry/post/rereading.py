"""Reading a finished letter again, as a stranger would, and refusing it if it shows anything that was not meant.

What our own encoder usually writes is read by a strict pattern; whatever the pattern does not know is read
by the standard library. Both say the same of everything (tests/post/test_post_stencils.py), the first in a
twentieth of the time.
"""

import binascii
import re
from email import header, message_from_bytes, utils
from functools import lru_cache

from django.utils.translation import gettext as _

from hueandcry.lib.refusal import Refused
from hueandcry.post import enclosing

LINE = 998  # octets, RFC 5322 2.1.1
NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
BLANK = ("", " ")
CODED = r"=\?utf-8\?B\?[A-Za-z0-9+/]+={0,2}\?="
WORDS = re.compile(f"{CODED}(?: {CODED})*")
WORD = re.compile(r"=\?utf-8\?B\?([^?]+)\?=")
ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+"
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
BARE = re.compile(ADDRESS)
MAILBOX = re.compile(rf"({ATOM}(?: {ATOM})*) <({ADDRESS})>")
Meant = list[tuple[str, object]]


def compare(head: bytes, body: bytes, *, meant: Meant, text: str, files: tuple[enclosing.File, ...] = ()) -> None:
    """Refuse unless `head` and `body` say `meant`, `text` and `files` and nothing else.

    `meant` names each header in order, with its text or, for mailboxes, a list of (name, address).
    """
    raw = head + b"\r\n" + body
    lines = raw.split(b"\r\n")
    ends = len(lines) - 1
    if raw.count(b"\r") != ends or raw.count(b"\n") != ends or not raw.isascii():
        raise Refused(_("The finished letter holds a stray line end."))
    if max(map(len, lines)) > LINE:
        raise Refused(_("The finished letter has a line that is too long for mail."))
    fields = _fields(head, raw)
    if [name for name, _value in fields] != [name for name, _value in meant]:
        raise Refused(_("The finished letter shows other headers than those that were meant."))
    for (name, shown), (_name, value) in zip(fields, meant, strict=True):
        if (_mailboxes(shown) if isinstance(value, list) else _text(shown)) != value:
            raise Refused(_("The finished letter's %(header)s differs from what was meant.") % {"header": name})
    words, kept = _parts(raw) if files else (binascii.a2b_qp(body), [])
    if words.replace(b"\r\n", b"\n") != text.encode():
        raise Refused(_("The finished letter's text differs from what was meant."))
    if kept != [(file.name, file.kind.partition(";")[0], file.raw) for file in files]:
        raise Refused(_("The finished letter's files differ from those that were meant."))


def _parts(raw: bytes) -> tuple[bytes, list[tuple[str, str, bytes]]]:
    """The text of a letter with files, and each file as (name, kind, bytes), as the standard library reads them."""
    parsed = message_from_bytes(raw)
    parts = list(parsed.walk())[1:]
    if parsed.get_content_type() != "multipart/mixed" or not parts or any(part.defects for part in [parsed, *parts]):
        raise Refused(_("The finished letter shows other parts than those that were meant."))
    first, *rest = [(part, part.get_payload(decode=True)) for part in parts]
    kept = [(part.get_filename(""), part.get_content_type(), raw) for part, raw in rest]
    return (first[1] if first[0].get_content_type() == "text/plain" else b""), kept  # type: ignore[return-value]


def _fields(head: bytes, raw: bytes) -> list[tuple[str, str]]:
    """Names and unfolded values of the head."""
    if (fields := _plain_fields(head.decode("ascii"))) is not None:
        return fields
    parsed = message_from_bytes(raw)
    if parsed.defects:
        raise Refused(_("The finished letter shows other headers than those that were meant."))
    return [(name, str(value).replace("\r\n", "")) for name, value in parsed.items()]


def _plain_fields(head: str) -> list[tuple[str, str]] | None:
    """The same of a head of nothing but printable ASCII, names of letters, and a sign after each fold; else None."""
    lines = head.split("\r\n")
    if lines.pop() or not head.replace("\r\n", "").isprintable():
        return None
    fields: list[tuple[str, str]] = []
    for line in lines:
        name, found, value = line.partition(": ")
        if found and value[:1] not in BLANK and _is_name(name):
            fields.append((name, value))
        elif fields and line[:1] == " " and line[1:2] not in BLANK:
            fields[-1] = (fields[-1][0], fields[-1][1] + line)
        else:
            return None
    return fields


@lru_cache(maxsize=64)
def _is_name(name: str) -> bool:
    return NAME.fullmatch(name) is not None


def _text(value: str) -> str:
    if "=?" not in value:
        return value
    if WORDS.fullmatch(value):
        return _joined(value)
    return str(header.make_header(header.decode_header(value)))


def _mailboxes(value: str) -> list[tuple[str, str]]:
    if BARE.fullmatch(value):
        return [("", value)]
    name, _blank, rest = value.rpartition(" <")
    if WORDS.fullmatch(name) and BARE.fullmatch(rest[:-1]) and rest.endswith(">"):
        return [(_joined(name), rest[:-1])]
    if (found := MAILBOX.fullmatch(value)) and "=?" not in value:
        return [(found[1], found[2])]
    return [(_text(who), address) for who, address in utils.getaddresses([value])]


def _joined(words: str) -> str:
    """Encoded words of ours put together; refuses what is no base64 or no UTF-8."""
    try:
        return b"".join(binascii.a2b_base64(word, strict_mode=True) for word in WORD.findall(words)).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(_("The finished letter shows other headers than those that were meant.")) from None
