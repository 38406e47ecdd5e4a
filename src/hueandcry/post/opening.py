"""Opening one message: head, readable text, and which of the kinds it is. Runs in the limited child.

Knows no database and no Django. Whatever a message is, the answer is a `Sorted`; if it cannot be read
the reason is in `penned`.
"""

import html
import re
from dataclasses import dataclass, fields
from email import errors, header, message_from_bytes, utils
from email.message import Message
from typing import Any

from hueandcry.post import bounces, heads, replies, robots

TEXT = 200_000  # characters of text that are looked at
FOLD = re.compile(r"\r?\n")
HINT = re.compile(r"\b[bcp]-[a-z0-9]{2,40}(?:-[a-z0-9]{2,32}){0,2}@[a-z0-9.-]{3,100}", re.IGNORECASE)
ID = re.compile(r"<[^<>\s]{3,250}>")
ADDRESS = re.compile(r"[a-z0-9._%+'-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE)
MOST_NAMED = 50
# What no screen shows and no database keeps: control characters (a NUL ends a row on PostgreSQL), and halves of
# surrogate pairs, which some old encodings bring and UTF-8 cannot write.
UNFIT_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
UNFIT_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@dataclass(frozen=True)
class Sorted:
    """What a message is and says. `kind` is bounce, robot, complaint or reply; a copy is known by its envelope."""

    kind: str = "unknown"
    subject: str = ""
    text: str = ""  # what the sender wrote, without what is quoted
    from_address: str = ""  # empty unless there is exactly one
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    date: str = ""  # ISO 8601
    message_id: str = ""
    in_reply_to: str = ""
    answers: tuple[str, ...] = ()  # Message-IDs in In-Reply-To and References, the nearest first
    attachments: tuple[str, ...] = ()  # their names; what is in them is never opened
    failed_recipient: str = ""  # the first one
    failures: tuple[tuple[str, str], ...] = ()  # every (recipient, status) that failed
    dsn_status: str = ""  # 5.1.1 and the like
    dsn_action: str = ""  # failed, delayed, delivered, relayed, expanded
    probable: bool = False  # a bounce known by its words only
    hints: tuple[str, ...] = ()  # our own addresses found in it
    named: tuple[str, ...] = ()  # addresses in what is quoted or enclosed: whom a letter that was passed on went to
    reason: str = ""  # why it is of this kind
    penned: str = ""  # why it could not be read
    slow: bool = False  # the machine had no time for it: that is not the message's fault, and it is read again


def read(raw: bytes, *, null_sender: bool = False) -> Sorted:
    """Sort a raw message; may raise anything the parser raises on hostile input."""
    message = message_from_bytes(raw)
    whole = text_of(message)
    own = replies.without_quotes(whole)
    bounce = bounces.read(message, whole, raw=raw, null_sender=null_sender)
    kind, reason = _kind(message, bounce)
    return fit(Sorted(
        kind=kind,
        reason=reason,
        subject=decoded(message["Subject"])[:400],
        text=own,
        from_address=single_address(message),
        from_name=_name(message),
        to=addresses(message, "To"),
        cc=addresses(message, "Cc"),
        date=heads.date(str(message["Date"] or "")),
        message_id=str(message["Message-ID"] or "").strip()[:300],
        in_reply_to=str(message["In-Reply-To"] or "").strip()[:300],
        answers=_answers(message),
        attachments=_attachments(message),
        failed_recipient=bounce.recipient,
        failures=bounce.failures or (((bounce.recipient, bounce.status),) if bounce.action == "failed" else ()),
        dsn_status=bounce.status,
        dsn_action=bounce.action,
        probable=bounce.probable,
        hints=_hints(raw),
        named=_named(message, whole),
    ))  # fmt: skip


def fit(found: Sorted) -> Sorted:
    """The same without any character that a row or a page could not hold, whichever field it hides in."""
    told = {each.name: getattr(found, each.name) for each in fields(found)}
    text = UNFIT_IN_TEXT.sub("", told.pop("text"))
    return Sorted(text=text, **{name: _fit(value) for name, value in told.items()})


def _fit(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_fit(each) for each in value)
    return UNFIT_IN_LINE.sub("", value) if isinstance(value, str) else value


def single_address(message: Message) -> str:
    """The address in From if there is exactly one From with exactly one mailbox; otherwise nothing."""
    return heads.single_address(_values(message, "From"))


def addresses(message: Message, name: str) -> tuple[str, ...]:
    """The mailboxes in a header, in small letters."""
    return heads.addresses(_values(message, name))


def _named(message: Message, whole: str) -> tuple[str, ...]:
    """Addresses in the text and in the heads of enclosed messages, in small letters, each once."""
    enclosed = [part.get_payload(0) for part in message.walk() if part.get_content_type() == "message/rfc822"]
    inner = [one for part in enclosed if isinstance(part, Message) for one in addresses(part, "To")]
    told = [*inner, *(found.lower().rstrip(".") for found in ADDRESS.findall(whole))]
    return tuple(dict.fromkeys(told))[:MOST_NAMED]


def decoded(value: object) -> str:
    """A header as people read it, in one line; whatever cannot be decoded stays as it is."""
    text = str(value or "")
    try:
        pieces = header.decode_header(text)
    except (ValueError, errors.HeaderParseError):
        pieces = [(text, None)]
    words = [piece if isinstance(piece, str) else _letters(piece, charset or "ascii") for piece, charset in pieces]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in "".join(words)).split())


def text_of(message: Message) -> str:
    """The first plain text of a message, or its HTML without the tags."""
    for wanted in ("text/plain", "text/html"):
        for part in message.walk():
            if part.get_content_type() == wanted and part.get_content_disposition() != "attachment":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes) and payload.strip():
                    text = _letters(payload[: 8 * TEXT], part.get_content_charset() or "utf-8")
                    text = stripped(text) if wanted == "text/html" else text
                    return UNFIT_IN_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:TEXT]
    return ""


def stripped(page: str) -> str:
    """HTML without its tags, by the simplest means; nothing of it is ever shown as HTML."""
    for name in ("script", "style", "head"):
        page = _without(page, name)
    page = re.sub(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^<>]*>", "\n", page, flags=re.IGNORECASE)
    text = html.unescape(re.sub(r"<[^<>]*>", "", page))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()


def _without(page: str, name: str) -> str:
    lower, kept, at = page.lower(), [], 0
    while (start := lower.find(f"<{name}", at)) >= 0:
        kept.append(page[at:start])
        end = lower.find(f"</{name}", start)
        if end < 0:
            return "".join(kept)
        at = end
    return "".join([*kept, page[at:]])


def _kind(message: Message, bounce: bounces.Bounce) -> tuple[str, str]:
    if bounces.is_complaint(message):
        return "complaint", "It is a complaint report (ARF)."
    if bounce.action == "failed":
        return "bounce", "It says that a letter could not be delivered."
    if bounce.action:
        return "robot", f"A mail server reports: {bounce.action}."
    if why := robots.why(message, decoded(message["Subject"])):
        return "robot", why
    if bounces.SERVER.search(str(message["From"] or "")[:1000]) or message.get_content_type() == "multipart/report":
        return "unknown", "A mail server wrote it, and it does not say clearly what became of a letter."
    return "reply", "Nothing says that a machine wrote it."


def _name(message: Message) -> str:
    name, _ = utils.parseaddr(str(message["From"] or "")[:2000])
    return decoded(name)[:200]


def _values(message: Message, name: str) -> list[str]:
    return [FOLD.sub("", str(value)) for value in message.get_all(name) or []]


def _answers(message: Message) -> tuple[str, ...]:
    near, far = (str(message[name] or "")[:20_000] for name in ("In-Reply-To", "References"))
    return tuple(dict.fromkeys([*ID.findall(near), *reversed(ID.findall(far))]))[: heads.LIST]


def _attachments(message: Message) -> tuple[str, ...]:
    """Names as they can be shown in one line: no folder, no sign that turns the line around."""
    names = []
    for part in message.walk():
        name = part.get_filename() if not part.is_multipart() else None
        if name or part.get_content_disposition() == "attachment":
            shown = re.split(r"[/\\\\]", decoded(name or part.get_content_type()))[-1]
            names.append("".join(sign for sign in shown if sign not in TURNING)[:80] or "?")
    return tuple(names[:20])


def _hints(raw: bytes) -> tuple[str, ...]:
    text = raw[:TEXT].decode("ascii", "replace")
    return tuple(dict.fromkeys(found.lower() for found in HINT.findall(text)))[:20]


def _letters(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")
