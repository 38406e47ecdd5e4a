"""The desk notices that its database is not what it was, holds its letters, and asks the relay's log what left."""

import threading

import pytest
from django.conf import settings as ours
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

import make
from hueandcry.actions import confirming
from hueandcry.actions.models import Action, Protest
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import answers, dispatch, epochs, reconciling, relay_log, requeueing
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Epoch

pytestmark = pytest.mark.django_db
Why = Epoch.Why


def letters(count=3):
    appeal = make.appeal("live")
    for n in range(count):
        make.confirmed(appeal, f"s{n}@example.net")
    return list(Delivery.objects.filter(letter__kind="protest").order_by("pk"))


def leave():
    """What leaves now: Message-IDs."""
    courier = Memory()
    while dispatch.walk(courier, worker="w"):
        pass
    return [parcel.message_id for parcel in courier.carried]


def hold(why=Why.RESTORED):
    return epochs.begin(why, now=clock.now())


def test_a_new_desk_is_free_and_its_mark_lies_beside_the_keys():
    rows = letters()

    assert len(leave()) == 2 * len(rows)

    assert (epochs.current().why, epochs.held()) == (Why.FIRST, None)
    assert (ours.KEYS / epochs.MARK).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"claims": 0}, Why.OLDER),  # the database is older than the mark
        ({"name": "another"}, Why.OLDER),  # the mark is of an epoch this database has never seen
        ({"place": "elsewhere"}, Why.MOVED),
    ],
)
def test_what_a_restore_changes_holds_every_letter(change, why):
    letters()
    leave()
    Epoch.objects.update(**change)
    letters()

    assert leave() == []
    assert epochs.held().why == why


def test_a_database_of_an_older_version_beside_a_mark_is_held():
    letters()
    leave()
    Epoch.objects.all().delete()

    assert (leave(), epochs.held().why) == ([], Why.OLDER)


@pytest.mark.parametrize("begun", [False, True])
def test_a_batch_that_another_worker_takes_while_one_looks_is_no_restore(monkeypatch, begun):
    letters()
    if begun:
        epochs.stands(clock.now())
    current = epochs.current

    def current_and_then_another_works():
        seen = current()
        monkeypatch.setattr(epochs, "current", current)
        dispatch.walk(Memory(), worker="other", limit=2)
        return seen

    monkeypatch.setattr(epochs, "current", current_and_then_another_works)

    assert epochs.stands(clock.now()).number == 1
    assert (Epoch.objects.count(), epochs.held()) == (1, None)


@pytest.mark.parametrize("raw", [b"\0" * 60, b"{", b"[]", b'{"epoch": "x"}', b"\xff\xfe"])
def test_a_damaged_mark_holds_rather_than_sends(raw):
    letters()
    leave()
    (ours.KEYS / epochs.MARK).write_bytes(raw)

    assert (leave(), epochs.held().why) == ([], Why.OLDER)


def test_after_the_release_letters_leave_and_the_next_walk_does_not_hold_again():
    rows = letters()
    Epoch.objects.create(number=1, name="lost", place="x", why=Why.FIRST, begun_at=clock.now(), released_at=clock.now())
    leave()

    assert epochs.release(epochs.held(), by="mira", now=clock.now()) == (True, 2 * len(rows))

    assert len(leave()) == 2 * len(rows)
    assert epochs.held() is None
    assert not Delivery.objects.filter(possible_duplicate=False).exists()


def test_what_was_laid_out_after_the_restore_is_not_marked():
    letters()
    held = hold()
    late = make.confirmed(make.appeal("live"), "late@example.net")

    epochs.release(held, by="mira", now=clock.now())

    unmarked = Delivery.objects.filter(possible_duplicate=False, letter__kind="protest")
    assert set(unmarked) == {one.delivery for one in late.protests.exclude(delivery=None)}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_release_at_once_one_does():
    letters()
    held, done, gate = hold(), [], threading.Barrier(2)

    def press():
        gate.wait()
        try:
            done.append(epochs.release(held, by="somebody", now=clock.now())[0])
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()

    assert sorted(done) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_notice_at_once_both_hold_the_same():
    leave()
    found, gate = [], threading.Barrier(4)

    def notice():
        gate.wait()
        try:
            found.append(hold().number)
        finally:
            connection.close()

    looking = [threading.Thread(target=notice) for _ in range(4)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()

    assert epochs.held() is not None
    assert Epoch.objects.count() == len(set(found)) + 1


# --- The relay's log -----------------------------------------------------------------------------


def test_while_held_what_the_log_shows_is_accepted_and_the_rest_waits():
    first, _second, third = letters()
    Delivery.objects.filter(pk=third.pk).update(status="in_doubt")
    hold()

    shown = [first.message_id, first.message_id, "<a@elsewhere.example>"]
    found = reconciling.reconcile(shown, whole=True, now=clock.now())

    states = list(Delivery.objects.filter(letter__kind="protest").order_by("pk").values_list("status", flat=True))
    assert states == ["accepted", "queued", "queued"]
    assert (found.ours, found.accepted, found.queued, found.unknown) == (1, 1, 1, 0)
    assert epochs.doubtful(epochs.held()).count() == 0


def test_a_letter_that_was_in_hand_when_the_backup_was_made_does_not_leave_again_when_the_log_shows_it():
    first, second, _third = letters()
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(
        status="sending", worker="gone", fence=1, lease_until=clock.now()
    )
    hold()

    found = reconciling.reconcile([first.message_id], whole=True, now=clock.now())
    epochs.release(epochs.held(), by="Ada", now=clock.now())

    assert found.accepted == 1
    assert Delivery.objects.get(pk=first.pk).status == "accepted"
    assert first.message_id not in leave()


def test_an_answer_that_is_lost_while_the_log_is_read_leaves_a_doubt():
    first, second, _third = letters()

    def log():
        yield first.message_id
        Delivery.objects.filter(pk=second.pk).update(status="in_doubt")

    reconciling.reconcile(log(), whole=True, now=clock.now())

    assert Delivery.objects.get(pk=second.pk).status == "in_doubt"


def test_a_worker_that_looks_amid_a_release_does_not_undo_it(monkeypatch):
    letters()
    leave()
    (ours.KEYS / epochs.MARK).write_text('{"epoch": "lost", "claims": 1}')
    assert epochs.stands(clock.now()) is None
    held, marked = epochs.held(), epochs._marked

    def marked_and_then_released():
        seen = marked()
        monkeypatch.setattr(epochs, "_marked", marked)
        epochs.release(held, by="Ada", now=clock.now())
        return seen

    monkeypatch.setattr(epochs, "_marked", marked_and_then_released)

    assert epochs.stands(clock.now()).number == held.number
    assert epochs.held() is None


def test_what_stops_everything_stops_a_batch_that_a_courier_has_in_hand():
    letters(3)
    courier = Memory()
    carry = courier.carry

    def carry_and_then_stop(parcel, starting, following=None, meanwhile=None):
        verdict = carry(parcel, starting, following)
        if epochs.held() is None:
            hold(Why.BY_HAND)
        return verdict

    courier.carry = carry_and_then_stop
    dispatch.walk(courier, worker="w")

    assert len(courier.carried) == 1
    assert not Delivery.objects.filter(status="sending").exists()


def test_a_log_that_shows_no_letter_of_ours_proves_nothing_even_if_it_is_called_whole():
    first, _second, _third = letters()
    Delivery.objects.filter(pk=first.pk).update(status="in_doubt")
    hold()

    found = reconciling.reconcile(["<a@elsewhere.example>"], whole=True, now=clock.now())

    assert (found.queued, Delivery.objects.get(pk=first.pk).status) == (0, "in_doubt")
    assert epochs.doubtful(epochs.held()).count() > 0


def test_without_a_restore_a_log_settles_doubts_and_leaves_what_waits_alone():
    first, second, _third = letters()
    Delivery.objects.filter(pk=first.pk).update(status="in_doubt")

    reconciling.reconcile([first.message_id, second.message_id], whole=False, now=clock.now())

    found = Delivery.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    assert list(found.values_list("status", flat=True)) == ["accepted", "queued"]


def test_a_letter_whose_row_was_lost_is_not_sent_once_more_when_it_is_made_anew():
    token = make.act(make.appeal("live"))
    confirming.confirm(token, now=clock.now())
    [lost] = Delivery.objects.filter(letter__kind="protest")
    Protest.objects.all().delete(), lost.delete()
    Action.objects.update(status="pending")
    hold()

    found = reconciling.reconcile([lost.message_id], whole=True, now=clock.now())
    confirming.confirm(token, now=clock.now())

    [again] = Delivery.objects.filter(letter__kind="protest")
    assert (found.unknown, again.message_id, again.status) == (1, lost.message_id, "accepted")


POSTFIX = """\
Nov 23 06:00:01 mx postfix/smtpd[1]: 4ABCDEF0123: client=desk[127.0.0.1]
Nov 23 06:00:01 mx postfix/cleanup[2]: 4ABCDEF0123: message-id=<one@act.example.org>
Nov 23 06:00:01 mx postfix/qmgr[3]: 4ABCDEF0123: from=<p-x@act.example.org>, size=900, nrcpt=2 (queue active)
Nov 23 06:00:02 mx postfix/cleanup[2]: 4ABCDEF0999: message-id=<two@act.example.org>
Nov 23 06:00:02 mx postfix/cleanup[2]: 4ABCDEF0999: milter-reject: END-OF-MESSAGE from desk: 5.7.1 no
Nov 23 06:00:03 mx postfix/smtp[4]: 4ABCDEF0123: to=<a@b.example>, relay=b, status=sent (250 ok)
"""
EXIM = "2026-11-23 06:00:01 1xYz-0001-AB <= p-x@act.example.org H=desk P=esmtp S=900 id=three@act.example.org\n"
SINK = ['{"at": "x", "message_id": "<four@act.example.org>", "mail_from": "a"}', "{", '{"message_id": 3}']


def test_postfix_exim_and_the_sink_are_understood_and_a_letter_that_was_turned_away_is_not_taken():
    found = list(relay_log.taken([*POSTFIX.splitlines(), EXIM, *SINK]))

    assert found == [f"<{name}@act.example.org>" for name in ("one", "three", "four")]


@tried(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(max_size=300), st.sampled_from([*POSTFIX.splitlines(), EXIM, *SINK]), st.builds(
    lambda line, at, what: line[:at] + what + line[at:], st.sampled_from(POSTFIX.splitlines()), st.integers(0, 90),
    st.text(max_size=20)
))))  # fmt: skip
def test_any_log_is_read_to_its_end(lines):
    assert all(isinstance(one, str) and one for one in relay_log.taken(lines))


# --- By hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["rejected", "given_up", "quarantined"])
def test_what_was_refused_or_set_aside_can_be_put_back_and_leaves(state):
    [row] = letters(1)
    leave()
    Delivery.objects.filter(pk=row.pk).update(status=state, accepted_at=None)
    row.refresh_from_db()

    requeueing.requeue(row, twice=False, now=clock.now())

    assert leave() == [row.message_id]


def test_what_may_have_arrived_is_put_back_only_knowingly_and_is_marked():
    [row] = letters(1)
    Delivery.objects.filter(pk=row.pk).update(status="in_doubt")
    row.refresh_from_db()

    with pytest.raises(Refused, match="may have arrived"):
        requeueing.requeue(row, twice=False, now=clock.now())
    requeueing.requeue(row, twice=True, now=clock.now())

    row.refresh_from_db()
    assert (row.status, row.possible_duplicate) == ("queued", True)


@pytest.mark.parametrize("state", ["accepted", "sending", "bounced", "cancelled", "queued"])
def test_nothing_else_is_put_back(state):
    [row] = letters(1)
    Delivery.objects.filter(pk=row.pk).update(status=state)
    row.refresh_from_db()

    with pytest.raises(Refused, match="cannot be changed that way"):
        requeueing.requeue(row, twice=True, now=clock.now())


@pytest.mark.parametrize(
    ("answer", "code", "means"),
    [
        ("5.1.1 <a@b.example>: user unknown", 550, "There is no such mailbox. Trying again"),
        ("4.2.2 over quota", 452, "The mailbox is full. We try again"),
        ("5.7.26 unauthenticated", 550, "could be checked (DKIM, SPF). We try again"),
        ("no such user here", 550, "There is no such mailbox, or the server's rules forbid it."),
        ("4.9.99 strange", 499, "The server did not take it. We try again"),
        ("2.0.0 Accepted as 4.2.2", 250, ""),
        ("silence", None, ""),
    ],
)
def test_an_answer_is_explained_in_plain_words(answer, code, means):
    said = answers.explained(answer, code)

    assert means in said
    assert bool(means) == bool(said)
