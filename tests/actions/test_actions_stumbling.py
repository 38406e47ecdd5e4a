"""One message, whatever is in it, keeps no other from its place."""

import datetime as dt
import logging
import os
import signal

import pytest

import mailing
import make
from hueandcry.actions import placing
from hueandcry.actions.models import Reply
from hueandcry.lib import clock
from hueandcry.post import children, envelopes, mailbox, queueing, sorting
from hueandcry.post.models import Delivery, Incoming

pytestmark = pytest.mark.django_db
FROM = b"From: O. Lem <chair@court.example.org>\r\n"
# Text that no UTF-8 can hold, and headers with signs that PostgreSQL does not keep.
UNFIT = {
    "utf-7": FROM + b"Content-Type: text/plain; charset=utf-7\r\n\r\nHello +2AA- there\r\n",
    "unicode-escape": FROM + b"Content-Type: text/plain; charset=unicode_escape\r\n\r\nHello \\ud800 there\r\n",
    "subject": FROM + b"Subject: =?unicode_escape?q?=5Cud800=5Cx00?=\r\n\r\nHello\r\n",
    "nul in what it answers": FROM + b"In-Reply-To: <a\0bcdef@c.example>\r\n\r\nHello\r\n",
    "nul in references": FROM + b"References: <a\0bcdef@c.example>\r\n\r\nHello\r\n",
    "nul in from": b"From: x@a\0b.example\r\n\r\nHello\r\n",
    "nul in a name": FROM + b'Content-Type: text/plain; name="a\0b"\r\nContent-Disposition: inline\r\n\r\nHello\0\r\n',
}


def sent() -> Delivery:
    make.confirmed(make.appeal("live"))
    return mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))


def keep(raw: bytes, to: str) -> Incoming:
    return mailbox.keep(raw, envelope_to=[to], envelope_from="o@court.example.org")[0]


@pytest.mark.parametrize("name", UNFIT)
def test_signs_that_no_row_can_hold_stop_no_message_and_the_page_shows_it(name, client, settings):
    delivery = sent()
    places = [envelopes.from_address(delivery.token), envelopes.return_path(delivery.token), "abuse@act.example.org"]
    odd = [keep(UNFIT[name], place) for place in places]
    good = keep(mailing.answer(), places[0])

    placing.walk()

    statuses = [Incoming.objects.get(pk=one.pk).status for one in [*odd, good]]
    assert "raw" not in statuses and statuses[-1] == "placed"
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    client.force_login(make.user("postkeeper"))
    assert [client.get(f"/post/{one.pk}/").status_code for one in odd] == [200] * 3


def test_no_field_of_an_opened_message_holds_half_a_sign_or_a_control_character():
    for raw in UNFIT.values():
        found = sorting.sort(raw)
        told = repr(found).encode()  # what is unfit shows as an escape
        assert not found.penned
        assert b"\\x00" not in told and b"\\ud8" not in told


def stumbles(monkeypatch, trouble: Exception) -> tuple[Incoming, Incoming]:
    """A message with which placing always fails, and a good one behind it; the walk has been over both once."""
    delivery, place = sent(), placing.place
    bad = keep(mailing.answer("a stone in the way"), envelopes.from_address(delivery.token))
    good = keep(mailing.answer(), envelopes.from_address(delivery.token))

    def fail(incoming: Incoming, *rest: object) -> None:
        if incoming.pk == bad.pk:
            raise trouble
        place(incoming, *rest)

    monkeypatch.setattr(placing, "place", fail)
    placing.walk(now=clock.now())
    return bad, good


def status(*rows: Incoming) -> list[str]:
    return [Incoming.objects.get(pk=row.pk).status for row in rows]


def test_an_error_nobody_expected_stops_one_message_which_is_penned_after_three_tries(monkeypatch, caplog):
    caplog.set_level(logging.ERROR)
    bad, good = stumbles(monkeypatch, ValueError("o.lem@court.example.org said"))
    assert status(bad, good) == ["raw", "placed"]
    assert (placing.walk(now=clock.now()), Incoming.objects.get(pk=bad.pk).tries) == (0, 1)  # not again at once

    placing.walk(now=clock.now() + dt.timedelta(minutes=2))
    assert status(bad) == ["raw"]
    placing.walk(now=clock.now() + dt.timedelta(minutes=20))

    assert status(bad) == ["penned"]
    assert "stumbled" in Incoming.objects.get(pk=bad.pk).reason
    assert caplog.text.count("ValueError") == 3
    assert "court.example" not in caplog.text


def test_a_disk_that_fails_for_an_hour_pens_nothing(monkeypatch):
    bad, good = stumbles(monkeypatch, OSError(5, "Input/output error"))

    for n in range(1, 7):
        placing.walk(now=clock.now() + n * dt.timedelta(minutes=12))

    assert status(bad, good) == ["raw", "placed"]
    monkeypatch.undo()
    placing.walk(now=clock.now() + dt.timedelta(hours=2))
    assert status(bad) == ["placed"]


def test_the_sabotage_that_takes_the_fence_away_lets_one_message_stop_all(monkeypatch, settings):
    settings.SABOTAGE = ["one-stops-all"]

    with pytest.raises(ValueError, match="stone"):
        stumbles(monkeypatch, ValueError("stone"))

    assert set(Incoming.objects.values_list("status", flat=True)) == {"raw"}


class Stopped(children.Child):
    """A child on a machine that never gets round to it."""

    def __init__(self) -> None:
        super().__init__()
        os.kill(self.process.pid, signal.SIGSTOP)


def keep_busy(monkeypatch) -> None:
    children.end_all()
    monkeypatch.setattr(children, "Child", Stopped)
    monkeypatch.setattr(children, "WALL", 0.1)


def penned_by_a_busy_machine(monkeypatch, delivery: Delivery) -> Incoming:
    answer = keep(mailing.answer(), envelopes.from_address(delivery.token))
    keep_busy(monkeypatch)
    for minutes in (0, 2, 20):
        placing.walk(now=clock.now() + dt.timedelta(minutes=minutes))
    monkeypatch.undo()
    return answer


def test_a_machine_that_is_too_busy_to_read_a_message_reads_it_later(monkeypatch):
    delivery = sent()
    answer = keep(mailing.answer(), envelopes.from_address(delivery.token))
    keep_busy(monkeypatch)
    placing.walk(now=clock.now())
    assert status(answer) == ["raw"]
    monkeypatch.undo()

    placing.walk(now=clock.now() + dt.timedelta(minutes=2))

    assert status(answer) == ["placed"]


@pytest.mark.usefixtures("name_server")
def test_a_copy_is_not_uncounted_because_the_machine_was_too_busy_to_check_it(monkeypatch):
    appeal = make.appeal("live")
    copy, real = keep(mailing.copy(appeal), mailing.address(appeal)), sorting.sort

    def sort(raw: bytes, **more: bool) -> sorting.Sorted:
        found = real(raw, **more)
        keep_busy(monkeypatch)  # from here on nothing is read in time
        return found

    monkeypatch.setattr(sorting, "sort", sort)
    placing.walk(now=clock.now())
    assert status(copy) == ["raw"]
    monkeypatch.undo()
    children.end_all()

    placing.walk(now=clock.now())

    assert Incoming.objects.get(pk=copy.pk).reason.startswith("Counted")


def test_what_was_penned_can_still_be_placed_by_hand(monkeypatch, client, settings):
    delivery = sent()
    answer = penned_by_a_busy_machine(monkeypatch, delivery)
    assert status(answer) == ["penned"]
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    client.force_login(make.user("postkeeper"))
    assert "Place it" in client.get(f"/post/{answer.pk}/").content.decode()

    client.post(f"/post/{answer.pk}/place/", {"kind": "reply", "target": delivery.protest.target_id})

    assert status(answer) == ["placed"]
    assert Reply.objects.get().protest == delivery.protest


def test_more_than_a_page_of_what_could_not_be_read_is_listed_in_pages(client, settings):
    for n in range(51):
        keep(b"X-%d: 1\r\n\r\nx" % n, "abuse@act.example.org")
    Incoming.objects.update(status="penned", reason="Too deep.")
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    client.force_login(make.user("postkeeper"))

    pages = [client.get("/post/", {"penned": n}).content.decode() for n in (1, 2)]

    assert [page.count("Too deep.") for page in pages] == [50, 1]
    assert "?penned=2" in pages[0]


# --- What ends the process -----------------------------------------------------------------------


class Killed(BaseException):
    """The clock was killed: nothing after this line runs."""


def clocks_against_a_deadly_message(monkeypatch) -> tuple[int, list[str]]:
    """(clocks that ended, what became of the message and of two behind it), one clock after the other."""
    delivery, place = sent(), placing.place
    bad = keep(mailing.answer("a deadly one"), envelopes.from_address(delivery.token))
    good = [keep(mailing.answer(f"words {n}"), envelopes.from_address(delivery.token)) for n in range(2)]

    def kill(incoming: Incoming, *rest: object) -> None:
        if incoming.pk == bad.pk:
            raise Killed
        place(incoming, *rest)

    monkeypatch.setattr(placing, "place", kill)
    ended = 0
    for n in range(6):
        try:
            placing.walk(now=clock.now() + n * dt.timedelta(minutes=11))
        except Killed:
            ended += 1
    return ended, status(bad, *good)


def test_a_message_that_ends_the_clock_comes_last_afterwards_and_is_penned_after_three(monkeypatch, settings):
    ended, states = clocks_against_a_deadly_message(monkeypatch)

    assert (ended, states) == (3, ["penned", "placed", "placed"])
    assert "ended several times" in Incoming.objects.get(status="penned").reason

    monkeypatch.undo()
    settings.SABOTAGE = ["one-stops-all"]
    assert clocks_against_a_deadly_message(monkeypatch) == (6, ["raw", "raw", "raw"])


def test_a_message_in_hand_when_the_clock_was_killed_by_something_else_is_placed_by_the_next_one(monkeypatch):
    delivery = sent()
    answer = keep(mailing.answer(), envelopes.from_address(delivery.token))
    monkeypatch.setattr(placing, "_one", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        placing.walk()
    monkeypatch.undo()
    assert Incoming.objects.get().begun == 1

    assert placing.walk(now=clock.now() + dt.timedelta(minutes=2)) == 1

    assert status(answer) == ["placed"]


def test_a_message_that_waits_for_something_else_is_not_suspected(monkeypatch):
    delivery = sent()
    answer = keep(mailing.answer(), envelopes.from_address(delivery.token))
    keep_busy(monkeypatch)

    for minutes in (0, 2):
        placing.walk(now=clock.now() + dt.timedelta(minutes=minutes))

    assert (Incoming.objects.get(pk=answer.pk).begun, Incoming.objects.get(pk=answer.pk).tries) == (None, 2)


def test_of_many_that_are_suspected_one_is_read_at_a_time_and_a_flood_does_not_starve_it():
    delivery = sent()
    rows = [keep(mailing.answer(f"words {n}"), envelopes.from_address(delivery.token)) for n in range(6)]
    Incoming.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(begun=1)

    assert [one.pk for one in queueing.next_ones(3, clock.now())] == [rows[n].pk for n in (2, 3, 0)]
