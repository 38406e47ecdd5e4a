"""How fast letters leave and copies come in, beside what is possible and what others do; all in one run.

    [POSTFIX=FOLDER] python bench/post.py [--rounds 3] [--seconds 3] [--letters 600]

Signed letters are written, read again, signed with RSA-2048 and carried over one kept line a process, without a
database, to Postfix's smtp-sink, which shares the cores; without Postfix to the smallest sink in Python
(bench/post_sink.py). They stand beside `openssl speed rsa2048` (its signatures a second of one core's own time, times
the cores) and beside Django's message, dkimpy and a connection for each letter. Copies are judged by their head before
the signature (bench/post_copies.py). "By work" counts only the processor time that the senders and the sink used, not
that for which they waited on a busy machine; "alone" leaves the sink out too. Every figure is measured once a round;
shown are the median and the worst of the rounds.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import post_copies
import post_senders

BENCH = Path(__file__).parent
Rounds = dict[str, list[float]]


def main() -> None:
    """Run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description="How fast letters leave and copies come in.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="for each round of openssl speed")
    parser.add_argument("--letters", type=int, default=600, help="a process and round")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "desk").mkdir()
        os.environ.update(
            DJANGO_SETTINGS_MODULE="hueandcry.settings", HUEANDCRY_DATA=str(folder / "desk"),
            HUEANDCRY_KEYS=str(folder / "keys"),
        )  # fmt: skip
        import django

        django.setup()
        seen: Rounds = {}
        before = _ticks()
        for number in range(asked.rounds):
            print(f"round {number + 1} of {asked.rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            for what, figure in _round(asked.letters, asked.seconds).items():
                seen.setdefault(what, []).append(figure)
    _tell(seen, before)
    _tell_goals(seen)
    _tell_whole_path()


def _round(letters: int, seconds: float) -> dict[str, float]:
    from django.conf import settings

    cores, found = post_senders.CORES, {}

    def send(what: str, make: Callable[[int], post_senders.Send], count: int, processes: int) -> None:
        keep(what, post_senders.rate(make, count, processes))

    def keep(what: str, rates: tuple[float, float, float]) -> None:
        found[what], found[f"{what}, by work"], found[f"{what}, alone"] = rates

    settings.LIVE = True  # addresses as a desk writes them, not rehearsed; all are reserved, and the sink is here
    found["openssl, 1 core"] = _openssl(seconds)
    settings.DKIM_KEY = post_senders.PEM
    send("signed, 1 process", post_senders.ours, letters, 1)
    send(f"signed, {cores} processes", post_senders.ours, letters, cores)
    settings.DKIM_KEY = ""
    send(f"naive, {cores} processes", post_senders.naive, max(letters // 20, 5), cores)
    send("unsigned, 1 process", post_senders.ours, 3 * letters, 1)
    send(f"unsigned, {cores} processes", post_senders.ours, 3 * letters, cores)
    send("unsigned and ready, 1 process", post_senders.ours_ready, 3 * letters, 1)
    send("smtplib on a kept line, ready", post_senders.kept_smtplib, 3 * letters, 1)
    if post_senders.postfix("smtp-source"):
        keep("smtp-source, 1 line", post_senders.smtp_source(6 * letters, 1))
        keep(f"smtp-source, {cores} lines", post_senders.smtp_source(6 * letters, cores))
    found["copies"] = post_copies.a_second(post_copies.ours, 1)
    found["policy.default"] = post_copies.a_second(post_copies.modern, 1)
    found["compat32"] = post_copies.a_second(post_copies.old, 1)
    found["copies with their signature"] = post_copies.a_second(post_copies.verified(), 1)
    return found


def _openssl(seconds: float) -> float:
    """Signatures a second of one core's own time."""
    told = subprocess.run(
        ["openssl", "speed", "-seconds", str(max(1, round(seconds))), "rsa2048"],  # noqa: S607
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.search(r"^rsa 2048 bits +\S+ +\S+ +([0-9.]+)", told, re.MULTILINE)
    assert found, told
    return float(found[1])


def _tell(seen: Rounds, before: tuple[int, int]) -> None:
    stolen, ticks = (now - then for now, then in zip(_ticks(), before, strict=True))
    print("the sink is " + ("Postfix's" if post_senders.postfix("smtp-sink") else "one in Python: no POSTFIX here"))
    print(f"{post_senders.CORES} cores, load {os.getloadavg()[0]:.1f}, {100 * stolen / max(ticks, 1):.1f} % stolen")
    print(f"{'a second':<48} {'median':>8} {'worst':>8}")
    for what, figures in seen.items():
        print(f"{what:<48} {statistics.median(figures):>8.0f} {min(figures):>8.0f}")


def _tell_goals(seen: Rounds) -> None:
    cores = post_senders.CORES
    ours, naive, openssl = f"signed, {cores} processes", f"naive, {cores} processes", "openssl, 1 core"
    print(f"\n{'ratio':<62} {'median':>7} {'worst':>7}  goal")
    _ratio("signed / (openssl x cores)", 0.7, [a / b / cores for a, b in zip(seen[ours], seen[openssl], strict=True)])
    work = zip(seen[f"{ours}, by work"], seen[openssl], strict=True)
    _ratio("the same by work, sender and sink", 0.7, [a / b for a, b in work])
    _ratio("the same by work, sender alone", 0.7, _over(seen, f"{ours}, alone", openssl))
    _ratio("signed / (Django + dkimpy + connection)", 15, _over(seen, ours, naive))
    _ratio("the same by work", 15, _over(seen, f"{ours}, by work", f"{naive}, by work"))
    plain, ready = "unsigned, 1 process", "unsigned and ready, 1 process"
    if post_senders.postfix("smtp-source"):
        for lines, process in (("1 line", "1 process"), (f"{cores} lines", f"{cores} processes")):
            for how in ("", ", by work", ", alone"):
                one, other = f"unsigned, {process}{how}", f"smtp-source, {lines}{how}"
                _ratio(f"{one} / smtp-source", 1.3, _over(seen, one, other))
        _ratio("unsigned and ready, 1 process / smtp-source", 1.3, _over(seen, ready, "smtp-source, 1 line"))
        _ratio("the same by work", 1.3, _over(seen, f"{ready}, by work", "smtp-source, 1 line, by work"))
    else:
        print("unsigned / smtp-source: smtp-source is not here; in its stead the standard library with ready letters:")
    _ratio("unsigned / smtplib on a kept line", None, _over(seen, plain, "smtplib on a kept line, ready"))
    _ratio("unsigned and ready / the same", None, _over(seen, ready, "smtplib on a kept line, ready"))
    _ratio("copies before their signature / policy.default", 25, _over(seen, "copies", "policy.default"))


def _over(seen: Rounds, one: str, other: str) -> list[float]:
    return [a / b for a, b in zip(seen[one], seen[other], strict=True)]


def _ratio(what: str, goal: float | None, ratios: list[float]) -> None:
    median = statistics.median(ratios)
    verdict = "no goal" if goal is None else f"{goal:g}: {'met' if median >= goal else 'short'}"
    print(f"{what:<62} {median:>7.2f} {min(ratios):>7.2f}  {verdict}")


def _tell_whole_path() -> None:
    """The same with database, each attempt on disk, to a sink that syncs: bench/letters.py."""
    print("\nthe whole path through SQLite, each attempt and each letter of the sink on disk:", flush=True)
    subprocess.run([sys.executable, str(BENCH / "letters.py"), "200", "1", str(post_senders.CORES)], check=True)


def _ticks() -> tuple[int, int]:
    """Stolen and all ticks of the processor so far."""
    numbers = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return numbers[7], sum(numbers)


if __name__ == "__main__":
    main()
