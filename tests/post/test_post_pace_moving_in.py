"""A desk that has letters waiting gets a pace: they take their turns from then on, and none is left behind."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hueandcry.lib import clock, sealing, tokens
from hueandcry.post import dispatch, outbox
from hueandcry.post.couriers.memory import Memory

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = [("post", "0002_hold")], [("post", "0004_turns_of_waiting_letters")]


def migrated(to):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return executor.loader.project_state(to).apps


def newest():
    """Of every app: what depends on a step that is taken back is taken back with it."""
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.fixture
def before():
    """The tables as they were; put right again whatever the test does."""
    yield migrated(BEFORE)
    migrated(newest())


def test_protests_that_waited_before_there_was_a_pace_take_turns_and_leave(before, settings):
    now = clock.now()
    Letter, Delivery = before.get_model("post", "Letter"), before.get_model("post", "Delivery")
    words = Letter.objects.create(kind="protest", language="en", subject="S", body="Dear", created_at=now)

    def row(office, appeal, *, status="queued", rank=1, accepted_at=None):
        sealing.make(appeal)
        to = {"to": f"{office}@court.example.org", "cc": [], "values": {}}
        return Delivery.objects.create(
            letter=words, sealed=sealing.seal(appeal, to), key_name=appeal, to_key=office, status=status, rank=rank,
            due_at=now, created_at=now, erase_by=now, token=tokens.new(), message_id=tokens.new(),
            accepted_at=accepted_at,
        ).pk  # fmt: skip

    waiting = [row(office, appeal) for office in ("a", "b") for appeal in ("x", "y") for _ in range(3)]
    doubt, done = row("a", "x", status="in_doubt"), row("a", "x", status="accepted", accepted_at=now)
    confirmation = row("c", "x", rank=0)

    after = migrated(AFTER)
    migrated(AFTER)  # once more changes nothing

    Delivery, Turn = after.get_model("post", "Delivery"), after.get_model("post", "Turn")
    turns = dict(Delivery.objects.values_list("pk", "turn"))
    assert (turns[confirmation], turns[done], turns[doubt] is None) == (None, None, False)
    assert len({turns[pk] for pk in waiting}) == Turn.objects.count() == 4
    assert Turn.objects.get(pigeonhole__to_key="a", key_name="x").handed_over == 1
    migrated(newest())
    settings.TARGET_AN_HOUR = 60
    later = now + dt.timedelta(minutes=1)
    assert dispatch.walk(Memory(), worker="w", now=later) == {"accepted": 3}  # one to each office, and a confirmation


def test_the_next_letter_to_an_old_mailbox_tells_its_mail_system_and_country(before):
    from hueandcry.post import stops
    from hueandcry.post.models import Pigeonhole

    migrated(newest())
    now = clock.now()
    Pigeonhole.objects.create(to_key=stops.key("chair@court.example.org"), next_at=now)
    sealing.make("act")
    words = outbox.letter("protest", language="en", subject="S", body="Dear", now=now)

    outbox.put(
        words, to="chair@court.example.org", values={}, key_name="act", rank=1, due_at=now, erase_by=now, country="KZ"
    )

    hole = Pigeonhole.objects.get()
    assert (hole.country, hole.system is None) == ("KZ", False)
