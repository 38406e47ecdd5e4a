"""The clock: it walks the timetable for ever, and one step's trouble is not the next one's."""

import logging
import threading
import time

from django import db

from hueandcry.lib import clock, processes
from hueandcry.rounds import timetable

log = logging.getLogger(__name__)
STREAK = 50  # batches of one step in a row before the others get their turn
PAUSE = 0.25  # seconds between two looks at the timetable


def once() -> int:
    """Walk through the whole list once; 1 if a step failed."""
    failed = [step.name for step in timetable.steps() if not _walk(step, threading.Event())]
    return 1 if failed else 0


def loop(stopping: threading.Event | None = None) -> int:
    """Walk for ever; SIGTERM and Ctrl-C end it after the batch in hand."""
    if stopping is None:
        stopping = threading.Event()
        processes.stop_on_signals(stopping)
    due = {step.name: 0.0 for step in timetable.steps()}
    while not stopping.is_set():
        for step in timetable.steps():
            if time.monotonic() >= due[step.name] and not stopping.is_set():
                _walk(step, stopping)
                due[step.name] = time.monotonic() + step.every
        stopping.wait(PAUSE)
    db.connections.close_all()
    return 0


def _walk(step: timetable.Step, stopping: threading.Event) -> bool:
    """Call a step until it has nothing left to do; False if it failed."""
    try:
        for _ in range(STREAK):
            if not step.do(clock.now()) or stopping.is_set():
                break
    except Exception as trouble:
        # The message of an exception may quote an address or a name: only its kind and place are kept.
        log.error("%s: %s", step.name, _where(trouble))
        db.close_old_connections()
        return False
    return True


def _where(trouble: BaseException) -> str:
    """The kind of an exception and the last place in our own code that it passed."""
    at, found = trouble.__traceback__, ""
    while at:
        name = at.tb_frame.f_globals.get("__name__", "")
        if name.startswith("hueandcry."):
            found = f"{name}:{at.tb_lineno}"
        at = at.tb_next
    return f"{type(trouble).__name__} in {found or 'another library'}"
