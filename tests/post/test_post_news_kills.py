"""Kill -9 while the outcome is told: everybody gets one letter, a second one is marked, who left meanwhile gets none.

`KILLS=50 NEWS=20000 pytest -m long` on this file is the whole of A22; `make test` runs a slice.
"""

import datetime as dt
import os
import random
from collections import Counter

import pytest
from mail_lives import Door
from scripted_relay import Relay

import make
from hueandcry.actions import news
from hueandcry.actions.models import News
from hueandcry.cases.models import Outcome
from hueandcry.lib import clock
from hueandcry.post import outbox, stops
from hueandcry.post.models import DeadAddress, Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
POINTS = ("before commit", "after commit", "at random")


def outcome_for(people: int) -> None:
    """An outcome that so many people wait for; their protests are no matter here."""
    appeal = make.appeal("live")
    for n in range(people):
        make.confirmed(appeal, f"asked{n}@example.net", wants_news=True)
    Delivery.objects.update(status="cancelled")
    result = Outcome.objects.create(
        case=appeal.case, code="released", on=dt.date(2026, 3, 24), text="She is free.", evidence="the union",
        recorded_at=clock.now(), recorded_by="writer1",
    )  # fmt: skip
    assert news.begin(result, by=make.user()) == people


def reached(relay: Relay) -> Counter[str]:
    """How often a letter came whole to each mailbox, by the relay alone."""
    return Counter(recipients[0] for _, recipients, _ in list(relay.taken))


def tell_amid_kills(relay: Relay, *, people: int, kills: int, seed: int) -> set[str]:
    """Tell everybody; after a third of the kills ten who got nothing yet ask never to be written to: who they are."""
    chance, killed, left = random.Random(seed), 0, set[str]()  # noqa: S311
    door = Door()
    try:
        while True:
            plan = {"at": chance.choice(POINTS), "n": chance.randrange(1, 40)} if killed < kills else {}
            door.live(do="news", port=relay.port, **plan)
            how = door.end()
            killed += how == -9
            if not left and killed >= kills // 3:
                waiting = [f"asked{n}@example.net" for n in range(people)]
                left = set([mailbox for mailbox in waiting if mailbox not in reached(relay)][-10:])
                for mailbox in left:
                    stops.stop(mailbox, DeadAddress.Why.STOPPED, clock.now())
            if how == 0:
                assert killed == kills, "all were told before the kills were over"
                return left
    finally:
        door.close()


def everybody_once(*, people: int, kills: int, seed: int) -> None:
    """The promise, counted by the relay; the rows are asked only which letters they mark."""
    outcome_for(people)
    with Relay() as relay:
        left = tell_amid_kills(relay, people=people, kills=kills, seed=seed)
        told = reached(relay)
    assert len(left) == 10
    assert not left & set(told)
    never = {f"asked{n}@example.net" for n in range(people)} - left - set(told)
    assert not never, f"{len(never)} people were never told"
    marked = {outbox.opened(row).to for row in Delivery.objects.filter(letter__kind="news", possible_duplicate=True)}
    twice = {mailbox for mailbox, times in told.items() if times > 1}
    assert twice <= marked
    assert sum(told.values()) - len(told) <= kills
    assert not News.objects.filter(delivery=None).exclude(action__follow_sealed=None).exists()


def test_ten_kills_among_the_news_tell_everybody_once():
    everybody_once(people=80, kills=10, seed=1)


@pytest.mark.long
def test_fifty_kills_among_the_news_tell_everybody_once():
    everybody_once(people=int(os.environ.get("NEWS", "1000")), kills=int(os.environ.get("KILLS", "50")), seed=2)


@pytest.mark.once
def test_news_by_a_checkpoint_are_seen_to_be_lost(settings):
    settings.SABOTAGE = ["checkpoint-news"]

    with pytest.raises(AssertionError, match="never told"):
        everybody_once(people=60, kills=6, seed=1)
