"""Look at everything a desk needs, and say in a sentence what is wrong and what to do about it."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hueandcry.command import starting
from hueandcry.lib import processes
from hueandcry.lib.env import Misconfigured

HELP = "check this installation and say what to do"
EXAMPLE = "hueandcry doctor"
ROOM = 1024**3  # bytes that should be free: letters, mail and pages of a large appeal
WAITING = 60  # minutes a letter may be due before the clock is suspected to stand still


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do and is empty when all is well."""

    name: str
    sentence: str
    advice: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(asked: argparse.Namespace) -> int:
    """0 when all is well, 1 when something needs a hand."""
    findings = list(look())
    for one in findings:
        print(f"{'WRONG' if one.advice else 'ok':<6}{one.name}: {one.sentence}{' ' + one.advice if one.advice else ''}")
    return 1 if any(one.advice for one in findings) else 0


def look() -> Iterator[Finding]:
    """Every check in turn; those that need the database only when it is there."""
    try:
        starting.django()
    except Misconfigured as no:
        yield Finding("settings", str(no), "Mend the setting and ask again.")
        return
    yield Finding("settings", "read, none unknown, none unsafe.")
    checks: list[Callable[[], Finding]] = [_keys, _disk, _dkim, _relay, _database]
    for check in checks:
        yield check()
    if not starting.unapplied():
        for check in (_pragmas, _ledger, _tally, _missions, _people, _clock, _forgetting, _doubts, _live_keys):
            yield check()


def _keys() -> Finding:
    from django.conf import settings

    folder, name = settings.KEYS, "keys"
    if not folder.exists():
        return Finding(name, f"{folder} is not there yet; it is made with the first key.")
    mode = folder.stat().st_mode & 0o777
    loose = [path.name for path in folder.glob("*.key") if path.stat().st_mode & 0o077]
    if mode & 0o077:
        return Finding(name, f"{folder} can be read by others (mode {mode:o}).", f"Run: chmod 700 {folder}")
    if loose:
        return Finding(name, f"{len(loose)} key file(s) can be read by others.", f"Run: chmod 600 {folder}/*.key")
    if folder == settings.DATA or settings.DATA in folder.parents:
        return Finding(name, "the key folder lies inside the data folder.", "Set HUEANDCRY_KEYS to a folder elsewhere.")
    return Finding(
        name, f"{sum(1 for _ in folder.glob('*.key'))} keys outside the data folder, readable by the desk only."
    )


def _disk() -> Finding:
    from django.conf import settings

    from hueandcry.lib import room

    if room.full():
        need = f"{room.needed() / 1024**2:.0f} MiB have to be free."
        return Finding("disk", "nearly full: no act, no report and no mail is taken in.", f"Make room: {need}")
    free = room.free(settings.DATA)
    sentence = f"{free / 1024**3:.1f} GiB free under {settings.DATA}."
    return Finding("disk", sentence, "" if free > ROOM else "Make room: below 1 GiB the desk may have to refuse acts.")


def _dkim() -> Finding:
    from django.conf import settings

    if settings.DKIM_BY == "relay":
        return Finding("signing key", "the relay signs; see that it signs for the domain of the From address.")
    if not settings.DKIM_KEY:
        return Finding("signing key", "none, which is possible outside HUEANDCRY_MODE=live only.")
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        key = serialization.load_pem_private_key(settings.DKIM_KEY.encode(), password=None)
    except (ValueError, TypeError):
        return Finding(
            "signing key", "the DKIM key cannot be read.", "Give an RSA key in PEM form, without a password."
        )
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < 2048:
        return Finding("signing key", "the DKIM key is not RSA of 2048 bits or more.", "Make a new one and publish it.")
    record = f"{settings.DKIM_SELECTOR}._domainkey.{settings.MAIL_DOMAIN}"
    return Finding("signing key", f"RSA of {key.key_size} bits; its other half has to stand in the DNS at {record}.")


def _relay() -> Finding:
    from django.conf import settings

    host, port = settings.RELAY
    if processes.answers((host, port)):
        return Finding("relay", f"{host}:{port} answers.")
    return Finding(
        "relay", f"nobody answers at {host}:{port}.", "Start your relay or set HUEANDCRY_RELAY; letters wait."
    )


def _database() -> Finding:
    if waiting := starting.unapplied():
        return Finding("database", f"{waiting} step(s) of this version are missing.", "Run: hueandcry migrate")
    return Finding("database", "up to date.")


def _pragmas() -> Finding:
    from django.db import connection

    if connection.vendor != "sqlite":
        return _postgresql()
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    found = {}
    with connection.cursor() as cursor:
        for name in wanted:
            cursor.execute(f"PRAGMA {name}")  # names are our own
            found[name] = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        sound = cursor.fetchone()[0]
    if sound != "ok":
        return Finding("durability", f"SQLite reports damage: {sound}.", "Stop the desk and restore the last backup.")
    wrong = [name for name, value in wanted.items() if found[name] != value]
    return Finding(
        "durability",
        f"SQLite with {', '.join(f'{k}={v}' for k, v in found.items())}, sound.",
        f"{', '.join(wrong)} should be otherwise: is the file on a network disk?" if wrong else "",
    )


def _postgresql() -> Finding:
    """What the server does with a commit; synchronous_commit is ours to set, the other two are the server's."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            cursor.execute(f"SHOW {name}")  # names are our own
            found[name] = cursor.fetchone()[0]
    wrong = [name for name, value in found.items() if value == "off"]
    return Finding(
        "durability",
        f"PostgreSQL with {', '.join(f'{k}={v}' for k, v in found.items())}.",
        f"Set {', '.join(wrong)} to on in the server's postgresql.conf, and restart it." if wrong else "",
    )


def _ledger() -> Finding:
    from hueandcry.ledger import writing

    fault = next(writing.faults(), None)
    if fault:
        return Finding("ledger", fault, "Compare with a backup: somebody changed rows by hand.")
    return Finding("ledger", "each entry follows the one before.")


def _tally() -> Finding:
    from hueandcry.actions import tally
    from hueandcry.appeals.models import Appeal

    faults = [fault for appeal in Appeal.objects.filter(number__isnull=False) for fault in tally.recount(appeal)]
    advice = "Pause the appeal, keep the logs, and tell the maintainers: a count must never differ."
    return Finding("tally", faults[0], advice) if faults else Finding("tally", "counted again row by row; it agrees.")


def _missions() -> Finding:
    from hueandcry.appeals.models import Channel, Mission, Target

    count = Mission.objects.count()
    reachable = Mission.objects.exclude(email="").count()
    needed = Target.objects.filter(rule__startswith="embassy_of:", retired=False).exists()
    sentence = f"{count} missions, {reachable} with an address; {Channel.objects.count()} channels of targets."
    return Finding("embassies", sentence, "Run: hueandcry missions import FILE" if needed and not count else "")


def _people() -> Finding:
    from hueandcry.people.models import User

    active = list(User.objects.filter(is_active=True))
    enough = any(a.may_approve() and b.may_write() and a.pk != b.pk for a in active for b in active)
    advice = "Two people are needed to issue an appeal. Run: hueandcry account add NAME --role writer|approver"
    return Finding("staff", f"{len(active)} account(s).", "" if enough else advice)


def _clock() -> Finding:
    from datetime import timedelta

    from hueandcry.ledger.models import Entry
    from hueandcry.lib import clock
    from hueandcry.post import holding
    from hueandcry.post.models import Delivery

    now = clock.now()
    last = Entry.objects.order_by("-seq").first()
    if last and last.at > now + timedelta(minutes=5):
        return Finding(
            "clock",
            "the ledger's last entry lies in the future.",
            "Set this machine's clock; use time synchronisation.",
        )
    queued = Delivery.objects.filter(status="queued", due_at__lt=now - timedelta(minutes=WAITING))
    late = holding.not_held(queued).count()
    if late:
        return Finding("clock", f"{late} letters should have left over an hour ago.", "Is `hueandcry rounds` running?")
    return Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC; no letter is overdue.")


def _forgetting() -> Finding:
    from hueandcry.actions import forgetting
    from hueandcry.lib import clock

    last = forgetting.last_walk()
    if last is None:
        return Finding("forgetting", "nothing was due yet; the clock does it every hour.")
    if last - forgetting.BACK <= clock.now() <= last + forgetting.FORWARD:
        return Finding("forgetting", f"last done {last:%Y-%m-%d %H:%M} UTC.")
    advice = "If this machine's clock is right, run: hueandcry rounds --once --clock-is-right"
    return Finding("forgetting", f"stands still: last done {last:%Y-%m-%d %H:%M} UTC, and the clock jumped.", advice)


def _doubts() -> Finding:
    from hueandcry.post.models import Delivery, Incoming

    doubts = Delivery.objects.filter(status__in=["in_doubt", "quarantined"]).count()
    unread = Incoming.objects.filter(status__in=["unplaced", "penned"]).count()
    sentence = f"{doubts} letters in doubt or set apart; {unread} messages wait for a person."
    return Finding("post", sentence, "Look at the post page of the desk." if doubts else "")


def _live_keys() -> Finding:
    from hueandcry.appeals.models import Appeal
    from hueandcry.lib import sealing

    lost = [
        appeal.number or str(appeal.pk)
        for appeal in Appeal.objects.filter(status__in=["live", "paused"])
        if not all(sealing.exists(name) for name in (appeal.act_key, appeal.follow_key, appeal.pepper))
    ]
    if lost:
        return Finding(
            "keys of appeals",
            f"keys are missing for {', '.join(lost)}.",
            "Restore the key folder: letters cannot leave.",
        )
    return Finding("keys of appeals", "there for every appeal that is open.")
