"""A letter that kills or hangs the courier: it does so three times, then it is set aside, and all others leave."""

import pytest
from courier_process import start
from django.db import connection
from scripted_relay import Relay

from hueandcry.lib import clock, sealing
from hueandcry.post import claiming, dispatch, outbox, watching
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def put(n=1):
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("confirmation", language="en", subject="S", body="Dear {name}", now=now)
    more = {"values": {"name": "x"}, "key_name": "act", "rank": 0, "due_at": now, "erase_by": now + claiming.LEASE}
    return [outbox.put(words, to=f"m{number}@court.example.org", **more) for number in range(n)]


def couriers_against(poison: str, *, others: int, most: int) -> tuple[int, list[str], Relay]:
    """(couriers that died, how each letter ended, the poisonous first, the relay)."""
    Delivery.objects.all().delete()
    rows = put(others + 1)
    died = 0
    with Relay() as relay:
        for _ in range(most):
            with start(relay.port, f"{rows[0].message_id}={poison}") as process:
                _said, trouble = process.communicate(timeout=150)
            if process.returncode == 0:
                break
            assert process.returncode in (9, -27, watching.SOFTWARE), trouble  # -27: SIGPROF
            died += 1
    ends = dict(Delivery.objects.values_list("pk", "status"))
    return died, [ends[row.pk] for row in rows], relay


@pytest.mark.long  # on a busy machine others die beside it, and wait for minutes
@pytest.mark.parametrize(
    "poison",
    ["die", "hang", "hold everything"],
)
def test_a_letter_that_ends_the_courier_three_times_is_set_aside_and_fifty_others_leave(poison):
    died, ends, relay = couriers_against(poison, others=50, most=6)

    assert died == 3
    assert ends[0] == "quarantined"
    # What another line had just handed over when the process died is in doubt and no more than that.
    assert ends[1:].count("accepted") + ends[1:].count("in_doubt") == 50
    assert ends.count("in_doubt") <= died
    assert len({text.partition(b"Message-ID: ")[2].split()[0] for text in relay.texts}) == len(relay.texts)
    assert 50 - ends.count("in_doubt") <= len(relay.texts) <= 50  # a doubt may have died before its text was there
    assert "courier died" in Delivery.objects.get(status="quarantined").answer


@pytest.mark.once
def test_a_courier_that_dies_of_one_letter_for_ever_is_seen(settings):
    settings.SABOTAGE = ["no-quarantine"]

    died, ends, _ = couriers_against("die", others=3, most=6)

    assert died == 6
    assert ends[0] == "sending"


def test_letters_that_were_in_hand_when_a_courier_died_are_tried_alone_and_are_innocent_again_when_they_leave():
    rows, now = put(3), clock.now()
    claiming.claim(worker="killed", now=now, limit=3)
    claiming.recover("killed", now=now)
    assert set(Delivery.objects.values_list("crashes", flat=True)) == {1}

    [alone] = claiming.claim(worker="first", now=now, limit=20)
    assert claiming.claim(worker="second", now=now, limit=20) == []
    claiming.release([alone])

    assert [dispatch.walk(Memory(), worker="w", now=now) for _ in rows] == [{"accepted": 1}] * 3
    assert set(Delivery.objects.values_list("crashes", flat=True)) == {None}


def test_others_leave_while_a_suspect_is_in_hand():
    [_], now = put(), clock.now()
    claiming.claim(worker="killed", now=now, limit=1)
    claiming.recover("killed", now=now)
    claiming.claim(worker="first", now=now, limit=20)
    put(2)

    assert len(claiming.claim(worker="second", now=clock.now(), limit=20)) == 2


class Unplugged(Memory):
    """Takes letters until the database goes away, with the letter `at`: before its text leaves, or behind it."""

    def __init__(self, at: int, *, begun: bool) -> None:
        super().__init__()
        self.at, self.begun = at, begun

    def carry(self, parcel, starting, following=None, meanwhile=None):
        if self.at != len(self.carried):
            return super().carry(parcel, starting)
        self.at = -1
        if self.begun:
            starting()
        connection.connection.close()
        return super().carry(parcel, (lambda: None) if self.begun else starting)


def walks_around_a_lost_database(*, begun: bool) -> tuple[list[str], list[int | None]]:
    """How five letters stand, and which are suspected, after one walk lost the database with the third."""
    put(5)
    now, courier = clock.now(), Unplugged(2, begun=begun)
    with pytest.raises(Exception, match=r"(?i)clos"):
        dispatch.walk(courier, worker="w", now=now)
    connection.close()
    assert Delivery.objects.filter(status="sending").count() == 3

    while dispatch.walk(courier, worker="w", now=now):
        pass
    rows = Delivery.objects.order_by("pk").values_list("status", "crashes")
    return [status for status, _ in rows], [crashes for _, crashes in rows]


def test_what_a_walk_had_in_hand_when_the_database_went_away_leaves_with_the_next_walk():
    ends, suspected = walks_around_a_lost_database(begun=False)

    assert (ends, suspected) == (["accepted"] * 5, [None] * 5)


def test_of_what_was_in_hand_then_only_the_letter_whose_text_may_have_left_is_in_doubt():
    ends, suspected = walks_around_a_lost_database(begun=True)

    assert (ends, suspected) == (["accepted", "accepted", "in_doubt", "accepted", "accepted"], [None] * 5)


def test_letters_that_wait_for_the_end_of_a_lease_because_the_database_went_away_are_seen(settings):
    settings.SABOTAGE = ["broken-claims-stay"]

    assert walks_around_a_lost_database(begun=True)[0].count("sending") == 3


def test_only_the_letter_a_walk_broke_off_with_is_suspected():
    rows, now = put(3), clock.now()
    claiming.broke_off(claiming.claim(worker="w", now=now, limit=3)[0].worker, rows[1].pk)

    claiming.put_back(now)

    assert list(Delivery.objects.order_by("pk").values_list("status", "crashes")) == [
        ("queued", None), ("queued", 1), ("queued", None)
    ]  # fmt: skip
