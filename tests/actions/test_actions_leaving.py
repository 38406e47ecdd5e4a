"""Withdrawing, being erased, never hearing from us again: from the letter alone, and by nobody else."""

import pytest

import mailing
import make
from hueandcry.actions import confirming, leaving, taking, tally
from hueandcry.actions.models import Action, Confirmation, Protest, Reply
from hueandcry.lib import clock
from hueandcry.post import envelopes, mailbox, stops
from hueandcry.post.models import Delivery, Incoming

pytestmark = pytest.mark.django_db


def test_the_link_of_a_letter_finds_its_act_and_no_other():
    action = make.confirmed(make.appeal("live"))

    assert leaving.find(action.token.upper()) == action
    assert leaving.find("a" * 26) is None


def test_the_address_officials_see_does_not_open_anything():
    appeal = make.appeal("live")
    own = taking.own_mail(appeal, country="FR", language="en", now=clock.now())

    assert leaving.find(own.token) is None
    assert not leaving.never_again(own.token, now=clock.now())


def test_letters_that_still_wait_are_not_sent_and_those_that_left_stay_sent():
    appeal = make.appeal("live")
    make.mission(host="DE")
    action = make.confirmed(appeal)
    left, waiting = Delivery.objects.filter(rank=1).order_by("pk")
    mailing.accept(left)

    leaving.withdraw(action, clock.now())
    leaving.withdraw(action, clock.now())

    action.refresh_from_db()
    assert action.status == "withdrawn"
    assert list(Delivery.objects.filter(rank=1).order_by("pk").values_list("status", flat=True)) == [
        "accepted",
        "cancelled",
    ]
    assert waiting.pk


def test_withdrawing_takes_back_everything_of_this_person_in_this_appeal_only():
    one, two = make.appeal("live"), make.appeal("live")
    token = make.act(one, words="first")
    make.act(one, words="second")
    make.act(two)
    confirming.confirm(token, now=clock.now())

    leaving.withdraw(Action.objects.filter(appeal=one).first(), clock.now())

    assert tally.desk(one).confirmed == 0
    assert tally.desk(two).confirmed == 1


def test_who_comes_back_may_act_again_and_her_letter_leaves():
    appeal = make.appeal("live")
    leaving.withdraw(make.confirmed(appeal), clock.now())

    confirming.confirm(make.act(appeal), now=clock.now())

    assert tally.desk(appeal).confirmed == 1
    assert tally.desk(appeal).letters.waiting == 1


def test_a_pending_act_can_be_taken_back():
    appeal = make.appeal("live")
    token = make.act(appeal)

    leaving.withdraw(Action.objects.get(), clock.now())

    assert confirming.confirm(token, now=clock.now()) == []


def test_erasing_leaves_an_empty_row_and_nothing_that_names_her():
    appeal = make.appeal("live")
    other = make.confirmed(appeal, "other@example.net")
    action = make.confirmed(appeal, wants_news=True)
    delivery = mailing.accept(Delivery.objects.get(protest__action=action))
    mailing.arrive(mailing.answer("Dear Maria Example, no."), envelopes.from_address(delivery.token))

    leaving.erase(action, clock.now())

    action.refresh_from_db()
    assert (action.status, action.sealed, action.follow_sealed, action.person_key, action.mail_key) == (
        "withdrawn",
        None,
        None,
        "",
        "",
    )
    assert leaving.find(action.token) is None
    assert list(Protest.objects.values_list("action_id", flat=True)) == [other.pk]
    assert Delivery.objects.filter(rank=1).count() == 1
    assert Confirmation.objects.count() == 1
    assert Reply.objects.get().protest is None
    assert mailbox.forget(clock.now()) == 1
    assert not Incoming.objects.exists()
    assert tally.desk(appeal).confirmed == 1


def test_a_letter_in_a_couriers_hand_is_not_pulled_away():
    action = make.confirmed(make.appeal("live"))
    Delivery.objects.filter(rank=1).update(status="sending")

    leaving.erase(action, clock.now())

    assert Delivery.objects.get(rank=1).erase_by <= clock.now()


def test_never_again_works_from_every_letter_and_stays():
    appeal = make.appeal("live")
    for n, token_of in enumerate(
        [lambda a, t: t, lambda a, t: a.token, lambda a, t: Confirmation.objects.get(token=t).delivery.token]
    ):
        email = f"maria{n}@example.net"
        token = make.act(appeal, email)

        assert leaving.never_again(token_of(Action.objects.latest("pk"), token), now=clock.now())

        assert stops.is_dead(email)
    assert not leaving.never_again("a" * 26, now=clock.now())


def test_an_official_cannot_stop_a_target_with_the_token_of_a_protest():
    make.confirmed(make.appeal("live"))

    assert not leaving.never_again(Delivery.objects.get(rank=1).token, now=clock.now())
