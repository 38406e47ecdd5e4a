"""Every number is a question to the rows, and unlike things are never added up."""

import datetime as dt

import pytest

import mailing
import make
from hueandcry.actions import checkpoint, declaring, leaving, tally
from hueandcry.actions.models import Action, Protest, Split
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
NOON = dt.datetime(2026, 3, 12, 12, 0, tzinfo=dt.UTC)


def people(appeal, countries: dict[str, int], *, now: dt.datetime | None = None) -> None:
    """So many confirmed people in each country, as bare rows."""
    now = now or clock.now()
    for country, n in countries.items():
        before = Action.objects.filter(appeal=appeal, country=country).count()
        Action.objects.bulk_create(
            Action(
                appeal=appeal, token=f"{appeal.pk}{country}{k}", submission_key=f"{country}{k}", way="relay",
                status="confirmed", country=country, language="en", person_key=f"{country}{k}", created_at=now,
                confirmed_at=now, erase_by=now,
            )
            for k in range(before, before + n)
        )  # fmt: skip


def test_the_desk_sees_each_letter_by_what_became_of_it():
    appeal = make.appeal("live")
    make.mission(host="DE")
    states = ["queued", "sending", "accepted", "bounced", "in_doubt", "rejected", "given_up", "cancelled"]
    for n, state in enumerate(states):
        action = make.confirmed(appeal, f"maria{n}@example.net", country="FR")
        accepted = clock.now() if state in ("accepted", "bounced") else None
        Delivery.objects.filter(protest__action=action).update(
            status=state, accepted_at=accepted, bounced_at=accepted if state == "bounced" else None
        )
    make.confirmed(appeal, "ivan@example.net", country="DE")
    make.act(appeal, "pending@example.net")

    told = tally.desk(appeal)

    assert (told.confirmed, told.pending) == (9, 1)
    assert told.letters == tally.Letters(born=10, waiting=4, accepted=2, bounced=1, in_doubt=1, rejected=2, cancelled=1)
    assert told.by_country == {"FR": 8, "DE": 1}
    assert told.by_day == {clock.now().date(): 9}
    rows = {row.key: row for row in told.by_target}
    assert (rows["t1"].letters.born, rows["t2"].letters.born, rows["t3"].letters.born) == (9, 1, 0)
    assert rows["t2"].hosts == {"DE": 1}
    assert tally.recount(appeal) == []


def test_a_person_counts_once_however_often_she_acted():
    appeal, now = make.appeal("live"), clock.now()
    for n, country in enumerate(["DE", "FR", "DE"]):
        make.confirmed(appeal, words=f"letter {n}", country=country, now=now + n * 2 * DAY)

    told = tally.desk(appeal)

    assert (told.confirmed, told.letters.born, told.by_country) == (1, 1, {"DE": 1})
    assert tally.recount(appeal) == []


def test_who_leaves_is_not_counted_any_more():
    appeal = make.appeal("live")
    make.confirmed(appeal, "one@example.net")
    leaving.withdraw(make.confirmed(appeal, "two@example.net"), clock.now())

    told = tally.desk(appeal)

    assert (told.confirmed, told.withdrawn, told.letters.born) == (1, 1, 1)


def test_a_recount_names_the_number_that_does_not_agree(monkeypatch):
    appeal = make.appeal("live")
    make.confirmed(appeal)
    honest = tally.desk(appeal)
    monkeypatch.setattr(tally, "desk", lambda _: honest.__class__(**{**vars(honest), "confirmed": 7}))

    assert tally.recount(appeal) == [f"{appeal}: people say 7, the rows say 1."]


def test_unlike_numbers_stand_side_by_side():
    appeal = make.appeal("live")
    action = make.confirmed(appeal)
    mailing.accept(Delivery.objects.get(rank=1))
    declaring.called(action.token, "t3", now=clock.now())

    told = tally.public(appeal, clock.now())

    assert (told.confirmed, told.accepted, told.bounced, told.copies_verified, told.declared) == (1, 1, 0, 0, 1)


def test_the_public_total_moves_every_quarter_of_an_hour(settings):
    settings.LIVE = True
    appeal = make.appeal("live")
    people(appeal, {"DE": 3}, now=NOON)

    seen = []
    for minute in range(46):
        now = NOON + minute * MINUTE
        people(appeal, {"DE": 1}, now=now)
        seen.append((tally.public(appeal, now).as_of, tally.public(appeal, now).confirmed))

    assert len(set(seen)) == 4
    assert seen[14] == (NOON, 0)
    assert seen[15] == (NOON + 15 * MINUTE, 3 + 15)


def test_a_rehearsal_sees_its_numbers_at_once(settings):
    appeal = make.appeal("live")
    people(appeal, {"DE": 12, "FR": 5, "GB": 5})

    told = tally.public(appeal, clock.now())

    assert (told.confirmed, told.countries, told.other, told.country_count) == (22, [("DE", 12)], 10, None)


def test_countries_are_published_once_a_day_and_never_step_by_less_than_ten(settings):
    settings.LIVE = True
    appeal = make.appeal("live")
    people(appeal, {"DE": 12, "FR": 11}, now=NOON)
    assert tally.public(appeal, NOON + DAY).countries == []

    assert tally.refresh_split(appeal, now=NOON + DAY)
    people(appeal, {"DE": 3}, now=NOON + DAY)
    assert not tally.refresh_split(appeal, now=NOON + 2 * DAY)
    people(appeal, {"DE": 8, "FR": 30}, now=NOON + 2 * DAY)
    assert not tally.refresh_split(appeal, now=NOON + DAY)

    told = tally.public(appeal, NOON + 2 * DAY)
    assert (told.countries, told.split_as_of) == ([("DE", 12), ("FR", 11)], NOON + DAY)
    assert tally.refresh_split(appeal, now=NOON + 3 * DAY)
    assert tally.public(appeal, NOON + 3 * DAY).countries == [("FR", 41), ("DE", 23)]


def test_one_person_who_leaves_is_not_seen_leaving(settings):
    settings.LIVE = True
    appeal = make.appeal("live")
    people(appeal, {"DE": 12, "FR": 11}, now=NOON)
    tally.refresh_split(appeal, now=NOON + DAY)

    Action.objects.filter(country="DE").first().delete()
    tally.refresh_split(appeal, now=NOON + 2 * DAY)

    assert dict(tally.public(appeal, NOON + 2 * DAY).countries)["DE"] == 12


def test_the_day_is_closed_once_with_totals_and_nobodys_country():
    appeal = make.appeal("live")
    make.confirmed(appeal, country="LI")
    people(appeal, {"DE": 4}, now=clock.now() + DAY)  # they belong to the next day

    assert [checkpoint.close(clock.now() + DAY) for _ in range(3)] == [1, 0, 0]

    entry = Entry.objects.get(event="day closed")
    assert entry.facts["appeals"][appeal.number]["confirmed"] == 1
    assert "LI" not in str(entry.facts)
    assert list(writing.faults()) == []
    assert Split.objects.get().shown == {}


def letters_of_one_who_wrote_twice() -> int:
    appeal = make.appeal("live")
    make.confirmed(appeal, words="a", now=clock.now() - 2 * DAY)
    make.confirmed(appeal, words="b")

    assert Protest.objects.count() == 2
    return tally.desk(appeal).letters.born


def test_a_protest_of_second_rank_is_kept_and_not_counted():
    assert letters_of_one_who_wrote_twice() == 1


def test_a_protest_of_second_rank_that_counts_is_seen(settings):
    settings.SABOTAGE = ["second-letters-too"]

    assert letters_of_one_who_wrote_twice() == 2
