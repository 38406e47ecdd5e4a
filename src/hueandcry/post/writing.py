"""Putting one letter into its final form: headers, quoted-printable body, signature, envelope.

Nothing leaves unread: the finished message is parsed again, and if it shows any header, name, address
or word other than what was meant, it is refused. The encoder is our own because the standard message
class turns `=?UTF-8?Q?Bob=0ABcc:_v@example.org?=` in a Subject into a real Bcc on some Pythons.
"""

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email import header, message_from_bytes, utils
from email.message import Message

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import addresses
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, parcels, placeholders, signing
from hueandcry.post.models import Letter

LINE = 998  # octets, RFC 5322 2.1.1
NAME, SUBJECT = 200, 400  # characters
WORD = 42  # octets in one encoded word: 56 letters of base64, so that a line keeps to 78 (RFC 2047)


# Everything of Unicode's categories Cc and Cs but the line feed.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Written:
    """What a delivery says and to whom, unsealed."""

    to: str
    to_name: str = ""
    cc: tuple[str, ...] = ()
    from_name: str = ""
    reply_to: str = ""
    unsubscribe: str = ""  # the link that ends news, for RFC 8058
    values: dict[str, str] = field(default_factory=dict)


def compose(letter: Letter, written: Written, *, token: str, message_id: str, at: datetime) -> parcels.Parcel:
    """The parcel for one delivery; refuses what cannot be written safely."""
    news = letter.kind == Letter.Kind.NEWS
    meant = _headers(letter, written, token=token, message_id=message_id, at=at)
    text = body_text(placeholders.fill(letter.body, written.values))
    lines = [(name, _encoded(name, value)) for name, value in meant]
    body = binascii.b2a_qp(text.encode(), istext=True).replace(b"\n", b"\r\n")
    head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii")
    _compare(head + b"\r\n" + body, meant=meant, text=text)
    seal = _signature(lines, body, news=news, at=at)
    return parcels.Parcel(
        mail_from=envelopes.return_path(token, news=news),
        to=_safe(written.to),
        cc=tuple(_safe(address) for address in written.cc),
        message=seal + head + b"\r\n" + body,
        message_id=message_id,
    )


def single_line(text: str, *, limit: int = SUBJECT) -> str:
    """`text` as one header line, NFC and trimmed; refuses control characters and encoded words."""
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limit:
        raise Refused(_("A line of a letter's head has more than %(limit)d characters.") % {"limit": limit})
    if "=?" in text:
        raise Refused(_("A name or subject must not hold the signs =? next to each other."))
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise Refused(_("A name or subject has to be a single line without control characters."))
    return re.sub(" {2,}", " ", text)


def body_text(text: str) -> str:
    """The body with plain line ends and no gap where a placeholder was empty; control characters become blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return re.sub(r"\n{3,}", "\n\n", CONTROL.sub(" ", text)).strip("\n").rstrip() + "\n"


def _headers(
    letter: Letter, written: Written, *, token: str, message_id: str, at: datetime
) -> list[tuple[str, object]]:
    """The head as it is meant: text for text, (name, address) pairs for mailboxes."""
    news = letter.kind == Letter.Kind.NEWS
    ours = single_line(settings.ORGANISATION, limit=NAME)
    name = single_line(written.from_name, limit=NAME)
    to_name = single_line(written.to_name, limit=NAME)
    head: list[tuple[str, object]] = [
        ("From", [(f"{name} via {ours}" if name else ours, envelopes.from_address(token, news=news))]),
        ("To", [(to_name, _safe(written.to))]),
    ]
    if written.cc:
        head.append(("Cc", [("", _safe(address)) for address in written.cc]))
    if written.reply_to:
        head.append(("Reply-To", [(name, _safe(written.reply_to))]))
    head += [
        ("Subject", single_line(placeholders.fill(letter.subject, written.values))),
        ("Date", utils.format_datetime(at)),
        ("Message-ID", message_id),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    if letter.kind == Letter.Kind.CONFIRMATION:
        head.append(("Auto-Submitted", "auto-generated"))  # RFC 3834: made by a program, but no answer to mail
    if news:
        link = written.unsubscribe or f"{settings.PUBLIC_URL}/stop/{token}/"
        head += [("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    return head


def _safe(address: str) -> str:
    """The address to write to; outside a live desk always one that can reach nobody."""
    address = addresses.clean(address) if settings.LIVE else addresses.rehearsed(address)
    if not addresses.well_formed(address):
        raise Refused(_("An address of this letter is not one that mail can be sent to."))
    return address


def _encoded(name: str, value: object) -> str:
    if isinstance(value, list):
        return ",\r\n ".join(_mailbox(who, address) for who, address in value)
    text = str(value)
    return text if text.isascii() else _words(text)


def _mailbox(name: str, address: str) -> str:
    return utils.formataddr((name, address)) if name.isascii() else f"{_words(name)}\r\n <{address}>"


def _words(text: str) -> str:
    """RFC 2047 encoded words, never cutting a character in two."""
    pieces, piece = [], ""
    for sign in text:
        if len((piece + sign).encode()) > WORD:
            pieces.append(piece)
            piece = ""
        piece += sign
    coded = [base64.b64encode(part.encode()).decode() for part in [*pieces, piece]]
    return "\r\n ".join(f"=?utf-8?B?{part}?=" for part in coded)


def _compare(raw: bytes, *, meant: list[tuple[str, object]], text: str) -> None:
    """Read the finished message as a stranger would; refuse if anything differs from what was meant."""
    if b"\r" in raw.replace(b"\r\n", b"") or b"\n" in raw.replace(b"\r\n", b"") or not raw.isascii():
        raise Refused(_("The finished letter holds a stray line end."))
    if any(len(line) > LINE for line in raw.split(b"\r\n")):
        raise Refused(_("The finished letter has a line that is too long for mail."))
    parsed = message_from_bytes(raw)
    if [name for name, _ in parsed.items()] != [name for name, _ in meant]:
        raise Refused(_("The finished letter shows other headers than those that were meant."))
    for name, value in meant:
        if _read(parsed, name, mailbox=isinstance(value, list)) != value:
            raise Refused(_("The finished letter's %(header)s differs from what was meant.") % {"header": name})
    body = parsed.get_payload(decode=True)
    if parsed.defects or not isinstance(body, bytes) or body.decode().replace("\r\n", "\n") != text:
        raise Refused(_("The finished letter's text differs from what was meant."))


def _read(parsed: Message, name: str, *, mailbox: bool) -> object:
    value = str(parsed[name]).replace("\r\n", "")
    if not mailbox:
        return _decoded(value)
    return [(_decoded(who), address) for who, address in utils.getaddresses([value])]


def _decoded(value: str) -> str:
    return str(header.make_header(header.decode_header(value))) if "=?" in value else value


def _signature(lines: list[tuple[str, str]], body: bytes, *, news: bool, at: datetime) -> bytes:
    if not settings.DKIM_KEY or settings.DKIM_BY != "us":
        return b""  # settings stop a live desk that would sign and has no key
    value = signing.signature(
        lines, body, key=settings.DKIM_KEY, selector=settings.DKIM_SELECTOR,
        domain=settings.NEWS_DOMAIN if news else settings.MAIL_DOMAIN, at=int(at.timestamp()),
    )  # fmt: skip
    return f"DKIM-Signature: {value}\r\n".encode("ascii")
