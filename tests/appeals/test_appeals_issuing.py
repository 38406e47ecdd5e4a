"""Issuing: number, keys and rows; then holding, ending and extending."""

import datetime as dt
import threading

import pytest
from django.db import connection

import make
from hueandcry.appeals import approval, document, drafting, issuing
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, sealing
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def approved(**changes: object) -> Appeal:
    """An appeal that somebody approved word for word."""
    appeal = make.appeal("approved", doc=make.document(**changes))
    revision = appeal.revisions.get()
    revision.digest = revision.approved_digest = document.digest(revision.document)
    revision.approved_by = make.user("approver")
    revision.save()
    return appeal


def next_revision(appeal: Appeal, **changes: object) -> None:
    """Write, approve and issue another revision of a live appeal."""
    writer, approver = make.user(), make.user("approver")
    revision = drafting.revise(appeal, by=writer, now=clock.now())
    revision = drafting.edit(revision, revision.document | changes, by=writer, now=clock.now())
    approval.ask(appeal, by=writer)
    approval.approve(appeal, by=approver, digest=revision.digest, now=clock.now())
    issuing.issue(appeal, by=writer, now=clock.now())


def test_issue_gives_number_keys_rows_and_the_facts_of_the_case():
    appeal, now = approved(), clock.now()

    appeal = issuing.issue(appeal, by=make.user(), now=now)

    year = f"{now.year % 100:02}"
    assert (appeal.number, appeal.slug, appeal.status) == (f"HC 1/{year}", f"hc-1-{year}", "live")
    assert all(sealing.exists(name) for name in (appeal.act_key, appeal.follow_key, appeal.pepper))
    assert [(t.key, t.name, t.rule, t.channels.count()) for t in appeal.targets.all()] == [
        ("t1", "Oda Lem, Head of the Supreme Court of Varland", "", 2),
        ("t2", "Embassy of Varland", "embassy_of:XV", 0),
        ("t3", "Office of the President", "", 1),
    ]
    assert [(p.key, p.name) for p in appeal.case.people.all()] == [("p1", "Aru Seitova")]
    assert [(i.key, i.quantity) for i in appeal.case.incidents.all()] == [("i1", "15 days")]
    assert appeal.live_revision.status == "live"
    assert Entry.objects.get().subject == f"HC 1/{year}"
    assert list(writing.faults()) == []


def test_what_nobody_approved_word_for_word_is_not_issued():
    unsigned, altered = make.appeal("review"), approved()
    revision = altered.revisions.get()
    revision.document["place"] = "Elsewhere"
    revision.save()

    for appeal in (unsigned, altered):
        with pytest.raises(Refused, match="word for word"):
            issuing.issue(appeal, by=make.user(), now=clock.now())

    assert not Appeal.objects.filter(number__isnull=False).exists()


def test_an_appeal_whose_date_passed_while_it_lay_about_is_not_issued():
    with pytest.raises(Refused, match="act-by date has passed"):
        issuing.issue(approved(), by=make.user(), now=clock.now() + dt.timedelta(days=31))


def test_numbers_run_through_the_year_and_begin_again():
    at = dt.datetime(2026, 12, 30, 12, tzinfo=dt.UTC)
    new_year = at + dt.timedelta(days=3)
    far = {"act_by": "2027-06-01"}

    issued = [issuing.issue(approved(**far), by=make.user(), now=day) for day in (at, at, new_year)]

    assert [appeal.number for appeal in issued] == ["HC 1/26", "HC 2/26", "HC 1/27"]


def test_a_later_revision_keeps_targets_by_key_and_retires_those_that_are_gone():
    appeal = issuing.issue(approved(), by=make.user(), now=clock.now())
    before = {target.key: target.pk for target in appeal.targets.all()}
    told = make.document()["targets"]
    told[2]["office"] = "Chancery of the President"
    mayor = {"key": "t9", "office": "Mayor", "rule": "", "basis": "their site", "channels": [told[2]["channels"][0]]}

    next_revision(appeal, targets=[told[2], mayor, told[0]])

    appeal.refresh_from_db()
    rows = [(t.key, t.name, t.retired) for t in appeal.targets.order_by("retired", "position")]
    assert rows == [
        ("t3", "Chancery of the President", False),
        ("t9", "Mayor", False),
        ("t1", "Oda Lem, Head of the Supreme Court of Varland", False),
        ("t2", "Embassy of Varland", True),
    ]
    assert {t.key: t.pk for t in appeal.targets.exclude(key="t9")} == before
    assert [(r.n, r.status) for r in appeal.revisions.order_by("n")] == [(1, "past"), (2, "live")]
    assert appeal.live_revision.n == 2 and appeal.number.startswith("HC 1/")


def test_a_revision_for_a_paused_appeal_leaves_it_paused():
    appeal = issuing.issue(approved(), by=make.user(), now=clock.now())
    issuing.pause(appeal, by=make.user())

    next_revision(appeal, place="Harbour of Oskel")

    appeal.refresh_from_db()
    assert (appeal.status, appeal.live_revision.document["place"]) == ("paused", "Harbour of Oskel")


def test_a_revision_with_a_new_date_makes_an_appeal_past_its_date_live_again():
    appeal = issuing.issue(approved(), by=make.user(), now=clock.now())
    Appeal.objects.filter(pk=appeal.pk).update(act_by=clock.now().date() - dt.timedelta(days=1))
    assert issuing.expire(clock.now()) == 1
    appeal.refresh_from_db()

    next_revision(appeal, act_by=(clock.now().date() + dt.timedelta(days=90)).isoformat())

    appeal.refresh_from_db()
    assert (appeal.status, appeal.ended_at) == ("live", None)


def test_the_act_by_day_itself_still_counts():
    appeal = make.appeal("live")
    last = dt.datetime.combine(appeal.act_by, dt.time(23, 59), tzinfo=dt.UTC)

    assert issuing.expire(last) == 0
    assert issuing.expire(last + dt.timedelta(minutes=1)) == 1
    assert issuing.expire(last + dt.timedelta(minutes=2)) == 0

    appeal.refresh_from_db()
    assert (appeal.status, appeal.ended_at) == ("expired", last + dt.timedelta(minutes=1))
    assert Entry.objects.get().event == "appeal expired"


def test_an_appeal_past_its_date_is_extended_by_an_approver_only():
    appeal, day = make.appeal("expired"), clock.now().date() + dt.timedelta(days=20)

    with pytest.raises(Refused, match="cannot extend"):
        issuing.extend(appeal, act_by=day, by=make.user("writer"), now=clock.now())
    with pytest.raises(Refused, match="in the future"):
        issuing.extend(appeal, act_by=clock.now().date(), by=make.user("approver"), now=clock.now())
    issuing.extend(appeal, act_by=day, by=make.user("approver"), now=clock.now())

    appeal.refresh_from_db()
    assert (appeal.status, appeal.act_by, appeal.ended_at) == ("live", day, None)


def test_an_appeal_whose_supporters_were_forgotten_is_not_extended():
    appeal = make.appeal("expired")
    sealing.destroy(appeal.act_key)

    with pytest.raises(Refused, match="erased already"):
        issuing.extend(appeal, act_by=dt.date(2100, 1, 1), by=make.user("approver"), now=clock.now())


def test_pausing_and_resuming_go_to_and_fro():
    appeal, by = make.appeal("live"), make.user()

    issuing.pause(appeal, by=by)
    with pytest.raises(Refused, match="It is paused"):
        issuing.pause(appeal, by=by)
    issuing.resume(appeal, by=by)
    with pytest.raises(Refused, match="not paused"):
        issuing.resume(appeal, by=by)

    assert list(Entry.objects.order_by("seq").values_list("event", flat=True)) == ["appeal paused", "appeal resumed"]


def test_stopping_needs_a_reason_and_is_for_good():
    appeal, by, now = make.appeal("live"), make.user(), clock.now()

    with pytest.raises(Refused, match="Say why"):
        issuing.stop(appeal, by=by, reason=" ", now=now)
    issuing.stop(appeal, by=by, reason="She is\nfree.", now=now)

    appeal.refresh_from_db()
    assert (appeal.status, appeal.end_reason, appeal.ended_at) == ("stopped", "She is free.", now)
    with pytest.raises(Refused, match="It is stopped"):
        issuing.stop(appeal, by=by, reason="Again", now=now)
    with pytest.raises(Refused, match="not stopped"):
        drafting.revise(appeal, by=by, now=now)


@pytest.mark.django_db(transaction=True)
def test_two_issued_at_once_get_different_numbers():
    appeals, by, gate, faults = [approved(), approved()], make.user(), threading.Barrier(2), []

    def press(appeal: Appeal) -> None:
        gate.wait()
        try:
            issuing.issue(appeal, by=by, now=clock.now())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[appeal]) for appeal in appeals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    year = f"{clock.now().year % 100:02}"
    assert faults == []
    assert sorted(a.number for a in Appeal.objects.all()) == [f"HC 1/{year}", f"HC 2/{year}"]
    assert list(writing.faults()) == []


def test_the_same_appeal_is_not_issued_twice():
    appeal = approved()
    issuing.issue(appeal, by=make.user(), now=clock.now())

    with pytest.raises(Refused, match="Nothing is being worked on"):
        issuing.issue(appeal, by=make.user(), now=clock.now())

    assert Entry.objects.filter(event="appeal issued").count() == 1
