"""Circles: the second is written to when a day comes or nobody answers, and by the desk's hand before that."""

import datetime as dt
import threading

import pytest
from django.db import connection

import make
from hueandcry.actions import declaring, receivers, silence, tally
from hueandcry.actions.models import Protest, Reply
from hueandcry.appeals import circles, document, gaps, issuing, widening
from hueandcry.appeals.models import Appeal
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
SITE = {"spans": [], "basis": "their site"}
DAY = dt.timedelta(days=1)


def minister(circle, key="t2"):
    mail = {"kind": "email", "value": f"{key}@ministry.example.org", "hole": False, **SITE}
    phone = {"kind": "phone", "value": "+99 555 02 02", "hole": False, **SITE}
    return {
        "key": key, "office": f"Ministry {key}", "holder": "", "organisation": "", "rule": "", "circle": circle,
        **SITE, "channels": [mail, phone],
    }  # fmt: skip


def wide(*, opens_on="", after_days=7, more=()):
    """A document whose second circle is a ministry."""
    doc = make.document()
    rule = {"n": 2, "opens_on": opens_on, "after_days": after_days}
    return {**doc, "targets": [doc["targets"][0], minister(2), *more], "circles": [rule]}


@pytest.fixture
def appeal():
    return make.appeal("live", doc=wide())


def accepted(appeal, ago):
    """Every letter of the appeal was taken by an office so long ago."""
    Delivery.objects.filter(rank=1).update(status="accepted", accepted_at=clock.now() - ago)


def answered(appeal, grade="unread"):
    return Reply.objects.create(appeal=appeal, target=appeal.targets.first(), arrived_at=clock.now(), grade=grade)


def written(appeal):
    return [(p.target.key, p.rank, bool(p.delivery_id)) for p in Protest.objects.order_by("pk")]


def test_before_its_time_nobody_writes_or_calls_there(appeal):
    action = make.confirmed(appeal)

    assert written(appeal) == [("t1", 1, True)]
    assert [one.target.key for one in receivers.of(appeal, "DE")] == ["t1"]
    with pytest.raises(Refused):
        declaring.called(action.token, "t2", now=clock.now())


def test_after_seven_days_without_an_answer_it_opens_and_the_next_letters_go_to_both(appeal):
    make.confirmed(appeal)
    accepted(appeal, 7 * DAY)

    assert silence.walk(clock.now()) == 1
    make.confirmed(appeal, "second@example.net")

    assert written(appeal)[1:] == [("t1", 1, True), ("t2", 1, True)]
    entry = Entry.objects.get(event="circle opened")
    assert (entry.subject, entry.facts) == (appeal.number, {"circle": 2, "why": "silence"})
    assert silence.walk(clock.now()) == 0


@pytest.mark.parametrize(
    ("ago", "grade", "opens"),
    [(6 * DAY, "", 0), (8 * DAY, "unread", 0), (8 * DAY, "refusal", 0), (8 * DAY, "robot", 1), (8 * DAY, "", 1)],
)
def test_an_answer_breaks_the_silence_and_a_robot_does_not(appeal, ago, grade, opens):
    make.confirmed(appeal)
    accepted(appeal, ago)
    if grade:
        answered(appeal, grade)

    assert silence.walk(clock.now()) == opens


def test_where_nothing_was_accepted_there_is_no_silence(appeal):
    make.confirmed(appeal)

    assert silence.walk(clock.now() + 30 * DAY) == 0


def test_on_its_day_it_opens_whoever_has_answered():
    appeal = make.appeal("live", doc=wide(opens_on=clock.now().date().isoformat(), after_days=0))
    answered(appeal)

    assert silence.walk(clock.now() - DAY) == 0
    assert silence.walk(clock.now()) == 1


def test_the_third_waits_for_the_silence_of_the_second():
    doc = wide(more=[minister(3, "t3")])
    doc["circles"].append({"n": 3, "opens_on": "", "after_days": 2})
    appeal = make.appeal("live", doc=doc)
    make.confirmed(appeal)
    accepted(appeal, 8 * DAY)
    assert silence.walk(clock.now()) == 1

    assert silence.walk(clock.now()) == 0
    make.confirmed(appeal, "second@example.net")
    Delivery.objects.filter(protest__target__key="t2").update(accepted_at=clock.now() - 2 * DAY)
    assert silence.walk(clock.now()) == 1


def test_whoever_wrote_before_presses_again_and_only_the_new_office_gets_a_letter(appeal):
    make.confirmed(appeal, words="Let her go home.")
    widening.widen(appeal, to=2, why="date", now=clock.now())

    make.confirmed(appeal, words="Let her go home.", now=clock.now() + 2 * DAY)

    assert written(appeal) == [("t1", 1, True), ("t1", 2, False), ("t2", 1, True)]
    assert tally.desk(appeal).confirmed == 1


def test_a_paused_appeal_opens_nothing_and_neither_does_one_that_has_ended(appeal):
    make.confirmed(appeal)
    accepted(appeal, 8 * DAY)
    Appeal.objects.update(status="paused")
    assert silence.walk(clock.now()) == 0

    appeal.refresh_from_db()
    with pytest.raises(Refused, match="live appeal"):
        widening.widen(appeal, to=2, why="date", now=clock.now())


def test_by_hand_it_is_opened_by_somebody_who_did_not_write_it_and_says_why(appeal):
    writer, approver = make.user("approver"), make.user("approver")
    appeal.live_revision.editors.add(writer)
    told = {"to": 2, "reason": "The trial is tomorrow.", "now": clock.now()}
    for by, words in ((make.user(), "role"), (writer, "wrote this")):
        with pytest.raises(Refused, match=words):
            widening.by_hand(appeal, by=by, **told)
    with pytest.raises(Refused, match="why"):
        widening.by_hand(appeal, by=approver, **{**told, "reason": " "})

    widening.by_hand(appeal, by=approver, **told)

    assert Entry.objects.get(event="circle opened").facts["reason"] == "The trial is tomorrow."
    with pytest.raises(Refused, match="open already"):
        widening.by_hand(appeal, by=approver, **told)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_open_a_circle_once(appeal):
    make.confirmed(appeal)
    accepted(appeal, 8 * DAY)
    start, opened = threading.Barrier(2), []

    def clock_hand():
        start.wait()
        opened.append(silence.walk(clock.now()))
        connection.close()

    threads = [threading.Thread(target=clock_hand) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(opened) == [0, 1]
    assert Entry.objects.filter(event="circle opened").count() == 1


def test_a_new_revision_leaves_open_what_is_open_and_its_rows_know_their_circle():
    appeal = make.appeal("approved", doc=wide())
    revision = appeal.revisions.get()
    revision.digest = revision.approved_digest = document.digest(revision.document)
    revision.save()
    appeal = issuing.issue(appeal, by=make.user(), now=clock.now())

    assert [(t.key, t.circle) for t in appeal.targets.all()] == [("t1", 1), ("t2", 2)]
    assert [t.key for t in appeal.open_targets()] == ["t1"]
    widening.widen(appeal, to=2, why="date", now=clock.now())
    assert [t.key for t in appeal.open_targets()] == ["t1", "t2"]


def said(doc):
    return [one.sentence for one in gaps.missing(doc)]


def test_what_a_circle_needs_before_it_is_approved():
    assert said(wide()) == []
    assert "days without an answer" in said(wide(after_days=0))[0]
    assert "after the act-by date" in said(wide(opens_on="2999-01-01"))[0]
    alone = wide()
    alone["targets"] = alone["targets"][1:]
    assert "first day" in said(alone)[0]
    skipped = wide(more=[minister(4, "t4")])
    skipped["circles"].append({"n": 4, "opens_on": "", "after_days": 3})
    assert said(skipped) == ["There is a circle 4, and none before it."]


def test_a_document_with_one_circle_says_nothing_of_circles_and_rules_of_nobody_go():
    plain = document.clean(make.document())
    emptied = document.clean({**wide(), "targets": make.document()["targets"]})

    assert "circles" not in plain and all("circle" not in target for target in plain["targets"])
    assert "circles" not in emptied
    assert document.clean(wide())["circles"] == [{"n": 2, "opens_on": "", "after_days": 7}]


@pytest.mark.parametrize(("circle", "n"), [("", 1), (1, 1), ("3", 3), (6, 0), ("x", 0), ("-1", 0), ("²", 0), ([2], 0)])
def test_the_number_of_a_circle_is_one_of_five(circle, n):
    assert circles.of({"circle": circle}) == n


@pytest.mark.parametrize("days", ["0", "91", "x", "-3", "٣x"])
def test_days_of_silence_are_a_number_from_one_to_ninety(days):
    doc = wide()
    doc["circles"][0]["after_days"] = days

    with pytest.raises(Refused, match="from 1 to 90"):
        document.clean(doc)


def test_letters_to_a_circle_that_is_not_open_are_noticed(appeal, settings):
    settings.SABOTAGE = ["closed-circles-too"]

    with pytest.raises(AssertionError):
        test_before_its_time_nobody_writes_or_calls_there(appeal)
