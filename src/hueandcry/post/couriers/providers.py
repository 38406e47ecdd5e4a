"""What each provider is told, and how each says no to one mailbox; the library builds the rest.

Mailgun takes our message as it is. The others write one of their own from its parts, so only what they let through
is handed to them: a header that would be dropped or replaced is not sent, and nobody believes that it was.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import encoders, message_from_bytes, policy
from email.message import EmailMessage as Parsed
from email.message import Message
from email.mime.base import MIMEBase
from typing import Any

import requests
from anymail.backends import mailgun, postmark, resend
from anymail.backends.base_requests import AnymailRequestsBackend
from django.core.mail import EmailMessage

from hueandcry.post import parcels
from hueandcry.post.couriers import choosing, https

# What tells programs what kind of letter it is, and people how to end news.
OURS = ("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Precedence")
MAILGUN_NO = re.compile(r"\bto\b.{0,40}(?:not a valid address|is not valid)", re.IGNORECASE)
RESEND_NO = re.compile(r"invalid `?(?:to|cc)`? field", re.IGNORECASE)


def message(parcel: parcels.Parcel, *, keeps_id: bool) -> EmailMessage:
    """The parcel in the form the library takes; its recipients are those of the envelope, whatever the head says."""
    parsed = message_from_bytes(parcel.message, policy=policy.default)
    assert isinstance(parsed, Parsed)
    headers = {name: str(parsed[name]) for name in OURS if parsed[name]}
    if keeps_id:
        headers["Message-ID"] = parcel.message_id
    made = EmailMessage(
        subject=str(parsed["Subject"]), body=_text(parsed), from_email=str(parsed["From"]),
        to=[_mailbox(parsed, parcel.to)], cc=list(parcel.cc), headers=headers,
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
    )  # fmt: skip
    for part in parsed.iter_attachments():
        made.attach(_as_it_is(part))
    made.raw = parcel.message  # type: ignore[attr-defined]
    # Comes back with the provider's events: nobody else can sign it, as nobody can forge a return path.
    made.metadata = {"letter": parcel.mail_from.partition("@")[0]}  # type: ignore[attr-defined]
    return made


def _as_it_is(part: Message) -> MIMEBase:
    """A file to the byte: the library would take a text apart and put it together anew."""
    kept = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    kept.set_payload(part.get_payload(decode=True))
    encoders.encode_base64(kept)
    kept.add_header("Content-Disposition", "attachment", filename=part.get_filename(""))
    return kept


def _text(parsed: Parsed) -> str:
    body = parsed.get_body(("plain",))
    assert isinstance(body, Parsed)  # no letter of ours is without one
    return str(body.get_content()).replace("\r\n", "\n")


class MailgunPayload(mailgun.MailgunPayload):  # type: ignore[misc]
    """The finished message as a file, and the envelope's recipients beside it."""

    def get_api_endpoint(self) -> str:
        """The sending domain's door for finished messages."""
        return f"{super().get_api_endpoint()}.mime"

    def serialize_data(self) -> dict[str, object]:
        """Who gets it; nothing may be counted or replaced in it."""
        self.files = [("message", ("letter.eml", self.message.raw, "message/rfc822"))]
        return {
            "to": [each.addr_spec for each in self.all_recipients], "o:tracking": "no",
            **{f"v:{name}": value for name, value in self.metadata.items()},
        }  # fmt: skip


class Mailgun(mailgun.EmailBackend):  # type: ignore[misc]
    """Mailgun, by finished messages."""

    def build_message_payload(self, message: EmailMessage, defaults: dict[str, object]) -> MailgunPayload:
        """Our own kind of request."""
        return MailgunPayload(message, defaults, self)


class ResendPayload(resend.ResendPayload):  # type: ignore[misc]
    """With the Message-ID as a key: the same letter within 24 hours is the same letter to them."""

    def get_request_params(self, api_url: str) -> dict[str, Any]:
        """The request with its key."""
        params: dict[str, Any] = super().get_request_params(api_url)
        params["headers"]["Idempotency-Key"] = self.message.letter_id
        return params


class Resend(resend.EmailBackend):  # type: ignore[misc]
    """Resend, with a key for each letter."""

    def build_message_payload(self, message: EmailMessage, defaults: dict[str, object]) -> ResendPayload:
        """Our own kind of request."""
        return ResendPayload(message, defaults, self)


def mailgun_message(parcel: parcels.Parcel) -> EmailMessage:
    """For Mailgun."""
    return message(parcel, keeps_id=True)


def postmark_message(parcel: parcels.Parcel) -> EmailMessage:
    """For Postmark: it keeps a Message-ID only when asked to, and counts who opens a letter unless told not to."""
    made = message(parcel, keeps_id=True)
    made.extra_headers["X-PM-KeepID"] = "true"
    made.track_opens = made.track_clicks = False  # type: ignore[attr-defined]
    return made


def resend_message(parcel: parcels.Parcel) -> EmailMessage:
    """For Resend, which gives each letter a Message-ID of its own."""
    made = message(parcel, keeps_id=False)
    made.letter_id = parcel.message_id.strip("<>")  # type: ignore[attr-defined]
    return made


@dataclass(frozen=True)
class Way:
    """How to speak with one provider."""

    backend: type[AnymailRequestsBackend]
    key_is: str  # what the library calls the key
    message: Callable[[parcels.Parcel], EmailMessage]
    refuses_mailbox: Callable[[https.Answer], bool]  # a no for good, for this letter's recipients and no others
    probe: Callable[[choosing.Choice, str], requests.Request]  # something that can send nothing
    well: tuple[int, ...]  # the answers to it by which the key is right


def _words(answer: https.Answer) -> str:
    try:
        told = json.loads(answer.body)
    except ValueError:
        return ""
    return str(told.get("message", "")) if isinstance(told, dict) else ""


def _mailbox(parsed: Parsed, address: str) -> str:
    """The To of the head if it names the envelope's recipient, with its name; else the bare recipient."""
    shown = parsed["To"]
    same = shown is not None and [each.addr_spec for each in shown.addresses] == [address]
    return str(shown) if same else address


def _mailgun_probe(choice: choosing.Choice, domain: str) -> requests.Request:
    return requests.Request(
        "POST", f"{choice.url}/{domain}/messages", data={"o:testmode": "yes"}, auth=("api", choice.key)
    )


def _postmark_probe(choice: choosing.Choice, _domain: str) -> requests.Request:
    headers = {"X-Postmark-Server-Token": choice.key, "Accept": "application/json"}
    return requests.Request("GET", f"{choice.url}/server", headers=headers)


def _resend_probe(choice: choosing.Choice, _domain: str) -> requests.Request:
    return requests.Request("POST", f"{choice.url}/emails", json={}, headers={"Authorization": f"Bearer {choice.key}"})


WAYS = {
    "mailgun": Way(
        Mailgun, "api_key", mailgun_message,
        lambda answer: answer.status == 400 and bool(MAILGUN_NO.search(_words(answer))),
        _mailgun_probe, (400,),
    ),
    "postmark": Way(
        postmark.EmailBackend, "server_token", postmark_message,
        lambda answer: False,  # the library reads this out of its yes and its 422
        _postmark_probe, (200,),
    ),
    "resend": Way(
        Resend, "api_key", resend_message,
        lambda answer: answer.status in (400, 422) and bool(RESEND_NO.search(_words(answer))),
        _resend_probe, (400, 422),
    ),
}  # fmt: skip
