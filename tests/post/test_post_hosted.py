"""Letters over a hosted provider: what it is given, and the one meaning of each of its answers."""

import datetime as dt
import threading

import pytest

from hosting import ALL, CC, HOUR, TO, after, courier, put, send
from hueandcry.lib import clock
from hueandcry.post import answers, dispatch
from hueandcry.post.couriers import choosing
from hueandcry.post.models import Delivery
from hueandcry.rounds import timetable
from scripted_provider import BAD, KEY, SILENT, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def sign_nothing(settings):
    settings.DKIM_BY = "relay"


@pytest.fixture(params=ALL)
def name(request):
    return request.param


# --- Yes -----------------------------------------------------------------------------------------


def test_a_letter_with_two_recipients_is_accepted_and_nobody_calls_it_delivered(name):
    delivery = put(cc=[CC])

    with Provider(name) as peer:
        done = send(peer)

    assert (done, after(delivery)) == ({"accepted": 1}, ("accepted", "accepted", "dot", 200))
    assert [letter.recipients for letter in peer.taken] == [[TO, CC]]
    assert delivery.answer.startswith("HTTP 200 ")
    assert answers.explained(delivery.answer, 200) == ""


def test_mailgun_gets_the_message_as_it_was_written_byte_for_byte():
    delivery = put(cc=[CC], from_name="Мария, пекарь")

    with Provider("mailgun") as peer:
        send(peer)

    (letter,) = peer.taken
    assert letter.request.path == "/v3/act.example.org/messages.mime"
    assert letter.request.parts["message"] == [dispatch.write(delivery).message]
    assert letter.request.parts["o:tracking"] == [b"no"]


def test_postmark_gets_every_part_and_is_asked_to_keep_our_message_id_and_to_count_nobody():
    delivery = put(cc=[CC], from_name="Мария, пекарь", reply_to="maria@example.net", to_name="Mr O'Neil, Chair")

    with Provider("postmark") as peer:
        send(peer)

    told = peer.taken[0].request.json
    headers = {each["Name"]: each["Value"] for each in told["Headers"]}
    assert headers == {"Message-ID": delivery.message_id, "X-PM-KeepID": "true"}
    assert (told["TrackOpens"], told["TrackLinks"]) == (False, "None")
    assert told["Subject"] == "Свободу пекарям"
    assert told["TextBody"].rstrip("\n") == "Dear Мария\n.\n..\nend – %recipient%"
    assert told["From"] == f'"Мария, пекарь via Hue & Cry" <p-{delivery.token}@act.example.org>'
    assert told["To"] == f'"Mr O\'Neil, Chair" <{TO}>'
    assert told["Cc"] == CC
    assert "maria@example.net" in told["ReplyTo"]
    assert "HtmlBody" not in told


def test_resend_gets_a_key_by_which_a_second_copy_is_the_same_letter():
    delivery = put()

    with Provider("resend", SILENT) as peer:
        assert send(peer) == {"in_doubt": 1}
        peer.script = None
        later = clock.now() + HOUR
        assert dispatch.walk(courier(peer), worker="w", now=later) == {"accepted": 1}

    first, second = peer.taken
    assert first.request.headers["idempotency-key"] == delivery.message_id.strip("<>")
    assert second.request.headers["idempotency-key"] == first.request.headers["idempotency-key"]
    assert second.request.body == first.request.body
    assert "Message-ID" not in str(first.request.json)


def test_news_keeps_the_headers_by_which_it_is_ended(name):
    put(kind="news")

    with Provider(name) as peer:
        send(peer)

    body = peer.taken[0].request.body.decode()
    assert "List-Unsubscribe-Post" in body
    assert "List-Unsubscribe=One-Click" in body
    assert "Precedence" in body


def test_nothing_of_the_desk_or_its_libraries_is_told_beside_the_letter(name, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    put()

    with Provider(name) as peer:
        assert send(peer) == {"accepted": 1}

    (asked,) = peer.heard
    assert asked.headers["user-agent"] == "hueandcry"
    assert "cookie" not in asked.headers


# --- No ------------------------------------------------------------------------------------------


def test_a_mailbox_that_is_refused_is_never_tried_again_and_the_others_leave(name):
    refused, fine = put(to=BAD), put()

    with Provider(name) as peer:
        done = send(peer)

    assert done == {"rejected": 1, "accepted": 1}
    assert after(refused)[:3] == ("rejected", "never", "rcpt")
    assert after(fine)[0] == "accepted"
    assert "@" not in refused.answer
    assert answers.explained(refused.answer, None)


def test_a_refused_copy_is_counted_and_a_refused_target_is_no_acceptance():
    in_cc, in_to = put(cc=[BAD]), put(to=BAD, cc=[CC])

    with Provider("postmark") as peer:
        send(peer)

    assert after(in_cc)[:3] == ("accepted", "accepted", "dot")
    assert in_cc.attempts.get().answer.endswith("(1 in Cc refused)")
    assert after(in_to)[:3] == ("rejected", "never", "rcpt")


def test_with_any_yes_will_do_a_letter_of_which_only_a_copy_was_taken_is_called_accepted(settings):
    settings.SABOTAGE = ["any-yes-will-do"]
    delivery = put(to=BAD, cc=[CC])

    with Provider("postmark") as peer:
        send(peer)

    assert after(delivery)[0] == "accepted"


def test_a_wrong_key_costs_no_letter_and_is_asked_once(name):
    put(n=3)

    with Provider(name) as peer:
        done = send(peer, key="another")

    assert done == {"later": 3}
    assert len(peer.heard) == 1
    first = Delivery.objects.order_by("pk")[0]
    assert after(first)[:2] == ("queued", "later")
    assert answers.explained(first.answer, None).startswith("The provider does not know our key.")


def test_too_many_at_once_means_later_and_not_before_the_provider_wants_it(name):
    first, *_ = put(), put()
    before = clock.now()

    with Provider(name, (429, {"Retry-After": "7200"}, {"message": "slow down"})) as peer:
        done = send(peer)
        assert len(peer.heard) == 1

    assert (done, after(first)) == ({"later": 2}, ("queued", "later", "dot", 429))
    assert dt.timedelta(hours=2) <= first.due_at - before < dt.timedelta(hours=2, minutes=1)


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("99999999999999999999", 23, 25), ("soon", 0, 0.2), ("-5", 0, 0.2), ("٣", 0, 0.2), ("", 0, 0.2),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 23, 25), ("Mon, 01 Jan 1990 00:00:00 GMT", 0, 0.2),
    ],
)  # fmt: skip
def test_no_provider_can_put_a_letter_off_for_more_than_a_day_or_stumble_us(told, least, most):
    delivery = put()
    before = clock.now()

    with Provider("postmark", (503, {"Retry-After": told}, b"<html>no</html>")) as peer:
        assert send(peer) == {"later": 1}

    assert after(delivery)[:2] == ("queued", "later")
    assert least * HOUR <= delivery.due_at - before <= most * HOUR


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (301, "later"),
        (400, "later"), (402, "later"), (404, "later"), (408, "later"), (413, "rejected"), (422, "later"),
        (500, "in_doubt"), (502, "in_doubt"), (504, "in_doubt"), (503, "later"), (204, "in_doubt"), (202, "in_doubt"),
    ],
)  # fmt: skip
def test_every_other_answer_has_one_meaning(name, status, becomes):
    delivery = put()

    with Provider(name, (status, {"Location": "http://127.0.0.1:9/elsewhere"}, {"what": "ever"})) as peer:
        done = send(peer)

    assert done == {becomes: 1}
    assert len(peer.heard) == 1
    assert after(delivery)[3] == status


def test_a_key_used_with_other_words_before_is_a_doubt_and_one_in_use_waits():
    first = put()
    with Provider("resend", (409, {}, {"name": "concurrent_idempotent_requests", "message": "wait"})) as peer:
        assert send(peer) == {"later": 1}
    assert after(first)[0] == "queued"
    put()
    with Provider("resend", (409, {}, {"name": "invalid_idempotent_request", "message": "differs"})) as peer:
        assert send(peer) == {"in_doubt": 1}


# --- The settings' courier -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_clock_takes_the_courier_that_the_settings_name(name, settings):
    (step,) = [step for step in timetable.steps() if step.name == "letters out"]
    put(n=3)

    with Provider(name) as peer:
        settings.COURIER = choosing.Choice(name, peer.url, KEY)
        settings.RELAY_CONNECTIONS = 1
        step.do(clock.now(), threading.Event())

    assert len(peer.taken) == 3
    assert set(Delivery.objects.values_list("status", flat=True)) == {"accepted"}
