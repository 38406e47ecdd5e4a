"""Many workers at one shelf: together they keep the pace of each office, and none waits for another for ever."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connections

from hueandcry.lib import clock, sealing
from hueandcry.post import claiming, outbox
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)


def claimed_by(workers, *, now, limit):
    """Whom the letters go to that so many workers claim at one moment, and what went wrong."""
    offices, troubles, ready = Counter(), [], threading.Barrier(workers)

    def run():
        try:
            ready.wait()
            for _ in range(5):
                offices.update(row.to_key for row in claiming.claim(worker="w", now=now, limit=limit))
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return offices, troubles


def test_six_workers_at_once_give_each_office_one_letter_and_the_relay_no_more_than_its_day(settings):
    settings.TARGET_AN_HOUR, settings.SYSTEM_AN_HOUR, settings.RELAY_A_DAY = 60, 60, 40
    now = clock.now()
    for appeal in ("one", "two", "three"):
        sealing.make(appeal)
        words = outbox.letter("protest", language="en", subject="S", body=f"Dear {appeal}", now=now)
        for office in range(15):
            for _ in range(3):
                outbox.put(
                    words, to=f"o@ministry{office}.example.org", values={}, key_name=appeal, rank=1, due_at=now,
                    erase_by=now + 90 * 24 * 60 * MINUTE,
                )  # fmt: skip

    first, troubles = claimed_by(6, now=now + MINUTE, limit=10)
    assert (troubles, set(first.values()), len(first)) == ([], {1}, 15)

    second, troubles = claimed_by(6, now=now + 2 * MINUTE, limit=10)
    assert (troubles, set(second.values()), len(second)) == ([], {1}, 15)

    third, troubles = claimed_by(6, now=now + 3 * MINUTE, limit=10)
    assert (troubles, sum(third.values())) == ([], 6), "a tenth of the day is kept for confirmations"
    assert Delivery.objects.filter(status="sending").count() == 36
