"""A machine that believed for an hour that it was 2035: what it put off is found, told, and made due."""

import datetime as dt
import sys

import pytest

import make
from hueandcry.command import main
from hueandcry.lib import clock
from hueandcry.post import ahead, dispatch, mailbox, pace, parcels, relay_trouble, stuck
from hueandcry.post.checks import queue
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Incoming, MailSystem, Pigeonhole, RelayTrouble, StuckMessage, Turn
from pacing import DAY, HOUR, put

pytestmark = pytest.mark.django_db
NOT_NOW = parcels.Verdict(parcels.LATER, "rcpt", 450, "not now")
SILENCE = parcels.Verdict(parcels.IN_DOUBT, "dot", None, "silence")
FUTURE = dt.datetime(2035, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def since_2035(settings):
    """Four letters that met the wrong clock: put off, in doubt, refused for our sake; and a protest with its turn."""
    settings.OFFICE_HOURS = "always"
    now = clock.now()
    for n in range(3):
        put(f"o{n}@court{n}.example.org", rank=0, kind="confirmation", due=now)
    put(due=now)
    refusal = parcels.Verdict(parcels.LATER, "mail", 550, "account suspended")
    dispatch.walk(Memory([NOT_NOW, SILENCE, refusal, NOT_NOW]), worker="w", now=FUTURE)
    (mail,) = mailbox.keep(b"Subject: x\r\n\r\ny\r\n", envelope_to=["abuse@act.example.org"], envelope_from="", now=now)
    Incoming.objects.filter(pk=mail.pk).update(again_at=FUTURE, tries=1)
    stuck.note("1:1", "cut", now=FUTURE)
    return now


def finding(now):
    [found] = [one for one in queue.look(now) if one.name == "far ahead"]
    return found


def board(client, settings):
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    client.force_login(make.user("postkeeper"))
    return client.get("/").content.decode()


def it_is_told(client, settings, now):
    """The promise: letters that wait for years are counted by the doctor and on the board."""
    assert dispatch.walk(Memory(), worker="w", now=now + DAY) == {}
    found = finding(now)
    assert (found.state, found.sentence.startswith("4 letters are due more than 2 days ahead")) == ("to do", True)
    assert "hueandcry post due-now" in found.advice
    assert "4 letters are due more than two days ahead." in board(client, settings)


def test_letters_put_off_until_2035_are_told_at_once(since_2035, client, settings):
    it_is_told(client, settings, since_2035)

    settings.SABOTAGE = ["never-ahead"]
    with pytest.raises(AssertionError):
        it_is_told(client, settings, since_2035)


def test_one_command_makes_all_of_it_due_and_it_leaves(since_2035, capsys, client, settings):
    assert main.main(["post", "due-now", "--yes"]) == 0

    now = clock.now()
    assert "4  letters" in capsys.readouterr().out
    assert dispatch.walk(Memory(), worker="w", now=now) == {"accepted": 3}
    assert dispatch.walk(Memory(), worker="w", now=now + HOUR) == {"accepted": 1}  # the one in doubt, marked
    assert list(Delivery.objects.filter(possible_duplicate=True).values_list("status", flat=True)) == ["accepted"]
    assert finding(now).state == "ok"
    assert "days ahead" not in board(client, settings)
    assert not RelayTrouble.objects.exists()
    for rows, field in (
        (Pigeonhole, "next_at"),
        (MailSystem, "next_at"),
        (Turn, "served_at"),
        (StuckMessage, "again_at"),
    ):
        assert not rows.objects.filter(**{f"{field}__gt": now + 2 * DAY}).exists(), rows
    assert Incoming.objects.get().again_at is None
    assert main.main(["post", "due-now", "--yes"]) == 1


def test_it_asks_first_and_says_what_time_it_is(since_2035, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)}))
    monkeypatch.setattr("builtins.input", lambda question: "n")

    assert main.main(["post", "due-now"]) == 1

    said = capsys.readouterr().out
    assert f"The clock says {clock.now():%Y-%m-%d %H:}" in said and "Nothing was changed." in said
    assert finding(clock.now()).state == "to do"


def test_what_waits_as_it_should_is_left_alone(settings):
    now = clock.now()
    put(rank=0, kind="confirmation", due=now + HOUR)
    put(due=now)
    Pigeonhole.objects.update(next_at=now + 7 * DAY)  # an office that is shut for a week
    wait = parcels.Verdict(parcels.LATER, "dot", 429, "HTTP 429 tomorrow", wait=86400.0)
    put("a@b.example", rank=0, kind="confirmation", due=now)
    dispatch.walk(Memory([wait]), worker="w", now=now)

    assert not ahead.look(now)
    before = list(Delivery.objects.order_by("pk").values_list("due_at", flat=True))
    assert sum(ahead.due_now(now)) == 0
    assert list(Delivery.objects.order_by("pk").values_list("due_at", flat=True)) == before


def test_what_was_first_tried_in_2035_is_given_up_after_five_days_of_right_time(since_2035):
    list(ahead.due_now(since_2035))
    row = Delivery.objects.filter(status="queued", rank=0).first()

    for days in (0, 2, 6):
        dispatch.walk(Memory([NOT_NOW] * 5), worker="w", now=since_2035 + days * DAY)

    row.refresh_from_db()
    assert row.status == "given_up"


def test_an_office_served_in_2035_goes_to_sleep_and_wakes_again(since_2035):
    list(ahead.due_now(since_2035))
    Delivery.objects.update(status="accepted")

    assert pace.put_to_sleep(clock.now()) == 1


def test_the_relays_trouble_of_2035_ends_with_the_next_letter(since_2035):
    assert relay_trouble.RelayTrouble.objects.exists()

    relay_trouble.over(since_2035)

    assert not RelayTrouble.objects.exists()
