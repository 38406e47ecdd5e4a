"""What came back finds its place, and nobody can forge it there."""

import datetime as dt

import pytest

import mailing
import make
from hueandcry.actions import placing, replies
from hueandcry.actions.models import Reply
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox, stops
from hueandcry.post.models import DeadAddress, Delivery, Incoming

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def sent(appeal=None) -> Delivery:
    """A letter to the court that the relay took."""
    make.confirmed(appeal or make.appeal("live"))
    return mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))


def events() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("event", flat=True))


def bounced(email="first@example.net") -> Delivery:
    """An earlier letter to the court came back."""
    make.confirmed(make.appeal("live"), email)
    delivery = mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))
    mailing.arrive(mailing.bounce(mailing.COURT), envelopes.return_path(delivery.token))
    return delivery


def test_one_bounce_does_not_switch_an_office_off_for_everybody():
    bounced()

    assert not stops.is_dead(mailing.COURT)


def test_an_address_that_two_people_approve_again_is_written_to_again():
    bounced(), bounced("second@example.net")
    assert stops.is_dead(mailing.COURT)

    assert stops.revive(mailing.COURT)

    assert not stops.is_dead(mailing.COURT)
    stops.stop(mailing.COURT, DeadAddress.Why.STOPPED, clock.now())
    assert not stops.revive(mailing.COURT)


def test_a_bounce_of_the_signed_return_path_is_believed_once_and_the_second_switches_the_address_off():
    bounced()
    delivery = sent()

    incoming = mailing.arrive(mailing.bounce(mailing.COURT), envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert (delivery.status, bool(delivery.accepted_at), bool(delivery.bounced_at)) == ("bounced", True, True)
    assert (incoming.status, incoming.kind) == ("placed", "bounce")
    assert stops.is_dead(mailing.COURT)
    entry = Entry.objects.get(event="address dead")
    assert "court" not in str(entry.facts).replace("Court", "")
    again = mailing.arrive(mailing.bounce(mailing.COURT, "5.1.2"), envelopes.return_path(delivery.token))
    assert again.status == "unplaced"


@pytest.mark.parametrize(
    "recipient, status, action",
    [("other@court.example.org", "5.1.1", "failed"), ("", "5.1.1", "failed"), (mailing.COURT, "4.2.2", "delayed"),
     (mailing.COURT, "2.0.0", "delivered")],
)  # fmt: skip
def test_a_report_about_somebody_else_or_not_for_good_changes_nothing(recipient, status, action):
    delivery = sent()

    mailing.arrive(mailing.bounce(recipient, status, action), envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert delivery.status == "accepted"
    assert not stops.is_dead(mailing.COURT)


def test_a_refusal_for_policy_is_a_bounce_of_the_letter_and_not_the_death_of_the_address():
    delivery = sent()

    mailing.arrive(mailing.bounce(mailing.COURT, "5.7.1"), envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert delivery.status == "bounced"
    assert not stops.is_dead(mailing.COURT)


def test_a_bounce_of_the_copy_leaves_the_letter_accepted():
    delivery = sent()

    mailing.arrive(mailing.bounce("office@court.example.org"), envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert delivery.status == "accepted"
    assert stops.is_dead("office@court.example.org")


def test_one_report_about_copy_and_letter_bounces_the_letter_and_switches_both_off():
    bounced()
    delivery = sent()
    copy = b"Final-Recipient: rfc822; office@court.example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    both = mailing.bounce(mailing.COURT).replace(b"Final-Recipient", copy + b"Final-Recipient", 1)

    mailing.arrive(both, envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert delivery.status == "bounced"
    assert stops.is_dead("office@court.example.org")
    assert stops.is_dead(mailing.COURT)


def test_forged_bounces_change_nothing():
    delivery = sent()
    token = delivery.token
    tried = [f"b-{token}-{'a' * 16}@act.example.org", f"b-{token}@act.example.org", envelopes.from_address(token),
             f"b-{token}-{envelopes.return_path(token)[-33:-17][::-1]}@act.example.org"]  # fmt: skip

    for n in range(40):
        for address in tried:
            mailing.arrive(mailing.bounce(mailing.COURT, f"5.1.{n}"), address)

    delivery.refresh_from_db()
    assert delivery.status == "accepted"
    assert not stops.is_dead(mailing.COURT)


def test_a_bounce_after_seven_days_or_before_the_letter_left_is_for_a_person():
    appeal = make.appeal("live")
    late = sent(appeal)
    mailing.accept(late, clock.now() - 8 * DAY)
    make.confirmed(appeal, "second@example.net")
    waiting = Delivery.objects.filter(status="queued", rank=1).latest("pk")

    for delivery in (late, waiting):
        incoming = mailing.arrive(mailing.bounce(mailing.COURT), envelopes.return_path(delivery.token))
        assert incoming.status == "unplaced"

    assert not Delivery.objects.filter(status="bounced").exists()


def test_a_bounce_settles_a_doubt():
    delivery = sent()
    Delivery.objects.filter(pk=delivery.pk).update(status="in_doubt", accepted_at=None)

    mailing.arrive(mailing.bounce(mailing.COURT), envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert (delivery.status, delivery.accepted_at is None) == ("bounced", False)


def test_a_supporters_address_that_bounces_is_switched_off_without_a_ledger_entry():
    make.act(make.appeal("live"))
    delivery = mailing.accept(Delivery.objects.get())

    mailing.arrive(mailing.bounce("maria@example.net"), envelopes.return_path(delivery.token))

    assert stops.is_dead("maria@example.net")
    assert "address dead" not in events()


def test_an_officials_answer_is_filed_under_its_letter_and_its_appeals_key():
    delivery = sent()

    incoming = mailing.arrive(mailing.answer(), envelopes.from_address(delivery.token))

    reply = Reply.objects.get()
    assert (reply.protest, reply.target.key, reply.grade) == (delivery.protest, "t1", "unread")
    assert incoming.status == "placed"
    assert incoming.key_name == delivery.protest.appeal.act_key
    assert incoming.erase_by > clock.now() + 90 * DAY
    assert replies.raw(reply) == mailing.answer()
    assert "reply filed" in events()


def test_a_robot_is_told_from_a_person():
    delivery = sent()

    mailing.arrive(mailing.answer(Auto_Submitted="auto-replied"), envelopes.from_address(delivery.token))

    assert Reply.objects.get().grade == "robot"
    assert "reply filed" not in events()


def test_a_vacation_message_to_the_return_path_is_no_bounce():
    delivery = sent()

    mailing.arrive(mailing.answer(Auto_Submitted="auto-replied"), envelopes.return_path(delivery.token))

    delivery.refresh_from_db()
    assert (delivery.status, Reply.objects.get().grade) == ("accepted", "robot")


def test_what_nobody_can_match_waits_for_a_person_with_a_guess():
    make.act(make.appeal("live"))
    ours = Delivery.objects.get()

    supporter = mailing.arrive(mailing.answer("How do I leave?"), envelopes.from_address(ours.token))
    unknown = mailing.arrive(mailing.answer(), envelopes.from_address("a" * 26))
    odd = mailing.arrive(mailing.answer(), "postmaster@act.example.org")

    assert {one.status for one in (supporter, unknown, odd)} == {"unplaced"}
    assert supporter.guess
    assert not Reply.objects.exists()


def test_what_cannot_be_read_goes_into_the_pen_and_the_next_message_is_placed():
    delivery = sent()
    mailbox.keep(b"A: b\r\n" * 40000, envelope_to=[envelopes.from_address(delivery.token)], envelope_from="")

    mailing.arrive(mailing.answer(), envelopes.from_address(delivery.token))

    assert sorted(Incoming.objects.values_list("status", flat=True)) == ["penned", "placed"]


def test_placing_the_same_message_again_changes_nothing():
    delivery = sent()
    incoming = mailing.arrive(mailing.answer(), envelopes.from_address(delivery.token))

    placing.walk(now=clock.now())
    placing.place(incoming, placing.sorting.sort(mailing.answer()), clock.now())

    assert Reply.objects.count() == 1


def test_a_stop_between_file_and_row_is_made_good():
    from hueandcry.lib import keeping

    delivery = sent()
    raw, to = mailing.answer(), envelopes.from_address(delivery.token)
    (incoming,) = mailbox.keep(raw, envelope_to=[to], envelope_from="")
    keeping.reseal(mailbox.folder(), incoming.sha256, old="intake", new=delivery.protest.appeal.act_key)

    placing.walk(now=clock.now())

    incoming.refresh_from_db()
    assert (incoming.status, incoming.key_name) == ("placed", delivery.protest.appeal.act_key)
    assert mailbox.fetch(incoming) == raw


def test_a_person_places_by_hand_and_the_ledger_says_who():
    appeal, keeper = make.appeal("live"), make.user("postkeeper")
    incoming = mailing.arrive(mailing.answer(), "postmaster@act.example.org")

    placing.by_hand(incoming, kind="reply", appeal=appeal, target=appeal.targets.get(key="t1"), by=keeper)

    incoming.refresh_from_db()
    assert (incoming.status, incoming.kind, incoming.key_name) == ("placed", "reply", appeal.act_key)
    assert Reply.objects.get().target.key == "t1"
    assert Entry.objects.get(event="incoming placed").by == keeper.username
    with pytest.raises(Refused):
        placing.by_hand(incoming, kind="reply", appeal=appeal, target=None, by=keeper)
    with pytest.raises(Refused):
        placing.by_hand(incoming, kind="reply", appeal=appeal, target=None, by=make.user("writer"))


def test_an_answer_is_graded_by_a_person_and_its_summary_stays():
    delivery = sent()
    mailing.arrive(mailing.answer(), envelopes.from_address(delivery.token))

    replies.grade(Reply.objects.get(), grade="refusal", summary="They say it was lawful.", by=make.user("postkeeper"))

    reply = Reply.objects.get()
    assert (reply.grade, reply.summary) == ("refusal", "They say it was lawful.")
    assert Entry.objects.get(event="reply graded").facts == {"target": reply.target.name, "grade": "refusal"}
    with pytest.raises(Refused):
        replies.grade(reply, grade="unread", summary="", by=make.user("postkeeper"))
