"""A disk that fills up under the mail: refused honestly while there is still a reserve, and when there is none."""

import errno

import pytest
from mail_processes import hand_in, listener, receive

import small_disks
from hueandcry.lib import room, sealing
from hueandcry.post import mailbox
from hueandcry.post.models import Incoming
from small_disks import MIB

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.once]
SMALL = {"HUEANDCRY_DISK_RESERVE": "1"}


@pytest.fixture
def small_disk(settings, tmp_path):
    """The data folder on a file system of its own with 24 MiB."""
    with small_disks.mounted(tmp_path / "small", mib=24) as settings.DATA:
        settings.DISK_RESERVE = MIB
        sealing.make(mailbox.KEY)
        yield settings.DATA


def message(n: int, size: int = 100) -> bytes:
    return f"Subject: message {n}\r\n\r\n".encode() + b"x" * size + b"\r\n"


def below_the_reserve(disk) -> None:
    """The promise: with less than the reserve nothing is taken in, and everything again once there is room."""
    ballast = disk / "ballast"
    with listener(**SMALL) as (port, _):
        first = hand_in(port, message(1)), receive(message(2), **SMALL)[0]
        ballast.write_bytes(b"x" * (10 * MIB))
        code, said = receive(message(3), **SMALL)
        refused = hand_in(port, message(4)), code
        assert "Traceback" not in said
        ballast.unlink()
        last = hand_in(port, message(4)), receive(message(3), **SMALL)[0]
    assert (first, refused, last) == ((250, 0), (452, 75), (250, 0))
    assert Incoming.objects.count() == 4


def test_below_the_reserve_no_mail_is_taken_in_and_it_comes_again_by_itself(small_disk):
    below_the_reserve(small_disk)


def test_intake_without_a_reserve_is_seen(small_disk, settings):
    settings.SABOTAGE = ["no-reserve"]

    with pytest.raises(AssertionError):
        below_the_reserve(small_disk)


def until_nothing_fits() -> None:
    """The promise: what was acknowledged on a disk that fills up is there to the last byte, and has its row."""
    told = {}
    with listener() as (port, _):
        for n in range(30):
            told[n] = hand_in(port, message(n, MIB))
        taken = [n for n, code in told.items() if code == 250]
        assert 15 < len(taken) < 30
        assert set(told.values()) == {250, 452}
        assert {mailbox.fetch(row) for row in Incoming.objects.all()} == {message(n, MIB) for n in taken}
        assert not list(mailbox.folder().rglob("*.new"))
        mailbox.drop(Incoming.objects.first())
        assert hand_in(port, message(99, MIB // 2)) == 250


def test_what_is_acknowledged_while_the_disk_fills_up_is_kept_whole(small_disk, settings):
    settings.SABOTAGE = ["no-reserve"]  # as if somebody else had filled it between the look and the write

    until_nothing_fits()


def test_a_yes_on_a_full_disk_is_seen(small_disk, settings):
    settings.SABOTAGE = ["no-reserve", "always-kept"]

    with pytest.raises(AssertionError):
        until_nothing_fits()


def test_the_reserve_is_one_and_a_half_messages_and_what_the_operator_says(settings, monkeypatch):
    settings.DISK_RESERVE = 5 * MIB
    assert room.MESSAGE == mailbox.LARGEST
    for free, full in ((20 * MIB, False), (20 * MIB - 1, True)):
        monkeypatch.setattr(room, "free", lambda folder, free=free: free)
        assert room.full() == full
    with pytest.raises(room.NoRoom) as no:
        room.check()
    assert no.value.errno == errno.ENOSPC
