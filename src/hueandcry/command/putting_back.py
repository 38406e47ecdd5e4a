"""`hueandcry post requeue` and `due-now`: letters by their numbers, or all of a kind after a question."""

import argparse
import sys
from typing import Any

from hueandcry.command import bars
from hueandcry.lib.refusal import Refused

DONE, NOT_ALL = 0, 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which letters, and whether to ask."""
    parser.add_argument("letters", type=int, nargs="*", metavar="LETTER")
    parser.add_argument(
        "--state", action="append", default=[], metavar="STATE",
        help="all of these instead: rejected, given_up, quarantined, in_doubt; may be given more than once",
    )  # fmt: skip
    parser.add_argument("--appeal", metavar="NUMBER", help='of these only letters of one appeal, such as "HC 3/26"')
    parser.add_argument("--office", type=int, metavar="N", help="of these only letters to one office")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--may-arrive-twice", action="store_true", help="also those in doubt; they are marked as possible duplicates"
    )


def run(asked: argparse.Namespace) -> int:
    """0 when all of them wait again, 1 when one does not, or somebody said no."""
    narrowed = asked.appeal is not None or asked.office is not None
    if asked.letters and (asked.state or narrowed):
        raise Refused("Give the numbers of letters, or a state, and not both.")
    if not asked.letters and not asked.state:
        raise Refused("Which letters? Give their numbers, or --state, such as --state given_up.")
    return _all_of(asked) if asked.state else _one_by_one(asked)


def due_now(asked: argparse.Namespace) -> int:
    """0 when it is done, 1 when there is nothing to do, or somebody said no."""
    from hueandcry.post import ahead, shared_clock

    now = shared_clock.now()
    found = ahead.look(now)
    if not found:
        print(f"Nothing waits for more than {ahead.FAR.days} days.")
        return NOT_ALL
    print(f"The clock says {now:%Y-%m-%d %H:%M} UTC. Later than {now + ahead.FAR:%Y-%m-%d %H:%M} are due:")
    print(f"{found.letters:>8}  letters\n{found.offices:>8}  offices' rests and turns\n{found.messages:>8}  messages")
    if not _agreed("Is the clock right, and shall all of it be due now?", yes=asked.yes):
        print("Nothing was changed.")
        return NOT_ALL
    with bars.bar("rows", total=found.letters + found.offices + found.messages, unit=" rows") as bar:
        for done in ahead.due_now(now):
            bar.update(done)
    print("They are due now. Offices keep their hours and their pace.")
    return DONE


def _one_by_one(asked: argparse.Namespace) -> int:
    from hueandcry.lib import clock
    from hueandcry.post import requeueing
    from hueandcry.post.models import Delivery

    done = 0
    for number in asked.letters:
        row = Delivery.objects.select_related("letter", "turn").filter(pk=number).first()
        try:
            if row is None:
                raise Refused(f"There is no letter {number}.")
            requeueing.requeue(row, twice=asked.may_arrive_twice, now=clock.now())
        except Refused as no:
            print(f"Letter {number}: {no}", file=sys.stderr)
            continue
        done += 1
        print(f"Letter {number} waits again.")
    return DONE if done == len(asked.letters) else NOT_ALL


def _all_of(asked: argparse.Namespace) -> int:
    from hueandcry.lib import clock
    from hueandcry.post import requeueing

    letters = requeueing.ready(_states(asked), keys=_keys(asked.appeal), office=_office(asked.office))
    found = requeueing.counts(letters)
    if not (total := sum(found.values())):
        print("There is no such letter.")
        return NOT_ALL
    for (state, kind), number in found.items():
        print(f"{number:>8}  {state}, {kind}")
    again = " Those in doubt may arrive twice; they are marked." if "in_doubt" in asked.state else ""
    if not _agreed(f"{total} letter(s) would wait again, due now.{again} Go on?", yes=asked.yes):
        print("Nothing was changed.")
        return NOT_ALL
    done = 0
    with bars.bar("letters", total=total, unit=" letters") as bar:
        for seen, put_back in requeueing.requeue_all(letters, now=clock.now()):
            done += put_back
            bar.update(seen)
    print(f"{done} letter(s) wait again.")
    if done < total:
        print(f"{total - done} had changed meanwhile, or somebody else put them back.")
    return DONE


def _states(asked: argparse.Namespace) -> list[str]:
    from hueandcry.post import requeueing

    can = [str(state) for state in (*requeueing.BY_HAND, requeueing.Status.IN_DOUBT)]
    if strange := sorted(set(asked.state) - set(can)):
        raise Refused(f"Letters that are {strange[0]} cannot be put back. These can: {', '.join(can)}.")
    if "in_doubt" in asked.state and not asked.may_arrive_twice:
        raise Refused(
            "Letters in doubt may have arrived. Ask the relay's log first: hueandcry post reconcile --help;"
            " or say --may-arrive-twice."
        )
    return list(asked.state)


def _keys(appeal: str | None) -> list[str]:
    """The keys that seal an appeal's letters; by these the post room knows what belongs together."""
    from hueandcry.appeals.models import Appeal

    if appeal is None:
        return []
    found = Appeal.objects.filter(number__iexact=" ".join(appeal.split())).first()
    if found is None:
        raise Refused(f"There is no appeal {appeal}. Its number stands on its page, such as HC 3/26.")
    return [found.act_key, found.follow_key]


def _office(number: int | None) -> Any:
    from hueandcry.post.models import Pigeonhole

    if number is not None and not Pigeonhole.objects.filter(pk=number).exists():
        raise Refused(f"There is no office {number}. `hueandcry post list` and the desk's page of offices name them.")
    return number


def _agreed(question: str, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Refused(f"{question} Nobody can be asked here: say --yes.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
