"""Rehearse the whole main job with a report of yours, in a throw-away folder, and count it twice.

Real HTTP, real SMTP and real processes on this machine alone; nothing can reach anybody outside. Supporters act
and confirm, letters leave, copies and bounces come in, the person is released, everyone is told. Then the counts
of the desk are compared with what supporters and officials were really given.
"""

import argparse
import json
import sys
from pathlib import Path

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
    parser.add_argument("--seed", type=int, default=1, help="the same seed casts the same people (1)")
    parser.add_argument("--keep", action="store_true", help="leave the folder there and say where it is")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object, on the last line")


def run(asked: argparse.Namespace) -> int:
    """0 when every count agrees, 1 when one does not, 2 when the report cannot be rehearsed."""
    asked.report.open("rb").close()
    if asked.missions:
        asked.missions.open("rb").close()
    from hueandcry.rehearsal import play

    plan = play.Plan(
        report=asked.report, supporters=asked.supporters, copies=asked.copies, missions=asked.missions,
        kills=asked.kills, seed=asked.seed, keep=asked.keep,
    )  # fmt: skip
    found = play.run(plan)
    for sentence in found["disagreements"]:
        print(sentence, file=sys.stderr)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(play.in_words(found))
    return 0 if found["agrees"] else 1


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000:
        raise argparse.ArgumentTypeError("has to be a number from 0 to 100000")
    return int(text)
