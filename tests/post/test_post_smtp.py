"""Letters over real SMTP: every answer of a mail server, and every way in which one can fall silent."""

import datetime as dt
import threading
import time

import pytest
from scripted_relay import HANG_UP, Relay

from hueandcry.lib import clock, sealing
from hueandcry.post import dispatch, outbox, parcels
from hueandcry.post.couriers import smtp
from hueandcry.post.models import Attempt, Delivery

pytestmark = pytest.mark.django_db
QUICK = smtp.Deadlines(connect=1, command=0.5, data=1, dot=0.5)
TO, CC = "chair@court.example.org", "office@court.example.org"


@pytest.fixture(autouse=True, params=[(), ("SIZE 99000000", "PIPELINING")], ids=["one by one", "together"])
def offered(request, monkeypatch):
    """Every fault comes from a server that takes one command at a time, and from one that takes several."""
    monkeypatch.setattr(Relay, "offers", request.param)
    return request.param


def put(to=TO, cc=(), n=1):
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("protest", language="en", subject="S", body="Dear {name}\n.\n..\nend", now=now)
    rows = [
        outbox.put(
            words, to=to, cc=cc, values={"name": "x"}, key_name="act", rank=1, due_at=now,
            erase_by=now + dt.timedelta(days=90),
        )
        for _ in range(n)
    ]  # fmt: skip
    return rows[0]


def send(relay: Relay, **more) -> dict[str, int]:
    courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK, **more)
    try:
        return dispatch.walk(courier, worker="w")
    finally:
        courier.close()


def after(delivery: Delivery) -> tuple:
    delivery.refresh_from_db()
    attempt = delivery.attempts.get()
    return delivery.status, attempt.result, attempt.stage, attempt.code


def test_five_letters_leave_over_one_line_and_arrive_as_they_were_written():
    put(cc=[CC], n=5)

    with Relay() as relay:
        done = send(relay)

    assert (done, relay.connections) == ({"accepted": 5}, 1)
    sender, recipients, text = relay.taken[0]
    first = Delivery.objects.order_by("pk").first()
    assert (sender.split("-")[1], recipients) == (first.token, [TO, CC])
    assert text == dispatch.write(first).message
    assert first.accepted_at is not None
    assert after(first) == ("accepted", "accepted", "dot", 250)


@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize(
    ("stage", "noted"),
    [
        ("greeting", "connect"),
        ("ehlo", "connect"),
        ("mail", "mail"),
        ("rcpt", "rcpt"),
        ("data", "data"),
        ("dot", "dot"),
    ],
)
def test_a_temporary_no_at_any_stage_means_later(stage, noted, code):
    delivery = put()
    script = {stage: f"{code} 4.2.0 not now", **({"other": "500 no"} if stage == "ehlo" else {})}

    before = clock.now()
    with Relay(script) as relay:
        done = send(relay)
        status, result, at, told = after(delivery)
        assert (done, status, result, at) == ({"later": 1}, "queued", "later", noted)
        assert told == code or stage == "ehlo"
        assert delivery.tries == 1
        assert dt.timedelta(minutes=4) <= delivery.due_at - before <= dt.timedelta(minutes=6, seconds=20)
        relay.script.clear()
        Delivery.objects.update(due_at=clock.now())
        assert send(relay) == {"accepted": 1}


@pytest.mark.parametrize("code", [500, 550, 552, 554])
@pytest.mark.parametrize("stage", ["rcpt", "data", "dot"])
def test_a_final_no_means_rejected_with_the_servers_words(stage, code):
    delivery = put()

    with Relay({stage: f"{code} 5.1.1 <{TO}> no\x1b[31m such\x07 user"}) as relay:
        done = send(relay)

    assert (done, after(delivery)) == ({"rejected": 1}, ("rejected", "never", stage, code))
    assert delivery.answer == "5.1.1 <<address>> no [31m such user"
    assert relay.taken == []


def unwanted(stage, says, kept=3):
    """The promise: a relay that wants none of our letters is tried again, and each of them is kept."""
    Delivery.objects.all().delete()
    delivery = put(n=3)
    with Relay({stage: says}) as relay:
        assert send(relay) == {"later": kept}
    assert after(delivery)[:2] == ("queued", "later")
    assert relay.connections == 1


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        ("mail", "550 5.7.1 Your account is suspended"),
        ("rcpt", "550 5.4.5 Daily user sending quota exceeded"),
        ("rcpt", "554 5.7.1 Relay access denied"),
        ("dot", "550 5.7.1 Account of this user has been disabled"),
    ],
)
def test_a_relay_that_no_longer_wants_us_does_not_cost_a_letter(settings, stage, says):
    if stage != "dot":
        unwanted(stage, says)
    else:
        put()
        with Relay({stage: says}) as relay:
            assert send(relay) == {"later": 1}

    settings.SABOTAGE = ["us-is-everybody"]
    with pytest.raises(AssertionError):
        unwanted(stage, says)


def test_a_full_mailbox_and_a_letter_too_large_are_no_trouble_of_ours():
    delivery = put()
    with Relay({"rcpt": "552 5.2.2 Mailbox over quota"}) as relay:
        assert send(relay) == {"rejected": 1}

    assert after(delivery)[:2] == ("rejected", "never")


@pytest.mark.parametrize("stage", ["greeting", "ehlo"])
def test_a_relay_that_refuses_us_altogether_is_no_fault_of_the_letter(stage):
    delivery = put(n=3)

    with Relay({stage: "554 go away", "other": "500 no"}) as relay:
        done = send(relay)

    assert done == {"later": 3}
    assert after(delivery)[:3] == ("queued", "later", "connect")
    assert relay.connections == 1  # the others of the batch wait without knocking again


def test_refused_copies_do_not_stop_the_letter_and_a_refused_target_does():
    first = put(cc=[CC])

    with Relay({f"rcpt {CC}": "550 no"}) as relay:
        assert send(relay) == {"accepted": 1}
        assert relay.taken[0][1] == [TO]
    assert first.attempts.get().answer == "taken (1 in Cc refused)"

    second = put(cc=[CC])
    with Relay({f"rcpt {TO}": "550 no"}) as relay:
        assert send(relay) == {"rejected": 1}
        assert relay.texts == []
    assert after(second)[1:] == ("never", "rcpt", 550)


def test_of_three_targets_the_refused_one_alone_is_rejected():
    rows = [put(to=f"{name}@court.example.org") for name in ("a", "b", "c")]

    with Relay({"rcpt b@court.example.org": "550 no"}) as relay:
        done = send(relay)

    assert done == {"accepted": 2, "rejected": 1}
    assert [after(row)[0] for row in rows] == ["accepted", "rejected", "accepted"]


@pytest.mark.parametrize(
    ("stage", "status", "result", "noted"),
    [
        ("greeting", "queued", "later", "connect"),
        ("mail", "queued", "later", "mail"),
        ("rcpt", "queued", "later", "rcpt"),
        ("data", "queued", "later", "data"),
        ("text", "queued", "later", "dot"),
        ("dot", "in_doubt", "in_doubt", "dot"),
        ("after", "accepted", "accepted", "dot"),
    ],
)
def test_a_line_that_breaks_before_the_dot_means_later_and_after_it_in_doubt(stage, status, result, noted):
    delivery = put()

    with Relay({stage: HANG_UP}) as relay:
        send(relay)

    told = after(delivery)
    if stage == "text":
        # The relay hung up while the text came in. A short text fits into the line's buffers whole, so the
        # courier may have handed over its dot: then it cannot know, and says so.
        assert told in (("queued", "later", "data", None), ("in_doubt", "in_doubt", "dot", None))
        assert relay.texts == []
    else:
        assert told[:3] == (status, result, noted)


def test_a_line_that_breaks_in_a_long_text_means_later():
    big = "word " * 2_000_000
    parcel = parcels.Parcel("b@act.example.org", TO, (), b"A: b\r\n\r\n" + big.encode() + b"\r\n", "<m>")
    begun = []

    with Relay({"text": HANG_UP}) as relay:
        verdict = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK).carry(parcel, lambda: begun.append(1))

    assert (verdict.result, verdict.stage, begun) == ("later", "data", [1])


@pytest.mark.parametrize(
    ("stage", "said", "result"),
    [
        ("data", "250 thanks", "later"),  # a yes where "go on" belongs
        ("mail", b"x" * 10_000_000 + b"\r\n", "later"),
        ("mail", b"250-go\r\n" * 20_000, "later"),
        ("rcpt", b"\xff\xfe\x00 binary\r\n", "later"),
        ("mail", ("drip", 0.1), "later"),
        ("dot", b"maybe\r\n", "in_doubt"),
        ("dot", "299 who knows", "in_doubt"),
        ("dot", ("drip", 0.1), "in_doubt"),
        ("dot", b"x" * 10_000_000, "in_doubt"),
    ],
)
def test_a_server_that_talks_nonsense_is_cut_off_in_time(stage, said, result):
    delivery, began = put(), time.monotonic()

    with Relay({stage: said}) as relay:
        send(relay)

    assert after(delivery)[1] == result
    assert time.monotonic() - began < 3


def test_without_the_tls_that_was_asked_for_nothing_is_said():
    delivery = put()

    with Relay() as relay:
        done = send(relay, tls="starttls")

    assert (done, relay.taken, after(delivery)[2]) == ({"later": 1}, [], "connect")


def test_a_line_closed_while_idle_is_opened_again_and_no_letter_waits():
    put()
    with Relay() as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)
        assert dispatch.walk(courier, worker="w") == {"accepted": 1}
        relay.hang_up_all()
        put()

        assert dispatch.walk(courier, worker="w") == {"accepted": 1}
        courier.close()

    assert (relay.connections, Attempt.objects.count()) == (2, 2)


def attempts_seen_at_text() -> int:
    """How many attempts stand in the database, for anybody to see, when the relay hears the first line of a text."""
    seen: list[int] = []

    def look() -> None:
        from django.db import connections

        seen.append(Attempt.objects.filter(result="started").count())
        connections.close_all()

    put()
    with Relay(on={"text": look}) as relay:
        send(relay)
    return seen[0]


@pytest.mark.django_db(transaction=True)
def test_the_attempt_is_on_disk_before_the_relay_hears_a_word_of_the_text(settings):
    assert attempts_seen_at_text() == 1

    settings.SABOTAGE = ["forget-attempt"]
    assert attempts_seen_at_text() == 0


@pytest.mark.django_db(transaction=True)
def test_several_lines_share_the_work_without_sharing_a_letter():
    put(n=40)
    lock, made = threading.Lock(), []

    def courier():
        with lock:
            made.append(smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK))
        return made[-1]

    with Relay() as relay:
        done = dispatch.walk_all(courier, 3, limit=4)

    assert (done, len(made)) == ({"accepted": 40}, 3)
    assert len({text for _, _, text in relay.taken}) == len(relay.taken) == 40
