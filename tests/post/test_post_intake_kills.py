"""Kill -9 of the doors for mail at every step between the bytes and the answer: what was acknowledged is there, once.

`KILLS=200 MESSAGES=2000 pytest -m long` on this file is the whole of C12; `make test` runs a slice.
"""

import base64
import contextlib
import hashlib
import os
import random
import threading

import pytest
from mail_lives import HOST, POINTS, Door
from mail_processes import hand_in

from hueandcry.lib import processes, sealing
from hueandcry.post import mailbox
from hueandcry.post.models import Incoming

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TO = "postmaster@act.example.org"


def message(n: int) -> bytes:
    return f"From: office@court.example.org\r\nSubject: message {n}\r\n\r\n{'words ' * (n % 50)}\r\n".encode()


@pytest.fixture
def door():
    sealing.make(mailbox.KEY)
    made = Door()
    yield made
    made.close()


def through_the_listener(door: Door, *, kills: int, messages: int, seed: int) -> tuple[set[int], int]:
    """(numbers of the messages that were acknowledged, kills); the mail server keeps what was not, and tries again."""
    chance, acknowledged, killed = random.Random(seed), set[int](), 0  # noqa: S311
    share = max(1, messages // (kills + 1))
    while killed < kills:
        port = processes.free_port(HOST)
        life = door.live(do="listen", port=port, at=chance.choice(POINTS), n=chance.randrange(1, 12))
        todo = [n for n in range(messages) if n not in acknowledged][: share + 10]
        processes.wait_for((HOST, port), stopping=threading.Event(), seconds=0.2)
        for n in todo + todo[:3]:  # what was acknowledged may come twice: a mail server may have missed it
            code = hand_in(port, message(n), to=TO)
            if not code:
                break
            if code == 250:
                acknowledged.add(n)
        with contextlib.suppress(ProcessLookupError):  # its point was not met
            os.kill(life, 9)
        killed += door.end() == -9
    return acknowledged, killed


def through_receive(door: Door, *, kills: int, messages: range, seed: int) -> tuple[set[int], int]:
    chance, acknowledged, killed = random.Random(seed), set[int](), 0  # noqa: S311
    points = [point for point in POINTS if point != "before the answer"]  # there the exit code is the answer
    for n in messages:
        raw = base64.b64encode(message(n)).decode()
        plan = {"do": "receive", "raw": raw, "to": TO}
        if killed < kills:
            door.live(**plan, at=chance.choice(points), n=chance.randrange(1, 4))
        else:
            door.live(**plan)
        code = door.end()
        killed += code == -9
        if code == 0:
            acknowledged.add(n)
    return acknowledged, killed


def each_once(acknowledged: set[int]) -> None:
    """The oracle knows the answers and the bytes only: one row each, and behind it the same bytes."""
    for n in acknowledged:
        rows = Incoming.objects.filter(sha256=hashlib.sha256(message(n)).hexdigest())
        assert [mailbox.fetch(row) == message(n) for row in rows] == [True], f"message {n}"


def the_rest(door: Door, numbers: range) -> None:
    """A last life, in which the mail server brings whatever it still has."""
    port = processes.free_port(HOST)
    life = door.live(do="listen", port=port)
    assert processes.wait_for((HOST, port), stopping=threading.Event(), seconds=30)
    assert {hand_in(port, message(n), to=TO) for n in numbers} == {250}
    with contextlib.suppress(ProcessLookupError):
        os.kill(life, 9)
    door.end()


def kills_lose_and_double_nothing(door: Door, *, kills: int, messages: int, seed: int) -> None:
    acknowledged, killed = through_the_listener(door, kills=kills // 2, messages=messages // 2, seed=seed)
    taken, more = through_receive(door, kills=kills - killed, messages=range(messages // 2, messages), seed=seed)
    assert killed + more == kills
    each_once(acknowledged | taken)
    the_rest(door, range(messages))
    each_once(set(range(messages)))
    assert Incoming.objects.count() == messages


def test_twenty_kills_among_incoming_mail_lose_and_double_nothing(door):
    kills_lose_and_double_nothing(door, kills=20, messages=100, seed=1)


@pytest.mark.long
def test_two_hundred_kills_among_two_thousand_messages(door):
    kills, messages = int(os.environ.get("KILLS", "200")), int(os.environ.get("MESSAGES", "2000"))

    kills_lose_and_double_nothing(door, kills=kills, messages=messages, seed=2)


@pytest.mark.once
def test_a_yes_before_the_message_is_kept_is_seen(settings):
    settings.SABOTAGE = ["yes-before-kept"]
    sealing.make(mailbox.KEY)
    made = Door()
    try:
        acknowledged, _ = through_the_listener(made, kills=10, messages=200, seed=1)
    finally:
        made.close()

    with pytest.raises(AssertionError):
        each_once(acknowledged)
