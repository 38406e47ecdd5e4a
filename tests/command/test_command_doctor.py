"""The doctor at the command line: a table for people, JSON for programs, and what it asks of the machine."""

import ast
import dataclasses
import datetime as dt
import json
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import translation

import make
from hueandcry.actions import tally as counts
from hueandcry.command import doctor, main
from hueandcry.command.doctor import machine, records
from hueandcry.ledger import writing
from hueandcry.lib import clock, folders, processes, sealing
from hueandcry.lib.finding import Finding
from hueandcry.lib.patience import within
from hueandcry.people.models import User
from hueandcry.post import dns_stub
from hueandcry.post.checks import names
from hueandcry.rehearsal import world
from hueandcry.rounds import claims
from hueandcry.rounds import clock as rounds
from pacing import put

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_it_speaks_to_programs_in_one_object_and_ends_with_one_when_there_is_something_to_do(capsys):
    assert main.main(["doctor", "--json", "--no-letter"]) == 1

    said = json.loads(capsys.readouterr().out)
    assert said["well"] is False
    relay = next(one for one in said["findings"] if one["name"] == "relay")
    assert (relay["state"], bool(relay["advice"])) == ("to do", True)
    assert all(one["sentence"] for one in said["findings"])


def test_it_ends_with_two_when_it_is_asked_wrongly():
    with pytest.raises(SystemExit) as end:
        main.main(["doctor", "--letters"])

    assert end.value.code == 2


@pytest.mark.django_db(transaction=True)
def test_a_desk_in_good_order_ends_with_nought(settings, capsys, monkeypatch):
    if connection.vendor == "postgresql":  # the tests' own server does not sync, and the doctor says so
        assert "fsync" in records.durability().advice
        monkeypatch.setattr(records, "durability", lambda: Finding("durability", "not asked"))
    settings.KEYS.chmod(0o700)
    make.user(User.Role.WRITER)
    make.user(User.Role.APPROVER)
    for lane in ("out", "in", "fetch", "desk"):
        claims.beat(lane)

    relay = Controller(object(), hostname="127.0.0.1", port=processes.free_port())
    relay.start()
    settings.RELAY = ("127.0.0.1", relay.port)
    code = main.main(["doctor", "--no-letter"])
    relay.stop()

    said = capsys.readouterr().out
    assert (code, "TO DO" in said) == (0, False), said
    assert all(line.startswith(("ok ", "note ", "       ")) for line in said.splitlines())


def test_a_check_that_breaks_is_told_without_its_words_and_the_others_go_on(monkeypatch):
    def broken() -> Finding:
        raise RuntimeError("maria@example.net")

    monkeypatch.setattr(records, "tally", broken)

    found = {one.name: one for one in doctor.look(letter=False)}

    assert (found["tally"].state, "RuntimeError" in found["tally"].sentence) == ("unasked", True)
    assert "maria" not in str(found)
    assert found["staff"].state == "to do"


def test_what_hangs_is_left_behind():
    began = time.monotonic()

    with pytest.raises(TimeoutError):
        within(0.2, lambda: threading.Event().wait(30))

    assert time.monotonic() - began < 5


def test_a_question_the_database_broods_over_is_broken_off(monkeypatch):
    def brooding() -> Finding:
        with connection.cursor() as cursor:
            cursor.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n")
        return Finding("durability", "done")

    if connection.vendor != "sqlite":
        pytest.skip("there the server breaks it off, and the transaction with it")
    monkeypatch.setattr(records, "durability", brooding)
    monkeypatch.setattr(doctor, "ROWS", 0.5)
    began = time.monotonic()

    found = {one.name: one.state for one in doctor.look(letter=False)}

    assert found["durability"] == "unasked"
    assert time.monotonic() - began < 60


# --- The machine ---------------------------------------------------------------------------------


def test_a_clock_that_was_set_since_the_last_look_is_told():
    now = clock.now()
    first = machine._jumps(now)
    assert first.state == "ok"
    assert machine._jumps(clock.now()).state == "ok"

    forward = machine._jumps(clock.now() + DAY)
    back = machine._jumps(clock.now())

    assert (forward.state, back.state) == ("to do", "to do")
    assert "1440 minutes" in forward.sentence
    assert "-1440 minutes" in back.sentence


def test_after_a_start_of_the_machine_only_a_clock_that_went_back_is_told(settings):
    machine._jumps(clock.now())
    seen = settings.DATA / "doctor.json"
    told = json.loads(seen.read_text()) | {"boot": "another"}
    seen.write_text(json.dumps(told))
    assert machine._jumps(clock.now() + DAY).state == "ok"

    seen.write_text(json.dumps(told | {"wall": told["wall"] + 3 * 86400}))
    assert "before the last look" in machine._jumps(clock.now()).sentence


def test_a_ledger_from_the_future_is_told():
    from django.db import transaction

    with transaction.atomic():
        writing.record("case opened", subject="x", by=make.user())

    assert machine.last_entry_lies_ahead(clock.now() - DAY)
    assert not machine.last_entry_lies_ahead(clock.now())


def test_the_clock_of_another_machine_is_compared_and_our_own_file_has_none(monkeypatch):
    found = {one.name: one.state for one in machine.clocks(clock.now())}
    assert ("clock of the database" in found) == (connection.vendor == "postgresql")
    if connection.vendor != "postgresql":
        return
    assert machine.database_clock().state == "ok"

    ahead = clock.now() + HOUR
    monkeypatch.setattr(clock, "now", lambda: ahead)
    assert machine.database_clock().state == "to do"


@pytest.mark.parametrize(
    ("free", "files", "size", "words"),
    [(machine.ROOM - 1, 10**6, 0, "below 1 GiB"), (2 * machine.ROOM, 10**6, 3 * machine.ROOM, "no copy of the data"),
     (2 * machine.ROOM, 50, 0, "Only 50 more files")],
)  # fmt: skip
def test_a_disk_that_fills_up_is_told_before_it_is_full(monkeypatch, free, files, size, words):
    monkeypatch.setattr(machine, "_measure", lambda: (free, files, size))

    one = machine.disk()

    assert (one.state, words in one.advice) == ("to do", True), one


def test_a_disk_on_which_nothing_more_is_taken_in_is_told(settings):
    settings.DISK_RESERVE = 10**15

    assert "no mail is taken in" in machine.disk().advice


def test_the_disk_is_measured_as_it_is(settings):
    (settings.DATA / "a").write_bytes(b"x" * 5_000_000)

    free, _files, size = machine._measure()

    assert abs(free - shutil.disk_usage(settings.DATA).free) < 500 * 1024**2
    assert size >= 5_000_000


def test_a_network_disk_that_is_away_is_no_answer_and_no_end(monkeypatch):
    monkeypatch.setattr(machine, "SECONDS", 0.2)
    monkeypatch.setattr(machine, "_measure", lambda: threading.Event().wait(30))

    assert machine.disk().state == "unasked"


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_remembered_and_told_when_it_is_old(settings, tmp_path):
    settings.LIVE = True
    assert machine.backup(clock.now()).state == "to do"

    assert main.main(["backup", str(tmp_path / "copy")]) == 0
    assert machine.backup(clock.now()).state == "ok"
    assert machine.backup(clock.now() + 27 * HOUR).state == "to do"

    os.utime(machine.last_backup(), (0, 0))
    assert main.main(["backup", "--noted"]) == 0
    assert machine.backup(clock.now()).state == "ok"
    assert main.main(["backup"]) == main.main(["backup", "--noted", str(tmp_path / "more")]) == 2


def test_a_clock_that_stands_still_is_told_and_one_that_walks_is_not(monkeypatch):
    assert "no clock has walked" in machine.rounds(clock.now()).sentence

    for which in (folders.KEYS, folders.DATA):
        folders.check(which)  # asked here, because other threads cannot write while this test's transaction is open
    stopping = threading.Event()
    step = rounds.timetable.Step
    walked = [step(lane, lane, 0.1, lambda now, _: 0) for lane in ("out", "in", "fetch", "desk")]
    monkeypatch.setattr(rounds.timetable, "steps", lambda: walked)
    threading.Timer(0.5, stopping.set).start()
    rounds.loop(stopping)

    assert machine.rounds(clock.now()).state == "ok"
    late = machine.rounds(clock.now() + HOUR)
    assert (late.state, "desk, fetch, in, out" in late.sentence) == ("to do", True)


def test_a_step_that_fails_each_time_is_told_by_its_name_until_it_works_again(monkeypatch):
    for which in (folders.KEYS, folders.DATA):
        folders.check(which)
    works = []

    def sort(now, stopping):
        if not works:
            raise RuntimeError("the name of somebody")
        return 0

    step = rounds.timetable.Step
    walked = [step("in", "mail in", 0.1, sort), step("desk", "dates", 0.1, lambda now, _: 0)]
    monkeypatch.setattr(rounds.timetable, "steps", lambda: walked)
    for state, words in (("to do", "these steps fail: mail in."), ("ok", "walked")):
        stopping = threading.Event()
        threading.Timer(0.5, stopping.set).start()
        rounds.loop(stopping)
        found = machine.rounds(clock.now())
        assert (found.state, words in found.sentence, "somebody" in found.sentence) == (state, True, False)
        works.append(True)


def test_a_long_row_of_letters_is_no_clock_that_stands_still():
    for lane in ("out", "in", "fetch", "desk"):
        claims.beat(lane)
    now = clock.now() + HOUR
    os.utime(claims._folder() / "beat-out", (0, 0))
    assert machine.rounds(clock.now()).state == "to do"

    put().attempts.create(number=1, fence=1, started_at=now - dt.timedelta(minutes=1))

    assert machine.rounds(clock.now()).state == "ok"


# --- The rows ------------------------------------------------------------------------------------


def test_keys_that_are_gone_and_numbers_that_differ_are_told(monkeypatch):
    appeal = make.appeal("live")
    make.confirmed(appeal)
    assert (records.live_keys().state, records.tally().state) == ("ok", "ok")

    sealing.destroy(appeal.act_key)
    assert appeal.number in records.live_keys().sentence
    wrong = dataclasses.replace(counts.desk(appeal), confirmed=7)
    monkeypatch.setattr(counts, "desk", lambda appeal: wrong)
    assert "people say 7" in records.tally().sentence


def test_a_demo_publishes_what_the_doctor_wants_to_read(tmp_path, settings, monkeypatch):
    for name in [name for name in os.environ if name.startswith("HUEANDCRY_")]:
        monkeypatch.setenv(name, os.environ[name])
    here = world.World(tmp_path / "demo", mode="demo")
    here.settle()
    records_ = json.loads((tmp_path / "demo" / "dns.json").read_text())
    settings.DKIM_KEY, settings.RELAY_LEAVES_FROM = (tmp_path / "demo" / "dkim.pem").read_text(), ["127.0.0.1"]

    with dns_stub.start(records_) as stub:
        settings.DNS = stub.address
        found = list(names.look())

    assert len(found) == 9
    assert {one.state for one in found} == {"ok"}, found


def test_it_speaks_russian_where_the_terminal_does(monkeypatch, capsys, settings):
    settings.RELAY = ("127.0.0.1", processes.free_port())
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)

    main.main(["doctor", "--no-letter"])
    said = capsys.readouterr().out
    main.main(["doctor", "--no-letter", "--language", "en"])

    assert "никто не отвечает" in said
    assert "nobody answers" in capsys.readouterr().out


def test_every_sentence_has_its_russian():
    """A sentence of the doctor without Russian words would be shown in English among Russian ones."""
    sources = [*Path(doctor.__file__).parent.glob("*.py"), *Path(names.__file__).parent.glob("*.py")]
    calls = [node for path in sources for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    said = {node.args[0].value for node in calls if getattr(node.func, "id", "") == "_"}

    with translation.override("ru"):
        missing = sorted(each for each in said if translation.gettext(each) == each)

    assert len(said) > 100
    assert missing == []
