"""The command line: help everywhere, exit codes, one clear line when something is refused."""

import datetime as dt
import io
import json
import os
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

import make
from hueandcry.actions import forgetting
from hueandcry.command import backup, bars, doctor, ledger, main, sweep
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, sealing
from hueandcry.people.models import User
from hueandcry.post.models import Incoming

REPORT = "Please send protests to:\n\n1. Ministry of Justice of Varland\nE-mail: office@justice.example.org\n"


@pytest.mark.parametrize("name", [None, *main.COMMANDS])
def test_every_subcommand_explains_itself_with_an_example(name, capsys):
    with pytest.raises(SystemExit) as end:
        main.main([*([name] if name else []), "--help"])

    said = capsys.readouterr().out
    assert end.value.code == 0
    assert name is None or "Example:\n  hueandcry " + name in said


@pytest.mark.parametrize("word", ["list", "show", "pause", "resume", "requeue", "due-now", "reconcile", "release"])
def test_every_word_after_post_explains_itself_with_an_example_and_how_it_ends(word, capsys):
    with pytest.raises(SystemExit) as end:
        main.main(["post", word, "--help"])

    said = capsys.readouterr().out
    assert end.value.code == 0
    assert f"Example:\n  hueandcry post {word}" in said
    assert "It ends with 0 when it is done" in said
    example = said.partition("Example:\n  hueandcry ")[2].partition("\n")[0]
    assert main._parser().parse_args(example.split()).what == word


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_sees_how_far_it_is(tmp_path, monkeypatch):
    seen: dict[str, list[float]] = {}
    real = bars.bar

    def bar(what, **told):
        made = real(what, **told)
        update = made.update

        def note(n=1):
            update(n)
            seen.setdefault(what, []).append(made.n)

        made.update = note
        return made

    make.confirmed(make.appeal("live"))
    with transaction.atomic():
        writing.record("case opened", subject="HC 1/26", by=None)
    for module in (backup, ledger, sweep):
        monkeypatch.setattr(module.bars, "bar", bar)
    monkeypatch.setattr(backup, "STEP", 7)
    copy = tmp_path / "copy"

    assert main.main(["backup", str(copy)]) == main.main(["ledger", "verify"]) == main.main(["sweep"]) == 0

    assert all(steps == sorted(steps) for steps in seen.values())
    assert connection.vendor != "sqlite" or len(seen["copy"]) > 5
    assert (len(seen["ledger"]), len(seen["kept files"])) == (Entry.objects.count(), 512)


def test_a_report_is_read_without_waking_the_database(tmp_path):
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    program = (
        "import sys; from hueandcry.command import main; code = main.main(['read', sys.argv[1], '--json']);"
        "sys.exit(code or ('django' in sys.modules and 9))"
    )

    done = subprocess.run([sys.executable, "-c", program, report], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["targets"][0]["email"] == ["office@justice.example.org"]


def test_a_report_from_standard_input_is_shown_with_its_words(monkeypatch, capsys):
    read_end, write_end = os.pipe()
    os.write(write_end, REPORT.encode())
    os.close(write_end)
    with os.fdopen(read_end) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)

        assert main.main(["read", "-"]) == 0

    line = next(line for line in capsys.readouterr().out.splitlines() if "office@justice.example.org" in line)
    assert "“" in line


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 20, None])
def test_what_cannot_be_read_is_refused_with_one_line(content, tmp_path, capsys):
    report = tmp_path / "report"
    if content is not None:
        report.write_bytes(content)

    assert main.main(["read", str(report), "--json"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_a_setting_nobody_knows_stops_the_command_with_a_sentence(tmp_path):
    environment = {**os.environ, "HUEANDCRY_RELAI": "127.0.0.1:25"}

    done = subprocess.run(
        [sys.executable, "-m", "hueandcry.command.main", "ledger", "verify"],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "HUEANDCRY_RELAI" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_with_130(monkeypatch):
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main.COMMANDS["read"], "run", interrupted)

    assert main.main(["read", "-"]) == 130


@pytest.mark.django_db
def test_an_account_is_added_with_a_good_password_only(monkeypatch, capsys):
    for password, code in (("short", 2), ("correct horse battery", 0)):
        read_end, write_end = os.pipe()
        os.write(write_end, password.encode() + b"\n")
        os.close(write_end)
        with os.fdopen(read_end) as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            assert main.main(["account", "add", "ana", "--role", "writer"]) == code

    assert User.objects.get().check_password("correct horse battery")
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.django_db
def test_the_ledger_is_verified_and_a_change_by_hand_is_named(capsys):
    user = make.user()
    from django.db import transaction

    from hueandcry.ledger import writing

    with transaction.atomic():
        writing.record("case opened", subject="case x", by=user)

    assert main.main(["ledger", "verify"]) == 0
    Entry.objects.update(subject="case y")
    assert main.main(["ledger", "verify"]) == 1

    assert "Entry 1 (case opened) was altered." in capsys.readouterr().out


@pytest.mark.django_db
def test_a_received_message_is_on_the_disk_when_the_command_says_so(monkeypatch, settings):
    read_end, write_end = os.pipe()
    os.write(write_end, b"From: a@example.net\r\n\r\nHello\r\n")
    os.close(write_end)
    monkeypatch.setenv("ORIGINAL_RECIPIENT", f"postmaster@{settings.MAIL_DOMAIN}")
    with os.fdopen(read_end) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)

        assert main.main(["receive", "--from", "a@example.net"]) == 0

    incoming = Incoming.objects.get()
    assert incoming.envelope_to == f"postmaster@{settings.MAIL_DOMAIN}"
    assert list(settings.DATA.rglob(incoming.sha256))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "environment", "nobody"),
    [([], {}, False), ([], {"SENDER": ""}, True), (["--from", "<>"], {}, True), (["--from", ""], {}, True)],
)
def test_only_who_says_that_a_message_has_no_sender_hands_over_a_bounce(monkeypatch, told, environment, nobody):
    monkeypatch.delenv("SENDER", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"From: a@example.net\r\n\r\nHello\r\n")))

    assert main.main(["receive", "--to", "postmaster@act.example.org", *told]) == 0

    assert Incoming.objects.get().null_sender is nobody


def test_trouble_with_the_desk_leaves_a_message_with_the_mail_server(tmp_path):
    environment = {**os.environ, "HUEANDCRY_DATABASE": f"sqlite:{tmp_path}/nowhere/desk.sqlite3"}

    done = subprocess.run(
        [sys.executable, "-m", "hueandcry.command.main", "receive", "--to", "postmaster@act.example.org"],
        input=b"From: a@example.net\r\n\r\nHello\r\n", env=environment, capture_output=True,
    )  # fmt: skip

    assert done.returncode == 75
    assert b"Traceback" not in done.stderr


@pytest.mark.django_db
def test_the_doctor_names_keys_that_others_can_read(settings):
    sealing.make("intake")
    settings.KEYS.chmod(0o755)
    (settings.KEYS / "intake.key").chmod(0o644)

    found = {one.name: one.advice for one in doctor.look()}

    assert found["keys"] == f"Run: chmod 700 {settings.KEYS}"
    assert found["settings"] == found["ledger"] == ""


@pytest.mark.django_db
def test_the_doctor_asks_for_two_people_and_a_relay(capsys):
    make.user(User.Role.WRITER)

    code = main.main(["doctor"])

    said = capsys.readouterr().out
    assert code == 1
    assert "1 accounts." in said
    assert "nobody answers at" in said


@pytest.mark.django_db(transaction=True)
def test_a_backup_opens_and_holds_no_key(tmp_path, settings, capsys):
    make.user()
    sealing.make("reports")
    copy = tmp_path / "copy.sqlite3"

    assert main.main(["backup", str(copy)]) == 0
    assert main.main(["backup", str(copy)]) == 2

    raw = copy.read_bytes()
    if connection.vendor == "postgresql":  # the archive is packed
        told = subprocess.run([backup.program("pg_restore"), "-f", "-", copy], capture_output=True, check=True)
        raw = told.stdout
    assert b"writer" in raw
    assert sealing.pepper("reports") not in raw
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.django_db(transaction=True)
def test_the_doctor_says_when_forgetting_stands_still_and_how_to_go_on(capsys):
    long_ago = clock.now() - dt.timedelta(days=30)
    forgetting.walk(long_ago)

    found = {one.name: one.advice for one in doctor.look()}

    assert "--clock-is-right" in found["forgetting"]

    main.main(["rounds", "--once", "--clock-is-right"])

    assert {one.name: one.advice for one in doctor.look()}["forgetting"] == ""


@pytest.mark.django_db
def test_the_doctor_counts_the_tally_again():
    make.appeal("live")

    found = {one.name: one for one in doctor.look()}

    assert found["tally"].advice == ""
    assert "agrees" in found["tally"].sentence


@pytest.mark.parametrize("why", ["no database yet", "a setting nobody knows"])
def test_receive_asks_to_try_again_although_nobody_reads_its_words(why, tmp_path):
    environment = {**os.environ, "HUEANDCRY_DATA": str(tmp_path / "d"), "HUEANDCRY_KEYS": str(tmp_path / "k")}
    environment.pop(
        "PYTHONUNBUFFERED", None
    )  # what was not written stays in a buffer, as where a mail server starts us
    if why == "a setting nobody knows":
        environment["HUEANDCRY_RELAI"] = "127.0.0.1:25"
    read_end, write_end = os.pipe()
    os.close(read_end)

    done = subprocess.run(
        [sys.executable, "-m", "hueandcry.command.main", "receive", "--to", "postmaster@act.example.org"],
        env=environment, input=b"Subject: x\r\n\r\nkeep me\r\n", stdout=write_end, stderr=write_end, check=False,
    )  # fmt: skip
    os.close(write_end)

    assert done.returncode == 75


def test_a_command_that_does_something_does_not_say_done_when_its_reader_has_left(monkeypatch):
    def leave(*_):
        raise BrokenPipeError

    monkeypatch.setattr(os, "dup2", lambda *_: None)
    for name, arguments, code in (("read", ["-"], 0), ("sweep", [], 2), ("restore", ["x"], 2)):
        monkeypatch.setattr(main.COMMANDS[name], "run", leave)
        assert main.main([name, *arguments]) == code
