"""A paused appeal keeps its letters on the shelf; a stopped one never sends them."""

import datetime as dt

import pytest

import make
from hueandcry.appeals import issuing
from hueandcry.lib import clock
from hueandcry.people.models import User
from hueandcry.post import claiming, outbox
from hueandcry.post.models import Delivery, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return make.appeal("live")


@pytest.fixture
def writer():
    return make.user(User.Role.WRITER)


def lay_out(appeal, *, rank=1):
    """One letter of the appeal on the shelf."""
    now = clock.now()
    kind = Letter.Kind.PROTEST if rank else Letter.Kind.CONFIRMATION
    letter = outbox.letter(kind, language="en", subject="Free her", body="Free her.", now=now)
    return outbox.put(
        letter, to="chair@court.example.org", values={}, key_name=appeal.act_key, rank=rank, due_at=now, erase_by=now
    )


def claimed():
    """What a courier would be given now."""
    return [delivery.pk for delivery in claiming.claim(worker="w", now=clock.now(), limit=9)]


def test_letters_of_a_paused_appeal_wait_and_leave_when_it_is_resumed(appeal, writer):
    delivery, other = lay_out(appeal), lay_out(make.appeal("live"))
    issuing.pause(appeal, by=writer)

    assert claimed() == [other.pk]

    issuing.resume(appeal, by=writer)

    assert claimed() == [delivery.pk]


def test_a_letter_that_asks_for_confirmation_is_not_held(appeal, writer):
    lay_out(appeal)
    asking = lay_out(appeal, rank=0)
    issuing.pause(appeal, by=writer)

    assert claimed() == [asking.pk]


def test_letters_of_a_stopped_appeal_never_leave(appeal, writer):
    waiting, in_hand = lay_out(appeal), lay_out(appeal)
    Delivery.objects.filter(pk=in_hand.pk).update(status=Delivery.Status.SENDING)

    issuing.stop(appeal, by=writer, reason="She is free.", now=clock.now())

    waiting.refresh_from_db()
    assert waiting.status == Delivery.Status.CANCELLED
    Delivery.objects.filter(pk=in_hand.pk).update(status=Delivery.Status.QUEUED)  # its relay said: later
    assert claimed() == []


def test_an_appeal_that_was_paused_when_its_date_passed_sends_again_once_it_is_extended(appeal):
    delivery, now = lay_out(appeal), clock.now()
    issuing.pause(appeal, by=make.user(User.Role.WRITER))
    type(appeal).objects.filter(pk=appeal.pk).update(act_by=now.date() - dt.timedelta(days=1))
    issuing.expire(now)
    appeal.refresh_from_db()

    issuing.extend(appeal, act_by=now.date() + dt.timedelta(days=9), by=make.user(User.Role.APPROVER), now=now)

    assert claimed() == [delivery.pk]
