"""A flood of junk: how long an office's answer waits behind it, and what is taken in. SQLite, a throw-away folder.

    python bench/flood.py [COUNT] [FLOODERS]      50,000 messages by two processes

The flooders hand over junk as fast as the mailbox keeps it: to postmaster and abuse, to made-up addresses of letters,
and to five letters of ours that really left; from a hundred domains, and a tenth of it from one. Meanwhile the clock
sorts in batches of twenty, as `hueandcry rounds` does, and an answer of the court comes in to a letter that nobody
floods, one after the other. The oracle counts what the mailbox said yes to, and compares it with rows and files.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

BATCH, FLOODED, QUIET, GOAL = 20, 5, 400, 60.0  # messages, letters, letters, seconds


def main() -> int:
    """Print the table; 1 when an answer waited longer than a minute or something is lost."""
    count, flooders = (int(word) for word in (*sys.argv[1:3], *("50000", "2")[len(sys.argv) - 1 :]))
    folder = tempfile.mkdtemp(prefix="flood-")
    os.environ.update(HUEANDCRY_DATA=f"{folder}/data", HUEANDCRY_KEYS=f"{folder}/keys", HUEANDCRY_TESTING="yes")
    flooded, quiet = _open()
    crowd = [
        multiprocessing.get_context("spawn").Process(target=_flood, args=(count // flooders, n, flooded, folder))
        for n in range(flooders)
    ]
    began = time.monotonic()
    for one in crowd:
        one.start()
    waits, backlog, sorted_ = _answers(quiet, crowd)
    return _tell(count, time.monotonic() - began, waits, backlog, sorted_, Path(folder))


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hueandcry.settings")
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    import django

    django.setup()


def _open() -> tuple[list[str], list[str]]:
    """A live appeal with letters that have left: the addresses of those to be flooded, and of the others."""
    _django()
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    import make
    from hueandcry.lib import clock
    from hueandcry.post import envelopes
    from hueandcry.post.models import Delivery

    appeal = make.appeal("live")
    for n in range(FLOODED + QUIET):
        make.confirmed(appeal, f"maria{n}@example.net")
    letters = Delivery.objects.filter(turn__isnull=False).order_by("pk")
    letters.update(status="accepted", accepted_at=clock.now())
    addresses = [envelopes.from_address(letter.token) for letter in letters]
    return addresses[:FLOODED], addresses[FLOODED:]


def _flood(count: int, number: int, flooded: list[str], folder: str) -> None:
    _django()
    from hueandcry.lib import tokens
    from hueandcry.post import mailbox, quotas

    taken = refused = 0
    for n in range(count):
        made_up = f"p-{tokens.new()}@act.example.org"
        door = ("postmaster@act.example.org", made_up, flooded[n % len(flooded)])[n % 3]
        sender = "x@loud.example" if n % 10 == 0 else f"x@spam{n % 100}.example"
        raw = f"From: {sender}\r\nSubject: junk {number} {n}\r\n\r\n{'Buy. ' * 200}".encode()
        while True:
            try:
                mailbox.keep(raw, envelope_to=[door], envelope_from=sender)
                taken += 1
            except quotas.TooMuch:
                refused += 1
            except Exception:  # the database is held by the others: a mail server tries again
                time.sleep(0.1)
                continue
            break
    Path(folder, f"taken-{number}").write_text(f"{taken} {refused}")


def _answers(quiet: list[str], crowd: list[multiprocessing.Process]) -> tuple[list[float], int, int]:
    """Seconds each answer waited until it was filed while the flood lasted, what waits at the end, what was sorted."""
    import mailing
    from hueandcry.actions import placing
    from hueandcry.actions.models import Reply
    from hueandcry.post import mailbox
    from hueandcry.post.models import Incoming

    waits, done = [], 0
    while any(one.is_alive() for one in crowd) and len(waits) < len(quiet):
        raw = mailing.answer(f"Answer {len(waits)}.", Message_ID=f"<{len(waits)}@court.example.org>")
        mailbox.keep(raw, envelope_to=[quiet[len(waits)]], envelope_from="o.lem@court.example.org")
        began, before = time.monotonic(), Reply.objects.count()
        pause = began + 5
        while Reply.objects.count() == before:
            done += placing.walk(limit=BATCH)
        waits.append(time.monotonic() - began)
        while time.monotonic() < pause:
            done += placing.walk(limit=BATCH)
    for one in crowd:
        one.join()
    return waits, Incoming.objects.filter(status="raw").count(), done


def _tell(count: int, seconds: float, waits: list[float], backlog: int, done: int, folder: Path) -> int:
    from hueandcry.lib import keeping
    from hueandcry.post import mailbox
    from hueandcry.post.models import Incoming

    taken, refused = (sum(numbers) for numbers in zip(*_said(folder), strict=True))
    rows = Incoming.objects.count()
    files = sum(len(keeping.names(mailbox.folder(), f"{n:02x}")) for n in range(256))
    print(f"{count} junk in {seconds:.0f} s, load {os.getloadavg()[0]:.1f}: {taken} taken, {refused} put off by quota")
    print(f"{len(waits)} answers waited {statistics.median(waits):.1f} s (median), {max(waits):.1f} s (longest)")
    print(
        f"sorted meanwhile {done}, still waiting {backlog}; rows {rows}, files {files}, promised {taken + len(waits)}"
    )
    return int(max(waits) > GOAL or not rows == files == taken + len(waits))


def _said(folder: Path) -> list[tuple[int, int]]:
    found = []
    for file in sorted(folder.glob("taken-*")):
        taken, refused = file.read_text().split()
        found.append((int(taken), int(refused)))
    return found


if __name__ == "__main__":
    sys.exit(main())
