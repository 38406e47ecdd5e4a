"""Two desks wired to each other: whatever one sends by itself, the other answers with nothing."""

import json
import os
import shutil
import smtplib
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

import mailing
from hueandcry.lib import processes

pytestmark = [pytest.mark.slow, pytest.mark.once]
HERE = Path(__file__).resolve().parent
SUPPORTER = "maria@mailbox.{name}.example"  # her mailbox; the wire passes on what comes to it
QUIET = 3.0  # seconds without a letter after which nobody writes any more; a clock walks each second
LOOP = 8  # letters of a desk after which it is a loop


class Desk:
    """A real desk: its own database, keys, listener and clock."""

    def __init__(self, folder: Path, name: str, relay: int) -> None:
        self.folder, self.domain, self.lmtp = folder, f"act.{name}.example", processes.free_port()
        told = {
            "TESTING": "yes", "MODE": "rehearsal", "DATA": str(folder / "desk"), "KEYS": str(folder / "keys"),
            "MAIL_DOMAIN": self.domain, "NEWS_DOMAIN": f"news.{name}.example", "RELAY": f"127.0.0.1:{relay}",
            "LMTP": f"127.0.0.1:{self.lmtp}",
        }  # fmt: skip
        clean = {each: value for each, value in os.environ.items() if not each.startswith("HUEANDCRY_")}
        self.environment = clean | {f"HUEANDCRY_{each}": value for each, value in told.items()}
        self.running: list[subprocess.Popen[bytes]] = []

    def command(self, *words: str) -> None:
        whole = [sys.executable, "-m", "hueandcry.command.main", *words]
        subprocess.run(whole, env=self.environment, check=True, capture_output=True)

    def seed(self, *words: str) -> dict:
        whole = [sys.executable, str(HERE / "loop_desk.py"), *words]
        done = subprocess.run(whole, env=self.environment, check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, sabotage: str) -> None:
        for part in ("mailbox", "rounds"):
            whole = [sys.executable, "-m", "hueandcry.command.main", "serve", part]
            self.running.append(subprocess.Popen(whole, env=self.environment | {"HUEANDCRY_SABOTAGE": sabotage}))
        assert processes.wait_for(("127.0.0.1", self.lmtp), stopping=threading.Event(), seconds=60)

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait()

    def kinds(self) -> list[tuple[str, str]]:
        """(status, kind) of each message that came in."""
        with closing(sqlite3.connect(self.folder / "desk" / "desk.sqlite3")) as rows:
            return rows.execute("SELECT status, kind FROM post_incoming ORDER BY id").fetchall()


class Wire:
    """The mail servers between them: passes letters on, by aliases if there are any, and reports what is refused."""

    def __init__(self) -> None:
        self.sent: list[
            tuple[str, str]
        ] = []  # (domain of the sender, first recipient) of each letter a desk handed over
        self.aliases: dict[str, str] = {}
        self.desks: dict[str, Desk] = {}
        self.last = time.monotonic()

    async def handle_DATA(self, server, session, envelope) -> str:
        self.last = time.monotonic()
        self.sent.append((envelope.mail_from.rpartition("@")[2], envelope.rcpt_tos[0]))
        for to in envelope.rcpt_tos:
            self.pass_on(envelope.mail_from, self.aliases.get(to, to), envelope.original_content)
        return "250 taken"

    def pass_on(self, sender: str, to: str, raw: bytes) -> None:
        """To the desk at the other end, if one is there; a refused letter comes back as a mail server reports it."""
        desk = self.desks.get(to.rpartition("@")[2])
        if desk is None:
            return
        try:
            with smtplib.LMTP("127.0.0.1", desk.lmtp, timeout=20) as line:
                line.sendmail(sender, [to], raw)
        except smtplib.SMTPRecipientsRefused:
            if sender:
                self.pass_on("", sender, mailing.bounce(to))

    def by(self, desk: Desk) -> int:
        return sum(sender == desk.domain for sender, _ in self.sent)

    def settle(self, desks: "list[Desk]") -> None:
        """Wait until nobody has written for a while and all that came in is sorted, or until it is plainly a loop."""
        until = time.monotonic() + 60
        while time.monotonic() < until and all(self.by(desk) < LOOP for desk in desks):
            sorted_ = all(status != "raw" for desk in desks for status, _ in desk.kinds())
            if sorted_ and time.monotonic() - self.last > QUIET:
                return
            time.sleep(0.2)


@pytest.fixture(scope="module")
def born(tmp_path_factory):
    """Two desks, each with a supporter who asked for answers and whose protest has left."""
    folder, wire = tmp_path_factory.mktemp("two"), Wire()
    controller = Controller(wire, hostname="127.0.0.1", port=processes.free_port())
    controller.start()
    desks = [Desk(folder / name, name, controller.port) for name in ("alpha", "beta")]
    desks[0].command("migrate")
    shutil.copytree(desks[0].folder, desks[1].folder)
    told = [desk.seed("protest", SUPPORTER.format(name=desk.domain.split(".")[1])) for desk in desks]
    for desk in desks:
        desk.command("rounds", "--once")
    assert [wire.by(desk) for desk in desks] == [each["letters"] for each in told]
    wire.desks = {desk.domain: desk for desk in desks}
    for desk, other in zip(desks, reversed(told), strict=True):
        wire.aliases[SUPPORTER.format(name=desk.domain.split(".")[1])] = other["alias"]
    yield wire, desks, told
    controller.stop()


def one_letter_each(born, sabotage: str = "") -> None:
    """The promise: an office's answer, an act in the other's name and a bounce cause a letter each, and no more."""
    wire, (alpha, beta), (hers, his) = born
    for desk in (alpha, beta):
        desk.start(sabotage)
    try:
        wire.sent.clear()
        wire.pass_on("o.lem@court.example.org", hers["alias"], mailing.answer(f"The sentences were lawful. {sabotage}"))
        wire.last = time.monotonic()
        while not wire.by(alpha) and time.monotonic() - wire.last < 30:
            time.sleep(0.1)
        wire.settle([alpha, beta])
        assert (wire.by(alpha), wire.by(beta)) == (1, 0), "two desks write to each other about nothing"

        wire.sent.clear()
        alpha.seed("act", his["alias"])
        beta.seed("act", hers["alias"])
        wire.last = time.monotonic()
        wire.settle([alpha, beta])
        assert (wire.by(alpha), wire.by(beta)) == (1, 1), "a letter of confirmation was answered"

        wire.sent.clear()
        alpha.seed("act", "p-aaaaaaaaaa-nobody@act.beta.example")
        wire.last = time.monotonic()
        wire.settle([alpha, beta])
        assert (wire.by(alpha), wire.by(beta)) == (1, 0), "a report of failure was answered"
    finally:
        for desk in (alpha, beta):
            desk.stop()


def test_two_desks_wired_to_each_other_write_one_letter_each_at_most(born):
    one_letter_each(born)

    _wire, (alpha, beta), _told = born
    assert alpha.kinds() == [("placed", "reply"), ("placed", "robot"), ("placed", "bounce")], alpha.kinds()
    assert beta.kinds() == [("placed", "robot")] * 2, beta.kinds()


def test_two_desks_that_answer_robots_are_noticed(born):
    with pytest.raises(AssertionError, match="about nothing"):
        one_letter_each(born, "answer-robots")

    wire, desks, _told = born
    assert all(wire.by(desk) > 2 for desk in desks)
