"""A desk to be killed: a folder, a database of its own, two parts that are started again, a sink, a crowd."""

import contextlib
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hueandcry.lib import processes
from hueandcry.rehearsal import postgres, sink_log
from hueandcry.rehearsal.browser import Unreachable, Visitor
from hueandcry.rehearsal.receipts import Receipts

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
SIGNS = "bcdfghklmnprstvz"  # a name that is a number


class Part:
    """One part of the desk; whoever kills it calls `again`."""

    def __init__(self, name: str, notes: Path, environment: dict[str, str], log: Path) -> None:
        self.name, self.notes, self.pid = name, notes, 0
        notes.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "kill_points.py"), name, str(notes)], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(said := log.open("a")),
        )  # fmt: skip
        said.close()
        self.said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        assert self.said.get(timeout=60) == "ready"

    def again(self, **plan: Any) -> None:
        """A new life, after the last one has ended."""
        assert self.process.stdin
        (self.notes / "died").unlink(missing_ok=True)
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        assert self.said.get(timeout=60) == "lives"

    def ended(self, seconds: float) -> bool:
        """Whether this life was killed, or is within `seconds`."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                if self.said.get(timeout=left) == "killed":
                    return True
        return False

    def points(self) -> list[str]:
        """The points that were met so far, in any life."""
        path = self.notes / "points"
        return list(dict.fromkeys(path.read_text().splitlines())) if path.exists() else []

    def close(self) -> None:
        """No more lives."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
        self.listener.join()
        assert self.process.stdout
        self.process.stdout.close()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            said = line.strip()
            if said.isdigit():
                self.pid, said = int(said), "lives"
            self.said.put(said)


class World:
    """Everything of one leg, on this machine alone."""

    def __init__(self, folder: Path, database: str, sabotage: str = "") -> None:
        self.folder = folder
        for name in ("desk", "keys", "notes", "mail"):
            (folder / name).mkdir(parents=True)
        folder.chmod(0o755)
        self.postgres = postgres.Cluster(folder / "postgres") if database == "postgresql" else None
        self.public = processes.free_port(HOST)
        self.log, self.mail = folder / "sink.log", folder / "mail"
        self.sink = subprocess.Popen(
            [sys.executable, "-m", "hueandcry.post.sink", "--listen", f"{HOST}:0", "--log", str(self.log),
             "--mail", str(self.mail), "--slow", "0.01"], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.sink.stdout
        self.relay = int(self.sink.stdout.readline().rpartition(":")[2])
        told = {
            "TESTING": "yes", "MODE": "rehearsal", "DATA": str(folder / "desk"), "KEYS": str(folder / "keys"),
            "PUBLIC_URL": f"http://{HOST}:{self.public}", "PUBLIC_LISTEN": f"{HOST}:{self.public}",
            "RELAY": f"{HOST}:{self.relay}", "SABOTAGE": sabotage, "DKIM_BY": "relay",
        }  # fmt: skip
        if self.postgres:
            told["DATABASE"] = self.postgres.address
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
        self.environment = clean | {f"HUEANDCRY_{name}": value for name, value in told.items()}

    def ask(self, what: str) -> dict[str, Any]:
        """Let a process of its own open the rows; see kill_rows.py."""
        done = subprocess.run(
            [sys.executable, str(HERE / "kill_rows.py"), what], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        assert done.returncode == 0, f"kill_rows.py {what} failed"
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def part(self, name: str) -> Part:
        """Start a part."""
        return Part(name, self.folder / "notes" / name, self.environment, self.folder / "parts.log")

    def close(self) -> None:
        """End what we started, and leave nothing."""
        self.sink.terminate()
        self.sink.wait()
        assert self.sink.stdout
        self.sink.stdout.close()
        if self.postgres:
            self.postgres.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Crowd:
    """Supporters who act and confirm without a pause; a receipt is written when the answer is there, not before."""

    def __init__(self, root: str, slug: str, receipts: Receipts, letters: sink_log.SinkLog, seed: str) -> None:
        self.root, self.slug, self.receipts, self.letters, self.seed = root, slug, receipts, letters, seed
        self.people: dict[str, int] = {}
        self.links: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
        self.stopping, self.acting = threading.Event(), threading.Event()
        self.acting.set()
        self.lock, self.next, self.confirmed, self.retries = threading.Lock(), 0, 0, 0
        self.threads = [threading.Thread(target=self._act, args=(n,), daemon=True) for n in range(2)]
        self.threads += [threading.Thread(target=work, daemon=True) for work in (self._confirm, self._read)]
        for thread in self.threads:
            thread.start()

    def leave(self) -> None:
        """Go home."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _act(self, number: int) -> None:
        visitor, dice = Visitor(self.root, seconds=10), random.Random(f"{self.seed} {number}")  # noqa: S311
        while not self.stopping.is_set() and self.acting.is_set():
            with self.lock:
                self.next += 1
                one = self.next
            told = {"name": name(one), "email": f"s{one}@example.net", "country": "DE", "words": ""}
            with self.lock:
                self.people[told["email"]] = one
            post = lambda told=told: visitor.post(f"/act/{self.slug}/en/", told)  # noqa: E731
            if self._until_answered(post):
                self.receipts.write("acted", number=one)
            time.sleep(dice.uniform(0, 0.05))

    def _read(self) -> None:
        seen: set[int] = set()
        for line in self.letters.follow(self.stopping, every=0.05):
            one = self.people.get(line.rcpt[0], 0)
            if one and one not in seen and (link := sink_log.confirm_link(self.letters.message(line))):
                seen.add(one)
                self.links.put((one, "/" + link.split("/", 3)[3]))

    def _confirm(self) -> None:
        visitor = Visitor(self.root, seconds=10)
        while not self.stopping.is_set():
            with contextlib.suppress(queue.Empty):
                one, path = self.links.get(timeout=0.2)
                page = self._until_answered(lambda path=path: visitor.get(path))  # type: ignore[misc]
                if page and page.has_form("/confirm/"):
                    form = page.form("/confirm/")
                    press = lambda page=page, form=form: visitor.submit(page, form, {})  # noqa: E731
                    if self._until_answered(press):
                        self.receipts.write("confirmed", number=one)
                        self.confirmed += 1

    def _until_answered(self, step: Callable[[], Any]) -> Any:
        """What was not acknowledged is tried again; nothing is written down before the 200."""
        while not self.stopping.is_set():
            with contextlib.suppress(Unreachable):
                page = step()
                if page.status == 200:
                    return page
            self.retries += 1
            time.sleep(0.03)
        return None


def name(number: int) -> str:
    """A supporter's name, from which her number can be read."""
    return "Ada " + "".join(SIGNS[int(digit, 16)] + "a" for digit in f"{number:05x}").title()


def number(text: str) -> int:
    """The number whose name stands in a text; 0 if none does."""
    _, _, rest = text.partition("Ada ")
    digits = rest[:10].lower()[::2]
    return int("".join(f"{SIGNS.index(sign):x}" for sign in digits), 16) if set(digits) <= set(SIGNS) and digits else 0
