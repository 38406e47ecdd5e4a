"""A letter that cannot be finished ends the process that writes it, and so stops nobody for long.

A thread that hangs cannot be stopped from outside, and a process that hangs keeps its letters for ever. So a
process that writes letters watches itself. What it held is taken back by the next one (`claiming`), which finds out
which letter it was by carrying each of them alone.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)
WRITING = 30  # looks, a second apart, that writing one letter may take; it takes milliseconds
LOOK = 1.0  # seconds
HELD = 60.0  # seconds of processor time in which the watch could not look: then nothing else runs here either
SOFTWARE = 70  # EX_SOFTWARE of sysexits.h
_hands: dict[int, list[int]] = {}  # thread -> [number of the letter in its hands, looks since then]
_starting = threading.Lock()
_watch: threading.Thread | None = None


@contextmanager
def writing(number: int) -> Iterator[None]:
    """While delivery `number` is written; a process in which that does not end is ended."""
    _begin()
    thread = threading.get_ident()
    _hands[thread] = [number, 0]
    try:
        yield
    finally:
        del _hands[thread]


def _begin() -> None:
    global _watch
    if _watch is None or not _watch.is_alive():
        with _starting:
            if _watch is None or not _watch.is_alive():
                _watch = threading.Thread(target=_look, name="watch over writing", daemon=True)
                _watch.start()


def _look() -> None:
    """Looks are counted, not seconds: a machine or a process that slept has not hung."""
    while True:
        # A loop inside a C function lets no other thread run, this one neither: then the kernel ends the process.
        signal.setitimer(signal.ITIMER_PROF, HELD)
        time.sleep(LOOK)
        for hand in list(_hands.values()):
            hand[1] += 1
            if hand[1] > WRITING:
                log.critical("writing delivery %s does not end: this process ends", hand[0])
                os._exit(SOFTWARE)
