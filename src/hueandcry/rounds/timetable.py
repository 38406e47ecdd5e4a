"""What happens by itself, and how often; what comes next is on the next line."""

import functools
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hueandcry.actions import forgetting, news, placing
from hueandcry.appeals import issuing
from hueandcry.pages import printing
from hueandcry.post import dispatch
from hueandcry.post.couriers import smtp
from hueandcry.rounds import days

BATCH = 20  # rows of one step; a stop waits for one batch at most
MINUTE, HOUR = 60.0, 3600.0
# Who claimed a letter: this process and no other, also after a restart.
WORKER = f"{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Step:
    """One line of the timetable: it answers how much it did; if anything, it is called again at once."""

    name: str
    every: float  # seconds
    do: Callable[[datetime], int]


def steps() -> list[Step]:
    """The clock's list in the order in which it is walked."""
    return [
        Step("mail in", 1, lambda now: placing.walk(limit=BATCH, now=now) or 0),
        Step("letters out", 1, _dispatch),
        Step("news", 5, lambda now: news.walk(limit=BATCH, now=now) or 0),
        Step("pages", 2, lambda now: _once(printing.print_changed(now))),
        Step("dates", MINUTE, lambda now: _once(issuing.expire(now))),
        Step("forgetting", HOUR, lambda now: _once(forgetting.walk(now))),
        Step("the day before", HOUR, days.close),
    ]


@functools.cache
def _courier() -> smtp.Smtp:
    return smtp.from_settings()


def _dispatch(now: datetime) -> int:
    return sum(dispatch.walk(_courier(), worker=WORKER, now=now, limit=BATCH).values())


def _once(done: object) -> int:
    """These finish their work in one call, so nothing is left to do at once."""
    return 0
