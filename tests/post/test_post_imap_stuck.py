"""A message in a provider's mailbox that cannot be taken in stops none behind it, and the desk is told."""

import contextlib
import datetime as dt

import imap_server
import pytest

import make
from hueandcry.desk import board
from hueandcry.lib import clock
from hueandcry.post import envelopes, imap, mailbox, stuck
from hueandcry.post.checks import queue
from hueandcry.post.models import Incoming, StuckMessage

pytestmark = pytest.mark.django_db
TOKEN = "abcdefghij234567"


def message(n: int, *, sender: str = "o.lem@court.example.org", to: str = "", size: int = 0) -> bytes:
    to = to or envelopes.from_address(TOKEN)
    head = f"Return-Path: <{sender}>\r\nDelivered-To: {to}\r\nSubject: Re: {n}\r\nFrom: o.lem@court.example.org\r\n"
    return f"{head}\r\nAnswer {n}.\r\n".encode() + b"y" * size


@pytest.fixture
def box(settings):
    box = imap_server.Box()
    with imap_server.Server(box) as server:
        settings.IMAP, settings.IMAP_TLS, settings.IMAP_FOLDER = server.server_address, "none", "INBOX"
        settings.IMAP_USER, settings.IMAP_PASSWORD = "desk", "right"
        yield box


def looks(count: int = 3, *, apart: dt.timedelta = dt.timedelta(minutes=15)) -> None:
    for n in range(count):
        with contextlib.suppress(imap.Trouble):
            imap.look(now=clock.now() + n * apart)


def refuse_the_first_of_three(box) -> None:
    for n in range(3):
        box.put(message(n))
    box.no_text = {1}
    looks()


def test_a_message_that_its_server_does_not_hand_over_stops_none_behind_it_and_the_desk_hears_of_it(box):
    refuse_the_first_of_three(box)

    assert (Incoming.objects.count(), box.seen) == (2, {2, 3})
    assert board.today(make.user("postkeeper"), now=clock.now()).stuck == 1
    assert any("cannot be taken in" in finding.sentence for finding in queue.look(clock.now()))

    box.no_text = set()
    looks(1, apart=dt.timedelta(0))  # not yet: it is tried ever more rarely
    imap.look(now=clock.now() + dt.timedelta(hours=3))
    assert (Incoming.objects.count(), StuckMessage.objects.count()) == (3, 0)


def test_the_sabotage_that_takes_the_fence_away_lets_it_stop_all(box, settings):
    settings.SABOTAGE = ["one-stops-all"]

    refuse_the_first_of_three(box)

    assert not Incoming.objects.exists()


def test_of_a_message_that_is_much_longer_than_its_server_says_the_head_is_kept(box):
    box.put(message(1, size=mailbox.LARGEST + 2 * imap.SPARE))
    box.put(message(2))
    box.said_sizes = {1: 1000}

    looks()

    assert box.seen == {1, 2}
    assert sorted(len(mailbox.fetch(row)) < 1000 for row in Incoming.objects.all()) == [True, True]
    assert not StuckMessage.objects.exists()


def test_of_a_message_that_is_a_little_longer_than_its_server_says_the_head_is_kept(box):
    box.put(message(1, size=mailbox.LARGEST))
    box.said_sizes = {1: mailbox.LARGEST - 1000}

    assert imap.look() == 1

    raw = mailbox.fetch(Incoming.objects.get())
    assert raw.startswith(b"Return-Path:") and len(raw) < 1000


def test_a_message_amid_which_the_line_is_always_lost_stops_none_behind_it(box):
    for n in range(3):
        box.put(message(n))
    box.cut_in = 1

    looks()

    assert box.seen == {2, 3}
    assert StuckMessage.objects.get().why == "cut"


def test_a_flood_in_the_mailbox_keeps_no_answer_waiting(box, settings):
    settings.SENDER_WAITING = 5
    for n in range(8):
        box.put(message(n, sender="", to="postmaster@act.example.org"))
    answer = box.put(message(9))

    looks(2, apart=dt.timedelta(0))

    assert answer in box.seen
    assert Incoming.objects.count() == 6
    assert not stuck.for_a_person().exists()  # they wait until what lies here is sorted


def test_what_is_gone_from_the_mailbox_is_not_stuck_any_more(box):
    refuse_the_first_of_three(box)
    del box.mail[1]

    imap.look()

    assert not StuckMessage.objects.exists()
