"""Mail that came in is on the disk before anybody says that it is taken."""

import datetime as dt
import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, connections

from hueandcry.lib import keeping, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, listener, mailbox
from hueandcry.post.models import Incoming

RAW = b"From: o.lem@court.example.org\r\nSubject: Re: letter\r\n\r\nA canary named Kestrel.\r\n"
NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_message_is_kept_sealed_once_for_each_mailbox_it_came_to():
    first = mailbox.keep(
        RAW, envelope_to=["P-x@act.example.org", "<c-y@act.example.org>"], envelope_from="o@x.example", now=NOW
    )
    again = mailbox.keep(RAW, envelope_to=["p-x@act.example.org"], envelope_from="<>", now=NOW + dt.timedelta(days=1))

    assert [row.pk for row in again] == [first[0].pk]
    assert [row.envelope_to for row in first] == ["p-x@act.example.org", "c-y@act.example.org"]
    assert (first[0].status, first[0].null_sender, first[0].erase_by) == ("raw", False, NOW + dt.timedelta(days=30))
    assert mailbox.fetch(first[1]) == RAW
    files = [path for path in mailbox.folder().rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"Kestrel" in RAW
    assert b"Kestrel" not in files[0].read_bytes()


@pytest.mark.django_db
def test_what_is_empty_or_too_large_is_refused_and_nothing_is_kept():
    for raw, words in ((b"", "empty"), (b"x" * (mailbox.LARGEST + 1), "10 MB")):
        with pytest.raises(Refused, match=words):
            mailbox.keep(raw, envelope_to=["p-x@act.example.org"], envelope_from="")

    assert not Incoming.objects.exists()
    assert not mailbox.folder().exists()


@pytest.mark.django_db
def test_when_the_disk_fails_no_row_says_that_the_message_is_there(monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    sealed = sealing.make
    monkeypatch.setattr(sealing, "make", lambda name: None)
    with pytest.raises((OSError, sealing.KeyGone)):
        mailbox.keep(RAW, envelope_to=["p-x@act.example.org"], envelope_from="")
    monkeypatch.undo()
    sealed(mailbox.KEY)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        mailbox.keep(RAW, envelope_to=["p-x@act.example.org"], envelope_from="")

    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_a_placed_message_is_read_under_its_appeals_key_even_if_the_row_was_not_written():
    rows = mailbox.keep(RAW, envelope_to=["p-x@act.example.org", "c-y@act.example.org"], envelope_from="")
    sealing.make("act-1")

    mailbox.reseal(rows[0], key="act-1")
    rows[1].refresh_from_db()
    assert (rows[1].key_name, mailbox.fetch(rows[1])) == ("act-1", RAW)

    rows[0].key_name = mailbox.KEY
    assert mailbox.fetch(rows[0]) == RAW
    later = mailbox.keep(RAW, envelope_to=["b-z@act.example.org"], envelope_from="")
    assert (later[0].key_name, mailbox.fetch(later[0])) == ("act-1", RAW)

    sealing.destroy("act-1")
    with pytest.raises(sealing.KeyGone):
        mailbox.fetch(rows[0])


@pytest.mark.django_db
def test_what_nobody_placed_is_dropped_after_thirty_days_with_its_file():
    old = mailbox.keep(RAW, envelope_to=["p-x@act.example.org"], envelope_from="", now=NOW)[0]
    mailbox.keep(RAW, envelope_to=["p-y@act.example.org"], envelope_from="", now=NOW + dt.timedelta(days=5))

    assert mailbox.forget(NOW + dt.timedelta(days=31)) == 1
    assert not Incoming.objects.filter(pk=old.pk).exists()
    assert mailbox.fetch(Incoming.objects.get()) == RAW

    assert mailbox.forget(NOW + dt.timedelta(days=40)) == 1
    assert [path for path in mailbox.folder().rglob("*") if path.is_file()] == []


# --- the listener --------------------------------------------------------------------------------


def lmtp(port: int) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", port)


@pytest.fixture
def door():
    """The listener in a thread, as `serve mailbox` runs it in a process."""
    import asyncio
    import threading

    holding: dict[str, object] = {}

    async def run() -> None:
        ready, holding["stop"], holding["loop"] = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
        holding["port"] = port = free_port()
        task = asyncio.create_task(listener._serve("127.0.0.1", port, ready, holding["stop"]))
        await ready.wait()
        up.set()
        await task

    up = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert up.wait(10)
    yield holding["port"]
    holding["loop"].call_soon_threadsafe(holding["stop"].set)
    thread.join()


def free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.django_db(transaction=True)
def test_the_door_takes_what_is_meant_for_us_and_says_so_for_each_mailbox(door):
    path, reply = envelopes.return_path("abcdefghij234567"), envelopes.from_address("abcdefghij234567")

    forged = "b-abcdefghij234567-aaaaaaaaaaaaaaaa@act.example.org"
    with lmtp(door) as line:
        refused = line.sendmail("<>", [path, reply, "nobody@act.example.org", forged], RAW)
        second = line.getreply()  # one answer for each mailbox; the library reads only the first

    assert second == (250, b"2.0.0 Kept")
    assert sorted(refused) == [forged, "nobody@act.example.org"]
    assert {code for code, _ in refused.values()} == {550}
    assert sorted(Incoming.objects.values_list("envelope_to", "null_sender")) == sorted([(path, True), (reply, True)])
    assert mailbox.fetch(Incoming.objects.first()) == RAW


@pytest.mark.django_db(transaction=True)
def test_the_same_message_twice_is_taken_twice_and_kept_once(door):
    for _ in range(2):
        with lmtp(door) as line:
            assert line.sendmail("o@court.example.org", ["postmaster@act.example.org"], RAW) == {}

    assert Incoming.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_with_very_long_lines_is_taken_as_it_is(door):
    raw = b"Subject: x\r\n\r\n" + b"y" * 60_000 + b"\r\n"

    with lmtp(door) as line:
        assert line.sendmail("o@court.example.org", ["abuse@act.example.org"], raw) == {}

    assert mailbox.fetch(Incoming.objects.get()) == raw


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("trouble", "code"),
    [(OSError(28, "full"), 452), (IntegrityError("gone"), 451), (keeping.sealing.KeyGone("intake"), 451)],
)
def test_trouble_of_ours_is_never_a_yes(door, monkeypatch, trouble, code):
    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(mailbox, "keep", fail)

    with lmtp(door) as line, pytest.raises(smtplib.SMTPDataError) as no:
        line.sendmail("o@court.example.org", ["postmaster@act.example.org"], RAW)

    assert no.value.smtp_code == code
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_the_door_speaks_smtp_too_and_then_gives_one_answer_for_all_mailboxes(door):
    path, reply = envelopes.return_path("abcdefghij234567"), envelopes.from_address("abcdefghij234567")

    with smtplib.SMTP("127.0.0.1", door) as line:
        assert line.sendmail("<>", [path, reply], RAW) == {}
        assert line.noop()[0] == 250  # no answer is left over
    with smtplib.SMTP("127.0.0.1", door) as line:
        assert line.helo("court.example.org")[0] == 250
        assert line.sendmail("o@court.example.org", ["abuse@act.example.org"], RAW) == {}

    assert Incoming.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protocol", [smtplib.SMTP, smtplib.LMTP])
def test_a_sender_whose_address_is_not_ascii_is_taken_in(door, protocol):
    with protocol("127.0.0.1", door) as line:
        line.ehlo()
        assert line.has_extn("smtputf8")
        line.send("MAIL FROM:<é@b.example> SMTPUTF8\r\n".encode())
        assert line.getreply()[0] == 250
        assert line.rcpt("postmaster@act.example.org")[0] == 250
        assert line.data(RAW)[0] == 250
        line.send(b"MAIL FROM:<\xff@b.example>\r\n")  # not even UTF-8
        assert line.getreply()[0] == 250
        assert line.rcpt("abuse@act.example.org")[0] == 250
        assert line.data(RAW)[0] == 250

    assert Incoming.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_message_makes_a_hundred_rows_at_most(door):
    invented = [envelopes.from_address(f"abcdefghij{a}{b}") for a in "abcdefghijkl" for b in "abcdefghij"]
    with lmtp(door) as line:
        line.ehlo()
        line.mail("x@spam.example")
        codes = [line.rcpt(address)[0] for address in invented]

    assert codes == [250] * 100 + [452] * 20


# --- forgetting beside keeping ---------------------------------------------------------------------


def kept_while_it_is_forgotten(monkeypatch) -> Incoming:
    """The same bytes come again after their day, just as the clock forgets them; the row of the second time."""
    (_old,) = mailbox.keep(RAW, envelope_to=["abuse@act.example.org"], envelope_from="x", now=NOW)
    later, real, forgetting = NOW + dt.timedelta(days=31), keeping.keep, []

    def keep(*told: object, **more: object) -> str:
        digest = real(*told, **more)  # the file was there: now the clock comes along

        def forget() -> None:
            mailbox.forget(later)
            connections.close_all()

        forgetting.append(threading.Thread(target=forget))
        forgetting[0].start()
        forgetting[0].join(0.5)
        return digest

    monkeypatch.setattr(keeping, "keep", keep)
    (row,) = mailbox.keep(RAW, envelope_to=["abuse@act.example.org"], envelope_from="x", now=later)
    forgetting[0].join()
    return row


@pytest.mark.django_db(transaction=True)
def test_what_comes_again_while_it_is_forgotten_is_there_when_we_said_so(monkeypatch):
    row = kept_while_it_is_forgotten(monkeypatch)

    assert mailbox.fetch(Incoming.objects.get(pk=row.pk)) == RAW


@pytest.mark.django_db(transaction=True)
def test_the_sabotage_that_keeps_and_drops_at_once_loses_it(monkeypatch, settings):
    settings.SABOTAGE = ["keep-and-drop-at-once"]

    row = kept_while_it_is_forgotten(monkeypatch)

    with pytest.raises((FileNotFoundError, Incoming.DoesNotExist)):
        mailbox.fetch(Incoming.objects.get(pk=row.pk))


# --- the sink ------------------------------------------------------------------------------------


class Sink:
    """The sink as its own process."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.log, self.mail = folder / "sink.jsonl", folder / "mail"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hueandcry.post.sink", "--listen", "127.0.0.1:0", "--log", str(self.log),
             "--mail", str(self.mail)], stdout=subprocess.PIPE, text=True, env={**os.environ, **environment},
        )  # fmt: skip
        self.port = int(self.process.stdout.readline().rpartition(":")[2])

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait()
        self.process.stdout.close()


def message(n: int, head: str = "") -> bytes:
    return f"From: a@act.example.org\r\nMessage-ID: <m{n}@act.example.org>\r\n{head}\r\nletter {n}\r\n.\r\n".encode()


def test_the_sink_writes_down_all_it_took_before_it_says_so_and_survives_a_kill(tmp_path):
    sink = Sink(tmp_path)
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as line:
            for n in range(20):
                line.sendmail("b@act.example.org", ["chair@court.example.org"], message(n))
            for local, code in (("refused-1", 550), ("later-1", 450)):
                with pytest.raises(smtplib.SMTPRecipientsRefused) as no:
                    line.sendmail("b@act.example.org", [f"{local}@court.example.org"], message(99))
                assert no.value.recipients[f"{local}@court.example.org"][0] == code
    finally:
        sink.stop(signal.SIGKILL)

    lines = sink.lines()
    assert [line["message_id"] for line in lines] == [f"<m{n}@act.example.org>" for n in range(20)]
    assert lines[0]["rcpt"] == ["chair@court.example.org"]
    assert (sink.mail / f"{lines[7]['sha256']}.eml").read_bytes() == message(7)
    assert lines[7]["bytes"] == len(message(7))


@pytest.mark.parametrize(("testing", "kept"), [("yes", 7), ("no", 8)])
def test_the_sabotaged_sink_forgets_the_fifth_protest_and_only_in_tests(tmp_path, testing, kept):
    sink = Sink(tmp_path, HUEANDCRY_TESTING=testing, HUEANDCRY_SABOTAGE="sink-drops-one")
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as line:
            for n in range(6):
                line.sendmail("b@act.example.org", ["chair@court.example.org"], message(n))
                if n < 2:
                    line.sendmail(
                        "b@act.example.org", ["m@example.org"], message(50 + n, "Auto-Submitted: auto-generated\r\n")
                    )
    finally:
        sink.stop()

    assert len(sink.lines()) == kept
    assert ("<m4@act.example.org>" in {line["message_id"] for line in sink.lines()}) == (testing == "no")
