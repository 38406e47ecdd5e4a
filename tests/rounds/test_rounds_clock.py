"""The clock: everything in its turn, one step's trouble is not the next one's, and it stops when told."""

import datetime as dt
import fcntl
import logging
import os
import threading

import pytest
from django.conf import settings

from hueandcry.lib import clock as wall
from hueandcry.lib import sealing
from hueandcry.post import outbox
from hueandcry.post.models import Attempt, Delivery, Letter
from hueandcry.rounds import claims, clock, timetable

NOW = dt.datetime(2026, 3, 10, 0, 5, tzinfo=dt.UTC)


def step(name: str, do, lane: str = "desk") -> timetable.Step:
    """A line of a timetable."""
    return timetable.Step(lane, name, 0.01, lambda now, stopping: do())


def test_a_step_that_fails_is_logged_without_its_words_and_the_next_one_goes_on(monkeypatch, caplog):
    done: list[str] = []

    def trouble() -> int:
        raise ValueError("maria@example.net")

    monkeypatch.setattr(
        timetable, "steps", lambda: [step("sick", trouble), step("well", lambda: done.append("well") or 0)]
    )

    with caplog.at_level(logging.ERROR):
        code = clock.once()

    assert (code, done) == (1, ["well"])
    assert [record.getMessage() for record in caplog.records] == [
        "sick: ValueError in hueandcry.rounds.clock:" + line(caplog)
    ]
    assert "maria" not in caplog.text


def line(caplog: pytest.LogCaptureFixture) -> str:
    """The line number at the end of the only message."""
    return caplog.records[0].getMessage().rpartition(":")[2]


def test_a_step_with_much_to_do_is_called_again_until_nothing_is_left(monkeypatch):
    left = [2, 1, 0, 0]
    monkeypatch.setattr(timetable, "steps", lambda: [step("much", lambda: left.pop(0))])

    assert clock.once() == 0

    assert left == [0]


def test_a_slow_relay_does_not_keep_the_other_lanes_waiting(monkeypatch):
    stopping, relay, mail_in = threading.Event(), threading.Event(), threading.Event()

    def slow() -> int:
        relay.wait(20)
        return 0

    monkeypatch.setattr(
        timetable, "steps", lambda: [step("letters", slow, "out"), step("mail", lambda: mail_in.set() or 0, "in")]
    )
    running = threading.Thread(target=clock.loop, args=(stopping,))
    running.start()

    came_in = mail_in.wait(20)
    stopping.set()
    relay.set()
    running.join(20)

    assert came_in
    assert not running.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_real_timetable_can_be_walked_on_an_empty_desk(caplog):
    with caplog.at_level(logging.ERROR):
        assert clock.once() == 0

    assert caplog.text == ""
    assert (settings.PUBLISHED / "index.html").exists()


@pytest.mark.django_db
def test_what_a_killed_clock_had_in_hand_is_taken_back_at_once():
    begun, waiting = (delivery(address) for address in ("one@example.org", "two@example.org"))
    hold("clock-dead", begun, waiting)
    Attempt.objects.create(delivery=begun, number=1, fence=begun.fence, started_at=NOW, stage="data")
    (settings.DATA / "clocks").mkdir()
    (settings.DATA / "clocks" / "clock-dead").touch()

    dead = claims.take_back(wall.now())
    claims.leave()

    begun.refresh_from_db()
    waiting.refresh_from_db()
    assert (dead, begun.status, waiting.status) == (1, "in_doubt", "queued")
    assert list((settings.DATA / "clocks").iterdir()) == []


@pytest.mark.django_db
def test_what_a_living_clock_has_in_hand_is_left_alone():
    carried = delivery("one@example.org")
    hold("clock-alive", carried)
    (settings.DATA / "clocks").mkdir()
    descriptor = os.open(settings.DATA / "clocks" / "clock-alive", os.O_WRONLY | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)

    dead = claims.take_back(wall.now())
    claims.leave()
    os.close(descriptor)

    carried.refresh_from_db()
    assert (dead, carried.status) == (0, "sending")


def delivery(address: str) -> Delivery:
    """A letter in the queue."""
    sealing.make("act-test")
    letter = outbox.letter(Letter.Kind.PROTEST, language="en", subject="Release them", body="{name}", now=NOW)
    return outbox.put(
        letter, to=address, values={"name": "Ana"}, key_name="act-test", rank=1, due_at=NOW, erase_by=NOW
    )  # fmt: skip


def hold(worker: str, *deliveries: Delivery) -> None:
    """As if `worker` had claimed them."""
    until = wall.now() + dt.timedelta(minutes=5)
    for one in deliveries:
        Delivery.objects.filter(pk=one.pk).update(status="sending", worker=f"{worker}/x", fence=1, lease_until=until)
        one.refresh_from_db()
