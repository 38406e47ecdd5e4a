"""What happens by itself, and how often; what comes next is on the next line."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from hueandcry.actions import checkpoint, forgetting, news, placing, pressing, recounting, silence
from hueandcry.appeals import issuing
from hueandcry.intake import sweeping
from hueandcry.pages import printing
from hueandcry.post import dispatch, imap, pace, shared_clock
from hueandcry.post.couriers import appointed
from hueandcry.rounds import claims

BATCH = 20  # rows of one step; a stop waits for one batch at most
SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0
# A rehearsal and a demo cannot write to anybody twice, so they need not wait for a late answer.
DOUBT = dispatch.DOUBT if settings.LIVE else timedelta(seconds=2)


@dataclass(frozen=True)
class Step:
    """One line of the timetable: it answers how much it did; if anything, it is called again at once.

    Steps of one lane follow each other; lanes do not wait for each other, so that a slow relay does not
    keep mail from coming in.
    """

    lane: str
    name: str
    every: float  # seconds
    do: Callable[[datetime, threading.Event], int]


def steps() -> list[Step]:
    """The clock's list in the order in which it is walked."""
    return [
        Step("out", "claims of the dead", MINUTE, lambda now, _: claims.take_back(now)),
        Step("out", "doubts", SECOND, lambda *_: _once(dispatch.settle_doubts(shared_clock.now(), wait=DOUBT))),
        Step("out", "letters out", SECOND, _letters_out),
        Step("out", "turns", HOUR, lambda now, _: _once(pace.put_to_sleep(now))),
        Step("in", "mail in", SECOND, lambda now, _: placing.walk(limit=BATCH, now=now) or 0),
        Step("fetch", "mailbox", 20 * SECOND, lambda now, _: imap.look(limit=BATCH)),
        Step("desk", "bursts let through", SECOND, lambda now, _: pressing.let_through(now=now)),
        Step("desk", "news", SECOND, lambda now, _: news.walk(limit=BATCH, now=now) or 0),
        Step("desk", "pages", 2 * SECOND, lambda now, _: _once(printing.print_changed(now))),
        Step("desk", "recount", 15 * MINUTE, lambda now, _: _once(recounting.walk(now))),
        Step("desk", "dates", MINUTE, lambda now, _: _once(issuing.expire(now))),
        Step("desk", "circles", 10 * MINUTE, lambda now, _: _once(silence.walk(now))),
        Step("desk", "forgetting", HOUR, lambda now, _: _once(forgetting.walk(now))),
        Step("desk", "kept files", HOUR, lambda now, _: _once(sweeping.walk(now))),
        Step("desk", "the day before", HOUR, lambda now, _: _once(checkpoint.close(now))),
    ]


def _letters_out(now: datetime, stopping: threading.Event) -> int:
    """Carry all that is due; ends between two batches when the clock is stopped."""
    return _once(dispatch.walk_all(appointed.courier, worker=claims.worker(), limit=BATCH, stopping=stopping))


def _once(done: object) -> int:
    """For steps that finish their work in one call: nothing is left to do at once."""
    return 0
