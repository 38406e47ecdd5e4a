"""Two who look at one office at the same moment: a turn is not put to sleep under a letter, a tenth bounce is seen."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction

import mailing
import make
from hueandcry.actions import confirming, placing
from hueandcry.lib import clock
from hueandcry.post import claiming, dispatch, envelopes, mailbox, pace
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Pigeonhole

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writes at a time"),
]


def run(*jobs):
    """Each in a thread of its own; when all are done."""

    def one(job):
        try:
            job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_turn_is_not_put_to_sleep_while_its_letter_is_being_written(settings):
    settings.TARGET_AN_HOUR = settings.SYSTEM_AN_HOUR = 0
    appeal = make.appeal("live")
    make.confirmed(appeal)
    dispatch.walk(Memory(), worker="w")
    token, inside = make.act(appeal, "second@example.net"), threading.Event()

    def confirm():
        with transaction.atomic():
            confirming.confirm(token, now=clock.now())
            inside.set()
            threading.Event().wait(1)

    def put_to_sleep():
        inside.wait(10)
        pace.put_to_sleep(clock.now() + dt.timedelta(seconds=5))

    run(confirm, put_to_sleep)

    assert [row.rank for row in claiming.claim(worker="w", now=clock.now() + dt.timedelta(hours=1), limit=9)] == [0, 1]


def test_of_two_bounces_at_once_the_second_sees_the_first(settings, monkeypatch):
    settings.PAUSE_AFTER = 4
    appeal = make.appeal("live")
    left = []
    for n in range(4):
        make.confirmed(appeal, f"m{n}@example.net")
        left.append(mailing.accept(Delivery.objects.filter(rank=1).latest("pk")))
    back = [mailing.bounce("chair@court.example.org", "5.7.1") + row.token.encode() for row in left]
    for raw, row in zip(back[:2], left[:2], strict=True):
        mailing.arrive(raw, envelopes.return_path(row.token))
    last = [
        mailbox.keep(raw, envelope_to=[envelopes.return_path(row.token)], envelope_from="")[0]
        for raw, row in zip(back[2:], left[2:], strict=True)
    ]
    together, came_back = threading.Barrier(2), pace.came_back

    def both_have_written(delivery, *, now):
        together.wait(10)
        return came_back(delivery, now=now)

    monkeypatch.setattr(pace, "came_back", both_have_written)
    run(*[lambda one=one: placing._one(one, clock.now()) for one in last])

    assert Delivery.objects.filter(status="bounced").count() == 4
    assert Pigeonhole.objects.filter(paused_at__isnull=False).count() == 1
