"""What a hosted provider tells later comes in by the public door: a bounce is a bounce, and nobody can forge one."""

import base64
import hashlib
import hmac
import json
import logging
import time

import pytest

import mailing
import make
from hosting import CC, TO, put
from hueandcry.actions import placing
from hueandcry.lib import clock
from hueandcry.post import dispatch, envelopes, mailbox, stops
from hueandcry.post.couriers import choosing, hosted
from hueandcry.post.models import Delivery, Incoming, Pigeonhole
from scripted_provider import KEY, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALL = ["mailgun", "postmark", "resend"]
EVENTS, SIGNING = "desk:a-password-of-the-desk-1", "signing-key-of-mailgun"
AT = 1795435200


@pytest.fixture(params=ALL)
def name(request):
    return request.param


@pytest.fixture(autouse=True)
def with_a_provider(settings, request):
    settings.DKIM_BY = "relay"
    if "name" in request.fixturenames:
        settings.COURIER = choice(request.getfixturevalue("name"))


def choice(name: str, url: str = "http://127.0.0.1:9", events: str = EVENTS) -> choosing.Choice:
    return choosing.Choice(name, url, KEY, events, SIGNING)


def carried(name: str, delivery: Delivery) -> str:
    """The letter leaves by the provider; what the provider will name it by."""
    with Provider(name) as peer:
        assert dispatch.walk(hosted.Hosted(choice(name, peer.url)), worker="w") == {"accepted": 1}
    asked = peer.taken[0].request
    delivery.refresh_from_db()
    if name == "mailgun":
        return asked.parts["v:letter"][0].decode()
    if name == "postmark":
        return asked.json["Metadata"]["letter"]
    return json.loads(asked.json["headers"]["X-Metadata"])["letter"]


def event(name: str, letter: str, to: str = TO, kind: str = "hard", cc: tuple = (), said: str = "550 5.1.1 no user"):
    """An event as the provider's own pages show it."""
    if name == "mailgun":
        what = {"hard": "failed", "soft": "failed", "complaint": "complained"}.get(kind, kind)
        data = {
            "event": what, "id": "Q1", "timestamp": AT, "recipient": to, "user-variables": {"letter": letter},
            "severity": "temporary" if kind == "soft" else "permanent", "reason": "bounce",
            "delivery-status": {"code": 550, "message": said, "description": ""},
            "message": {"headers": {"message-id": "m@act.example.org", "to": to}},
        }  # fmt: skip
        return {"signature": signed(), "event-data": data}
    if name == "postmark":
        kinds = {
            "hard": "Bounce",
            "soft": "Bounce",
            "complaint": "SpamComplaint",
            "delivered": "Delivery",
            "opened": "Open",
        }
        types = {"hard": "HardBounce", "soft": "SoftBounce", "complaint": "SpamComplaint"}
        return {
            "RecordType": kinds[kind], "Type": types.get(kind, ""), "ID": 42, "MessageID": "b7bc2f4a", "Email": to,
            "Details": f"smtp;{said}", "Metadata": {"letter": letter}, "BouncedAt": "2026-11-23T12:00:00Z",
        }  # fmt: skip
    words = {"hard": "bounced", "soft": "bounced", "complaint": "complained"}.get(kind, kind)
    bounce = {"type": "Transient" if kind == "soft" else "Permanent", "message": f"sent a hard bounce message. {said}"}
    headers = [{"name": "X-Metadata", "value": json.dumps({"letter": letter})}]
    data = {"email_id": "49a3", "to": [to], "cc": list(cc), "headers": headers, "bounce": bounce}
    return {"type": f"email.{words}", "created_at": "2026-11-23T12:00:00.000Z", "data": data}


def signed(key: str = SIGNING, token: str = "t" * 50) -> dict[str, str]:
    stamp = str(int(time.time()))
    seal = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": stamp, "token": token, "signature": seal}


def tell(door, told, *, secret: str = EVENTS, **more):
    """The provider presses our door; then the desk looks at its mail."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    seal = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    kind = more.pop("content_type", "application/json")
    answer = door.post("/provider/", body, content_type=kind, **seal, **more)
    placing.walk(now=clock.now())
    return answer.status_code


def test_a_bounce_that_the_provider_tells_is_a_bounce_and_one_row(door, name):
    delivery = put()
    letter = carried(name, delivery)

    assert tell(door, event(name, letter)) == 204

    row, delivery = Incoming.objects.get(), Delivery.objects.get()
    assert (row.kind, row.status, row.envelope_to) == ("bounce", "placed", envelopes.return_path(delivery.token))
    assert delivery.status == "bounced"
    assert delivery.answer.endswith("| bounced 5.1.1")
    assert b"550 5.1.1 no user" in base64.b64decode(mailbox.fetch(row).split(b"base64\r\n\r\n")[-1].split(b"--")[0])


def test_a_dead_address_is_switched_off_only_when_the_server_says_that_it_is_not_there(door, name):
    dead = put(to="gone@court.example.org", kind="confirmation")
    letter = carried(name, dead)
    tell(door, event(name, letter, to="gone@court.example.org"))
    unclear = put(to="full@court.example.org", kind="confirmation")
    letter = carried(name, unclear)
    tell(door, event(name, letter, to="full@court.example.org", said="not now, 10.5.1.1 says so"))

    unclear.refresh_from_db()
    assert (stops.is_dead("gone@court.example.org"), stops.is_dead("full@court.example.org")) == (True, False)
    assert unclear.status == "bounced"
    assert unclear.answer.endswith("| bounced 5.0.0")


def test_the_same_event_again_and_again_is_one_row(door, name):
    delivery = put()
    told = event(name, carried(name, delivery))

    for n in range(3):
        if name == "mailgun":
            told["signature"] = signed(token=str(n) * 50)  # it signs each try anew
        assert tell(door, told) == 204

    assert Incoming.objects.count() == 1
    assert Incoming.objects.get().status == "placed"


def test_a_return_that_is_not_for_good_ends_nothing(door, name):
    delivery = put()

    assert tell(door, event(name, carried(name, delivery), kind="soft", said="try again")) == 204

    delivery.refresh_from_db()
    assert delivery.status == "accepted"


@pytest.mark.parametrize("kind", ["delivered", "opened"])
def test_nobody_calls_a_letter_delivered_or_counts_who_opened_it(door, name, kind):
    delivery = put()

    assert tell(door, event(name, carried(name, delivery), kind=kind)) == 204

    delivery.refresh_from_db()
    assert (delivery.status, Incoming.objects.count()) == ("accepted", 0)


def test_a_complaint_about_a_protest_pauses_the_office_and_waits_for_a_person(door, name):
    make.confirmed(make.appeal("live"))
    Delivery.objects.exclude(rank=1).delete()
    delivery = Delivery.objects.get()
    letter = carried(name, delivery)

    assert tell(door, event(name, letter, to=mailing.COURT, kind="complaint")) == 204

    row = Incoming.objects.get()
    assert (row.kind, row.status) == ("complaint", "unplaced")
    assert Pigeonhole.objects.get(to_key=delivery.to_key).paused_why == "complaint"


def test_whoever_does_not_know_the_password_leaves_no_trace(door, name):
    delivery = put()
    told = event(name, carried(name, delivery))

    for secret in ("", "desk:wrong", "desk:", ":", "a-password-of-the-desk-1"):
        assert tell(door, told, secret=secret) == 403

    delivery.refresh_from_db()
    assert (delivery.status, Incoming.objects.count()) == ("accepted", 0)


@pytest.mark.parametrize("seal", [{}, None, [], {"timestamp": "1", "token": "t", "signature": "s"}, "x"])
def test_an_event_of_mailgun_with_a_wrong_signature_leaves_no_trace(door, settings, seal):
    settings.COURIER = choice("mailgun")
    told = event("mailgun", carried("mailgun", put()))
    told["signature"] = signed("another-key") if seal == {} else seal

    assert tell(door, told) == 403

    assert Incoming.objects.count() == 0


def test_with_believe_any_event_anybody_can_send_a_letter_back(door, name, settings):
    settings.SABOTAGE = ["believe-any-event"]
    delivery = put()

    assert tell(door, event(name, carried(name, delivery)), secret="") == 204

    delivery.refresh_from_db()
    assert delivery.status == "bounced"


@pytest.mark.parametrize(
    "letter", ["", "b-aaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaa", "p-aaaaaaaaaaaaaaaa", "x\r\nBcc: y", "7"]
)
def test_an_event_about_no_letter_of_ours_waits_for_a_person_and_changes_nothing(door, settings, letter):
    settings.COURIER = choice("postmark")
    delivery = put()
    carried("postmark", delivery)

    assert tell(door, event("postmark", letter)) == 204

    delivery.refresh_from_db()
    row = Incoming.objects.get()
    assert (delivery.status, row.envelope_to, row.status) == ("accepted", "", "unplaced")


def test_an_event_about_another_mailbox_ends_no_letter(door, name):
    delivery = put()

    tell(door, event(name, carried(name, delivery), to="somebody@else.example"))

    delivery.refresh_from_db()
    assert (delivery.status, Incoming.objects.get().status) == ("accepted", "unplaced")


def test_resend_does_not_say_whose_bounce_it_is_so_nobody_guesses(door, settings):
    settings.COURIER = choice("resend")
    delivery = put(cc=[CC])

    tell(door, event("resend", carried("resend", delivery), cc=(CC,)))

    delivery.refresh_from_db()
    assert (delivery.status, Incoming.objects.get().status) == ("accepted", "unplaced")
    assert not stops.is_dead(TO)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"null", b'{"a": 1}', b"\xff", b"[" * 60_000])
def test_what_cannot_be_read_is_refused_and_leaves_no_trace(door, name, body):
    assert tell(door, body) in (400, 403) or (name, body) == ("postmark", b'{"a": 1}')

    assert Incoming.objects.count() == 0


def test_no_form_no_flood_and_no_other_method_gets_in(door, name):
    assert tell(door, b"a=b", content_type="application/x-www-form-urlencoded") == 400
    assert tell(door, b" " * 70_000) == 413
    assert door.get("/provider/").status_code == 405
    assert Incoming.objects.count() == 0


def test_while_the_disk_is_full_the_provider_is_asked_to_come_again(door, name, settings):
    told = event(name, carried(name, put()))
    settings.DISK_RESERVE = 10**18

    assert tell(door, told) == 503

    settings.DISK_RESERVE = 0
    assert (tell(door, told), Incoming.objects.count()) == (204, 1)


def test_a_desk_without_provider_or_password_has_no_such_door(door, settings):
    for chosen in (choosing.Choice(), choice("postmark", events="")):
        settings.COURIER = chosen
        assert tell(door, event("postmark", "")) == 404
        assert tell(door, event("postmark", ""), secret="") == 404


def test_no_address_password_or_cookie_gets_out(door, name, caplog):
    caplog.set_level(logging.DEBUG)
    told = event(name, carried(name, put()))

    tell(door, told)
    tell(door, told, secret="desk:wrong-password")
    tell(door, b'{"Email": "chair@court.example.org"')

    assert TO not in caplog.text
    assert "password" not in caplog.text
    assert not door.cookies
