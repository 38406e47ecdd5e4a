"""Run the desk on this machine: public pages, desk, clock and mailbox, each a process of its own.

Without PART all four are started, restarted when they end, and stopped together by Ctrl-C or SIGTERM.
With one PART only that is run, in this process, for desks spread over several machines.
"""

import argparse
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from hueandcry.command import starting
from hueandcry.lib import processes
from hueandcry.lib.refusal import Refused

HELP = "run the public pages, the desk, the clock and the mailbox"
EXAMPLE = "hueandcry serve"
PARTS = ("public", "desk", "rounds", "mailbox")
LOOK = 2.0  # seconds between two looks for a database that does not answer
THREADS = 8  # per door; SQLite lets one write at a time, reading goes on beside it


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which part."""
    parser.add_argument("part", nargs="?", choices=PARTS, help="run only this part, in this process")


def run(asked: argparse.Namespace) -> int:
    """All four under supervision, or one."""
    if asked.part in ("public", "desk"):
        return door(asked.part)
    if asked.part == "rounds":
        starting.django("clock")
        starting.database("keys", part="rounds")
        from hueandcry.rounds import clock

        return clock.loop()
    if asked.part == "mailbox":
        return mailbox()
    return everything()


def everything() -> int:
    """Start the four parts and look after them until Ctrl-C or SIGTERM."""
    starting.django()
    try:
        starting.database("keys", "data", part="serve")
    except starting.Unreachable as away:  # every part that needs it is started again until it answers
        say(str(away))
    from django.conf import settings

    for name, port in (("PUBLIC", settings.PUBLIC_LISTEN), ("DESK", settings.DESK_LISTEN)):
        if processes.answers(port):
            raise Refused(
                f"Something else listens on {port[0]}:{port[1]}. Set HUEANDCRY_{name}_LISTEN to another port."
            )
    group = processes.Group(parts(settings), say=say, pids=Path(settings.DATA) / "processes")
    processes.stop_on_signals(group.stopping)
    group.start()
    try:
        if group.wait_ready():
            say(f"public: {settings.PUBLIC_URL}/")
            say(f"desk: {settings.DESK_URL}/")
        group.watch()
    finally:
        group.stop()
    say("stopped")
    return 0


def parts(settings: object) -> list[processes.Part]:
    """The four parts as child processes, the public one as often as asked, with the ports on which they answer."""
    ports = {
        "public": settings.PUBLIC_LISTEN,  # type: ignore[attr-defined]
        "desk": settings.DESK_LISTEN,  # type: ignore[attr-defined]
        "mailbox": settings.LMTP,  # type: ignore[attr-defined]
    }
    names = [*PARTS, *(f"public-{n}" for n in range(2, settings.PUBLIC_WORKERS + 1))]  # type: ignore[attr-defined]
    program = [sys.executable, "-m", "hueandcry.command.main", "serve"]
    return [processes.Part(name, [*program, name.partition("-")[0]], port=ports.get(name)) for name in names]


def door(name: str) -> int:
    """One web door; requests in hand are finished before it ends."""
    starting.django(name)
    from hueandcry.lib import sabotage

    try:
        starting.database("keys", part=name)
    except starting.Unreachable as away:
        if name != "public" or sabotage.on("pages-need-rows"):
            raise
        read_only(away)
    from django.core import wsgi

    return (public if name == "public" else desk)(wsgi.get_wsgi_application())


def read_only(away: Refused) -> None:
    """Printed pages need no database: hand them out, take nothing in, and look whether it is back."""
    from hueandcry.public import doors

    say(f"public: only the printed pages for now. {away}")
    doors.reading_only.set()

    def look() -> None:
        while doors.reading_only.is_set():
            time.sleep(LOOK)
            try:
                starting.database("keys", part="public")
            except starting.Unreachable:
                continue
            except Refused as no:  # it is there, and not ours or not of this version
                say(str(no))
                os.kill(os.getpid(), signal.SIGTERM)
                return
            doors.reading_only.clear()
            say("public: the database answers, acts are taken")

    threading.Thread(target=look, name="database", daemon=True).start()


def public(application: Any) -> int:
    """The public door under granian; as many such processes as settings.PUBLIC_WORKERS share its port."""
    from django.conf import settings

    from hueandcry.public import serving

    serving.run(application, settings.PUBLIC_LISTEN, threads=THREADS)
    return 0


def desk(application: Any) -> int:
    """The desk's door under waitress."""
    import waitress
    from django.conf import settings

    host, port = settings.DESK_LISTEN
    proxy = {}
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        proxy = {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-proto"}}
    server = waitress.create_server(
        application, host=host, port=port, threads=THREADS, ident="hueandcry",
        clear_untrusted_proxy_headers=True, max_request_body_size=16 * 1024 * 1024, **proxy,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, _leave)
    try:
        server.run()
    finally:
        server.close()
    return 0


def mailbox() -> int:
    """The LMTP listener: keeps raw mail, nothing else."""
    starting.django()
    starting.database("keys", "data", part="mailbox")
    from django.conf import settings

    from hueandcry.post import listener

    listener.serve(*settings.LMTP)
    return 0


def say(line: str) -> None:
    """One short line per event, at once."""
    if threading.current_thread() is threading.main_thread() or sys.stdout:
        print(line, flush=True)


def _leave(*_: object) -> None:
    raise SystemExit(os.EX_OK)
