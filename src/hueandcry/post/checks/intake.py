"""A letter to ourselves: it has to come back as one row whose bytes can be read, or mail is being lost.

It is never counted and never shown as mail: its address is one that only we can make, and that stands for nothing
else. The listener's or the mail server's "taken" is not believed; the row is.
"""

import smtplib
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import clock, processes, sabotage, sealing
from hueandcry.lib.env import loopback
from hueandcry.lib.finding import UNASKED, Finding
from hueandcry.lib.patience import within
from hueandcry.post import envelopes, mailbox
from hueandcry.post.checks import asking
from hueandcry.post.models import Incoming

PORT = 25  # where the world's mail servers talk
TALK = 15.0  # seconds for handing the letter over
SOON, POLLED = (
    20.0,
    90.0,
)  # seconds in which it has to be a row; POLLED where a provider's mailbox is asked now and then
TWICE = 1.0  # seconds in which a second row would show


def look() -> list[Finding]:
    """By the listener, and when live by the way the world's mail takes."""
    findings = []
    if not settings.IMAP or processes.answers(settings.LMTP):
        findings.append(by_listener())
    if settings.LIVE:
        findings.append(by_mail_server())
    return findings


def by_listener(*, seconds: float = SOON) -> Finding:
    """Straight to the LMTP listener, as the mail server beside it does."""
    name, (host, port) = "mailbox", settings.LMTP
    if not processes.answers(settings.LMTP):
        sentence = _("nobody listens at %(host)s:%(port)d: mail cannot come in.") % {"host": host, "port": port}
        return Finding(name, sentence, _("Start `hueandcry serve`, or `hueandcry serve mailbox`."))
    return _there_and_back(name, lambda: smtplib.LMTP(host, port, timeout=TALK / 3), seconds)


def by_mail_server(*, seconds: float | None = None) -> Finding:
    """To the mail server the DNS names for our domain, over SMTP, as a stranger does."""
    name, asker = "mail to us", asking.Asker(settings.DNS)
    try:
        hosts = asker.ask(settings.MAIL_DOMAIN, "MX")
        addresses = [address for host in hosts if host for address in asker.addresses(host)]
    except asking.Unanswered:
        sentence = _("no name server says where mail for %(domain)s goes.") % {"domain": settings.MAIL_DOMAIN}
        return Finding(
            name, sentence, _("Ask again later; if it stays so, look at this machine's name server."), UNASKED
        )
    if settings.DNS and not all(loopback(address) for address in addresses):
        addresses = []  # a stub may not send us out of this machine
    reachable = next((each for each in addresses if processes.answers((each, PORT))), None)
    if reachable is None:
        sentence = _("no mail server of %(domain)s answers at port %(port)d from here.")
        advice = _(
            "See that it runs; if it does, and this machine may not call port 25, write to postmaster@ and look."
        )
        return Finding(name, sentence % {"domain": settings.MAIL_DOMAIN, "port": PORT}, advice, UNASKED)
    wait = POLLED if settings.IMAP else SOON
    return _there_and_back(
        name, lambda: smtplib.SMTP(reachable, PORT, timeout=TALK / 3, local_hostname=settings.MAIL_DOMAIN),
        wait if seconds is None else seconds,
    )  # fmt: skip


def letter(address: str, now: datetime) -> bytes:
    """What is sent: nothing that anybody could want to read or answer."""
    return (
        f"From: postmaster@{settings.MAIL_DOMAIN}\r\nTo: {address}\r\nSubject: A letter of this desk to itself\r\n"
        f"Date: {format_datetime(now)}\r\nMessage-ID: <{address}>\r\nAuto-Submitted: auto-generated\r\n"
        "\r\nhueandcry doctor asks whether mail comes in. Nothing has to be done.\r\n"
    ).encode("ascii")


def _there_and_back(name: str, line: Callable[[], smtplib.SMTP], seconds: float) -> Finding:
    address, now = envelopes.control_address(), clock.now()
    raw = letter(address, now)
    started = time.monotonic()
    try:
        within(TALK, lambda: _hand_over(line, address, raw))
    except TimeoutError:
        sentence = _("our letter to ourselves was not taken within %(seconds)d seconds.") % {"seconds": TALK}
        return Finding(name, sentence, _("Look at the mail server, and at the log of the mailbox process."))
    except smtplib.SMTPResponseException as no:
        return _turned_away(name, no.smtp_code)
    except smtplib.SMTPRecipientsRefused as no:
        return _turned_away(name, next(iter(no.recipients.values()))[0])
    except OSError:  # smtplib's own exceptions are of this kind too
        sentence = _("the line broke before our letter to ourselves was taken.")
        return Finding(name, sentence, _("Look at the mail server, and at the log of the mailbox process."))
    if sabotage.on("believe-the-listener"):
        return Finding(name, _("a letter to ourselves came back as one row after %(seconds).1f s.") % {"seconds": 0})
    return _came_back(name, address, started, seconds)


def _hand_over(line: Callable[[], smtplib.SMTP], address: str, raw: bytes) -> None:
    with line() as open_line:
        open_line.sendmail("", [address], raw)  # from nobody, so that no server answers it


def _turned_away(name: str, code: int) -> Finding:
    sentence = _("our letter to ourselves was turned away (%(code)d).") % {"code": code}
    if code // 100 == 4:
        advice = _(
            "The database, the disk or the key folder may be in trouble: look at the log of the mailbox process."
        )
    else:
        advice = _("See that mail for the whole domain is handed to this desk (docs/running-a-desk.md).")
    return Finding(name, sentence, advice)


def _came_back(name: str, address: str, started: float, seconds: float) -> Finding:
    rows = Incoming.objects.filter(envelope_to=address)
    while not rows.count():
        if time.monotonic() - started > seconds:
            sentence = _("our letter to ourselves was taken, and did not come back within %(seconds)d seconds.")
            advice = _("Mail is being lost or held up: look at the mail server's queue, and at where it hands mail on.")
            return Finding(name, sentence % {"seconds": seconds}, advice)
        time.sleep(0.1)
    took = time.monotonic() - started
    time.sleep(TWICE)
    found = list(rows)
    whole = _readable(found[0], address)
    rows.update(erase_by=clock.now())  # the clock forgets it within the hour
    if len(found) != 1:
        sentence = _("our letter to ourselves came back %(n)d times.") % {"n": len(found)}
        return Finding(name, sentence, _("See that the mail server hands each message on once only."))
    if not whole:
        sentence = _("there is a row for our letter to ourselves, and its text cannot be read.")
        return Finding(
            name, sentence, _("Look at the data folder and the key folder; stop the mailbox until it is mended.")
        )
    return Finding(name, _("a letter to ourselves came back as one row after %(seconds).1f s.") % {"seconds": took})


def _readable(incoming: Incoming, address: str) -> bool:
    try:
        return address.encode() in mailbox.fetch(incoming)
    except (OSError, sealing.KeyGone):
        return False
