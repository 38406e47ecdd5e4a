"""One part of the desk as a process that is killed and started again at once, at named points if asked.

    python bench/kill_points.py public|rounds NOTES

Reads a line of JSON for each life: {} lives until somebody kills it; {"point": NAME, "times": 2} kills itself
(SIGKILL) when it comes to NAME for the second time. Points are not written into the desk's code: every commit,
every write outside a transaction, every fsync and every SMTP command is one, before and after it, and is named
by the place in the desk's own code that asked for it. New names are added to NOTES/points as they are met.
"""

import ctypes
import functools
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PLAN: dict[str, Any] = {}
MET: dict[str, int] = {}
LOCK = threading.Lock()
WRITES = ("INSERT", "UPDATE", "DELETE")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def reach(name: str) -> None:
    """Note that this point was met, and die here if that is the plan."""
    with LOCK:
        MET[name] = met = MET.get(name, 0) + 1
        if met == 1:
            with Path(PLAN["notes"], "points").open("a") as file:
                file.write(name + "\n")
        if name == PLAN.get("point") and met >= PLAN.get("times", 1):
            from hueandcry.rehearsal import killer

            lines = killer.open_connections(PLAN["relay"]) if PLAN["part"] == "rounds" else 0
            Path(PLAN["notes"], "died").write_text(json.dumps({"point": name, "lines": lines}))
            os.kill(os.getpid(), signal.SIGKILL)


def place() -> str:
    """The innermost place of the desk's own code that is being run."""
    frame = sys._getframe(2)
    while frame:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("hueandcry."):
            return f"{name.removeprefix('hueandcry.')}.{frame.f_code.co_name}"
        frame = frame.f_back  # type: ignore[assignment]
    return "elsewhere"


def around(kind: str, owner: Any, name: str, when: Callable[..., str | None] = lambda *_, **__: "") -> None:
    """Make a point before and after a function; `when` names more of it, or None where it is no point."""
    real = getattr(owner, name)

    @functools.wraps(real)
    def wrapped(*args: Any, **named: Any) -> Any:
        more = when(*args, **named)
        if more is None:
            return real(*args, **named)
        here = f"{kind}{more} {place()}"
        reach(f"before {here}")
        done = real(*args, **named)
        reach(f"after {here}")
        return done

    setattr(owner, name, wrapped)


def prepare() -> None:
    """Put the points in place."""
    from django.db.backends import utils
    from django.db.backends.base.base import BaseDatabaseWrapper

    from hueandcry.post.couriers import smtp

    def lone(cursor: Any, sql: Any, *_: Any) -> str | None:
        return "" if not cursor.db.in_atomic_block and str(sql).startswith(WRITES) else None

    around("commit", BaseDatabaseWrapper, "commit")
    around("write", utils.CursorWrapper, "execute", lone)
    around("sync", os, "fsync")
    around("smtp connect", smtp.Line, "connect_securely")
    around("smtp ", smtp.Line, "say", lambda _, command: command.split(" ")[0].split(":")[0])
    around("smtp ", smtp.Line, "send_together", lambda *_: "envelope")
    real = smtp.Line.hand_over

    def in_two(line: Any, text: bytes, following: list[str]) -> None:
        reach("before smtp text")
        real(line, text[: len(text) // 2], [])
        reach("amid smtp text")
        real(line, text[len(text) // 2 :], following)
        reach("after smtp dot")

    smtp.Line.hand_over = in_two  # type: ignore[method-assign]


def fill() -> None:
    """Let SQLite say that the disk is full at the size that stands in DATA/max-pages, while it stands there."""
    from django.conf import settings
    from django.db.backends.sqlite3.base import DatabaseWrapper

    real, limit = DatabaseWrapper.get_new_connection, settings.DATA / "max-pages"

    def connect(self: Any, told: Any) -> Any:
        made = real(self, told)
        if limit.exists():
            made.execute(f"PRAGMA max_page_count={int(limit.read_text())}")
        return made

    DatabaseWrapper.get_new_connection = connect  # type: ignore[method-assign]


def quick(short: Callable[..., Any], what: str) -> Callable[..., Any]:
    """The short way for an act or a confirmation, with a point before it and one before its answer."""

    async def reached(*told: Any) -> Any:
        reach(f"before web {what}, the short way")
        done = await short(*told)
        reach(f"before answer {what}, the short way")
        return done

    return reached


def live(part: str) -> None:
    """What `hueandcry serve PART` does."""
    from django.core import wsgi

    from hueandcry.command import serve
    from hueandcry.public import quickly

    if part == "rounds":
        serve.run(serve.argparse.Namespace(part="rounds"))
        return
    real = wsgi.get_wsgi_application

    def counted() -> Any:
        application = real()

        def answer(environ: dict[str, Any], start: Any) -> Any:
            what = environ["PATH_INFO"].split("/")[1] if environ["REQUEST_METHOD"] == "POST" else "page"
            reach(f"before web {what}")
            done = application(environ, start)
            reach(f"before answer {what}")
            return done

        return answer

    wsgi.get_wsgi_application = counted
    for name, what in (("take", "act"), ("press", "confirm")):
        setattr(quickly.Quickly, name, quick(getattr(quickly.Quickly, name), what))
    serve.door("public")


def main() -> None:
    """A life for each line."""
    part, notes = sys.argv[1:3]
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    os.environ["HUEANDCRY_DOOR"] = "clock" if part == "rounds" else part
    from hueandcry.command import starting

    starting.django()
    from django.conf import settings

    import hueandcry.public.urls
    import hueandcry.rounds.clock  # noqa: F401

    PLAN.update(part=part, notes=notes, relay=settings.RELAY[1])
    prepare()
    fill()
    print("ready", flush=True)
    for line in sys.stdin:
        while life(part, json.loads(line)) >= 0:  # it ended by itself, as when there is no database: `serve` would
            time.sleep(0.2)  # start it again as well
        print("killed", flush=True)


def life(part: str, plan: dict[str, Any]) -> int:
    """One life; how it ended, below zero if it was killed."""
    child = os.fork()
    if not child:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        PLAN.update(plan)
        try:
            live(part)
        finally:
            os._exit(1)
    print(child, flush=True)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
