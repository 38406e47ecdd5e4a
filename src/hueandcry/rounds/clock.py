"""The clock: it walks the timetable for ever, and one step's trouble is not the next one's."""

import itertools
import logging
import threading
import time

from django import db

from hueandcry.lib import clock, folders, processes
from hueandcry.rounds import claims, timetable

log = logging.getLogger(__name__)
ANYWHERE = ("out",)  # lanes that need the database and the keys only, and none of the files below DATA
_said_away: dict[str, float] = {}
STREAK = 50  # batches of one step in a row before the others of its lane get their turn
TELL = 60.0  # seconds between two lines in the log about a folder that is away
BEAT = 10.0  # seconds between two signs of life of a lane
PAUSE = 0.2  # seconds between two looks at the timetable


def once() -> int:
    """Walk through the whole list once; 1 if a step failed."""
    never = threading.Event()
    failed = [step.name for step in timetable.steps() if not _walk(step, never)]
    claims.leave()
    return 1 if failed else 0


def loop(stopping: threading.Event | None = None) -> int:
    """Walk for ever; SIGTERM and Ctrl-C end it after the batches in hand."""
    if stopping is None:
        stopping = threading.Event()
        processes.stop_on_signals(stopping)
    lanes = [
        threading.Thread(target=_lane, args=(list(steps), stopping), name=f"clock {name}")
        for name, steps in itertools.groupby(timetable.steps(), key=lambda step: step.lane)
    ]
    for lane in lanes:
        lane.start()
    # A main thread that sleeps in join() would not see a signal.
    while any(lane.is_alive() for lane in lanes):
        stopping.wait(PAUSE)
        for lane in lanes:
            lane.join(0.01)
    claims.leave()
    return 0


def _lane(steps: list[timetable.Step], stopping: threading.Event) -> None:
    due, told, failing = {step.name: 0.0 for step in steps}, -BEAT, set[str]()
    try:
        while not stopping.is_set():
            for step in steps:
                if time.monotonic() >= due[step.name] and not stopping.is_set():
                    (failing.discard if _walk(step, stopping) else failing.add)(step.name)
                    due[step.name] = time.monotonic() + step.every
            if time.monotonic() - told >= BEAT:
                claims.beat(steps[0].lane, failing=failing)
                told = time.monotonic()
            stopping.wait(PAUSE)
    finally:
        db.connections.close_all()


def _walk(step: timetable.Step, stopping: threading.Event) -> bool:
    """Call a step until it has nothing left to do; False if it failed."""
    try:
        folders.check(folders.KEYS)
        if step.lane not in ANYWHERE:
            folders.check(folders.DATA)
        for _ in range(STREAK):
            if not step.do(clock.now(), stopping) or stopping.is_set():
                break
    except folders.Away as away:
        _say_away(step.lane, away)
        return False
    except Exception as trouble:
        # The message of an exception may quote an address or a name: only its kind and place are kept.
        log.error("%s: %s", step.name, where(trouble))
        db.connections.close_all()
        return False
    return True


def _say_away(lane: str, away: folders.Away) -> None:
    """Once a minute; the steps ask every second."""
    if time.monotonic() - _said_away.get(lane, -TELL) >= TELL:
        _said_away[lane] = time.monotonic()
        log.error("the clock holds (%s): %s", lane, away)


def where(trouble: BaseException) -> str:
    """The kind of an exception and the last place in our own code that it passed."""
    at, found = trouble.__traceback__, ""
    while at:
        name = at.tb_frame.f_globals.get("__name__", "")
        if name.startswith("hueandcry."):
            found = f"{name}:{at.tb_lineno}"
        at = at.tb_next
    return f"{type(trouble).__name__} in {found or 'another library'}"
