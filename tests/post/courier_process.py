"""A courier in a process of its own, over the same database as the test; `python courier_process.py PORT POISON...`.

A letter whose Message-ID is given as <Message-ID>=<what it does> does that while it is written: dies, hangs, or holds
everything (a loop inside a C function, in which no other thread runs).
"""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

SOURCE = Path(__file__).resolve().parents[2] / "src"


def environment(**more: str) -> dict[str, str]:
    """What another process needs to work in this test's desk."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    return own | {
        "DJANGO_SETTINGS_MODULE": "hueandcry.settings", "HUEANDCRY_TESTING": "yes", "HUEANDCRY_MODE": "rehearsal",
        "PYTHONPATH": os.pathsep.join([str(SOURCE), str(Path(__file__).parent)]),
        "HUEANDCRY_DATA": str(settings.DATA), "HUEANDCRY_KEYS": str(settings.KEYS),
        "HUEANDCRY_DATABASE": database(), "HUEANDCRY_SABOTAGE": ",".join(settings.SABOTAGE), **more,
    }  # fmt: skip


def database() -> str:
    """The test's database as the setting names it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:{name}"
    return urlsplit(os.environ["HUEANDCRY_DATABASE"])._replace(path=f"/{name}").geturl()


def start(port: int, *poison: str, lease: float = 0) -> subprocess.Popen[str]:
    """A courier to the relay at `port`; `lease` in seconds if it is not the usual one."""
    command = [sys.executable, __file__, str(port), *poison]
    told = environment(COURIER_LEASE=str(lease))
    return subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def die() -> None:
    os._exit(9)


def hang() -> None:
    while True:
        pass


def hold_everything() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def main(port: int, poison: dict[str, str]) -> None:
    """Carry all that is due, as the clock does; the watch is as patient as a test may be."""
    import django

    django.setup()
    from hueandcry.lib import clock
    from hueandcry.post import claiming, dispatch, watching, writing
    from hueandcry.post.couriers import smtp
    from hueandcry.post.models import Delivery

    watching.LOOK, watching.WRITING, watching.HELD = 0.1, 5, 0.7
    if lease := float(os.environ.get("COURIER_LEASE", 0)):  # seconds
        claiming.LEASE = claiming.CARRYING = dt.timedelta(seconds=lease)
        claiming.MARGIN = claiming.LEASE / 10
    compose = writing.compose

    def poisoned(*given: object, message_id: str, **more: object) -> object:
        if message_id in poison:
            {"die": die, "hang": hang, "hold everything": hold_everything}[poison[message_id]]()
        return compose(*given, message_id=message_id, **more)  # type: ignore[arg-type]

    writing.compose = poisoned  # type: ignore[assignment]
    patient = smtp.Deadlines(connect=5, command=60, data=60, dot=60)
    waiting = Delivery.objects.filter(status__in=["queued", "sending"] + ["in_doubt"] * bool(lease))
    for _ in range(50):  # as the clock does, which comes again every second
        if lease:
            dispatch.settle_doubts(clock.now(), wait=claiming.LEASE)
        Delivery.objects.filter(status="queued", crashes__isnull=False).update(due_at=clock.now())  # nobody waits here
        dispatch.walk_all(lambda: smtp.Smtp("127.0.0.1", port, deadlines=patient), 2, limit=20)
        if not waiting.exists():
            break
        time.sleep(0.1)


if __name__ == "__main__":
    main(int(sys.argv[1]), dict(word.split("=", 1) for word in sys.argv[2:]))
