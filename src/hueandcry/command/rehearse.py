"""Rehearse the whole main job with a report of yours, in a throw-away folder, and count it twice.

Real HTTP, real SMTP and real processes on this machine alone; nothing can reach anybody outside. Supporters act
and confirm, letters leave, copies and bounces come in, the person is released, everyone is told. Then the counts
of the desk are compared with what supporters and officials were really given.
"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hueandcry.command import starting
from hueandcry.lib.refusal import Refused

HELP = "the whole main job in a throw-away folder, counted twice"
EXAMPLE = "hueandcry rehearse report.txt --supporters 300 --copies 40 --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The report and the size of the crowd."""
    parser.add_argument("report", type=Path, help="a report: text, HTML or mail")
    parser.add_argument("--supporters", type=_count, default=300, metavar="N", help="people who act by our relay (300)")
    parser.add_argument(
        "--copies", type=_count, default=40, metavar="M", help="copies from people's own mail programs (40)"
    )
    parser.add_argument("--missions", type=Path, metavar="FILE", help="the published table of embassies")
    parser.add_argument(
        "--kills", type=_count, default=0, metavar="K", help="kill the public door and the clock K times in all"
    )
    parser.add_argument("--slow", type=float, default=0, metavar="S", help="a relay that takes S seconds over a letter")
    parser.add_argument("--seed", type=int, default=1, help="the same seed casts the same people (1)")
    parser.add_argument("--keep", action="store_true", help="leave the folder there and say where it is")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object, on the last line")


def run(asked: argparse.Namespace) -> int:
    """0 when every count agrees, 1 when one does not, 2 when the report cannot be rehearsed."""
    for path in filter(None, (asked.report, asked.missions)):
        path.open("rb").close()
    from hueandcry.rehearsal import providers, world

    folder = Path(tempfile.mkdtemp(prefix="hueandcry-rehearsal-"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        here = world.World(folder, slow=asked.slow, mail_providers=providers.make())
        here.settle()
        starting.django()
        found = _play(asked, here)
    finally:
        if asked.keep:
            print(f"Everything is left in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    for sentence in found["disagreements"]:
        print(sentence, file=sys.stderr)
    print("\n".join(_lines(found)), file=sys.stderr if asked.json else sys.stdout)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
    return 0 if found["agrees"] else 1


def _play(asked: argparse.Namespace, here: Any) -> dict[str, Any]:
    from hueandcry.rehearsal import browser, play

    plan = play.Plan(
        report=asked.report, supporters=asked.supporters, copies=asked.copies, missions=asked.missions,
        kills=asked.kills, seed=asked.seed,
    )  # fmt: skip
    try:
        return play.run(plan, here, say=lambda line: print(line, file=sys.stderr, flush=True))
    except (browser.Unexpected, browser.Unreachable) as trouble:
        raise Refused(f"The rehearsal came to a halt: {trouble}") from None


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['report']}: appeal {found['appeal']}"
    for target in found["targets"]:
        yield f"  {target['accepted']:>6} letters accepted, {target['bounced']} of them came back: {target['name']}"
    for name in (
        "acknowledged",
        "confirmed",
        "letters_accepted",
        "copies_verified",
        "copies_received",
        "declared",
        "news_sent",
    ):
        yield f"  {found[name]:>6} {name.replace('_', ' ')}"
    yield f"Counted twice, in {found['seconds']['all']:.0f} seconds: " + (
        "everything agrees." if found["agrees"] else f"{len(found['disagreements'])} numbers DIFFER (see above)."
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000:
        raise argparse.ArgumentTypeError("has to be a number from 0 to 100000")
    return int(text)
