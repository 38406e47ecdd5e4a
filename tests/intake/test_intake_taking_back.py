"""A decision about a report is no trap: it can be taken back, once, and nothing is lost by it."""

import pytest

import make
from hueandcry.appeals import drafting
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.cases.models import Case
from hueandcry.intake import matching, taking_back, triage
from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from intake.test_intake_triage import opened, report, sentence, ways

pytestmark = pytest.mark.django_db
NAME = "Berik Samatov"


def test_an_update_leaves_the_case_again_with_whom_it_told_of():
    case = opened(NAME, "2024-12-03")
    made = report("Dana Orynbai")
    triage.add_to(made, case, by=make.user(), now=clock.now())
    assert [one.name for one in case.individuals.order_by("pk")] == [NAME, "Dana Orynbai"]

    taking_back.take_back(made, by=make.user())

    again = Report.objects.get(pk=made.pk)
    assert (again.status, again.case, again.taken_as) == (Report.Status.RECEIVED, None, "")
    assert [one.name for one in case.individuals.all()] == [NAME]
    assert ways(report("Dana Orynbai")) == []  # nobody is proposed because of a case she is not in
    assert Entry.objects.filter(event="report taken back").get().facts["was"] == "update"
    assert not list(writing.faults())


def test_a_declined_report_waits_again():
    made = report(NAME)
    triage.decline(made, by=make.user())

    taking_back.take_back(made, by=make.user())

    assert Report.objects.get(pk=made.pk).status == Report.Status.RECEIVED


def test_a_case_opened_by_mistake_is_closed_and_the_report_goes_where_it_belongs():
    case = opened(NAME, "2024-12-03")
    made = report(NAME, incidents=[sentence("2024-12-03", NAME)])
    mistaken = triage.open_new(made, by=make.user(), now=clock.now())

    taking_back.take_back(made, by=make.user())
    triage.add_to(Report.objects.get(pk=made.pk), case, by=make.user(), now=clock.now())

    mistaken.refresh_from_db()
    assert (mistaken.status, mistaken.case.status) == (Appeal.Status.STOPPED, Case.Status.CLOSED)
    assert mistaken.revisions.get().status == Revision.Status.PAST
    assert [which for which, _ in ways(report(NAME, incidents=[sentence("2024-12-05", NAME)]))] == [case]
    assert list(case.reports.values_list("taken_as", flat=True).order_by("pk")) == [matching.NEW, matching.UPDATE]


def test_the_draft_of_a_case_taken_back_is_kept_and_takes_no_change():
    made = report(NAME)
    appeal = triage.open_new(made, by=make.user(), now=clock.now())
    revision = appeal.revisions.get()
    taking_back.take_back(made, by=make.user())

    with pytest.raises(Refused, match="not a draft any more"):
        drafting.edit(revision, revision.document, by=make.user(), now=clock.now())
    assert revision.document["people"][0]["name"] == NAME


def test_what_others_built_on_cannot_be_taken_back():
    made = report(NAME)
    appeal = triage.open_new(made, by=make.user(), now=clock.now())
    triage.add_to(report("Dana Orynbai"), appeal.case, by=make.user(), now=clock.now())

    with pytest.raises(Refused, match="more in it"):
        taking_back.take_back(made, by=make.user())
    assert Report.objects.get(pk=made.pk).case == appeal.case


def test_of_two_who_take_it_back_at_once_one_is_told_so():
    made = report(NAME)
    triage.decline(made, by=make.user())
    stale = Report.objects.get(pk=made.pk)
    taking_back.take_back(made, by=make.user())

    with pytest.raises(Refused, match="Someone else"):
        taking_back.take_back(stale, by=make.user())


def test_a_draft_somebody_is_asked_to_approve_is_not_pulled_away_from_under_them():
    made = report(NAME)
    appeal = triage.open_new(made, by=make.user(), now=clock.now())
    Revision.objects.filter(appeal=appeal).update(status=Revision.Status.REVIEW)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.REVIEW)

    with pytest.raises(Refused, match="more in it"):
        taking_back.take_back(made, by=make.user())
