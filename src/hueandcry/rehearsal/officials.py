"""The other side: what mail servers and people at the offices send back to our letters."""

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid

HOST = "mx.offices.example"


def bounce(original: bytes, *, failed: str, return_path: str) -> bytes:
    """A delivery status notification (RFC 3464): the mailbox `failed` does not exist."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{HOST}>"
    report["To"] = return_path
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = formatdate()
    report["Message-ID"] = make_msgid(domain=HOST)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"Your message could not be delivered to <{failed}>: 550 5.1.1 User unknown\n"))
    fields = f"Final-Recipient: rfc822; {failed}\nAction: failed\nStatus: 5.1.1\n"
    report.attach(_status(f"Reporting-MTA: dns; {HOST}\n\n{fields}Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"))
    headers = original.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].decode("utf-8", "replace")
    part = MIMEText(headers + "\n")
    part.replace_header("Content-Type", "text/rfc822-headers")
    report.attach(part)
    return report.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


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


def _status(text: str) -> MIMEText:
    part = MIMEText(text)
    part.replace_header("Content-Type", "message/delivery-status")
    return part


def _wire(message: EmailMessage) -> bytes:
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
