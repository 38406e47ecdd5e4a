"""However many letters there are, a walk asks an index and never reads the whole table."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hueandcry.lib import clock, sealing, tokens
from hueandcry.post import dispatch, outbox, pace
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
ROWS, OFFICES = 3000, 10


def shelf() -> None:
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("protest", language="en", subject="S", body="Dear {name}", now=now)
    turns = [pace.turn_of(f"o{n}@m{n}.example.org", key_name="act", country="", now=now) for n in range(OFFICES)]
    states = ["queued"] * 7 + ["accepted"] * 2 + ["in_doubt"]
    Delivery.objects.bulk_create(
        Delivery(
            letter=words, key_name="act", to_key=turn.pigeonhole.to_key, turn=turn, rank=1, due_at=now,
            created_at=now, erase_by=now, sealed=b"", token=tokens.new(), message_id=tokens.new(), status=state,
            possible_duplicate=state == "in_doubt",
        )
        for turn in turns
        for number in range(ROWS // OFFICES)
        for state in [states[number % 10]]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a desk of some age has it; it tempts SQLite to walk by number


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of this size as a whole, rightly")
def test_a_walk_among_many_letters_reads_by_index_only():
    shelf()

    with CaptureQueriesContext(connection) as asked:
        assert dispatch.walk(Memory(), worker="w", now=clock.now() + dt.timedelta(days=8), limit=5) == {"cancelled": 5}

    assert len(asked.captured_queries) > 20
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if query["sql"].startswith(("SELECT", "UPDATE")):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                plan = [row[3] for row in cursor.fetchall()]
                assert "SCAN post_delivery" not in plan, query["sql"]
