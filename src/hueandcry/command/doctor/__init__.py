"""Look at everything a desk needs, and say in a sentence what is wrong and what to do about it.

It ends with 0 when all is well, 1 when there is something to do or to ask again, 2 when it was asked wrongly.
One letter is sent, to this desk itself; it is counted nowhere. No check waits without end.
"""

import argparse
import json
import os
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator

from hueandcry.command import starting
from hueandcry.lib.env import Misconfigured
from hueandcry.lib.finding import NOTE, OK, TO_DO, UNASKED, Finding
from hueandcry.lib.refusal import Refused

HELP = "check this installation and say what to do"
EXAMPLE = "hueandcry doctor"
ROWS = 120.0  # seconds in which the database has to answer everything it is asked
WIDE = 100  # signs of a line on the screen
Check = Callable[[], Finding | Iterable[Finding]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """How it is said."""
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    parser.add_argument("--language", choices=["en", "ru"], help="of the sentences; that of LANG if not given")
    parser.add_argument("--no-letter", action="store_true", help="do not send the letter to ourselves")


def run(asked: argparse.Namespace) -> int:
    """0 when all is well, 1 when something needs a hand or could not be asked."""
    findings = list(look(language=asked.language or _language(), letter=not asked.no_letter))
    todo = sum(one.state in (TO_DO, UNASKED) for one in findings)
    if asked.json:
        rows = [{"name": f.name, "state": f.state, "sentence": f.sentence, "advice": f.advice} for f in findings]
        print(json.dumps({"well": not todo, "findings": rows}, ensure_ascii=False))
    else:
        print("\n".join(_table(findings)))
    return 1 if todo else 0


def look(*, language: str = "en", letter: bool = True) -> Iterator[Finding]:
    """Every check in turn; those that need rows only when they are there."""
    try:
        starting.django()
    except Misconfigured as no:
        yield Finding("settings", str(no), "Mend the setting and ask again.")
        return
    from django.utils import translation
    from django.utils.translation import gettext as _

    with translation.override(language):
        yield Finding("settings", _("read, none unknown, none unsafe."))
        yield from _without_rows()
        yield (database := _database())
        if database.state == OK:
            yield from _with_rows(letter)


def _without_rows() -> Iterator[Finding]:
    from hueandcry.command.doctor import machine, weakness
    from hueandcry.post.checks import names, relay

    checks: list[tuple[str, Check]] = [("keys", machine.keys), ("disk", machine.disk), ("DNS", names.look)]
    for name, check in (*checks, ("relay", relay.look), ("security.txt", weakness.look)):
        yield from _safely(name, check)


def _with_rows(letter: bool) -> Iterator[Finding]:
    from hueandcry.command.doctor import machine, records
    from hueandcry.lib import clock
    from hueandcry.post.checks import intake, queue

    now = clock.now()
    checks: list[tuple[str, Check]] = [
        ("folders", machine.belonging),
        ("durability", records.durability),
        ("backup", lambda: machine.backup(now)),
        ("clock", lambda: machine.clocks(now)),
        ("rounds", lambda: machine.rounds(now)),
        ("letters", lambda: queue.look(now)),
        *((("mail to us", intake.look),) if letter else ()),
        ("keys of appeals", records.live_keys),
        ("ledger", records.ledger),
        ("tally", records.tally),
        ("forgetting", records.forgetting),
        ("embassies", records.missions),
        ("staff", records.people),
    ]
    _hurry(ROWS)
    try:
        for name, check in checks:
            yield from _safely(name, check)
    finally:
        _hurry(None)


def _safely(name: str, check: Check) -> Iterator[Finding]:
    """What a check says; one that breaks is told, and the others go on."""
    from django.utils.translation import gettext as _

    try:
        found = check()
        yield from [found] if isinstance(found, Finding) else found
    except Exception as trouble:  # its words may hold an address
        sentence = _("could not be looked at (%(kind)s).") % {"kind": type(trouble).__name__}
        yield Finding(name, sentence, _("Ask again; if it stays so, tell the maintainers."), UNASKED)


def _database() -> Finding:
    from django.utils.translation import gettext as _

    name, place = "database", starting.place()
    if not starting.exists():
        advice = starting.demo_beside() or _("Make one with: hueandcry migrate")
        return Finding(name, _("there is none at %(place)s: no desk yet.") % {"place": place}, advice)
    try:
        waiting = starting.unapplied()
    except Refused as no:
        return Finding(name, str(no), _("Start it, or mend the setting."))
    if waiting:
        sentence = _("%(n)d steps of this version are missing.") % {"n": waiting}
        return Finding(name, sentence, _("Run: hueandcry migrate"))
    return Finding(name, _("%(place)s, up to date.") % {"place": place})


def _hurry(seconds: float | None) -> None:
    """Break off what the database takes longer over than this from now; None: no limit again."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        until = time.monotonic() + (seconds or 0)
        handler = (lambda: int(time.monotonic() > until)) if seconds else None
        connection.connection.set_progress_handler(handler, 100_000)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [int((seconds or 0) * 1000)])


def _language() -> str:
    """Russian where the operator's terminal is."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ru" if told.lower().startswith("ru") else "en"


def _table(findings: list[Finding]) -> Iterator[str]:
    """A line for each finding, what to do below it."""
    marks = {OK: "ok", NOTE: "note", UNASKED: "?", TO_DO: "TO DO"}
    room = max(len(one.name) for one in findings)
    for one in findings:
        first = f"{marks[one.state]:<6} {one.name:<{room}}  "
        rest = " " * len(first)
        yield _wrapped(one.sentence, WIDE + room, first, rest)
        if one.advice:
            yield _wrapped(one.advice, WIDE + room, rest + "-> ", rest + "   ")


def _wrapped(text: str, width: int, first: str, rest: str) -> str:
    """Lines of this width; a path or an address is never broken."""
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
