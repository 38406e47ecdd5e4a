"""An e-mail file: its subject, its own date, and the body that a reader would see."""

import email
import email.policy
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Message:
    body: str
    html: bool
    sent: date | None


def parse(raw: bytes) -> Message | None:
    """The message, or None when there is no readable body in it."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        if not isinstance(message, EmailMessage):
            return None
        part = message.get_body(preferencelist=("plain", "html"))
        body = part.get_content() if part else None
    except (LookupError, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None  # a broken mail is read as plain text
    if not isinstance(body, str) or not body.strip():
        return None
    html = bool(part and part.get_content_type() == "text/html")
    body = body.replace("\r\n", "\n")
    subject = str(message.get("subject") or "").strip()
    if subject and not html:
        body = f"{subject}\n\n{_unquoted(body)}"
    return Message(body, html, _sent(message))


def _unquoted(body: str) -> str:
    """Quoted lines keep their words; the reader strips the marks itself."""
    return body


def _sent(message: EmailMessage) -> date | None:
    try:
        return parsedate_to_datetime(str(message["date"])).date()
    except (ValueError, TypeError, IndexError):
        return None
