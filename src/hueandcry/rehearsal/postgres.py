"""A throw-away PostgreSQL for rehearsals, tests and benches: loopback only, gone with its folder."""

import os
import pwd
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from hueandcry.lib import processes
from hueandcry.lib.refusal import Refused

HOST = "127.0.0.1"
# Four times as fast where nobody is killed and nothing has to outlive the machine: tests of rules, not of durability.
HASTY = ("fsync=off", "full_page_writes=off")
PLACES = [Path("/usr/local/bin"), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/bin")]


def home() -> Path | None:
    """Where PostgreSQL's programs are on this machine, the newest first."""
    return next((place for place in PLACES if (place / "initdb").exists()), None)


class Cluster:
    """A PostgreSQL on a port of its own, run as nobody where we are root, which PostgreSQL refuses to be."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder, self.port, self.durable = folder, processes.free_port(HOST), durable
        self.bin = home()
        if self.bin is None:
            raise Refused("There is no PostgreSQL on this machine. On Debian: apt install postgresql.")
        folder.mkdir(parents=True)
        self.who: dict[str, Any] = {}
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self.who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._run("initdb", "-D", str(folder / "data"), "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        """For HUEANDCRY_DATABASE."""
        return f"postgresql://desk@{HOST}:{self.port}/postgres"

    def start(self) -> None:
        """Start, and start again until what was killed has let go."""
        assert self.bin
        until = time.monotonic() + 60
        settings = ["shared_buffers=32MB", "max_connections=300", *(() if self.durable else HASTY)]
        while time.monotonic() < until:
            with (self.folder.parent / "postgres.log").open("ab") as log:
                self.process = subprocess.Popen(
                    [self.bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-h", HOST, "-k", "",
                     *(word for setting in settings for word in ("-c", setting))],
                    stdout=subprocess.DEVNULL, stderr=log, cwd="/", **self.who,
                )  # fmt: skip
            while self.process.poll() is None and time.monotonic() < until:
                if processes.answers((HOST, self.port)):
                    return
                time.sleep(0.05)
            time.sleep(0.1)
        raise Refused(f"PostgreSQL does not start; see {self.folder.parent / 'postgres.log'}.")

    def kill(self) -> None:
        """SIGKILL to the postmaster; its children notice and leave."""
        assert self.process
        self.process.kill()
        self.process.wait()
        self.start()

    def close(self) -> None:
        """In order; the folder is left to whoever made it."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def _run(self, *command: str) -> None:
        assert self.bin
        subprocess.run([self.bin / command[0], *command[1:]], check=True, capture_output=True, cwd="/", **self.who)
