"""The doctor tries the relay, writes a letter to itself, and says who has been waiting too long."""

import asyncio
import datetime as dt
import socket
import threading
import time
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from scripted_relay import HANG_UP, Relay

import mailing
import make
from hueandcry.actions import placing, tally
from hueandcry.lib import clock, processes, sealing
from hueandcry.post import dns_stub, envelopes, holding, listener, mailbox, robots
from hueandcry.post.checks import intake, queue, relay
from hueandcry.post.models import Delivery, Incoming, Pigeonhole, RelayDay
from pacing import COURT, put

US = "act.example.org"
MINUTES, HOURS = dt.timedelta(minutes=1), dt.timedelta(hours=1)


# --- The relay -----------------------------------------------------------------------------------


def asked(settings, port: int):
    settings.RELAY = ("127.0.0.1", port)
    (one,) = relay.look()
    return one


def test_a_relay_that_speaks_is_well_and_gets_no_letter(settings):
    with Relay() as peer:
        one = asked(settings, peer.port)

    assert (one.state, peer.texts) == ("ok", [])
    assert [words.split()[0].upper() for words in peer.heard] == ["EHLO", "QUIT"]


@pytest.mark.parametrize(
    ("script", "tls", "words"),
    [
        ({"greeting": "554 no"}, "none", "turns us away: 554"),
        ({"greeting": "421 later"}, "none", "turns us away: 421"),
        ({"greeting": HANG_UP}, "none", "does not speak SMTP"),
        ({"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n"}, "none", "does not speak SMTP"),
        ({}, "starttls", "does not offer the TLS"),
        ({"ehlo": "250-scripted\r\n250 STARTTLS", "starttls": "454 not now"}, "starttls", "turns us away: 454"),
        ({"ehlo": "250-scripted\r\n250 STARTTLS", "starttls": "220 go"}, "starttls", "certificate"),
        ({}, "tls", "certificate"),
    ],
)
def test_a_relay_that_does_not_do_is_told_with_what_to_do(settings, script, tls, words):
    settings.RELAY_TLS = tls
    with Relay(script) as peer:
        one = asked(settings, peer.port)

    assert (one.state, words in one.sentence, bool(one.advice)) == ("to do", True, True), one


def test_a_relay_that_refuses_our_password_is_told(settings):
    settings.RELAY_USER, settings.RELAY_PASSWORD = "desk", "wrong"
    with Relay({"ehlo": "250-scripted\r\n250 AUTH PLAIN", "other": "535 no"}) as peer:
        one = asked(settings, peer.port)

    assert "refuses our name and password" in one.sentence


def test_a_relay_that_drips_does_not_hold_the_doctor(settings, monkeypatch):
    monkeypatch.setattr(relay, "DEADLINES", relay.smtp.Deadlines(connect=0.5, command=0.5))
    began = time.monotonic()
    with Relay({"greeting": ("drip", 0.2, b"220 " + b"x" * 500)}) as peer:
        one = asked(settings, peer.port)

    assert (one.state, time.monotonic() - began < 3) == ("to do", True)


def test_nobody_at_the_relays_port_is_told(settings):
    assert "nobody answers" in asked(settings, processes.free_port()).sentence


# --- A letter to ourselves ------------------------------------------------------------------------


@pytest.fixture
def door(settings):
    """The real listener, in a thread; the settings name its port."""
    up, held = threading.Event(), {}

    async def run() -> None:
        ready, held["stop"], held["loop"] = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
        task = asyncio.create_task(listener._serve(*settings.LMTP, ready, held["stop"]))
        await ready.wait()
        up.set()
        await task

    settings.LMTP = ("127.0.0.1", processes.free_port())
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert up.wait(10)
    yield
    held["loop"].call_soon_threadsafe(held["stop"].set)
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_letter_to_ourselves_comes_back_once_and_nobody_sees_or_counts_it(door):
    appeal = make.appeal("live")
    before = tally.desk(appeal)

    one = intake.by_listener()

    assert (one.state, "one row" in one.sentence) == ("ok", True), one
    placing.walk()
    row = Incoming.objects.get()
    assert (row.status, row.kind, row.null_sender) == ("placed", "unknown", True)
    assert tally.desk(appeal) == before
    assert queue._for_a_person(clock.now()).state == "ok"
    assert mailbox.forget(clock.now() + 2 * HOURS) == 1


def stays_out_of_sight() -> None:
    raw = intake.letter(address := envelopes.control_address(), clock.now())
    row = mailing.arrive(raw, address)
    assert row.status == "placed", "a letter of the desk to itself lies before the staff"


@pytest.mark.django_db
def test_a_control_letter_shown_as_mail_is_noticed(settings):
    stays_out_of_sight()
    settings.SABOTAGE = ["control-is-mail"]

    with pytest.raises(AssertionError, match="lies before the staff"):
        stays_out_of_sight()


def test_only_we_can_make_an_address_for_it():
    address = envelopes.control_address()
    path = envelopes.return_path("abcdefghij234567")

    assert envelopes.read(address.upper()).kind == "control"
    assert envelopes.read(address[:3] + ("b" if address[3] != "b" else "c") + address[4:]) is None
    assert envelopes.read("d" + path[1:]) is None, "a bounce's signature opens another door"
    assert envelopes.read("b" + address[1:]) is None


def test_it_is_a_letter_that_no_robot_answers():
    raw = intake.letter(envelopes.control_address(), clock.now())

    assert robots.why(message_from_bytes(raw), "A letter of this desk to itself")


@pytest.fixture
def mail_server(settings, monkeypatch):
    """Makes the DNS name whoever listens at a port as the mail server of our domain."""
    records: dict[str, str | None] = {f"MX {US}": f"10 mx.{US}.", f"A mx.{US}": "127.0.0.1"}
    with dns_stub.start(records) as stub:
        settings.DNS, settings.LIVE = stub.address, True

        def at(port: int) -> dict[str, str | None]:
            monkeypatch.setattr(intake, "PORT", port)
            return records

        yield at


class OwnDoor(Controller):
    """The listener as the world's mail servers would meet it: it speaks SMTP."""

    def factory(self) -> listener.Door:
        return listener.Door(self.handler)


@pytest.mark.django_db(transaction=True)
def test_the_way_of_the_worlds_mail_is_tried_by_the_dns(mail_server):
    keeper = listener.Keeper()
    controller = OwnDoor(keeper, hostname="127.0.0.1", port=processes.free_port())
    controller.start()
    mail_server(controller.port)
    try:
        one = intake.by_mail_server()
    finally:
        controller.stop()
        keeper.close()

    assert (one.state, "one row" in one.sentence) == ("ok", True), one


def a_yes_is_not_a_row(mail_server) -> None:
    with Relay() as liar:
        mail_server(liar.port)
        one = intake.by_mail_server(seconds=0.3)
        assert len(liar.taken) == 1
    assert one.state == "to do", "a mail server that loses letters was believed"
    assert "did not come back" in one.sentence


@pytest.mark.django_db
def test_a_mail_server_that_takes_our_letter_and_loses_it_is_told(mail_server):
    a_yes_is_not_a_row(mail_server)


@pytest.mark.django_db
def test_a_doctor_that_believes_a_yes_is_noticed(mail_server, settings):
    settings.SABOTAGE = ["believe-the-listener"]

    with pytest.raises(AssertionError, match="was believed"):
        a_yes_is_not_a_row(mail_server)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("script", "words"),
    [({"rcpt": "550 who"}, "turned away (550)"), ({"dot": "451 not now"}, "turned away (451)"),
     ({"dot": HANG_UP}, "the line broke")],
)  # fmt: skip
def test_a_mail_server_that_does_not_take_it_is_told(mail_server, script, words):
    with Relay(script) as peer:
        mail_server(peer.port)
        one = intake.by_mail_server(seconds=0.3)

    assert (one.state, words in one.sentence) == ("to do", True), one


@pytest.mark.django_db
def test_a_mail_server_out_of_reach_is_no_fault_yet(mail_server):
    records = mail_server(processes.free_port())
    assert intake.by_mail_server().state == "unasked"

    records[f"MX {US}"] = None
    assert "no name server" in intake.by_mail_server().sentence


@pytest.mark.django_db
def test_a_letter_that_comes_twice_or_cannot_be_read_is_told(mail_server):
    def keep(times: int) -> None:
        sender, to, raw = peer.taken[0]
        for n in range(times):
            mailbox.keep(raw + b"Again.\r\n" * n, envelope_to=to, envelope_from=sender)

    for times, words in ((2, "came back 2 times"), (1, "cannot be read")):
        sealing.make(mailbox.KEY)
        with Relay() as peer:
            mail_server(peer.port)
            address = envelopes.control_address()
            intake._hand_over(
                lambda at=peer.port: intake.smtplib.SMTP("127.0.0.1", at), address, intake.letter(address, clock.now())
            )
            keep(times)
        if times == 1:
            sealing.destroy(mailbox.KEY)
        one = intake._came_back("mail to us", address, time.monotonic(), 1)
        assert (one.state, words in one.sentence) == ("to do", True), one


def test_nobody_at_the_listeners_port_is_told(settings):
    settings.LMTP = ("127.0.0.1", processes.free_port())

    assert "mail cannot come in" in intake.by_listener().sentence


def test_a_listener_that_is_deaf_does_not_hold_the_doctor(settings, monkeypatch):
    monkeypatch.setattr(intake, "TALK", 0.9)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.LMTP = deaf.getsockname()
        one = intake.by_listener()

    assert one.state == "to do"


# --- Who waits -----------------------------------------------------------------------------------


def states(now=None) -> dict[str, str]:
    return {one.name: one.state for one in queue.look(now or clock.now())}


@pytest.mark.django_db
def test_an_empty_post_room_is_well():
    assert set(states().values()) == {"ok"}


@pytest.mark.django_db
def test_a_confirmation_nobody_sends_is_told_after_ten_minutes(settings):
    now = clock.now()
    waiting = put("maria@example.net", rank=0, due=now, kind="confirmation")

    assert states(now + 5 * MINUTES)["letters"] == "ok"
    assert states(now + 11 * MINUTES)["letters"] == "to do"

    settings.RELAY_A_DAY = 100
    RelayDay.objects.create(day=(now + 11 * MINUTES).date(), used=95)
    assert states(now + 11 * MINUTES)["letters"] == "note"
    Delivery.objects.filter(pk=waiting.pk).update(status="accepted")
    assert states(now + 11 * MINUTES)["letters"] == "ok"


@pytest.mark.django_db
def test_a_protest_that_waits_for_its_office_is_no_fault_and_a_forgotten_one_is():
    now = clock.now()
    put(COURT, due=now)
    Pigeonhole.objects.update(next_at=now + 3 * HOURS)
    assert states(now + 2 * HOURS)["protests"] == "ok"

    assert states(now + 5 * HOURS)["protests"] == "to do"

    holding.hold("act", now=now)
    assert states(now + 5 * HOURS)["protests"] == "ok"


@pytest.mark.django_db
def test_a_doubt_that_stays_and_a_letter_set_apart_are_told():
    now = clock.now()
    doubt = Delivery.objects.filter(pk=put(COURT).pk)
    doubt.update(status="in_doubt", due_at=now)
    assert states(now)["doubts"] == "ok"
    assert states(now + HOURS)["doubts"] == "to do"

    doubt.update(status="quarantined")
    assert states(now)["doubts"] == "to do"


@pytest.mark.django_db
def test_a_paused_office_is_told():
    put(COURT)
    Pigeonhole.objects.update(paused_at=clock.now(), paused_why="complaint")

    assert states()["offices"] == "to do"


@pytest.mark.django_db
def test_mail_that_nobody_sorts_is_told_and_mail_for_a_person_is_a_note():
    now = clock.now()
    (row,) = mailbox.keep(b"Subject: x\r\n\r\ny\r\n", envelope_to=[f"postmaster@{US}"], envelope_from="", now=now)
    assert states(now)["mail in"] == "ok"
    assert states(now + 11 * MINUTES)["mail in"] == "to do"

    Incoming.objects.filter(pk=row.pk).update(reason="Waiting for a name server to check the signature.")
    assert states(now + 11 * MINUTES)["mail in"] == "note"
    Incoming.objects.filter(pk=row.pk).update(status="unplaced")
    assert (states(now)["mail in"], states(now)["unplaced mail"]) == ("ok", "note")
