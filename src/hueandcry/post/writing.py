"""Putting one letter into its final form: headers, quoted-printable body, signature, envelope.

Nothing leaves unread: each header and each paragraph is parsed again where it is made, and if it shows any header,
name, address or word other than what was meant, the letter is refused. The encoder is our own because the standard
message class turns `=?UTF-8?Q?Bob=0ABcc:_v@example.org?=` in a Subject into a real Bcc on some Pythons.

What the letters to one office share is made once for all of them. Nothing of a supporter's is kept.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email import utils

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import addresses
from hueandcry.lib.refusal import Refused
from hueandcry.post import enclosing, envelopes, fields, parcels, placeholders, rereading, signing, stencils
from hueandcry.post.models import Letter

NAME, SUBJECT = 200, 400  # characters
# Unicode's categories Cc, Cs, Zl and Zp.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
BLANKS = re.compile(" {2,}")
OFFICIAL = (Letter.Kind.PROTEST, Letter.Kind.SUMMARY)  # letters to offices, whose addresses are no secret


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
    head = _head(letter, written, to=to, cc=cc, kind=kind, token=token, message_id=message_id, at=at)
    text, body, relaxed = stencils.body(letter.body, written.values)
    if files:
        body = enclosing.body(body, files, token=token)
        relaxed = signing.relaxed_lines(body)
    message = b"".join([*[line.raw for line in head], b"\r\n", body])
    if files:
        rereading.enclosed(message, text, files)
    return parcels.Parcel(
        mail_from=envelopes.return_path(token, news=news),
        to=to,
        cc=cc,
        message=_signature(head, relaxed, news=news, at=at) + message,
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


def _head(
    letter: Letter, written: Written, *, to: str, cc: tuple[str, ...], kind: enclosing.Head, token: str,
    message_id: str, at: datetime,
) -> list[fields.Field]:  # fmt: skip
    """The head, line by line."""
    news = letter.kind == Letter.Kind.NEWS
    ours, name = single_line(settings.ORGANISATION, limit=NAME), single_line(written.from_name, limit=NAME)
    sender = (f"{name} via {ours}" if name else ours, envelopes.from_address(token, news=news))
    receiver = fields.same if letter.kind in OFFICIAL else fields.field
    head = [
        fields.field("From", (sender,)),
        receiver("To", ((single_line(written.to_name, limit=NAME), to),)),
    ]
    if cc:
        head.append(receiver("Cc", tuple([("", address) for address in cc])))
    if written.reply_to:
        head.append(fields.field("Reply-To", ((name, _safe(written.reply_to)),)))
    words = placeholders.fill(letter.subject, written.values)
    subject = fields.same if words == letter.subject else fields.field
    head += [
        subject("Subject", single_line(words)),
        fields.field("Date", utils.format_datetime(at)),
        fields.field("Message-ID", message_id),
        fields.same("MIME-Version", "1.0"),
        *[fields.same(*line) if kind is enclosing.TEXT else fields.field(*line) for line in kind],
    ]
    if letter.kind in (Letter.Kind.CONFIRMATION, Letter.Kind.ANSWER):
        head.append(fields.same("Auto-Submitted", "auto-generated"))  # RFC 3834: by a program, but no answer to mail
    return head + _list_headers(written, token) if news else head


def _list_headers(written: Written, token: str) -> list[fields.Field]:
    """What mail to many has: an end at one click (RFC 8058)."""
    link = written.unsubscribe or f"{settings.PUBLIC_URL}/stop/{token}/"
    return [
        fields.same("Precedence", "bulk"),  # so that no absence is told to it, and no desk takes it for an answer
        fields.field("List-Unsubscribe", f"<{link}>"),
        fields.same("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _safe(address: str) -> str:
    """The address to write to; outside a live desk always one that can reach nobody."""
    if settings.LIVE and addresses.plain(address):
        return address
    address = addresses.clean(address) if settings.LIVE else addresses.rehearsed(address)
    if not addresses.well_formed(address):
        raise Refused(_("An address of this letter is not one that mail can be sent to."))
    return address


def _signature(head: list[fields.Field], body: bytes, *, news: bool, at: datetime) -> bytes:
    if not settings.DKIM_KEY or settings.DKIM_BY != "us":
        return b""  # settings stop a live desk that would sign and has no key
    return signing.signature(
        [(line.name, line.relaxed) for line in head], signing.without_end(body), key=settings.DKIM_KEY,
        selector=settings.DKIM_SELECTOR, domain=settings.NEWS_DOMAIN if news else settings.MAIL_DOMAIN,
        at=int(at.timestamp()),
    )  # fmt: skip
