"""An e-mail file taken apart by hand: its subject, its date, and the parts that a reader would see.

The standard parser takes seconds for a few kilobytes made to hurt it, and does not say where a part lay.
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import date
from email.header import decode_header
from email.utils import parsedate_to_datetime

from hueandcry.lib.refusal import Refused
from hueandcry.reader.source import encodings

DEEPEST = 12  # mails inside mails inside mails
MOST_PARTS = 100
HEAD = 64_000  # bytes of headers
NAME = re.compile(rb"([!-9;-~]{1,60}):[ \t]*")
HEADERS = frozenset(
    (b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version", b"content-type", b"return-path",
     b"delivered-to", b"reply-to", b"x-mailer", b"sender")
)  # fmt: skip
PARAMETER = re.compile(r";\s*([\w*-]{1,40})\s*=\s*(\"[^\"]{0,300}\"|[^\s;]{0,300})")
ENOUGH = 0.3  # of the letters of the HTML: a plain part that has less is only a notice

DAY = re.compile(r"(?:[A-Za-z]{3}, {0,3})?\d{1,2} [A-Za-z]{3} \d{4}")


@dataclass(frozen=True)
class Part:
    """One part as it stood in the mail, its transfer encoding undone."""

    name: str  # "1.2": the second part of the first
    kind: str  # subject, date, plain, html, pdf
    raw: bytes
    text: str = ""
    encoding: str = "utf-8"
    flowed: bool = False
    joined: bool = False  # flowed text whose blank at the line end is no blank of the words (DelSp)


@dataclass
class Message:
    """What a mail says: subjects, dates and parts in order, and the date of the innermost mail."""

    parts: list[Part] = field(default_factory=list)
    sent: date | None = None


def is_mail(raw: bytes) -> bool:
    """Three or more headers of a mail at the very beginning."""
    if raw[:5] == b"From " and b"\n" in raw[:300]:
        raw = raw[raw.index(b"\n") + 1 :]
    headers, _body, orderly = _split(raw.lstrip(b"\xef\xbb\xbf\r\n"))
    return orderly and len({name for name, _ in headers} & HEADERS) >= 3


def parse(raw: bytes) -> Message:
    """The parts of the mail that hold words; none at all when it is pictures only."""
    message = Message()
    if raw[:5] == b"From ":
        raw = raw[raw.index(b"\n") + 1 :]
    _mail(raw.lstrip(b"\xef\xbb\xbf\r\n"), "", message, 0)
    if all(part.kind == "date" for part in message.parts):
        message.parts = []
    return message


def _mail(raw: bytes, name: str, message: Message, depth: int) -> None:
    headers, body, _ = _split(raw)
    fields = dict(reversed(headers))
    subject = _words(fields.get(b"subject", b""))
    if subject:
        message.parts.append(Part(f"{name} subject".strip(), "subject", fields[b"subject"], subject))
    sent = _date(fields.get(b"date", b""))
    if sent:
        printed = _printed_day(fields[b"date"], sent)
        message.parts.append(Part(f"{name} date".strip(), "date", fields[b"date"], printed))
        message.sent = sent
    _part(fields, body, name or "1", message, depth)


def _part(fields: dict[bytes, bytes], body: bytes, name: str, message: Message, depth: int) -> None:
    if depth > DEEPEST or len(message.parts) > MOST_PARTS:
        return
    declared = fields.get(b"content-type", b"text/plain")[:2000].decode("ascii", "replace")
    kind = declared.split(";")[0].strip().lower() or "text/plain"
    values = {m[1].lower().rstrip("*"): m[2].strip('"') for m in PARAMETER.finditer(declared)}
    if kind.startswith("multipart/"):
        _several(kind, values.get("boundary", ""), body, name, message, depth)
        return
    raw = _undone(body, fields.get(b"content-transfer-encoding", b"")[:40].strip().lower())
    if kind == "message/rfc822" or (kind == "text/rfc822-headers"):
        _mail(raw.lstrip(b"\r\n"), name + ".1", message, depth + 1)
    elif kind == "application/pdf" or raw[:5] == b"%PDF-":
        message.parts.append(Part(name, "pdf", raw))
    elif kind in ("text/plain", "text/html", "text/enriched", "text", "application/xhtml+xml"):
        _text(kind, values, raw, name, message)


def _text(kind: str, values: dict[str, str], raw: bytes, name: str, message: Message) -> None:
    try:
        text, encoding = encodings.decode(raw, values.get("charset", "").split("'")[0])
    except Refused:
        return
    if text.strip():
        flowed = values.get("format", "").lower() == "flowed"
        joined = values.get("delsp", "").lower() == "yes"
        what = "html" if "html" in kind else "plain"
        message.parts.append(Part(name, what, raw, text, encoding, flowed and what == "plain", joined))


def _several(kind: str, boundary: str, body: bytes, name: str, message: Message, depth: int) -> None:
    """The parts between the boundary lines; of alternatives the one that says more, plain before HTML."""
    found: list[Message] = []
    for number, piece in enumerate(_between(boundary, body), start=1):
        if len(message.parts) + sum(len(m.parts) for m in found) > MOST_PARTS:
            break
        headers, inner, _ = _split(piece)
        own = Message()
        _part(dict(reversed(headers)), inner, f"{name}.{number}", own, depth + 1)
        found.append(own)
    if kind == "multipart/alternative":
        found = _best(found)
    for own in found:
        message.parts += own.parts
        message.sent = own.sent or message.sent


def _best(found: list[Message]) -> list[Message]:
    said = [(sum(_letters(p) for p in m.parts), any(p.kind == "html" for p in m.parts), m) for m in found if m.parts]
    most = max((letters for letters, _, _ in said), default=0)
    plain = [m for letters, html, m in said if not html and letters > ENOUGH * most]
    return plain[:1] or [m for letters, _, m in said if letters == most][:1]


def _letters(part: Part) -> int:
    """About how much a reader gets; of HTML what stands between the tags of its body."""
    text = part.text
    if part.kind == "html":
        text = re.sub(r"<(?:style|script|head)\b.*?</(?:style|script|head)>", "", text, flags=re.S | re.I)
        text = re.sub(r"<[^<>]{1,4000}>", "", text)
    return sum(c.isalpha() for c in text) + (200 if part.kind == "pdf" else 0)


def _between(boundary: str, body: bytes) -> list[bytes]:
    if not boundary or len(boundary) > 200:
        return []
    mark = b"--" + boundary.encode("utf-8", "replace")
    places: list[tuple[int, int, bool]] = []
    at = 0 if body.startswith(mark) else body.find(b"\n" + mark)
    while at >= 0 and len(places) <= MOST_PARTS:
        begin = at + (body[at : at + 1] == b"\n")
        stop = body.find(b"\n", begin)
        stop = len(body) if stop < 0 else stop + 1
        ended = body[begin + len(mark) : begin + len(mark) + 2] == b"--"
        places.append((at, stop, ended))
        if ended:
            break
        at = body.find(b"\n" + mark, stop - 1)
    pieces = []
    for n, (_, stop, ended) in enumerate(places):
        if not ended:
            pieces.append(body[stop : places[n + 1][0] if n + 1 < len(places) else len(body)])
    return pieces


def _split(raw: bytes) -> tuple[list[tuple[bytes, bytes]], bytes, bool]:
    """Headers, folded lines joined; the body; and whether every line of the head was a header."""
    headers: list[tuple[bytes, bytes]] = []
    here, orderly = 0, True
    while here < min(len(raw), HEAD):
        stop = raw.find(b"\n", here)
        stop = len(raw) if stop < 0 else stop
        line = raw[here:stop].rstrip(b"\r")
        if not line:
            return headers, raw[stop + 1 :], orderly
        found = NAME.match(line)
        if line[:1] in b" \t" and headers:
            headers[-1] = (headers[-1][0], (headers[-1][1] + b" " + line.strip())[:4000])
        elif found:
            headers.append((found[1].lower(), line[found.end() :][:4000]))
        elif not headers:
            return [], raw, False
        else:
            return headers, raw[here:], False
        here = stop + 1
    return headers, raw[here:], orderly and here >= len(raw) and bool(headers)


def _undone(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == b"base64":
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", body.split(b"=", 1)[0] if b"\n--" not in body else body)
        try:
            return b64decode(kept + b"=" * (-len(kept) % 4))
        except binascii.Error:
            return b64decode(kept[: len(kept) // 4 * 4])
    return body


def _words(value: bytes) -> str:
    """A header's value as words; what cannot be decoded is left out."""
    plain = value.decode("utf-8", "replace") if _is_utf8(value) else value.decode("cp1251", "replace")
    words = ""
    try:
        for piece, charset in decode_header(plain[:2000]):
            if isinstance(piece, str):
                words += piece
            else:
                words += piece.decode(encodings.known(charset or "") or "latin-1", "replace")
    except (ValueError, LookupError, binascii.Error):
        words = plain
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _printed_day(value: bytes, sent: date) -> str:
    """The day as the head of the mail prints it, without the hour; in figures when it is printed otherwise."""
    printed = DAY.match(_words(value))
    return printed[0] if printed else sent.isoformat()


def _date(value: bytes) -> date | None:
    try:
        return parsedate_to_datetime(value[:200].decode("ascii", "replace")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
