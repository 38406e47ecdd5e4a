"""How many signed letters a second leave a desk on SQLite for a sink on this machine, each attempt on disk.

    python bench/letters.py [LETTERS] [CONNECTIONS ...]

Every letter: unsealed, filled in, read again, RSA-2048 signed, attempt committed, five SMTP commands, a sink
that writes and syncs its log line, result committed. The median of three rounds for each number of lines.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Print the table."""
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    lines = [int(word) for word in sys.argv[2:]] or [1, 2, 4]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sink = subprocess.Popen(
            [sys.executable, "-m", "hueandcry.post.sink", "--listen", "127.0.0.1:0", "--log", str(folder / "sink.log"),
             "--mail", str(folder / "mail")], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert sink.stdout
        port = sink.stdout.readline().rpartition(":")[2].strip()
        os.environ.update(
            DJANGO_SETTINGS_MODULE="hueandcry.settings", HUEANDCRY_DATA=str(folder / "desk"),
            HUEANDCRY_KEYS=str(folder / "keys"), HUEANDCRY_RELAY=f"127.0.0.1:{port}",
        )  # fmt: skip
        (folder / "desk").mkdir()
        try:
            _measure(letters, lines)
        finally:
            sink.terminate()
            sink.wait()


def _measure(letters: int, lines: list[int]) -> None:
    import django

    django.setup()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings
    from django.core.management import call_command

    from hueandcry.post import dispatch
    from hueandcry.post.couriers import smtp
    from hueandcry.post.models import Delivery

    call_command("migrate", verbosity=0)
    key = rsa.generate_private_key(65537, 2048)
    settings.DKIM_KEY = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    _put(letters)
    rates: dict[int, list[float]] = {count: [] for count in lines}
    costs: dict[int, list[float]] = {count: [] for count in lines}
    for _ in range(3):
        for count in lines:
            Delivery.objects.update(status="queued")
            began, worked = time.perf_counter(), time.process_time()
            done = dispatch.walk_all(smtp.from_settings, count)
            rates[count].append(letters / (time.perf_counter() - began))
            costs[count].append((time.process_time() - worked) / letters * 1000)
            assert done == {"accepted": letters}, done
    print(f"{'lines':>5}  letters/s  ms of processor each (medians of 3; load {os.getloadavg()[0]:.1f})")
    for count in lines:
        print(f"{count:>5}  {statistics.median(rates[count]):>9.0f}  {statistics.median(costs[count]):.1f}")
    best = max(statistics.median(rate) for rate in rates.values())
    print(f"letters: {best:.0f}/s through SQLite, stated without a goal")


def _put(letters: int) -> None:
    from django.db import transaction

    from hueandcry.lib import clock, sealing
    from hueandcry.post import outbox

    now = clock.now()
    sealing.make("act")
    words = outbox.letter("protest", language="en", subject="Release them", body="Dear\n\n{own}\n\n{name}", now=now)
    with transaction.atomic():
        for number in range(letters):
            outbox.put(
                words, to=f"office{number % 3}@court.example.org", cc=["press@court.example.org"], from_name="Мария",
                values={"own": "Освободите их. " * 40, "name": "Мария"}, key_name="act",
                rank=1, due_at=now, erase_by=now,
            )  # fmt: skip


if __name__ == "__main__":
    main()
