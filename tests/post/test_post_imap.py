"""Mail fetched from a provider's mailbox: seen only after it is kept, and kept once."""

import time

import imap_server
import pytest

from hueandcry.post import envelopes, imap, mailbox
from hueandcry.post.models import Incoming

pytestmark = pytest.mark.django_db
TOKEN = "abcdefghij234567"


def message(n: int, to: str = "") -> bytes:
    to = to or envelopes.from_address(TOKEN)
    head = f"Return-Path: <o.lem@court.example.org>\r\nDelivered-To: {to}\r\nSubject: Re: {n}\r\n"
    return (head + f"From: o.lem@court.example.org\r\n\r\nAnswer {n}.\r\n").encode()


@pytest.fixture
def box(settings):
    box = imap_server.Box()
    with imap_server.Server(box) as server:
        settings.IMAP, settings.IMAP_TLS, settings.IMAP_FOLDER = server.server_address, "none", "INBOX"
        settings.IMAP_USER, settings.IMAP_PASSWORD = "desk", "right"
        yield box


def kept() -> list[bytes]:
    return sorted(mailbox.fetch(row) for row in Incoming.objects.all())


def test_without_the_setting_no_mailbox_is_asked(settings):
    settings.IMAP = None

    assert imap.look() == 0


def test_unseen_mail_is_kept_for_whom_it_came_and_then_marked(box):
    for n in range(3):
        box.put(message(n))

    assert (imap.look(), imap.look()) == (3, 0)

    assert kept() == sorted(box.mail.values())
    assert set(Incoming.objects.values_list("envelope_to", "null_sender")) == {(envelopes.from_address(TOKEN), False)}
    assert box.seen == set(box.mail)


def cut_in_the_middle(box) -> list[bytes]:
    for n in range(3):
        box.put(message(n))
    box.cut_in = 2
    with pytest.raises(imap.Trouble):
        imap.look()
    box.cut_in = None
    imap.look()
    return kept()


def test_a_cut_in_the_middle_of_a_message_loses_and_doubles_nothing(box):
    assert cut_in_the_middle(box) == sorted(box.mail.values())


def test_the_sabotage_that_marks_at_fetch_loses_the_message_that_was_cut(box, settings):
    settings.SABOTAGE = ["seen-at-fetch"]

    assert len(cut_in_the_middle(box)) == 2


def test_a_cut_between_keeping_and_marking_gives_one_row(box):
    box.put(message(1))
    box.cut_before_store = True
    with pytest.raises(imap.Trouble):
        imap.look()
    assert (len(kept()), box.seen) == (1, set())
    box.cut_before_store = False

    assert imap.look() == 1

    assert (len(kept()), box.seen) == (1, {1})


def test_when_the_disk_fails_the_message_stays_unseen(box, monkeypatch):
    box.put(message(1))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mailbox.keeping, "keep", full)
    with pytest.raises(imap.Trouble):
        imap.look()

    assert (Incoming.objects.count(), box.stored) == (0, [])


def test_a_mailbox_that_is_numbered_anew_gives_no_second_row(box):
    for n in range(3):
        box.put(message(n))
    imap.look()
    box.number_anew()
    box.put(message(9))

    assert imap.look() == 4

    assert kept() == sorted(box.mail.values())


def test_of_a_message_that_is_too_large_the_head_is_kept_and_it_comes_once(box):
    box.put(message(1) + b"x" * mailbox.LARGEST)

    assert (imap.look(), imap.look()) == (1, 0)

    (raw,) = kept()
    assert raw.startswith(b"Return-Path:") and len(raw) < 1000


def test_a_server_that_drips_is_left_at_the_deadline(box, monkeypatch):
    monkeypatch.setattr(imap, "WHOLE", 0.5)
    box.put(message(1) * 100)
    box.drip = True
    began = time.monotonic()

    with pytest.raises(imap.Trouble):
        imap.look()

    assert time.monotonic() - began < 5
    assert box.seen == set()


def test_a_server_that_announces_too_much_is_not_believed(box):
    box.put(message(1))
    box.announce = 10**12

    with pytest.raises(imap.Trouble):
        imap.look()

    assert not Incoming.objects.exists()


def test_a_wrong_password_is_a_trouble_without_names(box, settings):
    settings.IMAP_PASSWORD = "wrong"

    with pytest.raises(imap.Trouble) as trouble:
        imap.look()

    assert "desk" not in str(trouble.value)


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("Delivered-To: box@provider.example\r\nX-Original-To: {p}\r\nTo: x@example.net", "{p}"),
        ("To: Desk <{p}>,\r\n other@example.net", "{p}"),
        ("To: other@example.net", ""),
        ("", ""),
    ],
)
def test_whom_it_came_for_is_read_from_the_provider_s_line_first(head, address):
    p = envelopes.from_address(TOKEN)

    assert imap.came_for(f"{head.format(p=p)}\r\n\r\nTo: {p}\r\n".encode()) == [address.format(p=p)]


def test_a_bounce_keeps_its_empty_sender():
    assert imap.from_nobody(b"Return-Path: <>\r\n\r\n")
    assert not imap.from_nobody(b"Return-Path: <a@example.org>\r\nReturn-Path: <>\r\n\r\n")
