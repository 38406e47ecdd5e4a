"""New, or more about a case we follow? Proposals with reasons, and one decision only."""

import pytest

import make
from hueandcry.appeals.models import Appeal
from hueandcry.cases import opening, pairing
from hueandcry.cases.models import Case, Individual, Pairing
from hueandcry.intake import receiving, triage
from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def report(*people: str, headline: str = "Varland: a strike is broken up", **told: object) -> Report:
    """A report in which the reader found these people at risk."""
    made = receiving.receive(b"some words", how="paste", by=make.user(), now=clock.now())
    made.reading = {
        "text": "some words",
        "language": "en",
        "country": "XV",
        "headline": {"text": headline, "spans": [[0, 4]]},
        "people": [
            {"name": name, "aliases": [], "status": "at_risk", "role": None, "spans": {"name": [[0, 4]]}}
            for name in people
        ],
        **told,
    }
    made.save()
    return made


def sentence(date: str, *victims: str) -> dict:
    return {"type": "sentence", "date": date, "victims": list(victims), "spans": {}}


def release(date: str, *victims: str) -> dict:
    return {"type": "release", "date": date, "victims": list(victims), "spans": {}}


def opened(name: str, date: str) -> Case:
    """A case with its draft, opened from a report of a sentence."""
    made = report(name, incidents=[sentence(date, name)])
    return triage.open_new(made, by=make.user(), now=clock.now()).case


def ways(made: Report) -> list[tuple[Case, list[str]]]:
    return [(match.case, [way.kind for way in match.ways]) for match in triage.people(made)]


def same(made: Report) -> list:
    """Who the first proposal says the report tells of."""
    match = triage.people(made)[0]
    return [triage.known(made, match.told, match.person)]


def test_a_case_with_the_same_person_is_proposed_with_the_reason():
    case, other = make.case(), make.case("Another matter altogether", country="SE")
    opening.take_facts(case, make.document())

    found = triage.people(report("Aru Seitova"))

    assert [(m.case, m.why) for m in found] == [(case, "Possibly the same person: Aru Seitova is in both.")]
    assert other.status == "open"


def test_another_spelling_is_proposed_and_not_decided():
    case = make.case("Something quite different")
    opening.take_facts(case, make.document())

    assert [(m.case, m.why) for m in triage.people(report("Ару Сеитова"))] == [
        (
            case,
            "Ару Сеитова is possibly the same person as Aru Seitova, because it is the same name in another spelling.",
        )
    ]
    assert not Pairing.objects.exists()


def test_a_person_of_a_draft_that_is_still_being_written_counts_too():
    appeal = make.appeal("draft")

    assert [m.case for m in triage.people(report("Aru Seitova"))] == [appeal.case]


def test_a_surname_alone_and_a_brother_are_not_proposed():
    opened("Aru Seitova", "2026-03-09")

    assert triage.people(report("Seitova")) == []
    assert triage.people(report("Askar Seitov")) == []


def test_the_same_country_and_words_of_the_title_are_a_weaker_reason():
    weak = make.case("Bakers sentenced again in Oskel")
    make.case("Bakers sentenced again in Oskel", country="SE")

    found = triage.alike(report("Aru Seitova", headline="Seven bakers sentenced in Oskel"))

    assert found == [triage.Alike(weak, "Both are about Varland, and their titles share: bakers, oskel, sentenced.")]


def test_the_name_of_the_country_is_no_word_two_titles_share():
    make.case("Varland: strikers beaten at Teme")

    assert triage.alike(report("Aru Seitova", headline="Varland: strikers in Oskel go home")) == []


def test_the_very_same_text_is_recognised():
    case = triage.open_new(report("Aru Seitova"), by=make.user(), now=clock.now()).case

    assert triage.alike(report("Nobody Known"))[0] == triage.Alike(
        case, "The very same text is in this case already.", same_text=True
    )


def test_a_release_is_offered_as_the_outcome_of_the_open_case():
    case = opened("Tomas Reval", "2025-12-20")

    made = report("Tomas Reval", outcome="released", incidents=[release("2026-01-03", "Tomas Reval")])

    assert ways(made) == [(case, ["outcome", "update", "new"])]


def test_an_older_release_is_not_offered_to_a_later_sentence():
    case = opened("Tomas Reval", "2026-03-15")

    made = report("Tomas Reval", outcome="released", incidents=[release("2026-01-03", "Tomas Reval")])

    assert ways(made) == [(case, ["new", "update"])]
    assert triage.people(made)[0].ways[0].because == (
        "It tells of an end on 3 January 2026, before what this case is about (a sentence, 15 March 2026). "
        "So it is the outcome of something earlier."
    )


@pytest.mark.parametrize(
    ("told", "first"), [("2026-03", "outcome"), ("2026-02", "new"), ("2026", "outcome"), ("", "outcome")]
)
def test_only_a_date_that_is_certainly_earlier_keeps_an_outcome_away(told, first):
    opened("Tomas Reval", "2026-03-15")

    made = report("Tomas Reval", outcome="released", report_date=told, incidents=[])

    assert triage.people(made)[0].ways[0].kind == first


def test_of_two_cases_the_outcome_is_offered_to_the_earlier_one():
    later, earlier = opened("Tomas Reval", "2026-03-15"), opened("Tomas Reval", "2025-12-20")

    made = report("Tomas Reval", outcome="released", incidents=[release("2026-01-03", "Tomas Reval")])

    assert [(case, kinds[0]) for case, kinds in ways(made)] == [(earlier, "outcome"), (later, "new")]


def test_a_sentence_after_the_outcome_is_a_new_case_of_a_known_man_with_the_reason():
    case = opened("Tomas Reval", "2025-12-20")
    out = report("Tomas Reval", outcome="released", incidents=[release("2026-01-03", "Tomas Reval")])
    triage.add_to(out, case, by=make.user(), now=clock.now(), tells="outcome", same=same(out))

    match = triage.people(report("Tomas Reval", incidents=[sentence("2026-03-15", "Tomas Reval")]))[0]

    assert [way.kind for way in match.ways] == ["new", "update"]
    assert match.ways[0].because == (
        "The earlier case ended on 3 January 2026; this report tells of something later (a sentence, 15 March 2026)."
    )


def test_an_arrest_long_after_is_a_new_case_even_when_no_outcome_is_known():
    opened("Tomas Reval", "2025-12-20")

    assert ways(report("Tomas Reval", incidents=[sentence("2026-03-15", "Tomas Reval")]))[0][1] == ["new", "update"]
    assert ways(report("Tomas Reval", incidents=[sentence("2026-01-02", "Tomas Reval")]))[0][1] == ["update", "new"]


def test_what_was_done_to_somebody_else_does_not_date_the_case():
    opened("Tomas Reval", "2025-12-20")

    made = report("Tomas Reval", incidents=[sentence("2026-03-15", "Ben Oduya")])

    assert ways(made)[0][1] == ["update", "new"]


def test_the_person_of_a_closed_case_is_known_and_the_case_takes_nothing_more():
    case = make.case()
    opening.take_facts(case, make.document())
    Case.objects.update(status="closed")

    match = triage.people(report("Aru Seitova"))[0]

    assert [(way.kind, way.because) for way in match.ways] == [("new", "The earlier case of this person is closed.")]
    assert triage.people(report("Ben Oduya")) == []


def test_who_is_the_same_is_decided_with_the_new_case_and_proposed_through_both_cases_from_then_on():
    first, made, by = opened("Tomas Reval", "2025-12-20"), report("Томас Ревал"), make.user()
    second = triage.open_new(made, by=by, now=clock.now(), same=same(made)).case

    assert pairing.group(Individual.objects.get(case=first)) == set(Individual.objects.values_list("pk", flat=True))
    row = Pairing.objects.get()
    assert (row.status, row.by, row.reason) == ("same", by.username, "it is the same name in another spelling")
    assert {m.case for m in triage.people(report("Tomas Reval"))} == {first, second}
    assert list(writing.faults()) == []


def test_who_is_not_the_same_is_not_proposed_again_until_that_is_taken_back():
    opened("Tomas Reval", "2025-12-20")
    made, by = report("Tomas Reval"), make.user()
    triage.not_the_same(made, same(made)[0], by=by, now=clock.now())

    assert triage.people(made) == []

    pairing.withdraw(Pairing.objects.get(), by=by, now=clock.now())
    assert len(triage.people(made)) == 1


def test_not_the_same_stays_decided_when_the_report_becomes_a_case_of_its_own():
    first, made, by = opened("Tomas Reval", "2025-12-20"), report("Tomas Reval"), make.user()
    triage.not_the_same(made, same(made)[0], by=by, now=clock.now())

    second = triage.open_new(made, by=by, now=clock.now()).case

    mine = Individual.objects.get(case=second)
    assert pairing.told_apart(mine) == {Individual.objects.get(case=first).pk}


def test_somebody_of_a_draft_can_be_the_known_one():
    appeal, made = make.appeal("draft"), report("Aru Seitova")

    triage.add_to(made, appeal.case, by=make.user(), now=clock.now(), same=same(made))

    assert {one.case for one in Individual.objects.all()} == {appeal.case}
    assert Pairing.objects.get().status == "same"


def test_nobody_is_taken_from_a_form_who_is_not_there():
    made, case = report("Aru Seitova"), make.case()

    for name, person in [("Aru Seitova", f"{case.pk}:p9"), ("Aru Seitova", "x"), ("Somebody", f"{case.pk}:p1")]:
        with pytest.raises(Refused, match="not there any more"):
            triage.known(made, name, person)


def test_a_new_case_comes_with_its_draft_and_the_report():
    made, writer = report("Aru Seitova"), make.user()

    appeal = triage.open_new(made, by=writer, now=clock.now())

    assert (appeal.status, appeal.case.title, appeal.case.country) == ("draft", "Varland: a strike is broken up", "XV")
    assert (Report.objects.get().status, Report.objects.get().case) == ("accepted", appeal.case)
    assert Report.objects.get().taken_as == "new"
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
    assert (entry.event, entry.subject) == ("case updated", f"case {case.token}")
    assert entry.facts == {"report": made.token, "tells": "update"}


def test_nothing_is_added_to_a_closed_case_or_without_saying_as_what():
    made, case = report("Aru Seitova"), make.case()
    with pytest.raises(Refused, match="update or the outcome"):
        triage.add_to(made, case, by=make.user(), now=clock.now(), tells="whatever")
    Case.objects.update(status="closed")
    case.refresh_from_db()

    with pytest.raises(Refused, match="closed"):
        triage.add_to(made, case, by=make.user(), now=clock.now())

    assert Report.objects.get().status == "received"
