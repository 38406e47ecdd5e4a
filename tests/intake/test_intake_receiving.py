"""Reports are kept before anybody reads them, and what cannot be read is not lost."""

import json

import pytest

import make
from hueandcry.intake import receiving
from hueandcry.intake.models import Report
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.reader import reading

pytestmark = pytest.mark.django_db
TEXT = b"Varland: seven bakers jailed\n\nOn 9 March 2026 police arrested Aru Seitova in Oskel.\n"


def receive(raw: bytes, how: str = "paste") -> Report:
    """Take a report in."""
    return receiving.receive(raw, how=how, by=make.user(), now=clock.now())


def test_a_report_is_kept_as_it_came_and_read():
    report = receive(TEXT)

    assert receiving.raw(report) == TEXT
    fresh = Report.objects.get()
    assert (fresh.status, fresh.trouble, fresh.reading["text"].strip()) == ("received", "", TEXT.decode().strip())
    entry = Entry.objects.get()
    assert (entry.event, entry.subject) == ("report received", f"report {report.token}")


def test_on_the_disk_a_report_is_sealed(settings):
    canary = b"Zarina Kanareika told us"

    report = receive(TEXT + canary)

    files = [path for path in (settings.DATA / "reports").rglob("*") if path.is_file()]
    assert canary in receiving.raw(report)
    assert len(files) == 1 and canary not in files[0].read_bytes()
    assert "Kanareika" not in json.dumps(list(Entry.objects.values("subject", "facts")))


@pytest.mark.parametrize("raw", [b"", b" \n\t "])
def test_nothing_is_not_a_report(raw):
    with pytest.raises(Refused, match="nothing in it"):
        receive(raw)

    assert not Report.objects.exists()


def test_what_is_too_large_is_refused_before_anything_is_written(settings):
    with pytest.raises(Refused, match="larger than 2 MiB"):
        receive(b"a " * (1024 * 1024) + b"b")

    assert not Report.objects.exists() and not (settings.DATA / "reports").exists()
    assert receive(b"word " * 400_000).trouble == ""


@pytest.mark.parametrize("raw", [b"\x00\x01\x02\xff" * 50, bytes(range(128, 256)) * 50, b"12345 67890"])
def test_what_the_reader_refuses_stays_with_the_reason_in_a_sentence(raw):
    report = receive(raw, "upload")

    fresh = Report.objects.get()
    assert receiving.raw(report) == raw
    assert (fresh.status, fresh.reading) == ("received", None)
    assert fresh.trouble.endswith(".") and " " in fresh.trouble


def test_a_reader_that_falls_over_loses_nothing_and_a_later_one_may_try_again(monkeypatch):
    def fall(raw: bytes) -> None:
        raise RecursionError

    with monkeypatch.context() as broken:
        broken.setattr(reading, "read", fall)
        report = receive(TEXT)
    assert (report.reading, report.trouble) == (None, "The reader failed on this text. It is kept; tell the operator.")

    receiving.reread(report, by=make.user())

    fresh = Report.objects.get()
    assert fresh.trouble == "" and fresh.reading["text"]


def test_a_report_that_was_decided_upon_is_not_read_anew():
    report = receive(TEXT)
    Report.objects.update(status="declined")
    report.refresh_from_db()

    with pytest.raises(Refused, match="decided upon"):
        receiving.reread(report, by=make.user())
