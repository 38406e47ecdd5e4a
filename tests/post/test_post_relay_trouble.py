"""A relay that wants nothing of us costs no letter, and somebody is told before five days are over."""

import pytest
from scripted_relay import Relay

import make
from hueandcry.lib import clock
from hueandcry.post import dispatch, parcels, relay_trouble
from hueandcry.post.checks import queue
from hueandcry.post.couriers import smtp
from hueandcry.post.models import Delivery, RelayTrouble
from pacing import MINUTE, put

pytestmark = pytest.mark.django_db
SUSPENDED = "550 5.7.1 Your account <desk@us.example> is suspended"
QUICK = smtp.Deadlines(connect=1, command=0.4, data=1, dot=0.4)


def send(relay, now):
    courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)
    done = dispatch.walk(courier, worker="w", now=now)
    courier.close()
    return done


def told(now):
    [found] = [one for one in queue.look(now) if one.name == "relay's answers"]
    return found


def board(client, settings):
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    client.force_login(make.user("postkeeper"))
    return client.get("/").content.decode()


def a_relay_that_refuses_us_is_told(client, settings):
    """The promise: the doctor and the board say since when, what it answers and what to do."""
    Delivery.objects.all().delete()
    now = clock.now()
    for n in range(4):
        put(f"o{n}@court{n}.example.org", rank=0, kind="confirmation", due=now)
    with Relay({"mail": SUSPENDED}) as relay:
        assert send(relay, now) == {"later": 4}
    found = told(now + MINUTE)
    assert (found.state, "550" in found.sentence, "is suspended" in found.sentence) == ("to do", True, True)
    assert "desk@us.example" not in found.sentence
    assert "account" in found.advice and "requeue --state given_up" in found.advice
    page = board(client, settings)
    assert "The relay refuses our letters." in page and "is suspended" in page
    assert f"Since {now.day} " in page


def test_a_relay_that_refuses_us_stands_on_the_board_until_it_takes_a_letter(client, settings):
    a_relay_that_refuses_us_is_told(client, settings)

    with Relay() as relay:
        done = send(relay, clock.now() + 10 * MINUTE)

    assert done == {"accepted": 4}
    assert told(clock.now()).state == "ok"
    assert "refuses our letters" not in board(client, settings)


def test_a_desk_that_is_not_told_is_noticed(client, settings):
    settings.SABOTAGE = ["silent-relay"]

    with pytest.raises(AssertionError):
        a_relay_that_refuses_us_is_told(client, settings)


def test_a_relay_that_is_away_is_told_in_other_words(client, settings):
    now = clock.now()
    for n in range(3):
        put(f"o{n}@court{n}.example.org", rank=0, kind="confirmation", due=now)
    with Relay() as gone:
        pass

    send(gone, now)

    assert "has not answered" in told(now).sentence
    assert "HUEANDCRY_RELAY" in told(now).advice
    assert "The relay does not answer." in board(client, settings)


def test_one_stumble_is_no_trouble_and_a_single_letter_that_waits_is_told_after_ten_minutes():
    now = clock.now()
    put(rank=0, kind="confirmation", due=now)
    with Relay({"mail": "451 4.3.0 later"}) as relay:
        send(relay, now)

    assert told(now + 5 * MINUTE).state == "ok"
    assert told(now + 11 * MINUTE).state == "to do"


def test_the_refusal_is_shown_and_not_the_letters_that_were_not_tried_after_it():
    now = clock.now()
    for n in range(5):
        put(f"o{n}@court{n}.example.org", rank=0, kind="confirmation", due=now)
    with Relay({"rcpt": "550 5.4.5 Daily user sending quota exceeded"}) as relay:
        send(relay, now)

    assert (RelayTrouble.objects.get().times, RelayTrouble.objects.get().code) == (5, 550)
    assert "quota exceeded" in told(now).sentence


@pytest.mark.parametrize(
    ("verdict", "us"),
    [
        (parcels.Verdict("later", "connect", None, "ConnectionRefusedError"), True),
        (parcels.Verdict("later", "connect", 535, "5.7.8 bad password"), True),
        (parcels.Verdict("later", "mail", 452, "4.3.1 no room"), True),
        (parcels.Verdict("later", "data", 554, "5.7.1 relay access denied"), True),
        (parcels.Verdict("later", "rcpt", 450, "4.7.0 hourly sending limit reached"), True),
        (parcels.Verdict("later", "dot", 403, "HTTP 403 no"), True),
        (parcels.Verdict("later", "rcpt", 450, "4.2.0 greylisted"), False),
        (parcels.Verdict("later", "write", None, "It could not be written."), False),
        (parcels.Verdict("never", "rcpt", 550, "5.1.1 no such user"), False),
        (parcels.Verdict("in_doubt", "dot", None, "silence"), False),
        (parcels.Verdict("accepted", "dot", 250, "2.0.0 ok"), False),
    ],
)
def test_what_is_about_us_and_what_is_about_a_letter(verdict, us):
    assert relay_trouble.of_us(verdict) is us


def test_a_letter_refused_for_its_own_sake_ends_the_trouble_too():
    now = clock.now()
    for n in range(3):
        put(f"o{n}@court{n}.example.org", rank=0, kind="confirmation", due=now)
    with Relay({"mail": SUSPENDED}) as relay:
        send(relay, now)
    with Relay({"rcpt": "550 5.1.1 no such user"}) as relay:
        send(relay, now + 10 * MINUTE)

    assert not RelayTrouble.objects.exists()
