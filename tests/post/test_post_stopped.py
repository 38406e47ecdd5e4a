"""A courier that is stopped and wakes up later, and a clock that jumps: whose lease ran out, and whose did not."""

import datetime as dt
import os
import signal
import time

import pytest
from courier_process import start
from scripted_relay import Relay

from hueandcry.lib import clock, sealing
from hueandcry.post import claiming, dispatch, outbox, steadiness
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LEASE = 1.0  # seconds
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def put(n: int) -> list[Delivery]:
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("confirmation", language="en", subject="S", body="Dear {name}", now=now)
    more = {"values": {"name": "x"}, "key_name": "act", "rank": 0, "due_at": now, "erase_by": now + 90 * DAY}
    return [outbox.put(words, to=f"m{number}@court.example.org", **more) for number in range(n)]


def ids(relay: Relay) -> list[str]:
    return [text.partition(b"Message-ID: ")[2].split()[0].decode() for text in relay.texts]


# --- A14: stopped after the dot ------------------------------------------------------------------


def stopped_over_two_leases() -> None:
    """The promise: who slept over two leases is told so; the next one's result stands, a second copy is marked."""
    Delivery.objects.all().delete()
    rows, sleeping = put(12), []

    def stop() -> None:
        if not sleeping:
            sleeping.append(first.pid)
            os.kill(first.pid, signal.SIGSTOP)

    with Relay({"dot": "550 5.7.1 no"}, on={"dot": stop}) as old, Relay() as new:
        first = start(old.port, lease=LEASE)
        while not sleeping:
            time.sleep(0.01)
        time.sleep(2 * LEASE)
        with start(new.port, lease=LEASE) as second:
            second.communicate(timeout=60)
        os.kill(first.pid, signal.SIGCONT)
        _, log = first.communicate(timeout=60)
        again = set(ids(old)) & set(ids(new))
        # Each of the two lines of the sleeper may have been past its dot when it was stopped.
        assert 1 <= len(old.texts) <= 2
        assert sorted(ids(new)) == sorted(row.message_id for row in rows)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"accepted"}
    assert set(Delivery.objects.filter(possible_duplicate=True).values_list("message_id", flat=True)) == again
    assert log.count("a late result (never)") == len(again)


@pytest.mark.long  # a busy machine can look like a clock that jumped, and then no lease runs out for a while
def test_a_courier_stopped_over_two_leases_cannot_write_over_the_next_one():
    stopped_over_two_leases()


@pytest.mark.long
@pytest.mark.once
def test_a_sleeper_that_may_write_is_seen(settings):
    settings.SABOTAGE = ["no-fence"]

    with pytest.raises(AssertionError):
        stopped_over_two_leases()


# --- A16: the clock jumps ------------------------------------------------------------------------


def leases_outlive_a_jump(jump: dt.timedelta, monkeypatch) -> None:
    """The promise: a jump takes no letter out of anybody's hand, and a hand that is gone is found out all the same."""
    Delivery.objects.all().delete()
    steadiness.forget()
    rows, real = put(6), steadiness._real
    assert dispatch.walk(Memory(), worker="quick", limit=1) == {"accepted": 1}  # it has seen the clock before
    held = claiming.claim(worker="slow", now=clock.now(), limit=5)
    assert claiming.start(held[0], now=clock.now())
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) + jump)
        quick = Memory()
        for minutes in (0, 5, 11):
            patch.setattr(steadiness, "_real", lambda minutes=minutes: real() + 60 * minutes)
            patch.setattr(clock, "now", lambda m=minutes: dt.datetime.now(dt.UTC) + jump + dt.timedelta(minutes=m))
            dispatch.walk(quick, worker="quick")
        assert set(Delivery.objects.filter(pk__in=[row.pk for row in held]).values_list("status", flat=True)) == {
            "sending"
        }
        assert quick.carried == []
        patch.setattr(steadiness, "_real", lambda: real() + 60 * 16)
        patch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) + jump + dt.timedelta(minutes=16))
        assert claiming.sweep(clock.now()) == {"in_doubt": 1, "queued": 4}
    assert len(rows) == 6


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY, -365 * 56 * DAY])
def test_a_clock_that_jumps_takes_no_letter_out_of_anybodys_hand(monkeypatch, jump):
    leases_outlive_a_jump(jump, monkeypatch)


def test_leases_by_a_clock_that_jumped_are_seen(settings, monkeypatch):
    settings.SABOTAGE = ["wall-clock-leases"]

    with pytest.raises(AssertionError):
        leases_outlive_a_jump(HOUR, monkeypatch)


def test_a_clock_that_is_set_by_a_second_is_believed(monkeypatch):
    assert steadiness.steady(after=claiming.CARRYING)
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))

    assert steadiness.steady(after=claiming.CARRYING)
