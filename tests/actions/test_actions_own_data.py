"""One's own data: what we keep, what became of it, and nothing of anybody else's."""

import json

import pytest

import mailing
import make
from hueandcry.actions import confirming, declaring, leaving, own_data
from hueandcry.actions.models import Action
from hueandcry.lib import clock, sealing
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db


def test_everything_of_one_person_in_one_appeal_and_nothing_of_anybody_else():
    appeal, other = make.appeal("live"), make.appeal("live")
    make.confirmed(appeal, "oda@example.net", name="Ann Other", words="Mine.")
    make.act(other, name="Elsewhere Name")
    token = make.act(appeal, words="First.")
    confirming.confirm(token, now=clock.now())
    make.act(appeal, words="Second.")
    action = Action.objects.filter(appeal=appeal).order_by("pk")[1]

    told = own_data.take_along(action)

    assert [act["words"] for act in told["acts"]] == ["First.", "Second."]
    assert {act["email"] for act in told["acts"]} == {"maria@example.net"}
    assert "Ann" not in json.dumps(told) and "Elsewhere" not in json.dumps(told)


def test_what_became_of_each_letter_is_said_in_words():
    make.mission(host="DE")
    action = make.confirmed(make.appeal("live"))
    left, waiting = Delivery.objects.filter(rank=1).order_by("pk")
    mailing.accept(left)
    declaring.called(action.token, "t3", now=clock.now())

    states = [one.state for one in own_data.sent(action)]

    assert states == [
        "accepted by the office’s mail server", "waits for its turn", "you told us that you called",
    ]  # fmt: skip
    assert waiting.pk


def test_whoever_asks_afterwards_is_told_the_outcome_and_whoever_does_not_want_it_is_not():
    action = make.confirmed(make.appeal("live"))

    leaving.want_outcome(action, True)
    wanted = sealing.unseal(action.appeal.follow_key, bytes(action.follow_sealed))
    leaving.want_outcome(action, False)

    assert wanted == {"email": "maria@example.net", "language": "en"}
    assert action.follow_sealed is None


def test_after_the_words_are_erased_the_rest_is_still_hers():
    action = make.confirmed(make.appeal("live"))
    sealing.destroy(action.appeal.act_key)

    told = own_data.take_along(action)

    assert "name" not in told["acts"][0]
    assert told["acts"][0]["country"] == "DE"
    with pytest.raises(sealing.KeyGone):
        leaving.want_outcome(action, True)
