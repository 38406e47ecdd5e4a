"""Carrying parcels to a provider over HTTPS; docs/decisions/0016-hosted-couriers.md tells what each answer means.

Before the request has left whole, every trouble means "later"; after it only a clear answer is believed. A yes is
"accepted": the provider has the letter, and nobody has said that anybody else does.
"""

import contextlib
import email.utils
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import requests
from anymail.exceptions import AnymailError, AnymailRequestsAPIError
from django.core.mail import EmailMessage

from hueandcry.lib import sabotage
from hueandcry.post import parcels
from hueandcry.post.couriers import choosing, https, providers

COOL_DOWN = 60.0  # seconds in which a provider that is in trouble, or wants none of us, is not asked again
LONGEST = 24 * 3600.0  # seconds a provider may tell us to wait
TAKEN, REFUSED = ("sent", "queued"), ("rejected", "invalid")
NOT_US = (401, 402, 403, 404, 405, 407, 451)  # our key, our domain, our bill: no letter's fault
BUSY = (429, 503)  # a clear "not taken, come again"


class Hosted:
    """Hands letters to one provider, one request and one line each; not to be shared between threads."""

    def __init__(self, choice: choosing.Choice, deadlines: https.Deadlines | None = None) -> None:
        self.way = providers.WAYS[choice.name]
        self.choice = choice
        self.wire = https.Wire(deadlines)
        self.down_until = 0.0
        told = {self.way.key_is: choice.key, "api_url": choice.url, "ignore_recipient_status": True}
        self.backend = type("Backend", (_OverTheWire, self.way.backend), {"wire": self.wire})(**told)

    def carry(
        self, parcel: parcels.Parcel, starting: Callable[[], None], following: parcels.Parcel | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> parcels.Verdict:  # fmt: skip
        """Hand the parcel to the provider; `starting` is called when the line is there, before a word is said.

        If `starting` raises, nothing is handed over and the error goes on to the caller.
        """
        if time.monotonic() < self.down_until:
            return parcels.Verdict(parcels.LATER, "connect", None, "The provider was not to be had a moment ago.")
        message = self.way.message(parcel)
        self.wire.starting, self.wire.answer = starting, None
        understood = False
        try:
            self.backend.send_messages([message])
            understood = True
        except https.Lost as lost:
            return self._lost(lost)
        except AnymailRequestsAPIError:
            pass  # an answer that is no yes, or not in the provider's words
        except AnymailError as trouble:
            why = f"The letter has something that {self.choice.name} cannot carry ({type(trouble).__name__})."
            return parcels.Verdict(parcels.LATER, "connect", None, why)
        except Exception:
            if self.wire.answer is None:
                raise
            # The library stumbled over the answer: what was said is judged below, without it.
        assert self.wire.answer is not None
        return self._judged(self.wire.answer, parcel, message if understood else None)

    def close(self) -> None:
        """Nothing is open."""

    def _lost(self, lost: https.Lost) -> parcels.Verdict:
        """The line broke: once the request was out nobody knows, before it nothing was taken."""
        doubted = lost.stage == "dot" and not sabotage.on("silence-is-no")
        if lost.stage == "connect":
            self.down_until = time.monotonic() + COOL_DOWN
        return parcels.Verdict(
            parcels.IN_DOUBT if doubted else parcels.LATER, lost.stage, None, parcels.quoted(str(lost))
        )

    def _judged(self, answer: https.Answer, parcel: parcels.Parcel, message: EmailMessage | None) -> parcels.Verdict:
        """What the provider's answer means for this letter."""
        wait = _wait(answer)
        result, stage, refused = _meaning(answer), "dot", 0
        if message is not None:
            by_address = {who.lower(): one.status for who, one in message.anymail_status.recipients.items()}  # type: ignore[attr-defined]
            refused = sum(by_address.get(address.lower()) in REFUSED for address in parcel.cc)
            to = by_address.get(parcel.to.lower())
            if answer.status == 422 or to in REFUSED:
                result, stage = parcels.NEVER, "rcpt" if to in REFUSED else "dot"
            else:
                result = parcels.ACCEPTED if to in TAKEN else parcels.IN_DOUBT
        elif self.way.refuses_mailbox(answer):
            result, stage = parcels.NEVER, "rcpt"
        if answer.status in (*NOT_US, *BUSY) or answer.status >= 500:
            self.down_until = time.monotonic() + (wait or COOL_DOWN)
        if sabotage.on("any-yes-will-do") and answer.status // 100 == 2:
            result = parcels.ACCEPTED
        return parcels.Verdict(result, stage, answer.status, _told(answer, self.choice.key), refused, wait=wait)


class _OverTheWire:
    """The library's backend, with our transport and nothing from the environment: no proxy, no .netrc."""

    wire: https.Wire

    def create_session(self) -> requests.Session:
        """A session that knows one way out."""
        return session(self.wire)


def session(wire: https.Wire) -> requests.Session:
    """A session that speaks over `wire` alone."""
    made = requests.Session()
    made.trust_env = False
    for scheme in ("https://", "http://"):
        made.mount(scheme, wire)
    return made


def _meaning(answer: https.Answer) -> str:
    """What an answer means that the library did not take for a yes, and that speaks of no mailbox."""
    if answer.status == 413:
        return parcels.NEVER
    if answer.status // 100 == 2 or (answer.status // 100 == 5 and answer.status != 503):
        # A yes without its words; or a fault behind the provider's door, where the letter may lie already.
        return parcels.IN_DOUBT
    if answer.status == 409 and b"invalid_idempotent_request" in answer.body:
        return parcels.IN_DOUBT  # this letter's key was used before, with other words
    return parcels.LATER


def _wait(answer: https.Answer) -> float | None:
    """Seconds the provider asks us to wait, a day at most; None if it does not say, or nothing one can count."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal():
        return min(float(told[:9]), LONGEST)
    try:
        until = email.utils.parsedate_to_datetime(told)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), LONGEST)


def _told(answer: https.Answer, key: str) -> str:
    """The provider's words, marked as no SMTP; without our key, and without addresses, as all answers are kept."""
    words = answer.body[: parcels.WHOLE].decode("utf-8", "replace")
    with contextlib.suppress(ValueError, RecursionError):  # an address may be written with \u0040 in it
        words = json.dumps(json.loads(answer.body[: parcels.WHOLE]), ensure_ascii=False)
    return parcels.quoted(f"HTTP {answer.status} {words.replace(key, '<key>')}")
