"""What has had its day is erased by destroying its key; the tally stays."""

import datetime as dt

import pytest

import mailing
import make
from hueandcry.actions import confirming, forgetting, news, recognising, tally
from hueandcry.actions.models import Action, Confirmation, CopySeen
from hueandcry.cases.models import Outcome
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, outbox
from hueandcry.post.models import Delivery, Incoming

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def walk(now: dt.datetime) -> forgetting.Forgotten:
    return forgetting.walk(now, clock_is_right=True)


def end(appeal, status: str = "stopped", when: dt.datetime | None = None) -> None:
    type(appeal).objects.filter(pk=appeal.pk).update(status=status, ended_at=when or clock.now())


def keys(appeal) -> list[str]:
    return [what for what in ("act_key", "follow_key", "pepper") if sealing.exists(getattr(appeal, what))]


def test_what_nobody_confirms_is_emptied_after_three_days():
    appeal, now = make.appeal("live"), clock.now()
    token = make.act(appeal, wants_news=True, now=now)

    assert walk(now + 71 * HOUR).lapsed == 0
    assert walk(now + 73 * HOUR).lapsed == 1

    action = Action.objects.get()
    assert (action.status, action.sealed, action.follow_sealed, action.person_key) == ("lapsed", None, None, "")
    assert confirming.confirm(token, now=now + 73 * HOUR) == []


def test_the_letter_that_asked_is_emptied_a_day_later_and_not_sent_any_more():
    now = clock.now()
    make.act(make.appeal("live"), now=now)

    walk(now + 5 * DAY)

    delivery = Delivery.objects.get()
    assert (bytes(delivery.sealed), delivery.status) == (b"", "cancelled")


def test_ninety_days_after_the_end_the_act_key_dies_and_the_tally_stays():
    appeal, now = make.appeal("live"), clock.now()
    make.mission(host="DE")
    for n in range(3):
        make.confirmed(appeal, f"p{n}@example.net", now=now)
    for delivery in Delivery.objects.filter(rank=1):
        mailing.accept(delivery)
    mailing.arrive(mailing.answer(), envelopes.from_address(Delivery.objects.filter(rank=1).first().token))
    end(appeal, when=now)
    before = tally.desk(appeal)

    walk(now + 89 * DAY)
    assert "act_key" in keys(appeal)
    walk(now + 91 * DAY)

    assert tally.desk(appeal) == before
    assert "act_key" not in keys(appeal)
    assert not Action.objects.filter(sealed__isnull=False).exists()
    assert {bytes(d.sealed) for d in Delivery.objects.all()} == {b""}
    assert set(Delivery.objects.filter(rank=0).values_list("to_key", flat=True)) == {""}
    assert not Incoming.objects.exists()
    told = Entry.objects.filter(event="keys destroyed").values_list("facts__key", flat=True)
    assert sorted(told) == ["act", "pepper"]
    assert list(writing.faults()) == []


def test_a_letter_that_still_waited_is_not_sent_without_its_words():
    appeal, now = make.appeal("live"), clock.now()
    make.confirmed(appeal, now=now)
    end(appeal, when=now)

    walk(now + 91 * DAY)

    assert Delivery.objects.get(rank=1).status == "cancelled"


def test_forgetting_again_changes_nothing_and_a_stop_in_between_is_made_good():
    appeal, now = make.appeal("live"), clock.now()
    make.confirmed(appeal, now=now)
    end(appeal, when=now)
    sealing.destroy(appeal.act_key)  # killed after the key and before the rows

    walk(now + 91 * DAY)
    walk(now + 92 * DAY)

    assert not Action.objects.filter(sealed__isnull=False).exists()
    assert Entry.objects.filter(event="keys destroyed", facts__key="act").count() == 1


def test_the_pepper_of_a_stopped_appeal_dies_with_the_last_copy_and_of_a_live_one_never():
    stopped, live, expired, now = make.appeal("live"), make.appeal("live"), make.appeal("live"), clock.now()
    end(stopped, when=now)
    end(expired, "expired", when=now)

    walk(now + 7 * DAY)
    assert "pepper" in keys(stopped)
    walk(now + 9 * DAY)

    assert ("pepper" in keys(stopped), "pepper" in keys(live), "pepper" in keys(expired)) == (False, True, True)
    walk(now + 400 * DAY)
    assert keys(live) == ["act_key", "follow_key", "pepper"]


def test_an_appeal_extended_in_time_keeps_its_keys_and_moves_its_day():
    appeal, now = make.appeal("live"), clock.now()
    action = make.confirmed(appeal, now=now)
    end(appeal, "expired", when=now)
    walk(now + DAY)
    type(appeal).objects.filter(pk=appeal.pk).update(status="live", ended_at=None, act_by=now.date() + 300 * DAY)

    walk(now + 200 * DAY)

    action.refresh_from_db()
    assert keys(appeal) == ["act_key", "follow_key", "pepper"]
    assert action.erase_by.date() == now.date() + 390 * DAY
    assert outbox.opened(Delivery.objects.get(rank=1)).from_name == "Maria Example"


def test_the_follow_key_dies_thirty_days_after_everybody_was_told():
    appeal, now = make.appeal("live"), clock.now()
    make.confirmed(appeal, wants_news=True, now=now)
    result = Outcome.objects.create(
        case=appeal.case, code="released", on=now.date(), text="Free.", recorded_at=now, recorded_by="w"
    )
    end(appeal, when=now)
    news.begin(result, by=None)

    walk(now + 60 * DAY)
    assert "follow_key" in keys(appeal)  # the letter is not made yet
    news.walk(now=now)
    walk(now + 29 * DAY)
    assert "follow_key" in keys(appeal)
    walk(now + 32 * DAY)

    assert keys(appeal) == ["act_key"]
    assert not Action.objects.filter(follow_sealed__isnull=False).exists()
    assert news.walk(now=now + 33 * DAY) == 0


def test_without_an_outcome_the_follow_key_waits_a_year_at_most():
    appeal, now = make.appeal("live"), clock.now()
    make.confirmed(appeal, wants_news=True, now=now)
    end(appeal, when=now)

    walk(now + 364 * DAY)
    assert keys(appeal) == ["follow_key"]
    walk(now + 366 * DAY)
    assert keys(appeal) == []


def test_weekly_keys_die_and_nothing_links_a_mailbox_across_appeals_any_more():
    one, two, now = make.appeal("live"), make.appeal("live"), clock.now()
    for appeal in (one, two):
        make.confirmed(appeal, "maria@example.net", now=now)
    assert Action.objects.values("mail_key").distinct().count() == 1

    walk(now + 6 * DAY)
    assert sealing.exists(recognising.week_key(now))
    walk(now + 15 * DAY)

    assert not sealing.exists(recognising.week_key(now))
    assert set(Action.objects.values_list("mail_key", flat=True)) == {""}
    assert Confirmation.objects.get().mail_key == Confirmation.objects.get().token


def test_hashes_against_replay_are_kept_eight_days():
    now = clock.now()
    CopySeen.objects.create(signature_hash="a", seen_at=now)

    walk(now + 7 * DAY)
    assert CopySeen.objects.exists()
    walk(now + 9 * DAY)
    assert not CopySeen.objects.exists()


@pytest.mark.parametrize("jump", [-2 * HOUR, -400 * DAY, 4 * DAY, 36500 * DAY])
def test_nothing_is_erased_when_the_clock_jumped(jump):
    appeal, now = make.appeal("live"), clock.now()
    make.act(appeal, now=now - 4 * DAY)
    end(appeal, when=now - 100 * DAY)
    walk(now - 101 * DAY)
    forgetting._remember(now)

    with pytest.raises(Refused, match="Nothing was erased"):
        forgetting.walk(now + jump)

    assert keys(appeal) == ["act_key", "follow_key", "pepper"]
    assert Action.objects.get().status == "pending"


def test_a_clock_that_is_believed_after_a_jump_is_seen(settings):
    appeal, now = make.appeal("live"), clock.now()
    end(appeal, when=now)
    walk(now)
    forgetting.walk(now + 2 * DAY)
    assert "act_key" in keys(appeal)

    settings.SABOTAGE = ["trust-the-clock"]
    forgetting.walk(now + 3650 * DAY)

    assert "act_key" not in keys(appeal)


def test_a_small_step_of_the_clock_is_no_jump():
    now = clock.now()
    forgetting.walk(now)

    forgetting.walk(now - HOUR + dt.timedelta(seconds=1))
    forgetting.walk(now + 2 * DAY)

    assert forgetting.last_walk() == now + 2 * DAY


def test_a_letter_in_a_couriers_hand_is_left_alone():
    now = clock.now()
    make.act(make.appeal("live"), now=now)
    Delivery.objects.update(status="sending")

    walk(now + 10 * DAY)

    assert bytes(Delivery.objects.get().sealed) != b""
