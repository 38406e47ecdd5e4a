"""A letter that somebody sent by herself and passes on to us afterwards: declared, with evidence, and never more."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

import mailing
import make
from hueandcry.actions import tally
from hueandcry.actions.models import Protest
from hueandcry.lib import clock
from hueandcry.pages import contents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("name_server")]
QUOTED = """See below.

---------- Forwarded message ---------
From: Maria Example <maria@gmail.example>
Date: Mon, 9 Mar 2026
Subject: Release Aru Seitova
To: <Chair@court.example.org>

Free her.
"""


def forward(appeal, *, body=QUOTED, to="", sender="maria@gmail.example"):
    ours = mailing.address(appeal)
    return mailing.arrive(mailing.sign(mailing.letter(sender=sender, to=to or ours, body=body)), ours)


def numbers(appeal):
    told = tally.desk(appeal)
    return told.copies_verified, told.copies_received, told.forwarded, told.wrote


@pytest.mark.parametrize("sender", ["maria@gmail.example", "maria@outlook.example"])
def test_a_forwarded_letter_is_declared_with_the_message_as_evidence(sender):
    appeal = make.appeal("live")

    incoming = forward(appeal, sender=sender)

    protest = Protest.objects.get()
    assert (protest.channel, protest.grade, protest.target.key) == ("own_mail", "declared", "t1")
    assert (protest.copy, incoming.key_name) == (incoming, appeal.act_key)
    assert numbers(appeal) == (0, 0, 1, 0)
    assert tally.recount(appeal) == []
    assert tally.public(appeal, clock.now()).forwarded == 1
    told = {count.word: count.value for count in contents.numbers(appeal, now=clock.now()).counts}
    assert (told["declared, passed on"], told["declared"]) == (1, 0)


def test_a_letter_enclosed_as_a_message_is_read_by_its_head():
    appeal = make.appeal("live")
    inner = EmailMessage(policy=SMTP)
    inner["To"], inner["Subject"] = mailing.COURT, "Release"
    inner.set_content("Free her.\n")
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["To"] = "Maria <maria@gmail.example>", mailing.address(appeal)
    outer["Date"], outer["Message-ID"] = clock.now(), "<1@gmail.example>"
    outer.set_content("Enclosed.\n")
    outer.add_attachment(inner)

    mailing.arrive(mailing.sign(outer.as_bytes()), mailing.address(appeal))

    assert numbers(appeal) == (0, 0, 1, 0)


def test_a_second_forward_counts_nothing_and_a_true_copy_afterwards_proves_it():
    appeal = make.appeal("live")
    forward(appeal)
    forward(appeal, body=QUOTED + "again")
    assert numbers(appeal) == (0, 0, 1, 0)

    mailing.arrive(mailing.copy(appeal), mailing.address(appeal))

    assert numbers(appeal) == (1, 0, 0, 1)
    assert Protest.objects.count() == 1
    forward(appeal, body=QUOTED + "once more")
    assert numbers(appeal) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("body", "to"),
    [("Free her.", ""), (QUOTED.replace("Chair@court", "chair@courts"), ""), (QUOTED, "friend@example.org")],
)
def test_what_names_no_target_or_was_written_to_somebody_else_is_not_counted(body, to):
    appeal = make.appeal("live")

    incoming = forward(appeal, body=body, to=to)

    assert incoming.reason.startswith("not counted")
    assert not Protest.objects.exists()


def test_an_unsigned_forward_is_not_counted():
    appeal = make.appeal("live")
    ours = mailing.address(appeal)

    assert mailing.arrive(mailing.letter(to=ours, body=QUOTED), ours).reason.startswith("not counted")
    assert not Protest.objects.exists()
