"""Whether this machine's clock went its way as time did; after a jump nobody's lease is called run out for a while.

A lease is a moment of the wall clock. When the clock jumps, every lease in hand seems to have run out at once, or
not to end for hours. So each process compares the clock with one that cannot be set, and after a jump waits as long as
a lease may hold at most before it believes leases again; processes that are gone are still known by their number.
"""

import threading
import time
from datetime import datetime, timedelta

from hueandcry.lib import clock, sabotage

JUMP = timedelta(minutes=1)  # more than any clock drifts between two looks, less than half of any lease
_lock = threading.Lock()
_last: tuple[datetime, float] | None = None
_trusted_from = 0.0  # by the clock that cannot be set


def steady(*, after: timedelta, wall: datetime | None = None) -> bool:
    """Whether the clock, which says `wall`, has not jumped for the time `after`, as far as this process has seen."""
    global _last, _trusted_from
    if sabotage.on("wall-clock-leases"):
        return True
    with _lock:
        wall, real = wall or clock.now(), _real()
        if _last is not None and abs((wall - _last[0]).total_seconds() - (real - _last[1])) > JUMP.total_seconds():
            _trusted_from = real + after.total_seconds()
        _last = (wall, real)
        return real >= _trusted_from


def _real() -> float:
    """Seconds that nobody can set, a machine's sleep included where the system knows it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def forget() -> None:
    """What was seen so far; for tests."""
    global _last, _trusted_from
    _last, _trusted_from = None, 0.0
