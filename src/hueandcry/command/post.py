"""Look after the letters on the shelf: what waits and why, one letter's story, stopping and starting, and the time
after a restore.

Offices are named by their number, as on the desk's page of offices. Nothing here prints the address or the name of a
supporter. After a restore nothing leaves until somebody has run `reconcile` with the relay's log, if there is one, and
then `release`.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hueandcry.command import bars, putting_back, starting
from hueandcry.lib.refusal import Refused

HELP = (
    "list, show, pause, resume, requeue or hurry letters; reconcile with the relay's log after a restore, and release"
)
EXAMPLE = "hueandcry post reconcile --log /var/log/mail.log --whole && hueandcry post release"
SHOWN = 50  # letters that `list` prints without --all
FINE, TROUBLE = 0, 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """list, show, pause, resume, requeue, due-now, reconcile, release."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = _sub(
        what, "list", "how many letters are in which state, and which wait or are in trouble", "list --state in_doubt"
    )
    one.add_argument("--state", action="append", default=[], metavar="STATE", help="only these, such as in_doubt")
    one.add_argument("--office", type=int, metavar="N", help="only letters to this office")
    one.add_argument("--all", action="store_true", help=f"more than the first {SHOWN} letters")
    one = _sub(what, "show", "everything about one letter: its tries, and what was answered", "show 4711")
    one.add_argument("letter", type=int)
    for name, does in (("pause", "let nothing leave for an office"), ("resume", "let letters leave again")):
        one = _sub(what, name, f"{does}, or for all of them", f"{name} 12", fails="it was so before")
        one.add_argument("office", help="its number, or `all`")
    one = _sub(
        what, "requeue", "put letters back on the shelf that were refused, given up or set aside",
        "requeue --state given_up --office 12", fails="one cannot be put back, none was found, or somebody said no",
    )  # fmt: skip
    putting_back.arguments(one)
    one = _sub(
        what, "due-now", "make due what a clock that was wrong has put off by more than two days", "due-now",
        fails="nothing waits for so long, or somebody said no",
    )  # fmt: skip
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = _sub(
        what, "reconcile", "compare letters in doubt, and after a restore all that wait, with a log",
        "reconcile --log /var/log/mail.log.1 --log /var/log/mail.log --whole", fails="no letter of ours is in the log",
    )  # fmt: skip
    one.add_argument("--log", type=Path, action="append", required=True, help="a log of the relay; - is standard input")
    one.add_argument(
        "--whole", action="store_true", help="the logs show every letter the relay took since the backup or the doubt"
    )
    one = _sub(what, "release", "let letters leave again after a restore", "release", fails="nothing was held")
    one.add_argument(
        "--may-arrive-twice", action="store_true", help="although no whole log was read: old ones leave marked"
    )


def _sub(what: Any, name: str, does: str, example: str, fails: str = "") -> argparse.ArgumentParser:
    """A word after `post`, which explains itself as every subcommand does; `fails`: when it ends with 1."""
    ends = f"0 when it is done{f', 1 when {fails}' if fails else ''}, 2 when it is refused or asked wrongly."
    made: argparse.ArgumentParser = what.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.",
        epilog=f"Example:\n  hueandcry post {example}\n\nIt ends with {ends}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    return made


def run(asked: argparse.Namespace) -> int:
    """0 when it is done, 1 when there was nothing to do it to, 2 when it is refused."""
    starting.django()
    starting.database("keys")
    does = {
        "list": _list, "show": _show, "pause": _pause, "resume": _resume, "requeue": putting_back.run,
        "due-now": putting_back.due_now, "reconcile": _reconcile, "release": _release,
    }  # fmt: skip
    return does[asked.what](asked)


def _list(asked: argparse.Namespace) -> int:
    from hueandcry.post import listing

    if strange := sorted(set(asked.state) - set(listing.STATES)):
        raise Refused(f"There is no state called {strange[0]}. There are: {', '.join(listing.STATES)}.")
    _say_if_held()
    rows = listing.rows(asked.state, _office(asked.office) if asked.office is not None else None)
    for state, number, oldest in listing.counts(rows):
        print(f"{state:<13}{number:>8}  the first of them was due at {oldest:%Y-%m-%d %H:%M} UTC")
    for office in listing.paused():
        print(
            f"paused       office {office.pk} since {office.paused_at:%Y-%m-%d %H:%M} UTC:"
            f" {office.get_paused_why_display()}"
        )
    looked_at = rows if asked.state or asked.office is not None else rows.filter(status__in=listing.TROUBLED)
    wanted = looked_at.count() if asked.all else SHOWN
    for row in looked_at.order_by("due_at", "pk")[:wanted]:
        place = f"office {row.turn.pigeonhole_id}" if row.turn else "-"
        print(f"{row.pk:>8}  {row.letter.kind:<13}{row.status:<13}{place:<14}{row.tries:>3} tries  {row.answer[:60]}")
    if (more := looked_at.count() - wanted) > 0:
        print(f"{more} more; ask with --all")
    return FINE


def _show(asked: argparse.Namespace) -> int:
    from hueandcry.post import answers

    row = _letter(asked.letter)
    print(
        f"Letter {row.pk}: {row.letter.get_kind_display()}, {row.letter.language}, {row.get_status_display().lower()}"
    )
    print(
        f"  laid out {row.created_at:%Y-%m-%d %H:%M}, due {row.due_at:%Y-%m-%d %H:%M} UTC,"
        f" erased by {row.erase_by:%Y-%m-%d}"
    )
    print(f"  Message-ID {row.message_id}{'; may have arrived twice' if row.possible_duplicate else ''}")
    if row.turn:
        print(f"  to office {row.turn.pigeonhole_id}")
    for one in row.attempts.order_by("number"):
        code = f" {one.code}" if one.code else ""
        print(
            f"  {one.number}. {one.started_at:%Y-%m-%d %H:%M:%S} {one.get_result_display().lower()}"
            f" ({one.stage}{code}) {one.answer}"
        )
        if said := answers.explained(one.answer, one.code):
            print(f"     {said}")
        for line in one.whole.split("\n") if one.whole else ():
            print(f"     | {line}")
    if row.answer:
        print(f"  last words: {row.answer}")
    return FINE


def _pause(asked: argparse.Namespace) -> int:
    from hueandcry.lib import clock
    from hueandcry.post import epochs, pace
    from hueandcry.post.models import Epoch, Pigeonhole

    if asked.office == "all":
        if epochs.held():
            raise Refused("Nothing leaves already.")
        epochs.begin(Epoch.Why.BY_HAND, now=clock.now())
        print("Nothing leaves any more, confirmations neither. `hueandcry post resume all` lets them go on.")
        return FINE
    done = pace.pause(_office(asked.office), Pigeonhole.Why.BY_HAND, now=clock.now())
    print(
        f"Nothing leaves for office {asked.office} any more." if done else f"Office {asked.office} was paused before."
    )
    return FINE if done else TROUBLE


def _resume(asked: argparse.Namespace) -> int:
    from hueandcry.lib import clock
    from hueandcry.post import epochs, pace
    from hueandcry.post.models import Epoch

    if asked.office == "all":
        held = epochs.held()
        if held and held.why != Epoch.Why.BY_HAND:
            raise Refused("Letters are held because of a restore. See: hueandcry post release --help")
        done = held is not None and epochs.release(held, by=_me(), now=clock.now())[0]
        print("Letters leave again. Offices that are paused by themselves stay so." if done else "Nothing was stopped.")
        return FINE if done else TROUBLE
    done = pace.resume(_office(asked.office), now=clock.now())
    print(f"Letters leave for office {asked.office} again." if done else f"Office {asked.office} was not paused.")
    return FINE if done else TROUBLE


def _reconcile(asked: argparse.Namespace) -> int:
    from hueandcry.lib import clock
    from hueandcry.post import reconciling, relay_log

    found = reconciling.reconcile(relay_log.taken(_lines(asked.log)), whole=asked.whole, now=clock.now())
    if not found.ours:
        print("There is no letter of ours in the log: is it the right one? It proves nothing, and nothing is changed.")
        return TROUBLE
    print(f"{found.ours} letters of ours in the log.")
    print(f"{found.accepted} that waited or were in doubt had left: accepted.")
    print(
        f"{found.queued} in doubt had not left: they wait again."
        if asked.whole
        else "Letters in doubt that it does not show stay so."
    )
    print(f"{found.unknown} left that this database has no row for.")
    _say_if_held()
    return FINE


def _release(asked: argparse.Namespace) -> int:
    from hueandcry.lib import clock
    from hueandcry.post import epochs
    from hueandcry.post.models import Epoch

    held = epochs.held()
    if held is None:
        print("Letters leave; nothing is held.")
        return TROUBLE
    if held.why == Epoch.Why.BY_HAND:
        raise Refused("Somebody stopped all letters by hand: hueandcry post resume all")
    if (twice := epochs.doubtful(held).count()) and not asked.may_arrive_twice:
        raise Refused(
            f"{twice} letter(s) may have left before the restore, and no whole log of the relay was read."
            " Run `hueandcry post reconcile --log FILE --whole`, or release with --may-arrive-twice:"
            " they leave once more, marked."
        )
    done, marked = epochs.release(held, by=_me(), now=clock.now())
    print(
        f"Letters leave again; {marked} are marked as possible duplicates."
        if done
        else "Somebody else has just done it."
    )
    return FINE if done else TROUBLE


def _say_if_held() -> None:
    from hueandcry.post import epochs

    if held := epochs.held():
        print(f"HELD since {held.begun_at:%Y-%m-%d %H:%M} UTC, nothing leaves: {held.get_why_display()}")


def _lines(paths: list[Path]) -> Iterator[str]:
    """Every line of the logs, with a bar of bytes."""
    for path in paths:
        if str(path) == "-":
            yield from sys.stdin
            continue
        with (
            path.open("rb") as log,
            bars.bar(path.name, total=path.stat().st_size, unit="B") as bar,
        ):
            for line in log:
                bar.update(len(line))
                yield line.decode("utf-8", "replace")


def _letter(number: int) -> Any:
    from hueandcry.post.models import Delivery

    row = Delivery.objects.select_related("letter", "turn").filter(pk=number).first()
    if row is None:
        raise Refused(f"There is no letter {number}.")
    return row


def _office(number: int | str) -> Any:
    from hueandcry.post.models import Pigeonhole

    found = Pigeonhole.objects.filter(pk=int(number)).first() if str(number).isdecimal() else None
    if found is None:
        raise Refused(f"There is no office {number}. `hueandcry post list` and the desk's page of offices name them.")
    return found


def _me() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody at the command line"
