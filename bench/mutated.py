"""Damaged mail: every message ends in exactly one row, its bytes are kept, and nothing stops the desk.

    python bench/mutated.py [COUNT] [SEED]      10,000 messages in a throw-away folder

Each message is one of tests/mail (or of the folder MUTATED_FROM), damaged in one to four ways, sent to an
address we gave out. The oracle knows only the bytes it sent: it asks for one row each, settled, the same
bytes behind it, and no exception. `run` is what the tests call with some hundreds.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHARSETS = (b"utf-7", b"utf-16", b"x-none", b"koi8-r", b"idna", b"punycode", b"iso-2022-jp", b"base64", b"\xff")
LARGEST = 10_000_000  # bytes; what is larger is refused at the door and is no matter of this bench
LONGEST = 15.0  # seconds for one message, a child replaced included; more is a hang


@dataclass
class Figures:
    """What the oracle counted."""

    sent: int = 0
    crashes: Counter = field(default_factory=Counter)
    hangs: int = 0
    lost: int = 0  # raw bytes that are not there, or not the same
    not_one_row: int = 0
    unsettled: int = 0  # left without an outcome
    outcomes: Counter = field(default_factory=Counter)
    slowest: float = 0.0  # seconds

    def clean(self) -> bool:
        return not (self.crashes or self.hangs or self.lost or self.not_one_row or self.unsettled)


def flip(raw: bytes, dice: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(dice.randint(1, 20)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def double_header(raw: bytes, dice: random.Random) -> bytes:
    lines = raw.split(b"\n")
    line = dice.choice(lines[: max(1, len(lines) // 2)])
    return b"\n".join([line] * dice.choice((1, 2, 300)) + lines)


def confuse_boundary(raw: bytes, dice: random.Random) -> bytes:
    lies = (b'boundary=""', b'boundary="--"', b'boundary*0="a"; boundary*1="b"', b'boundary="' + b"x" * 300 + b'"')
    raw = raw.replace(b"boundary=", dice.choice(lies) + b"; boundary=", 1)
    return raw.replace(b"\r\n--", b"\r\n----" if dice.random() < 0.5 else b"\n-- ", dice.randint(1, 3))


def lie_about_letters(raw: bytes, dice: random.Random) -> bytes:
    name = dice.choice(CHARSETS)
    head = b"Content-Type: text/plain; charset=" + name + b"\r\nContent-Transfer-Encoding: "
    head += dice.choice((b"base64", b"quoted-printable", b"x-uuencode", b"binary")) + b"\r\n"
    return head + b"Subject: =?" + name + b"?" + dice.choice((b"q", b"b", b"z")) + b"?=FF=0A=?=\r\n" + raw


def cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: max(1, dice.randrange(0, len(raw) + 100, 100))]


def eight_bits_in_head(raw: bytes, dice: random.Random) -> bytes:
    junk = bytes(dice.randrange(128, 256) for _ in range(dice.randint(1, 60)))
    return b"From: " + junk + b" <a@example.org>\r\nX-" + junk + b": 1\r\n" + raw


def bare_line_ends(raw: bytes, dice: random.Random) -> bytes:
    return raw.replace(b"\r\n", dice.choice((b"\r", b"\n", b"\n\r", b"\0")), dice.choice((1, 5, -1)))


def repeat(raw: bytes, dice: random.Random) -> bytes:
    at, size = dice.randrange(len(raw)), dice.randint(1, 200)
    return raw[:at] + raw[at : at + size] * dice.choice((2, 50, 1000)) + raw[at:]


def nest(raw: bytes, dice: random.Random) -> bytes:
    for n in range(dice.choice((3, 18, 60))):
        raw = b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (n, n) + raw
    return raw


def comments(raw: bytes, dice: random.Random) -> bytes:
    return b"From: " + dice.choice((b"(", b'"', b"<", b",", b":", b"\\")) * dice.choice((90, 4000)) + b"\r\n" + raw


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip, double_header, confuse_boundary, lie_about_letters, cut, eight_bits_in_head, bare_line_ends, repeat, nest,
    comments,
)  # fmt: skip


def mutated(samples: list[bytes], *, count: int, seed: int) -> Iterator[bytes]:
    """`count` damaged messages, all different; the same seed gives the same ones."""
    dice = random.Random(seed)  # noqa: S311  # repeatable on purpose
    for n in range(count):
        raw = dice.choice(samples)
        for _ in range(dice.randint(1, 4)):
            raw = dice.choice(WAYS)(raw, dice) or b"\n"
        yield raw[:LARGEST] + b"\n%d" % n


def run(samples: list[bytes], addresses: list[str], *, count: int, seed: int) -> Figures:
    """Let them all in, one after the other, and count what became of each."""
    from hueandcry.actions import placing
    from hueandcry.post import mailbox
    from hueandcry.post.models import Incoming

    figures = Figures()
    for n, raw in enumerate(mutated(samples, count=count, seed=seed)):
        figures.sent += 1
        began = time.monotonic()
        before = Incoming.objects.count()
        (kept,) = mailbox.keep(
            raw, envelope_to=[addresses[n % len(addresses)]], envelope_from="" if n % 2 else "a@b.example"
        )
        try:
            placing.walk(limit=1)
        except Exception as trouble:
            figures.crashes[type(trouble).__name__] += 1
        took = time.monotonic() - began
        figures.slowest, figures.hangs = max(took, figures.slowest), figures.hangs + (took > LONGEST)
        figures.not_one_row += Incoming.objects.count() != before + 1
        kept.refresh_from_db()
        try:
            figures.lost += mailbox.fetch(kept) != raw
        except Exception:
            figures.lost += 1
        figures.outcomes[f"{kept.status} {kept.kind}"] += 1
        if kept.status == Incoming.Status.RAW:
            figures.unsettled += 1
            Incoming.objects.filter(pk=kept.pk).update(status=Incoming.Status.SET_ASIDE)  # the next one is next
    return figures


def main() -> int:
    import tempfile

    count, seed = (int(word) for word in (*sys.argv[1:3], *("10000", "1")[len(sys.argv) - 1 :]))
    folder = tempfile.mkdtemp(prefix="mutated-")
    os.environ.update(HUEANDCRY_DATA=f"{folder}/data", HUEANDCRY_KEYS=f"{folder}/keys", HUEANDCRY_SENDER_WAITING="0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hueandcry.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    from hueandcry.post import envelopes

    from_here = os.environ.get("MUTATED_FROM") or str(Path(__file__).parents[1] / "tests" / "mail")
    samples = [
        path.read_bytes() for path in sorted(Path(from_here).iterdir()) if path.is_file() and path.stat().st_size
    ]
    token = "abcdefghij234567"  # noqa: S105
    addresses = [envelopes.from_address(token), envelopes.return_path(token), "postmaster@act.example.org"]
    began = time.monotonic()
    figures = run(samples, addresses, count=count, seed=seed)
    print(f"seed {seed}, {len(samples)} samples, {time.monotonic() - began:.0f} s\n{figures}")
    return 0 if figures.clean() else 1


if __name__ == "__main__":
    sys.exit(main())
