"""Cases: opened, fed with approved facts, closed; and what came of them."""

import datetime as dt

import pytest

import make
from hueandcry.cases import closing, opening, outcomes
from hueandcry.cases.models import Case, Outcome
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def outcome(case: Case, **changes: object) -> Outcome:
    """Record an outcome, complete but for the changes."""
    told = {"code": "released", "on": dt.date(2026, 3, 24), "text": "She is free.", "evidence": "her sister rang"}
    return outcomes.record(
        case, **{**told, "by": make.user(), "now": dt.datetime(2026, 3, 25, tzinfo=dt.UTC), **changes}
    )


def test_an_outcome_is_kept_with_who_recorded_it_and_the_ledger_has_no_evidence():
    case, by = make.case(), make.user()

    made = outcome(case, by=by)

    assert (made.code, made.on, made.recorded_by, made.evidence) == (
        "released",
        dt.date(2026, 3, 24),
        by.username,
        "her sister rang",
    )
    entry = Entry.objects.get()
    assert (entry.event, entry.subject, entry.facts) == (
        "outcome recorded", f"case {case.token}", {"code": "released", "on": "2026-03-24"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"on": dt.date(2026, 3, 26)}, "future"),
        ({"on": dt.date(206, 3, 20)}, "Check the year"),
        ({"text": " \n"}, "one paragraph"),
        ({"text": "x" * 4001}, "too long"),
        ({"code": "victory"}, "from the list"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(change, sentence):
    case = make.case()

    with pytest.raises(Refused, match=sentence):
        outcome(case, **change)

    assert not Outcome.objects.exists() and not Entry.objects.exists()


def test_a_coordinator_records_no_outcome():
    with pytest.raises(Refused, match="Your role"):
        outcome(make.case(), by=make.user("coordinator"))


def test_a_case_opens_under_a_name_nobody_can_guess():
    one, other = (opening.open_case(title="  A\nmarch ", country="XV", by=make.user(), now=clock.now()) for _ in "ab")

    assert (one.title, one.status, len(one.token)) == ("A march", "open", 26)
    assert one.token != other.token
    with pytest.raises(Refused, match="needs a title"):
        opening.open_case(title=" ", country="", by=make.user(), now=clock.now())


def test_facts_of_a_later_revision_correct_those_of_an_earlier_one_and_lose_none():
    case, doc = make.case(), make.document()
    opening.take_facts(case, doc)
    doc["people"] = [
        doc["people"][0] | {"name": "Aru Seitova-Lem"},
        doc["people"][0] | {"key": "p2", "name": "Ben Oduya"},
    ]
    doc["incidents"] = []

    opening.take_facts(case, doc)

    assert list(case.people.order_by("key").values_list("key", "name")) == [
        ("p1", "Aru Seitova-Lem"),
        ("p2", "Ben Oduya"),
    ]
    assert case.incidents.count() == 1


def test_a_case_is_closed_once():
    case, by = make.case(), make.user()

    closing.close(case, by=by)

    with pytest.raises(Refused, match="It is closed"):
        closing.close(case, by=by)
    assert (Case.objects.get().status, Entry.objects.get().event) == ("closed", "case closed")
