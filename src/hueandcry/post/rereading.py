"""Reading what was written again, as a stranger would, and refusing it if it shows anything that was not meant.

Each header and each paragraph is read by itself, and only if it stays what it is wherever it stands: so what many
letters share is read once. A letter with files is read as a whole besides. What our own encoder usually writes is read
by a strict pattern; whatever the pattern does not know is read by the standard library. Both say the same of everything
(tests/post/test_post_stencils.py), the first in a twentieth of the time.
"""

import binascii
import re
from email import header, message_from_bytes, utils
from functools import lru_cache

from django.utils.translation import gettext as _

from hueandcry.lib import sabotage
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
CONTINUED = re.compile(r"[ \t][^\r\n]*[^ \t\r\n][^\r\n]*")
FOLD = re.compile(r"\r\n (?=[^ \r\n])")  # as our encoder folds: one blank, and a sign behind it


def field(line: str, *, name: str, value: object) -> None:
    """Refuse unless `line` is one line of a head, with its folds and its end, that says `name` and `value`.

    `value` is a text or, for mailboxes, a tuple of (name, address).
    """
    if sabotage.on("never-read-again"):
        return
    if len(line) > LINE and max(map(len, line.split("\r\n"))) > LINE:
        raise Refused(_("The finished letter has a line that is too long for mail."))
    shown, said = _plain_field(line) or _odd_field(line)
    if shown != name:
        raise Refused(_("The finished letter shows other headers than those that were meant."))
    if (tuple(_mailboxes(said)) if isinstance(value, tuple) else _text(said)) != value:
        raise Refused(_("The finished letter's %(header)s differs from what was meant.") % {"header": name})


def paragraph(raw: bytes, text: str) -> None:
    """Refuse unless `raw` is whole lines of quoted-printable that say `text` and nothing else."""
    if sabotage.on("never-read-again"):
        return
    ends = raw.count(b"\r\n")
    if raw.count(b"\r") != ends or raw.count(b"\n") != ends or not raw.isascii():
        raise Refused(_("The finished letter holds a stray line end."))
    if len(raw) > LINE and max(map(len, raw.split(b"\r\n"))) > LINE:
        raise Refused(_("The finished letter has a line that is too long for mail."))
    if raw.endswith(b"=\r\n") or binascii.a2b_qp(raw).replace(b"\r\n", b"\n") != text.encode():
        raise Refused(_("The finished letter's text differs from what was meant."))


def enclosed(raw: bytes, text: str, files: tuple[enclosing.File, ...]) -> None:
    """Refuse unless the whole letter `raw` holds `text` and `files` and nothing else."""
    if sabotage.on("never-read-again"):
        return
    words, kept = _parts(raw)
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


def _plain_field(line: str) -> tuple[str, str] | None:
    """Name and value of printable ASCII, with a name of letters and a sign after each fold; of any other line None."""
    shown = FOLD.sub(" ", line[:-2])
    name, found, said = shown.partition(": ")
    if not found or line[-2:] != "\r\n" or not shown.isascii() or not shown.isprintable():
        return None
    return (name, said) if said[:1] not in BLANK and _is_name(name) else None


def _odd_field(line: str) -> tuple[str, str]:
    """The same as the standard library reads it; refuses what does not stay one header wherever it stands."""
    first, *folds, last = line.split("\r\n")
    alone = not last and "\r" not in first and "\n" not in first and not first.startswith(BLANK[1:])
    parsed = message_from_bytes(f"{line}\r\n".encode("ascii"))
    if not alone or not all(map(CONTINUED.fullmatch, folds)) or parsed.defects or len(parsed.items()) != 1:
        raise Refused(_("The finished letter shows other headers than those that were meant."))
    [(name, said)] = parsed.items()
    return name, str(said).replace("\r\n", "")


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
