"""A letter that kills or hangs the courier: it does so three times, then it is set aside, and all others leave."""

import pytest
from courier_process import start
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
