"""A hosted provider that falls silent, lies or talks without end: nothing leaves twice unmarked."""

import json
import logging

import pytest

from hosting import ALL, CC, HOUR, QUICK, TO, after, courier, put, send
from hueandcry.lib import clock, processes, sealing
from hueandcry.post import dispatch, parcels
from hueandcry.post.couriers import choosing, hosted, https
from hueandcry.post.models import Delivery
from scripted_provider import BEFORE, DRIP, FLOOD, HALF, KEY, SILENT, STALL, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def sign_nothing(settings):
    settings.DKIM_BY = "relay"


@pytest.fixture(params=ALL)
def name(request):
    return request.param


def test_a_provider_that_nobody_reaches_costs_no_attempt_and_is_asked_once(name):
    put(n=3)
    url = f"http://127.0.0.1:{processes.free_port()}"

    carrying = hosted.Hosted(choosing.Choice(name, url, KEY), QUICK)
    done = dispatch.walk(carrying, worker="w")

    assert done == {"later": 3}
    assert after(Delivery.objects.order_by("pk")[0])[:3] == ("queued", "later", "connect")


@pytest.mark.parametrize("script", [SILENT, STALL, DRIP, HALF])
def test_silence_after_the_request_is_a_doubt_and_the_second_copy_is_marked(name, script):
    delivery = put()

    with Provider(name, script) as peer:
        assert send(peer) == {"in_doubt": 1}
        assert after(delivery)[:3] == ("in_doubt", "in_doubt", "dot")
        peer.script = None
        assert dispatch.walk(courier(peer), worker="w", now=clock.now() + HOUR) == {"accepted": 1}

    delivery.refresh_from_db()
    assert (delivery.possible_duplicate, len(peer.taken)) == (True, 2)


def test_with_silence_is_no_the_second_copy_leaves_unmarked(settings):
    settings.SABOTAGE = ["silence-is-no"]
    delivery = put()

    with Provider("mailgun", SILENT) as peer:
        assert send(peer) == {"later": 1}
        peer.script = None
        dispatch.walk(courier(peer), worker="w", now=clock.now() + HOUR)

    delivery.refresh_from_db()
    assert (delivery.possible_duplicate, len(peer.taken)) == (False, 2)


def test_a_line_cut_amid_the_request_means_later_because_nothing_was_taken(name):
    sealing.make("act")
    letter = dispatch.write(put())
    long = parcels.Parcel(letter.mail_from, TO, (), letter.message + (b"x" * 76 + b"\r\n") * 140_000, letter.message_id)
    begun = []

    with Provider(name, BEFORE) as peer:
        verdict = courier(peer).carry(long, lambda: begun.append(1))

    assert (verdict.result, verdict.stage, begun) == ("later", "data", [1])


def test_nothing_is_said_when_somebody_else_has_the_letter_by_now(name):
    letter = dispatch.write(put())

    def starting():
        raise parcels.Superseded

    with Provider(name) as peer, pytest.raises(parcels.Superseded):
        courier(peer).carry(letter, starting)

    assert peer.taken == peer.heard == []


@pytest.mark.parametrize(
    "body", [b"<html>yes</html>", b"", b"[1, 2]", b"7", b'{"a": 1}', b'"yes"', b"\xff\xfe", b"null"]
)
def test_a_yes_in_words_of_another_kind_is_a_doubt(name, body):
    delivery = put()

    with Provider(name, (200, {}, body)) as peer:
        assert send(peer) == {"in_doubt": 1}

    assert after(delivery)[:2] == ("in_doubt", "in_doubt")


def test_a_yes_about_another_recipient_is_a_doubt():
    put()
    lie = {"ErrorCode": 0, "Message": "OK", "MessageID": "x", "To": "somebody@elsewhere.example"}

    with Provider("postmark", (200, {}, lie)) as peer:
        assert send(peer) == {"in_doubt": 1}


def test_a_flood_of_100_mb_is_cut_off_and_is_a_doubt(name):
    put()

    with Provider(name, FLOOD) as peer:
        assert send(peer, deadlines=https.Deadlines(1, 1, 20)) == {"in_doubt": 1}

    assert peer.sent < 20_000_000  # what lies in the buffers between us


def test_with_endless_answers_all_of_a_flood_is_read(settings):
    settings.SABOTAGE = ["endless-answers"]
    put()

    with Provider("mailgun", FLOOD) as peer:
        send(peer)

    assert peer.sent == 100_000_000


@pytest.mark.parametrize(
    "raw",
    [
        b"220 mail ESMTP\r\n",
        b"HTTP/1.1 999999999 what\r\n\r\n",
        b"\x00" * 70000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500,
    ],
)
def test_what_is_no_http_is_a_doubt(raw, monkeypatch):
    put()
    monkeypatch.setattr("scripted_provider._whole", lambda *_: raw)

    with Provider("mailgun", (200, {}, b"")) as peer:
        assert send(peer) == {"in_doubt": 1}


@pytest.mark.parametrize("at", ["@", "\\u0040"])
def test_neither_key_nor_address_gets_into_a_row_or_a_log(name, caplog, at):
    caplog.set_level(logging.DEBUG)
    delivery = put(n=2)

    with Provider(
        name, (400, {}, json.dumps({"message": f"no {TO} with {KEY}, <{CC}> neither"}).replace("@", at).encode())
    ) as peer:
        send(peer)

    delivery.refresh_from_db()
    kept = delivery.answer + delivery.attempts.get().answer + caplog.text + repr(choosing.Choice(name, "u", KEY))
    assert "@" not in kept
    assert "u0040" not in kept
    assert KEY not in kept
