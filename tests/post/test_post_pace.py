"""The pace of protests: an office gets them while it is open, one after another, from each appeal in its turn."""

import datetime as dt
from collections import Counter

import pytest

from hueandcry.lib import clock
from hueandcry.post import claiming, dispatch, holding, pace, parcels
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Attempt, Delivery, Pigeonhole, Turn
from pacing import DAY, HOUR, MINUTE, MONDAY, SECOND, drive, most_within, put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """Letters are laid out on a Monday at noon; all later times are given by the test."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


# --- A21: a backlog leaves at the agreed pace, oldest first and fairly -----------------------------


def backlog_leaves_at_the_agreed_rate() -> None:
    """Three appeals have waited through a day's stop; the court takes sixty letters an hour."""
    rows = [put(key="big", due=MONDAY - DAY + n * SECOND) for n in range(60)]
    rows += [put(key="small", due=MONDAY - HOUR + n * SECOND) for n in range(10)]
    rows += [put(key="late", due=MONDAY - MINUTE + n * SECOND) for n in range(10)]
    of = {row.message_id: (row.key_name, row.due_at) for row in rows}
    left = drive(until=MONDAY + 90 * MINUTE)
    times = [when for when, _ in left]
    assert most_within(times, HOUR) <= 60, "the court got more letters in an hour than was agreed"
    assert len(left) == len(rows), "the backlog did not leave within its plan"
    for key in ("big", "small", "late"):
        due = [of[name][1] for _, name in left if of[name][0] == key]
        assert due == sorted(due), "a younger letter of one appeal left before an older one"
    first_half_hour = Counter(of[name][0] for when, name in left if when < MONDAY + HOUR / 2)
    assert first_half_hour == {"big": 10, "small": 10, "late": 10}, "one appeal starved the others"


def test_a_backlog_leaves_at_the_agreed_rate_oldest_first_and_each_appeal_in_its_turn(settings):
    settings.TARGET_AN_HOUR = 60

    backlog_leaves_at_the_agreed_rate()


@pytest.mark.parametrize(
    ("sabotage", "red"), [("no-per-target-cap", "more letters in an hour"), ("no-fair-turn", "starved the others")]
)
def test_a_broken_pace_is_noticed(settings, sabotage, red):
    settings.TARGET_AN_HOUR, settings.SABOTAGE = 60, [sabotage]

    with pytest.raises(AssertionError, match=red):
        backlog_leaves_at_the_agreed_rate()


def test_offices_of_one_mail_system_share_its_pace_and_others_do_not_wait(settings):
    settings.SYSTEM_AN_HOUR = 120
    for n in range(10):
        put(f"office{n % 5}@mfa.example.org")
        put(f"office{n}@elsewhere{n}.example.org")

    drive(until=MONDAY + SECOND)
    at_once = Delivery.objects.filter(status="accepted")

    assert at_once.count() == 11
    times = [when for when, _ in drive(start=MONDAY + 30 * SECOND, until=MONDAY + 10 * MINUTE, step=10 * SECOND)]
    assert (len(times), most_within(times, MINUTE)) == (9, 2)


def test_offices_of_one_mail_system_come_in_turn(settings):
    settings.SYSTEM_AN_HOUR = 60
    rows = [put(f"office{n % 3}@mfa.example.org") for n in range(9)]
    whose = {row.message_id: n % 3 for n, row in enumerate(rows)}

    left = [whose[name] for _, name in drive(start=MONDAY + SECOND, until=MONDAY + 9 * MINUTE)]

    assert left == [0, 1, 2] * 3


def test_without_a_limit_appeals_share_a_batch_and_nothing_waits():
    for key in ("one", "two", "three"):
        for _ in range(30):
            put(key=key)

    first = Counter(row.key_name for row in claiming.claim(worker="w", now=MONDAY, limit=30))

    assert first == {"one": 10, "two": 10, "three": 10}
    assert len(claiming.claim(worker="w", now=MONDAY, limit=100)) == 60


def test_a_paused_appeal_holds_up_nobody_else_at_the_same_office(settings):
    settings.TARGET_AN_HOUR = 60
    held, free = put(key="held", due=MONDAY - DAY), put(key="free")
    holding.hold("held", now=MONDAY)

    left = drive(until=MONDAY + 3 * MINUTE)

    assert [name for _, name in left] == [free.message_id]
    holding.release("held")
    assert [name for _, name in drive(start=MONDAY + HOUR, until=MONDAY + HOUR + SECOND)] == [held.message_id]


def test_what_is_tried_again_takes_a_turn_like_any_other(settings):
    settings.TARGET_AN_HOUR = 60
    for _ in range(30):
        put()

    for n in range(180):
        later = parcels.Verdict(parcels.LATER, "rcpt", 450, "not now")
        dispatch.walk(Memory([later]), worker="w", now=MONDAY + n * MINUTE / 3)

    times = list(Attempt.objects.values_list("started_at", flat=True))
    assert (len(times), most_within(times, MINUTE - SECOND)) == (60, 1)


def test_one_appeal_writes_to_an_office_so_many_letters_in_all_and_no_more(settings):
    settings.TARGET_IN_ALL = 5
    for _ in range(9):
        put(key="big")
    put(key="small")

    drive(until=MONDAY + HOUR)

    counts = Counter(Delivery.objects.filter(status="accepted").values_list("key_name", flat=True))
    assert counts == {"big": 5, "small": 1}
    Pigeonhole.objects.update(in_all=7)
    drive(start=MONDAY + HOUR, until=MONDAY + 2 * HOUR)
    assert Turn.objects.get(key_name="big").handed_over == 7


# --- Office hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "from_", "to"),
    [
        ("KZ", "2026-11-23T04:00", "2026-11-23T12:00"),  # Almaty, five hours ahead of UTC
        ("US", "2026-11-23T14:00", "2026-11-23T22:00"),  # Washington
        ("", "2026-11-23T09:00", "2026-11-23T17:00"),  # nobody knows: the desk's own zone
        ("IR", "2026-11-23T05:30", "2026-11-23T13:30"),
    ],
)
def test_a_protest_leaves_while_its_office_is_open_by_its_own_clock(settings, country, from_, to):
    settings.OFFICE_HOURS = "09:00-17:00"
    begin, end = (dt.datetime.fromisoformat(f"{at}+00:00") for at in (from_, to))
    start = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)
    for n in range(40):
        put(country=country, due=start + n * 45 * MINUTE)

    times = [when for when, _ in drive(start=start, until=start + 30 * HOUR, step=15 * MINUTE)]

    monday = [when for when in times if when.date() == MONDAY.date()]
    assert (monday[0], all(begin <= when < end for when in monday)) == (begin, True)
    assert monday[-1] >= end - HOUR


@pytest.mark.parametrize(
    ("country", "day", "opens"),
    [
        ("DE", "2026-11-27T20:00", "2026-11-30T08:00"),  # Friday evening: Monday
        ("SA", "2026-11-26T20:00", "2026-11-29T06:00"),  # Thursday evening: Sunday
        ("IR", "2026-11-25T20:00", "2026-11-28T05:30"),  # Wednesday evening: Saturday
        ("DE", "2026-03-27T20:00", "2026-03-30T07:00"),  # the clocks went forward on Sunday
        ("DE", "2026-10-23T20:00", "2026-10-26T08:00"),  # and back
    ],
)
def test_an_office_that_rests_gets_its_letters_on_its_next_working_day(settings, country, day, opens):
    settings.OFFICE_HOURS, asked = "09:00-17:00", dt.datetime.fromisoformat(f"{day}+00:00")
    put(country=country, due=asked)

    assert dispatch.walk(Memory(), worker="w", now=asked) == {}
    assert Pigeonhole.objects.get().next_at == dt.datetime.fromisoformat(f"{opens}+00:00")


def test_confirmations_and_news_know_no_office_hours(settings):
    settings.OFFICE_HOURS, night = "09:00-17:00", MONDAY + 12 * HOUR
    put(rank=0, kind="confirmation"), put(rank=1), put(rank=2, kind="news")

    dispatch.walk(Memory(), worker="w", now=night)

    assert set(Delivery.objects.filter(status="accepted").values_list("rank", flat=True)) == {0, 2}


def test_a_letter_that_waited_a_week_for_its_turn_is_not_given_up_at_its_first_try():
    row = put()

    dispatch.walk(Memory([parcels.Verdict(parcels.LATER, "rcpt", 450, "not now")]), worker="w", now=MONDAY + 7 * DAY)

    row.refresh_from_db()
    assert row.status == "queued"


# --- Sleep -------------------------------------------------------------------------------------------


def test_a_turn_with_nothing_left_sleeps_and_wakes_with_the_next_letter():
    put()
    drive(until=MONDAY + SECOND)

    assert pace.put_to_sleep(MONDAY + HOUR) == 1
    assert not Turn.objects.get().awake
    put()
    assert Turn.objects.get().awake
    assert len(drive(start=MONDAY + 2 * HOUR, until=MONDAY + 2 * HOUR + SECOND)) == 1


def test_a_letter_put_back_into_the_queue_by_hand_wakes_its_turn():
    row = put()
    drive(until=MONDAY + SECOND)
    pace.put_to_sleep(MONDAY + HOUR)

    Delivery.objects.filter(pk=row.pk).update(status="queued")

    assert pace.put_to_sleep(MONDAY + 2 * HOUR) == 1
    assert len(drive(start=MONDAY + 2 * HOUR, until=MONDAY + 2 * HOUR + SECOND)) == 1
