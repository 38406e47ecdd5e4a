"""What a provider tells about a letter later: it came back, or somebody called it spam.

With a provider the return path is not ours, so its word comes to the public door instead. It is kept as the report a
mail server would have sent to our signed return path, with the event itself in it; from there on it is mail like any
other: sealed, one row, sorted in the child, believed or left to a person. That a letter was "delivered" or opened is
neither believed nor kept.
"""

import base64
import hashlib
import json
import re
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks import mailgun, postmark, resend
from django.conf import settings
from django.http import HttpRequest

from hueandcry.lib import sabotage
from hueandcry.post import envelopes, mailbox, parcels
from hueandcry.post.couriers import choosing

CAME_BACK = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
WORDS = 400  # characters of the provider's explanation
# An enhanced code that is no part of an IP address.
STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
# What providers call a return that is not for good; unless a code says more.
SOFT = {"postmark": ("SoftBounce",), "resend": ("Transient", "Undetermined", "Temporary")}


class Forged(Exception):
    """Whoever said this does not know what only the provider knows."""


class Unreadable(Exception):
    """It came from the provider, and is no event that can be read."""


def take(request: HttpRequest) -> int:
    """Keep what the provider tells about letters; how many events. Raises Forged, Unreadable, and NoRoom.

    The same event twice is the same message for the same mailbox, and so the same row.
    """
    choice: choosing.Choice = settings.COURIER
    events = _read(request, choice)
    for event in events:
        if event.event_type in (*CAME_BACK, EventType.COMPLAINED):
            mailbox.keep(_as_mail(event, choice), envelope_to=[_return_path(event)], envelope_from="")
    return len(events)


def _read(request: HttpRequest, choice: choosing.Choice) -> list[AnymailTrackingEvent]:
    view = _view(choice)
    try:
        if not sabotage.on("believe-any-event"):
            view.run_validators(request)
    except Exception:  # a failed check, or the library reads a signature before it looks whether there is one
        raise Forged from None
    try:
        return list(view.parse_events(request))
    except Exception as trouble:  # its words may hold an address
        raise Unreadable(type(trouble).__name__) from None


def _view(choice: choosing.Choice) -> Any:
    """The library's reader of this provider's events; its own way of handing them on is not used."""
    if choice.name == "mailgun":
        return mailgun.MailgunTrackingWebhookView(webhook_secret=choice.events, webhook_signing_key=choice.signing)
    made = {"postmark": postmark.PostmarkTrackingWebhookView, "resend": resend.ResendTrackingWebhookView}[choice.name]
    return made(webhook_secret=choice.events)


def _return_path(event: AnymailTrackingEvent) -> str:
    """The signed return path of the letter the event is about; empty if it does not name one of ours."""
    told = event.metadata if isinstance(event.metadata, dict) else {}
    address = f"{told.get('letter', '')}@{settings.MAIL_DOMAIN}"
    parsed = envelopes.read(address)
    return address if parsed and parsed.kind == "bounce" else ""


def _as_mail(event: AnymailTrackingEvent, choice: choosing.Choice) -> bytes:
    """A report of a mail server (RFC 3464, RFC 5965) that holds the event; the same event makes the same bytes."""
    said = {name: value for name, value in event.esp_event.items() if name != "signature"}
    raw = json.dumps(said, sort_keys=True, ensure_ascii=True).encode()
    mark = f"event-{hashlib.sha256(raw).hexdigest()[:40]}"
    complaint = event.event_type == EventType.COMPLAINED
    kind = "feedback-report" if complaint else "delivery-status"
    path, words = _return_path(event), _words(event)
    if complaint:
        report = f"Feedback-Type: abuse\r\nUser-Agent: hueandcry\r\nVersion: 1\r\nOriginal-Mail-From: <{path}>\r\n"
    else:
        report = (
            f"Reporting-MTA: dns; {choice.name}\r\n\r\nFinal-Recipient: rfc822; {_recipient(event, choice)}\r\n"
            f"Action: failed\r\nStatus: {_status(event, choice)}\r\n"
        )
    parts = (
        f"Content-Type: text/plain; charset=utf-8\r\n{_folded(words.encode())}",
        f"Content-Type: message/{kind}\r\n\r\n{report}",
        f"Content-Type: application/json\r\n{_folded(raw)}",
    )
    head = (
        f"From: MAILER-DAEMON@{settings.MAIL_DOMAIN}\r\nSubject: {choice.label}: {event.event_type}\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="{mark}"\r\n\r\n'
    )
    return (head + "".join(f"--{mark}\r\n{part}\r\n" for part in parts) + f"--{mark}--\r\n").encode("ascii")


def _recipient(event: AnymailTrackingEvent, choice: choosing.Choice) -> str:
    """Whom it is about; empty where the provider does not say, so that nobody is switched off by a guess."""
    told = event.esp_event.get("data")
    if choice.name == "resend" and isinstance(told, dict):
        named = [*_list(told.get("to")), *_list(told.get("cc"))]
        if len(named) != 1:
            return ""
    found = parcels.ADDRESS.fullmatch(str(event.recipient or ""))
    return found[0] if found and found[0].isascii() else ""


def _status(event: AnymailTrackingEvent, choice: choosing.Choice) -> str:
    """The mail server's own code, or what can be said without one: for good, or not."""
    delivery = event.esp_event.get("event-data", {})
    delivery = delivery.get("delivery-status") if isinstance(delivery, dict) else None
    first = str(delivery.get("enhanced-code") or "") if isinstance(delivery, dict) else ""
    if found := STATUS.search(f"{first} {str(event.mta_response or '')[:2000]} {str(event.description or '')[:2000]}"):
        return found[1]
    bounce = event.esp_event.get("data") if choice.name == "resend" else None
    bounce = bounce.get("bounce") if isinstance(bounce, dict) else event.esp_event
    kind = str((bounce or {}).get("Type" if choice.name == "postmark" else "type", "")) if bounce else ""
    return "4.0.0" if kind in SOFT.get(choice.name, ()) else "5.0.0"


def _words(event: AnymailTrackingEvent) -> str:
    told = [
        str(each)[:WORDS] for each in (event.event_type, event.reject_reason, event.mta_response, event.description)
    ]
    return "\n".join(each for each in told if each not in ("", "None"))


def _list(told: object) -> list[object]:
    return told if isinstance(told, list) else [told] if told else []


def _folded(raw: bytes) -> str:
    """A part's last line of head and its body."""
    body = base64.encodebytes(raw).decode("ascii").replace("\n", "\r\n")
    return f"Content-Transfer-Encoding: base64\r\n\r\n{body}"
