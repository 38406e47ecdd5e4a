"""Several hosts over PostgreSQL whose clocks disagree by an hour: nobody takes a letter out of another's hand."""

import datetime as dt

import pytest
from django.db import connection

from hueandcry.lib import clock
from hueandcry.post import dispatch, shared_clock, steadiness
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Attempt, Delivery
from pacing import put

pytestmark = pytest.mark.django_db
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)


@pytest.fixture
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no clock of its own, and one host")


class Meanwhile(Memory):
    """While it has the first letter in hand, another host walks."""

    def __init__(self, other):
        super().__init__()
        self.other = other

    def carry(self, parcel, starting, following=None, meanwhile=None):
        other, self.other = self.other, lambda: None
        return super().carry(parcel, lambda: (starting(), other()))


def host_beside(off: dt.timedelta, monkeypatch) -> tuple[dict, list]:
    """One host carries four letters; another, whose clock is `off`, walks meanwhile. What each came to."""
    Delivery.objects.all().delete()
    for _ in range(4):
        put(due=clock.now(), kind="confirmation", rank=0)
    taken = []

    def other_host():
        steadiness.forget()  # a process of its own, which has seen no clock jump
        with monkeypatch.context() as patch:
            patch.setattr(clock, "machine", lambda: dt.datetime.now(dt.UTC) + off)
            courier = Memory()
            dispatch.walk(courier, worker="other")
            taken.extend(courier.carried)
        steadiness.forget()

    return dispatch.walk(Meanwhile(other_host), worker="first"), taken


@pytest.mark.parametrize("off", [HOUR, -HOUR, 9 * HOUR, -SECOND * 200])
def test_a_host_whose_clock_is_wrong_takes_no_letter_out_of_anothers_hand(on_postgresql, monkeypatch, off):
    done, taken = host_beside(off, monkeypatch)

    assert (done, taken) == ({"accepted": 4}, [])
    assert set(Delivery.objects.values_list("status", "possible_duplicate")) == {("accepted", False)}
    assert set(Attempt.objects.values_list("result", flat=True)) == {"accepted"}


@pytest.mark.parametrize("off", [HOUR, -HOUR])
def test_hosts_that_go_by_their_own_clocks_are_seen(on_postgresql, settings, monkeypatch, off):
    settings.SABOTAGE = ["own-clock-leases"]

    done, taken = host_beside(off, monkeypatch)

    assert (done, taken) != ({"accepted": 4}, [])


def test_a_clock_that_is_right_or_held_by_a_test_is_left_alone(monkeypatch):
    held = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: held)

    assert shared_clock.now() == held


def test_a_host_an_hour_ahead_is_put_right_by_the_database(on_postgresql, monkeypatch):
    real = clock.machine()
    monkeypatch.setattr(clock, "machine", lambda: dt.datetime.now(dt.UTC) + HOUR)

    assert abs(shared_clock.now() - real) < 60 * SECOND
    assert clock.now() - real > HOUR


def test_a_walk_asks_the_shared_clock_once(on_postgresql, django_assert_num_queries):
    with django_assert_num_queries(1):
        shared_clock.now()
