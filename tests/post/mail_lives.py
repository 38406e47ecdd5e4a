"""A door for mail with many lives: each is forked from a process that has loaded everything, and dies where it is told.

Run as a program it reads one line of JSON a life: {"do": "listen", "port": 1} or {"do": "receive", "raw": base64, "to":
...} or {"do": "news", "port": the relay's}, and "at" with "n": the kill point and how often it is met before it
kills. It says the life's process id, and how it ended.
"""

import base64
import contextlib
import datetime as dt
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

POINTS = ("after fsync", "before commit", "after commit", "before the answer", "at random")
HOST = "127.0.0.1"


class Door:
    """The program, seen from the test."""

    def __init__(self) -> None:
        from courier_process import environment

        self.process = subprocess.Popen(
            [sys.executable, __file__], env=environment(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdin and self.process.stdout
        self.into, self.out = self.process.stdin, self.process.stdout

    def live(self, **plan: Any) -> int:
        """A new life; its process id."""
        self.into.write(json.dumps(plan) + "\n")
        self.into.flush()
        return int(self.out.readline())

    def end(self) -> int:
        """How the life ended: its exit code, or minus the signal."""
        return int(self.out.readline())

    def close(self) -> None:
        self.into.close()
        self.process.wait()
        self.out.close()


def main() -> None:
    import django

    django.setup()
    from hueandcry.command import main as command  # loaded once, for all lives
    from hueandcry.post import listener, mailbox

    assert command and listener and mailbox
    for line in sys.stdin:
        plan = json.loads(line)
        life = os.fork()
        if not life:
            os._exit(_live(plan))
        print(life, flush=True)
        _, how = os.waitpid(life, 0)
        print(os.waitstatus_to_exitcode(how), flush=True)


def _live(plan: dict[str, Any]) -> int:
    from hueandcry.lib import child

    child.die_with(os.getppid())
    _arm(plan.get("at", ""), plan.get("n", 1))
    if plan["do"] == "listen":
        from hueandcry.post import listener

        listener.serve(HOST, plan["port"])
        return 0
    if plan["do"] == "news":
        return _tell_the_news(plan["port"])
    from hueandcry.command import main as command

    sys.stdin = io.TextIOWrapper(io.BytesIO(base64.b64decode(plan["raw"])))
    with contextlib.redirect_stderr(io.StringIO()):
        return command.main(["receive", "--to", plan["to"], "--from", "office@court.example.org"])


def _tell_the_news(port: int) -> int:
    """What the clock does until all are told: letters are made, and leave."""
    from hueandcry.actions import news
    from hueandcry.lib import clock
    from hueandcry.post import dispatch
    from hueandcry.post.couriers import smtp
    from hueandcry.post.models import Delivery

    courier = smtp.Smtp(HOST, port)
    waiting = Delivery.objects.filter(letter__kind="news", status__in=["queued", "sending"])
    while True:
        waiting.filter(crashes__isnull=False, status="queued").update(due_at=clock.now())  # nobody waits here
        made = news.walk(limit=10)
        dispatch.settle_doubts(clock.now(), wait=dt.timedelta(0))
        done = dispatch.walk(courier, worker="news", limit=10)
        if not made and not done and not waiting.exists():
            courier.close()
            return 0


def _arm(point: str, n: int) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from hueandcry.post import mailbox

    left = [n]

    def met() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(work: Callable[..., Any]) -> Callable[..., Any]:
        def inside(*given: Any, **more: Any) -> Any:
            done = work(*given, **more)
            met()
            return done

        return inside

    def before(work: Callable[..., Any]) -> Callable[..., Any]:
        def inside(*given: Any, **more: Any) -> Any:
            met()
            return work(*given, **more)

        return inside

    if point == "after fsync":
        os.fsync = after(os.fsync)
    elif point == "before commit":
        BaseDatabaseWrapper._commit = before(BaseDatabaseWrapper._commit)  # type: ignore[method-assign]
    elif point == "after commit":
        BaseDatabaseWrapper._commit = after(BaseDatabaseWrapper._commit)  # type: ignore[method-assign]
    elif point == "before the answer":
        mailbox.keep = after(mailbox.keep)  # type: ignore[assignment]
    elif point == "at random":
        wait = random.Random(n).uniform(0.002, 0.12)  # noqa: S311
        threading.Thread(target=lambda: (time.sleep(wait), os.kill(os.getpid(), signal.SIGKILL)), daemon=True).start()


if __name__ == "__main__":
    main()
