"""The other side: what mail servers and people at the offices send back to our letters."""

import secrets
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

HOST = "mx.offices.example"
REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@{host}>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{border}"

--{border}
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered to <{failed}>: 550 5.1.1 User unknown

--{border}
Content-Type: message/delivery-status

Reporting-MTA: dns; {host}

Final-Recipient: rfc822; {failed}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--{border}
Content-Type: text/rfc822-headers

{headers}

--{border}--
"""


def bounce(original: bytes, *, failed: str, return_path: str) -> bytes:
    """A delivery status notification (RFC 3464): the mailbox `failed` does not exist."""
    headers = original.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].decode("utf-8", "replace")
    told = {
        "host": HOST, "to": return_path, "failed": failed, "headers": headers,
        "date": formatdate(), "message_id": make_msgid(domain=HOST), "border": secrets.token_hex(12),
    }  # fmt: skip
    return REPORT.format(**told).replace("\n", "\r\n").encode("utf-8", "replace")


def auto_reply(*, to: str, office: str, in_reply_to: str) -> bytes:
    """A machine answers (RFC 3834)."""
    reply = _reply(to=to, office=office, in_reply_to=in_reply_to, subject="Your message has been registered")
    reply["Auto-Submitted"] = "auto-replied"
    reply["Precedence"] = "auto_reply"
    reply.set_content("Your message has been registered under the number 4711. Please do not reply.\n")
    return _wire(reply)


def human_reply(*, to: str, office: str, in_reply_to: str) -> bytes:
    """A person at the office answers."""
    reply = _reply(to=to, office=office, in_reply_to=in_reply_to, subject="Re: your letter")
    reply.set_content(
        "Dear sender,\n\nyour letter was passed on to the department that is responsible.\n\nYours, the office\n"
    )
    return _wire(reply)


def _reply(*, to: str, office: str, in_reply_to: str, subject: str) -> EmailMessage:
    reply = EmailMessage()
    reply["From"] = office
    reply["To"] = to
    reply["Subject"] = subject
    reply["Date"] = formatdate()
    reply["Message-ID"] = make_msgid(domain=HOST)
    reply["In-Reply-To"] = in_reply_to
    return reply


def _wire(message: EmailMessage) -> bytes:
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
