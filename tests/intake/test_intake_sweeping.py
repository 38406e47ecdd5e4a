"""Kept files and rows that lost each other are named, exactly those; nothing is deleted that somebody may want."""

import datetime as dt
import os
import random

import pytest

import make
from hueandcry.actions import placing
from hueandcry.command import main
from hueandcry.desk import board
from hueandcry.intake import receiving, sweeping
from hueandcry.intake.models import Report
from hueandcry.lib import clock, keeping, sealing
from hueandcry.post import mailbox
from hueandcry.post.models import Incoming

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def kept(n: int) -> list[Incoming]:
    return [
        mailbox.keep(f"Subject: {i}\r\n\r\nx".encode(), envelope_to=["x@act.example.org"], envelope_from="a@b.example")[
            0
        ]
        for i in range(n)
    ]


def reports(n: int, settings) -> list[Report]:
    user = make.user("writer")
    return [receiving.receive(f"Report {i}: a baker was arrested.".encode(), how="paste", by=user) for i in range(n)]


def exactly_what_was_taken(settings, seed: int) -> None:
    """The promise: of what is deleted at random, files or rows, the sweeper names every one and nothing else."""
    chance = random.Random(seed)  # noqa: S311
    Incoming.objects.all().delete()
    Report.objects.all().delete()
    rows = [("message", row, mailbox.folder()) for row in kept(40)]
    rows += [("report", row, settings.DATA / "reports") for row in reports(3, settings)]
    lost_files, lost_rows = set(), set()
    for name, row, folder in rows:
        fate, place = chance.randrange(4), keeping.path(folder, row.sha256)
        if fate == 0:
            place.unlink()
            lost_files.add(f"{name} {row.pk}")
        elif fate == 1 and name == "message":
            row.delete()
            lost_rows.add(str(place.relative_to(settings.DATA)))
    cut = mailbox.folder() / rows[0][1].sha256[:2] / f"{rows[0][1].sha256}.abc.new"
    cut.parent.mkdir(parents=True, exist_ok=True)
    cut.write_bytes(b"half")

    found = sweeping.look(clock.now() + 2 * HOUR)

    assert (set(found.rows), set(found.files)) == (lost_files, lost_rows)
    assert found.unfinished == [str(cut.relative_to(settings.DATA))]
    assert len(found) == len(lost_files) + len(lost_rows) + 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_files_and_rows_deleted_at_random_exactly_those_are_named(settings, seed):
    exactly_what_was_taken(settings, seed)


def test_a_sweeper_that_does_not_look_is_seen(settings):
    settings.SABOTAGE = ["no-sweep"]

    with pytest.raises(AssertionError):
        exactly_what_was_taken(settings, 1)


def spoilt_ones_are_named() -> None:
    """The promise: a file that was altered, cut, or put in another's place is named by the day on which it is read."""
    altered, cut, swapped, _good = rows = kept(4)
    places = [keeping.path(mailbox.folder(), row.sha256) for row in rows]
    raw = bytearray(places[0].read_bytes())
    raw[len(raw) // 2] ^= 1
    places[0].write_bytes(raw)
    places[1].write_bytes(b"")
    places[2].write_bytes(places[3].read_bytes())
    days = {int(row.sha256[:2], 16) % sweeping.MONTH for row in rows}
    first = dt.datetime.fromordinal(sweeping.MONTH * 25_000).replace(tzinfo=dt.UTC)

    named = [name for day in days for name in sweeping.look(first + day * 24 * HOUR).rows]

    assert sorted(named) == [f"message {row.pk} (its file holds something else)" for row in (altered, cut, swapped)]


def test_bytes_that_are_not_what_their_name_says_are_named():
    spoilt_ones_are_named()


def test_bytes_that_nobody_compares_are_seen(settings):
    settings.SABOTAGE = ["no-sweep"]

    with pytest.raises(AssertionError):
        spoilt_ones_are_named()


def test_a_file_whose_key_was_destroyed_is_not_called_spoilt():
    [row] = kept(1)
    sealing.make("appeal-x")
    mailbox.reseal(row, key="appeal-x")
    sealing.destroy("appeal-x")
    first = dt.datetime.fromordinal(sweeping.MONTH * 25_000).replace(tzinfo=dt.UTC)

    assert not sweeping.look(first + int(row.sha256[:2], 16) % sweeping.MONTH * 24 * HOUR).rows


def test_while_the_key_folder_is_away_nothing_is_called_spoilt(settings):
    [row] = kept(1)
    first = dt.datetime.fromordinal(sweeping.MONTH * 25_000).replace(tzinfo=dt.UTC)
    settings.KEYS = settings.KEYS.with_name("not-mounted")

    assert not sweeping.look(first + int(row.sha256[:2], 16) % sweeping.MONTH * 24 * HOUR).rows


def test_a_file_that_is_just_being_kept_is_not_called_lost():
    keeping.keep(mailbox.folder(), b"x", key=_intake_key())

    assert not sweeping.look(clock.now())
    assert sweeping.look(clock.now() + 2 * HOUR).files


def test_the_clock_looks_once_a_day_and_the_board_tells_the_postkeeper():
    now, (row,) = clock.now(), kept(1)
    user = make.user("postkeeper")
    assert (sweeping.walk(now), board.today(user, now=now).astray) == (0, 0)

    keeping.drop(mailbox.folder(), row.sha256)

    assert sweeping.walk(now + HOUR) == 0  # looked a moment ago
    assert sweeping.walk(now + 25 * HOUR) == 1
    assert board.today(user, now=now).astray == 1


def test_mending_takes_in_a_message_without_a_row_and_it_waits_for_a_person():
    digest = keeping.keep(mailbox.folder(), b"From: a@b.example\r\nSubject: hello\r\n\r\nHello", key=_intake_key())

    assert sweeping.mend(sweeping.look(clock.now() + 2 * HOUR)) == {
        "taken in": 1, "laid aside": 0, "deleted": 0, "left": 0,
    }  # fmt: skip
    placing.walk(10)

    assert Incoming.objects.get(sha256=digest).status == "unplaced"
    assert not sweeping.look(clock.now() + 2 * HOUR)


def test_mending_deletes_nothing_that_may_be_wanted(settings):
    _intake_key()
    sealing.make("gone")
    locked = keeping.keep(
        mailbox.folder(), b"of somebody who was forgotten, or whose key a restore left out", key="gone"
    )
    sealing.destroy("gone")
    [row] = kept(1)
    keeping.drop(mailbox.folder(), row.sha256)

    done = sweeping.mend(sweeping.look(clock.now() + 2 * HOUR))

    assert done == {"taken in": 0, "laid aside": 1, "deleted": 0, "left": 1}
    assert (settings.DATA / "incoming-unreadable" / locked).exists()
    assert Incoming.objects.filter(pk=row.pk).exists()


def test_the_operator_is_told_and_can_mend(capsys, monkeypatch):
    monkeypatch.setattr("hueandcry.command.starting.database", lambda *_: None)
    digest = keeping.keep(mailbox.folder(), b"Subject: x\r\n\r\nx", key=_intake_key())
    old = (clock.now() - 2 * HOUR).timestamp()
    os.utime(keeping.path(mailbox.folder(), digest), (old, old))

    codes = [main.main(["sweep"]), main.main(["sweep", "--mend"]), main.main(["sweep"])]

    assert codes == [1, 0, 0]
    assert f"file without a row: incoming/{digest[:2]}/{digest}" in capsys.readouterr().out


def _intake_key() -> str:
    if not sealing.exists(mailbox.KEY):
        sealing.make(mailbox.KEY)
    return mailbox.KEY
