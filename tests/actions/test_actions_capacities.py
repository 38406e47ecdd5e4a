"""Acting for an organisation: signed as such, counted apart, and beside what the same person does in her own name."""

import datetime as dt
import json

import pytest

import make
from hueandcry.actions import by_section, capacities, checkpoint, leaving, own_data, taking, tally
from hueandcry.actions.models import Action, Protest
from hueandcry.appeals import letters
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.pages import contents
from hueandcry.post import outbox, summaries, writing
from hueandcry.post.models import Delivery, Turn

pytestmark = pytest.mark.django_db
UNION = {"organisation": "Union of Bakers", "branch": "Hamburg", "office": "Chair"}


@pytest.fixture
def appeal():
    return make.appeal("live")


def said(delivery):
    """The letter as it leaves."""
    written = outbox.opened(delivery)
    return writing.stencils.body(delivery.letter.body, written.values).text


def test_the_letter_says_in_what_capacity_below_the_name(appeal):
    act = make.confirmed(appeal, **UNION)
    plain = make.confirmed(appeal, "otto@example.net")

    text = said(act.protests.get(target__key="t1").delivery)

    assert "Yours sincerely,\nMaria Example\nChair, Union of Bakers, Hamburg\nGermany\n" in text
    assert "Yours sincerely,\nMaria Example\nGermany\n" in said(plain.protests.get(target__key="t1").delivery)
    assert letters.shared_words(act.protests.first().delivery.letter.body) == letters.shared_words(
        plain.protests.first().delivery.letter.body
    )


def test_one_person_writes_once_in_her_own_name_and_once_for_an_organisation(appeal):
    make.confirmed(appeal, **UNION)
    make.confirmed(appeal)
    make.confirmed(appeal, words="Once more.")

    protests = Protest.objects.filter(target__key="t1").order_by("pk")
    assert [(p.capacity, p.rank, bool(p.delivery_id)) for p in protests] == [
        ("org", 1, True), ("person", 1, True), ("person", 2, False),
    ]  # fmt: skip
    told = tally.desk(appeal)
    assert (told.confirmed, told.organisations, sum(told.by_country.values())) == (1, 1, 1)
    assert tally.recount(appeal) == [] == by_section.faults(appeal)


def test_organisations_are_counted_once_and_apart_from_people(appeal):
    make.confirmed(appeal, **UNION)
    make.confirmed(
        appeal, "second@example.net", **{**UNION, "organisation": "UNION  of bakers.", "office": "Treasurer"}
    )
    make.confirmed(appeal, "third@example.net", **{**UNION, "branch": "Bremen"})
    make.confirmed(appeal, "fourth@example.net")

    told = tally.public(appeal, clock.now())
    counts = {count.word: count.value for count in contents.numbers(appeal, now=clock.now()).counts}

    assert (told.confirmed, told.organisations) == (1, 2)
    assert (counts["confirmed"], counts["organisations"]) == (1, 2)


def test_one_mailbox_is_one_organisation_however_many_it_invents(appeal):
    for n in range(5):
        make.confirmed(appeal, **{**UNION, "organisation": f"Union {'abcde'[n]}"})

    assert tally.desk(appeal).organisations == 1
    assert Delivery.objects.filter(rank=1).count() == 1


def test_without_the_rule_an_organisation_would_be_a_person(appeal, settings):
    make.confirmed(appeal, **UNION)
    assert tally.desk(appeal).confirmed == 0

    settings.SABOTAGE = ["organisations-are-people"]

    assert tally.desk(appeal).confirmed == 1


def test_a_page_without_organisations_has_no_row_of_them(appeal):
    make.confirmed(appeal)

    assert "organisations" not in {count.word for count in contents.numbers(appeal, now=clock.now()).counts}


def test_the_same_words_for_an_organisation_are_another_act_and_pressed_twice_one(appeal):
    for told in ({}, UNION, UNION):
        make.act(appeal, **told)

    assert [act.capacity for act in Action.objects.order_by("pk")] == ["person", "org"]
    assert Action.objects.filter(organisation_key="").count() == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"branch": "Hamburg"}, "organisation"),
        ({"organisation": "Union"}, "office"),
        ({**UNION, "organisation": "see www.union.example.org"}, "organisation"),
        ({**UNION, "branch": "chair@union.example.org"}, "branch"),
        ({**UNION, "office": "Chair\u202e"}, "office"),
        ({**UNION, "office": "=?utf-8?q?x?="}, "office"),
        ({**UNION, "organisation": "x" * 101}, "organisation"),
        ({**UNION, "organisation": "123"}, "organisation"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_said_beside_its_field(told, field):
    found = taking.check(name="Maria", email="m@example.net", country="DE", language="en", words="", **told)

    assert field in found


def test_blanks_are_no_organisation(appeal):
    act = make.confirmed(appeal, organisation="  ", branch=" ", office="")

    assert (act.capacity, act.organisation_key) == ("person", "")
    assert capacities.signature({}) == ""


def test_a_name_with_braces_or_a_line_end_is_only_a_name(appeal):
    act = make.confirmed(appeal, **{**UNION, "organisation": "Union {country}\r\nBcc: x"})

    assert "Chair, Union {country} Bcc: x, Hamburg\n" in said(act.protests.get(target__key="t1").delivery)


def test_her_own_data_name_it_and_erasing_takes_it_away(appeal):
    act = make.confirmed(appeal, **UNION)
    assert own_data.take_along(act)["acts"][0]["organisation"] == "Union of Bakers"

    leaving.erase(act, now=clock.now())

    act.refresh_from_db()
    assert (act.organisation_key, act.sealed) == ("", None)
    assert tally.desk(appeal).organisations == 0


def test_a_summary_of_names_and_countries_gathers_no_organisation(appeal):
    make.confirmed(appeal, **UNION)
    make.confirmed(appeal, "otto@example.net")

    assert [summaries.waiting(turn).count() for turn in Turn.objects.all()] == [1]


def test_the_day_is_closed_with_both_numbers(appeal):
    make.confirmed(appeal, **UNION)
    make.confirmed(appeal, "otto@example.net")

    checkpoint.close(clock.now() + dt.timedelta(days=1))

    told = Entry.objects.get(event="day closed").facts["appeals"][appeal.number]
    assert (told["confirmed"], told["organisations"]) == (1, 1)
    assert "Union" not in json.dumps(told)
