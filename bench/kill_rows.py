"""What the rows say, for the count after the kills: `prepare` makes a live appeal, `settled` and `count` look."""

import json
import sys
from pathlib import Path
from typing import Any

from hueandcry.command import starting

OPEN = ("queued", "sending", "in_doubt")
STAYS = {"status": "in_doubt", "possible_duplicate": True}  # killed twice at the dot: it waits for a person


def prepare() -> dict[str, Any]:
    """The tables, a live appeal with one target that has a mailbox, and its printed pages."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import make

    return {"slug": make.appeal("live").slug}


def settled() -> dict[str, Any]:
    """How many letters are still on their way; those that were put off are due now, or a count would take an hour."""
    from hueandcry.lib import clock
    from hueandcry.post.models import Delivery

    Delivery.objects.filter(status="queued").update(due_at=clock.now())

    return {"open": Delivery.objects.filter(status__in=OPEN).exclude(**STAYS).count()}


def count() -> dict[str, Any]:
    """Acts, and what the rows say about each letter."""
    from django.db import connection

    from hueandcry.actions import tally
    from hueandcry.actions.models import Action
    from hueandcry.appeals.models import Appeal
    from hueandcry.ledger import writing
    from hueandcry.post.models import Delivery

    sound = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    told = tally.desk(Appeal.objects.get())
    return {
        "acts": Action.objects.count(),
        "confirmed": Action.objects.filter(status="confirmed").count(),
        "stays": Delivery.objects.filter(**STAYS, letter__kind="protest").count(),
        "tally": [told.confirmed, told.letters.accepted],
        "marked": list(Delivery.objects.filter(possible_duplicate=True).values_list("message_id", flat=True)),
        "ended": {s: Delivery.objects.filter(status=s).count() for s in Delivery.Status.values},
        "recount": tally.recount(Appeal.objects.get()), "integrity": sound, "ledger": list(writing.faults()),
    }  # fmt: skip


if __name__ == "__main__":
    starting.django()
    print(json.dumps({"prepare": prepare, "settled": settled, "count": count}[sys.argv[1]]()))
