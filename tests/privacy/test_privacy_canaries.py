"""Nothing that names a supporter can be found: on a seized disk without keys, or anywhere after forgetting."""

import base64
import datetime as dt
import logging
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

import mailing
import make
from hueandcry.actions import confirming, forgetting, news, tally
from hueandcry.actions.models import Action
from hueandcry.cases.models import Outcome
from hueandcry.command import backup, main
from hueandcry.lib import clock, sealing
from hueandcry.pages import printing
from hueandcry.post import dispatch, dns_stub, envelopes
from hueandcry.post.couriers import memory
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


class Canaries:
    """Words nobody else uses, planted where supporters' data goes."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def new(self, what: str) -> str:
        self.all.append(f"canary{what}{'abcdefghijklmnopqrstuvwxyz'[len(self.all)]}quilp")
        return self.all[-1]

    def needles(self) -> list[tuple[str, bytes]]:
        """Each canary plain, in base64 at its three offsets, and in UTF-16 both ways."""
        found = []
        for canary in self.all:
            plain = canary.encode()
            coded = [base64.b64encode(b"x" * offset + plain)[4 if offset else 0 : -4] for offset in range(3)]
            found += [
                (canary, form)
                for form in (plain, plain.upper(), canary.encode("utf-16-le"), canary.encode("utf-16-be"), *coded)
            ]
        return found

    def seen_in(self, raw: bytes) -> set[str]:
        return {canary for canary, form in self.needles() if form in raw}


def database() -> list[Path]:
    """Every file of the database on this machine: rows, logs, free pages."""
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return list(name.parent.glob(f"{name.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        ours = cursor.fetchone()[0]
        cursor.execute("SHOW data_directory")
        home = Path(cursor.fetchone()[0])
    return [
        path for part in (f"base/{ours}", "pg_wal", "pg_xact") for path in (home / part).rglob("*") if path.is_file()
    ]


def everything(settings) -> dict[str, bytes]:
    """Every byte the desk keeps: database, its log and free pages, raw mail, published pages."""
    files = [*database(), *(p for p in Path(settings.DATA).rglob("*") if p.is_file())]
    return {str(path): path.read_bytes() for path in files}


@dataclass
class Backup:
    """What an operator took on some day: the copy of the database, what is sealed in it, and the raw mail."""

    copy: bytes
    sealed: list[bytes]


SEALED = (
    "SELECT sealed FROM actions_action WHERE sealed IS NOT NULL",
    "SELECT follow_sealed FROM actions_action WHERE follow_sealed IS NOT NULL",
    "SELECT sealed FROM post_delivery",
)


def opened_with(backup: Backup) -> bytes:
    """All that somebody reads who has an old backup and the keys that are left today."""
    read = [backup.copy]
    for one in backup.sealed:
        for name in sealing.names():
            try:
                read.append(sealing.unseal_bytes(name, one))
            except (sealing.KeyGone, ValueError):
                continue
    return b"\n".join(read)


def live_through(settings, tmp_path, canaries: Canaries):
    """An appeal from the first supporter to the outcome; the appeal ends, everybody is told."""
    appeal, now = make.appeal("live"), clock.now()
    make.mission(host="DE")
    people = [
        {
            "name": canaries.new("name"),
            "email": f"{canaries.new('mail')}@example.net",
            "words": f"I am {canaries.new('words')}.",
        }
        for _ in range(5)
    ]
    for n, person in enumerate(people):
        token = make.act(appeal, wants_news=True, now=now, **person)
        if n:  # the first never confirms
            confirming.confirm(token, now=now)
    courier = memory.Memory()
    while sum(dispatch.walk(courier, worker="w", now=now + dt.timedelta(minutes=1)).values()):
        pass
    with dns_stub.start(mailing.records()) as stub:
        settings.DNS = stub.address
        for _ in range(2):
            sender, body = f"{canaries.new('from')}@gmail.example", f"I wrote {canaries.new('body')}."
            mailing.arrive(mailing.copy(appeal, sender=sender, body=body), mailing.address(appeal))
    delivery = Delivery.objects.filter(rank=1, status="accepted").first()
    mailing.arrive(mailing.answer(f"Dear {canaries.new('reply')}, no."), envelopes.from_address(delivery.token))
    result = Outcome.objects.create(
        case=appeal.case, code="released", on=now.date(), text="Free.", recorded_at=now, recorded_by="w"
    )
    type(appeal).objects.filter(pk=appeal.pk).update(status="stopped", ended_at=now)
    news.begin(result, by=None)
    news.walk(now=now)
    while sum(dispatch.walk(courier, worker="w", now=now + dt.timedelta(minutes=2)).values()):
        pass
    printing.print_all(now)
    return appeal, now


def back_up(tmp_path, settings) -> Backup:
    """A backup of the data folder as an operator takes it; the keys are not in it."""
    copy = tmp_path / "backup.copy"
    assert main.main(["backup", str(copy)]) == 0
    raw = copy.read_bytes()
    if connection.vendor == "postgresql":  # the archive is packed; everything in it, as text
        unpack = [backup.program("pg_restore"), "-f", "-", copy]
        told = subprocess.run(unpack, capture_output=True, check=True).stdout
        raw = told + re.sub(rb"\\\\x((?:[0-9a-f]{2})+)", lambda hexed: bytes.fromhex(hexed[1].decode()), told)
    sealed = []
    with connection.cursor() as cursor:
        for question in SEALED:
            cursor.execute(question)
            sealed += [bytes(row[0]) for row in cursor.fetchall()]
    sealed += [path.read_bytes() for path in (Path(settings.DATA) / "incoming").rglob("*") if path.is_file()]
    return Backup(raw, sealed)


def test_after_forgetting_no_canary_is_found_anywhere_and_the_tally_stays(settings, tmp_path, caplog):
    canaries = Canaries()
    with caplog.at_level(logging.DEBUG):
        appeal, now = live_through(settings, tmp_path, canaries)
        assert len(canaries.all) == 20
        taken = back_up(tmp_path, settings)
        before = tally.desk(appeal)

        # What is tested against: with the keys of today, everything planted can be read.
        assert canaries.seen_in(opened_with(taken)) == set(canaries.all)
        # A seized disk without the key folder shows nothing.
        for path, raw in everything(settings).items():
            assert canaries.seen_in(raw) == set(), path

        forgetting.walk(now + 4 * DAY, clock_is_right=True)
        forgetting.walk(now + 91 * DAY, clock_is_right=True)

    after = tally.desk(appeal)
    for path, raw in everything(settings).items():
        assert canaries.seen_in(raw) == set(), path
    assert canaries.seen_in(caplog.text.encode()) == set()
    assert canaries.seen_in(opened_with(taken)) == set()
    assert not Action.objects.filter(sealed__isnull=False).exists()
    assert {**vars(after), "pending": 0} == {**vars(before), "pending": 0}
    assert (after.confirmed, after.wrote, after.letters.born, after.copies_verified) == (4, 2, 8, 2)


def test_the_sabotage_that_keeps_the_keys_is_noticed(settings, tmp_path):
    settings.SABOTAGE = ["keep-keys"]
    canaries = Canaries()
    _appeal, now = live_through(settings, tmp_path, canaries)
    taken = back_up(tmp_path, settings)

    forgetting.walk(now + 91 * DAY, clock_is_right=True)

    assert canaries.seen_in(opened_with(taken)) == set(canaries.all)


def test_a_search_that_finds_nothing_would_find_something():
    canaries = Canaries()
    canary = canaries.new("name")

    for shape in (
        canary.encode(),
        canary.encode("utf-16-le"),
        base64.b64encode(f"To: {canary}@x".encode()),
        base64.b64encode(b"xy" + canary.encode() + b"z"),
    ):
        assert canaries.seen_in(b"before" + shape + b"after") == {canary}
