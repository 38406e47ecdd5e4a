"""The demo: a desk on this machine with a live appeal, to click through; it goes on with what it left."""

import fcntl
import hashlib
import json
import secrets
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path

from hueandcry.appeals.models import Appeal
from hueandcry.intake.models import Report
from hueandcry.lib import env, processes
from hueandcry.lib.refusal import Refused
from hueandcry.rehearsal import opening, sink_log
from hueandcry.rehearsal.browser import Unexpected
from hueandcry.rehearsal.world import World

STAFF = (("mira", "Mira Kern", "writer"), ("tomas", "Tomas Abel", "approver"), ("jana", "Jana Lind", "postkeeper"))
MAY = {  # by role, for whoever has just opened the demo
    "writer": "takes in reports, writes appeals, issues what was approved",
    "approver": "the second person: approves what others wrote; keeps the post too",
    "postkeeper": "reads what comes back, sets an office's pace, asks for summaries",
}
LOOK = 0.2  # seconds between two looks at processes and letters


def run(report: Path, *, missions: Path | None, world: World, say: Callable[[str], None]) -> int:
    """Start, bring the report to a live appeal unless it is one already, and stay until Ctrl-C."""
    raw = opening.check(report)
    lock = (world.folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refused(f"A demo is running in {world.folder} already.") from None
    people = _accounts(world.folder / "accounts.json")
    opening.prepare(people, table=missions)
    letters = sink_log.SinkLog(world.sink_log, world.mail)
    letters.new()  # what was printed last time is not news
    group = world.start(say)
    processes.stop_on_signals(group.stopping)
    try:
        if not world.ready():
            if group.stopping.is_set():
                return 0
            raise Unexpected(f"The desk did not start: {world.last_words()}")
        appeal = _made_from(raw)
        if appeal is None:
            say(f"Bringing {report.name} to a live appeal, as two people at the desk would ...")
            appeal = opening.walk(world, report, raw, writer=people[0], approver=people[1])
        pages = opening.public_pages(world, appeal)
        while not pages and not group.stopping.wait(LOOK):  # the clock prints them in a moment
            group.look_after()
            pages = opening.public_pages(world, appeal)
        _introduce(world, appeal, pages, people, say)
        while not group.stopping.wait(LOOK):
            group.look_after()
            for line in letters.new():
                say(_letter(letters, line))
    finally:
        group.stop()
        lock.close()
    say("Stopped. Start it again and it goes on with what is there.")
    return 0


def _made_from(raw: bytes) -> Appeal | None:
    """The public appeal made from these very bytes, if there is one."""
    cases = Report.objects.filter(sha256=hashlib.sha256(raw).hexdigest(), case__isnull=False).values("case")
    return Appeal.objects.filter(case__in=cases, number__isnull=False).order_by("-pk").first()


def _accounts(path: Path) -> list[opening.Account]:
    """Three people with passwords made for this demo; the same ones when it is started again."""
    path.touch(mode=0o600)
    passwords = json.loads(path.read_text() or "{}")
    passwords |= {username: secrets.token_urlsafe(12) for username, _, _ in STAFF if username not in passwords}
    path.write_text(json.dumps(passwords))
    return [opening.Account(username, name, role, passwords[username]) for username, name, role in STAFF]


def _introduce(
    world: World, appeal: Appeal, pages: dict[str, str], people: list[opening.Account], say: Callable[[str], None]
) -> None:
    say("")
    say(f"{appeal.number}, {appeal.case.title} ({appeal.get_status_display().lower()})")
    for language, path in sorted(pages.items()):
        say(f"  public page ({language})   {world.public_url}{path}")
    for other in Appeal.objects.filter(status=Appeal.Status.LIVE).exclude(pk=appeal.pk).order_by("pk"):
        say(f"  also live: {other.number}, {other.case.title}")
    say(f"  all appeals         {world.public_url}/")
    say(f"  desk                {world.desk_url}/")
    for one in people:
        say(f"    {one.role:<10} {one.username:<6} password {one.password}   {MAY[one.role]}")
    say("")
    say("Nothing reaches anybody: letters land in " + str(world.mail))
    say("To ask this desk by a command, put before it: " + env.asks(world.folder / "desk"))
    say("Act on the page of a live appeal with any address; the link to confirm with appears here.")
    say("Ready. Ctrl-C ends it.")
    say("")


def _letter(letters: sink_log.SinkLog, line: sink_log.Line) -> str:
    message = letters.message(line)
    if link := sink_log.confirm_link(message):
        return f"letter to {line.rcpt[0]}: confirm at {link}"
    answers = parseaddr(str(message["Reply-To"] or message["From"]))[1]
    return f"letter to {line.rcpt[0]}: {message['Subject']}\n  an answer to it goes to {answers}"
