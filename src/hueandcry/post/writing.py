"""Putting one letter into its final form: headers, quoted-printable body, signature, envelope.

Nothing leaves unread: the finished message is parsed again, and if it shows any header, name, address
or word other than what was meant, it is refused. The encoder is our own because the standard message
class turns `=?UTF-8?Q?Bob=0ABcc:_v@example.org?=` in a Subject into a real Bcc on some Pythons.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email import utils

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import addresses, sabotage
from hueandcry.lib.refusal import Refused
from hueandcry.post import enclosing, envelopes, parcels, placeholders, rereading, signing, stencils
from hueandcry.post.models import Letter

NAME, SUBJECT = 200, 400  # characters
WORD = 42  # octets in one encoded word: 56 letters of base64, so that a line keeps to 78 (RFC 2047)
# Unicode's categories Cc, Cs, Zl and Zp.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
BLANKS = re.compile(" {2,}")


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


def compose(
    letter: Letter, written: Written, files: tuple[enclosing.File, ...] = (), *, token: str, message_id: str,
    at: datetime,
) -> parcels.Parcel:  # fmt: skip
    """The parcel for one delivery, with `files` behind its text; refuses what cannot be written safely."""
    news = letter.kind == Letter.Kind.NEWS
    to, cc = _safe(written.to), tuple([_safe(address) for address in written.cc])
    kind = enclosing.kind(token) if files else enclosing.TEXT
    meant = _headers(letter, written, to=to, cc=cc, kind=kind, token=token, message_id=message_id, at=at)
    text, body = stencils.body(letter.body, written.values)
    if files:
        body = enclosing.body(body, files, token=token)
    lines = [(name, _encoded(value)) for name, value in meant]
    head = "".join([f"{name}: {value}\r\n" for name, value in lines]).encode("ascii")
    if not sabotage.on("never-read-again"):
        rereading.compare(head, body, meant=meant, text=text, files=files)
    seal = _signature(lines, body, news=news, at=at)
    return parcels.Parcel(
        mail_from=envelopes.return_path(token, news=news),
        to=to,
        cc=cc,
        message=seal + head + b"\r\n" + body,
        message_id=message_id,
    )


def single_line(text: str, *, limit: int = SUBJECT) -> str:
    """`text` as one header line, NFC and trimmed; refuses control characters and encoded words."""
    text = (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
    if len(text) > limit:
        raise Refused(_("A line of a letter's head has more than %(limit)d characters.") % {"limit": limit})
    if "=?" in text:
        raise Refused(_("A name or subject must not hold the signs =? next to each other."))
    if UNSAFE.search(text):
        raise Refused(_("A name or subject has to be a single line without control characters."))
    return BLANKS.sub(" ", text) if "  " in text else text


def _headers(
    letter: Letter, written: Written, *, to: str, cc: tuple[str, ...], kind: enclosing.Head, token: str,
    message_id: str, at: datetime,
) -> list[tuple[str, object]]:  # fmt: skip
    """The head as it is meant: text for text, (name, address) pairs for mailboxes."""
    news = letter.kind == Letter.Kind.NEWS
    ours = single_line(settings.ORGANISATION, limit=NAME)
    name = single_line(written.from_name, limit=NAME)
    to_name = single_line(written.to_name, limit=NAME)
    head: list[tuple[str, object]] = [
        ("From", [(f"{name} via {ours}" if name else ours, envelopes.from_address(token, news=news))]),
        ("To", [(to_name, to)]),
    ]
    if cc:
        head.append(("Cc", [("", address) for address in cc]))
    if written.reply_to:
        head.append(("Reply-To", [(name, _safe(written.reply_to))]))
    head += [
        ("Subject", single_line(placeholders.fill(letter.subject, written.values))),
        ("Date", utils.format_datetime(at)),
        ("Message-ID", message_id),
        ("MIME-Version", "1.0"),
        *kind,
    ]
    if letter.kind in (Letter.Kind.CONFIRMATION, Letter.Kind.ANSWER):
        head.append(("Auto-Submitted", "auto-generated"))  # RFC 3834: made by a program, but no answer to mail
    if news:
        head.append(("Precedence", "bulk"))  # so that no absence is told to it, and no desk takes it for an answer
        link = written.unsubscribe or f"{settings.PUBLIC_URL}/stop/{token}/"
        head += [("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    return head


def _safe(address: str) -> str:
    """The address to write to; outside a live desk always one that can reach nobody."""
    if settings.LIVE and addresses.plain(address):
        return address
    address = addresses.clean(address) if settings.LIVE else addresses.rehearsed(address)
    if not addresses.well_formed(address):
        raise Refused(_("An address of this letter is not one that mail can be sent to."))
    return address


def _encoded(value: object) -> str:
    if isinstance(value, list):
        return ",\r\n ".join(_mailbox(who, address) for who, address in value)
    text = str(value)
    return text if text.isascii() else _words(text)


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    return utils.formataddr((name, address)) if name.isascii() else f"{_words(name)}\r\n <{address}>"


def _words(text: str) -> str:
    """RFC 2047 encoded words, never cutting a character in two."""
    raw, pieces = text.encode(), []
    while raw:
        end = WORD
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # amid a character
            end -= 1
        pieces.append(raw[:end])
        raw = raw[end:]
    coded = [binascii.b2a_base64(piece, newline=False).decode() for piece in pieces]
    return "\r\n ".join(f"=?utf-8?B?{part}?=" for part in coded)


def _signature(lines: list[tuple[str, str]], body: bytes, *, news: bool, at: datetime) -> bytes:
    if not settings.DKIM_KEY or settings.DKIM_BY != "us":
        return b""  # settings stop a live desk that would sign and has no key
    value = signing.signature(
        lines, body, key=settings.DKIM_KEY, selector=settings.DKIM_SELECTOR,
        domain=settings.NEWS_DOMAIN if news else settings.MAIL_DOMAIN, at=int(at.timestamp()),
    )  # fmt: skip
    return f"DKIM-Signature: {value}\r\n".encode("ascii")
