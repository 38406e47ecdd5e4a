"""New, or more about a case we follow? Proposals with reasons, and one decision only."""

import pytest

import make
from hueandcry.appeals.models import Appeal
from hueandcry.cases import opening
from hueandcry.cases.models import Case
from hueandcry.intake import receiving, triage
from hueandcry.intake.models import Report
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def report(*people: str, headline: str = "Varland: a strike is broken up", raw: bytes = b"some words") -> Report:
    """A report in which the reader found these people at risk."""
    made = receiving.receive(raw, how="paste", by=make.user(), now=clock.now())
    made.reading = {
        "text": "some words",
        "language": "en",
        "country": "XV",
        "headline": {"text": headline, "spans": [[0, 4]]},
        "people": [
            {"name": name, "aliases": [], "status": "at_risk", "role": None, "spans": {"name": [[0, 4]]}}
            for name in people
        ],
    }
    made.save()
    return made


def test_a_case_with_the_same_person_is_proposed_with_the_reason():
    case, other = make.case(), make.case("Another matter altogether", country="SE")
    opening.take_facts(case, make.document())

    assert triage.suggest(report("Aru Seitova")) == [(case, "Aru Seitova is in both.")]
    assert other.status == "open"


def test_another_spelling_is_proposed_and_not_decided():
    case = make.case("Something quite different")
    opening.take_facts(case, make.document())

    assert triage.suggest(report("Ару Сеитова")) == [(case, "Aru Seitova and Ару Сеитова may be one person.")]


def test_a_person_of_a_draft_that_is_still_being_written_counts_too():
    appeal = make.appeal("draft")

    assert [case for case, _reason in triage.suggest(report("Aru Seitova"))] == [appeal.case]


def test_the_same_country_and_words_of_the_title_are_a_weaker_reason():
    weak, strong = make.case("Bakers sentenced again in Oskel"), make.case("Nothing alike")
    opening.take_facts(strong, make.document())
    make.case("Bakers sentenced again in Oskel", country="SE")

    found = triage.suggest(report("Aru Seitova", headline="Seven bakers sentenced in Oskel"))

    assert found == [
        (strong, "Aru Seitova is in both."),
        (weak, "Both are about Varland, and their titles share: bakers, oskel, sentenced."),
    ]


def test_the_very_same_text_is_recognised():
    first = report("Aru Seitova")
    case = triage.open_new(first, by=make.user(), now=clock.now()).case

    assert triage.suggest(report("Nobody Known"))[0] == (case, "The very same text is in this case already.")


def test_closed_cases_and_strangers_are_not_proposed():
    case = make.case()
    opening.take_facts(case, make.document())
    assert triage.suggest(report("Ben Oduya")) == []

    Case.objects.update(status="closed")

    assert triage.suggest(report("Aru Seitova")) == []


def test_a_new_case_comes_with_its_draft_and_the_report():
    made, writer = report("Aru Seitova"), make.user()

    appeal = triage.open_new(made, by=writer, now=clock.now())

    assert (appeal.status, appeal.case.title, appeal.case.country) == ("draft", "Varland: a strike is broken up", "XV")
    assert (Report.objects.get().status, Report.objects.get().case) == ("accepted", appeal.case)
    assert list(appeal.revisions.get().editors.all()) == [writer]
    events = list(Entry.objects.order_by("seq").values_list("event", flat=True))
    assert events == ["report received", "case opened", "appeal drafted"]


def test_a_report_is_decided_upon_once():
    made, by = report("Aru Seitova"), make.user()
    stale = Report.objects.get()
    triage.open_new(made, by=by, now=clock.now())

    with pytest.raises(Refused, match="Someone else has just changed this"):
        triage.open_new(stale, by=by, now=clock.now())
    with pytest.raises(Refused, match="It is accepted"):
        triage.decline(made, by=by)

    assert (Case.objects.count(), Appeal.objects.count()) == (1, 1)


def test_what_could_not_be_read_opens_no_case():
    made = receiving.receive(b"\x00\x01" * 50, how="upload", by=make.user(), now=clock.now())

    with pytest.raises(Refused, match="Nothing could be read"):
        triage.open_new(made, by=make.user(), now=clock.now())

    assert not Case.objects.exists()
    triage.decline(made, by=make.user())
    assert Report.objects.get().status == "declined"


def test_a_report_is_added_to_a_case_and_the_case_says_so():
    made, case = report("Aru Seitova"), make.case()

    triage.add_to(made, case, by=make.user(), now=clock.now())

    assert list(case.reports.all()) == [made]
    entry = Entry.objects.order_by("-seq").first()
    assert (entry.event, entry.subject, entry.facts) == ("case updated", f"case {case.token}", {"report": made.token})


def test_nothing_is_added_to_a_closed_case():
    made, case = report("Aru Seitova"), make.case()
    Case.objects.update(status="closed")
    case.refresh_from_db()

    with pytest.raises(Refused, match="closed"):
        triage.add_to(made, case, by=make.user(), now=clock.now())

    assert Report.objects.get().status == "received"
