"""A report is held against every draft in work, and that stays quick however many there are."""

import itertools

import pytest

import make
from hueandcry.intake import matching, triage
from hueandcry.names import comparing
from intake.test_intake_triage import report

pytestmark = pytest.mark.django_db
GIVEN = ("Anna", "Boris", "Petr", "Tomas", "Elena", "Marat")
SURNAMES = [
    f"{a}{b}{c}{end}" for a, b, c, end in itertools.product("BDGLMR", "aeo", ("bal", "dor", "lim"), ("ov", "sky"))
]
DRAFTS, EACH = 40, 8


def drafts() -> list[str]:
    """So many drafts with people of their own; all their names."""
    every = [f"{given} {surname}" for surname in SURNAMES for given in GIVEN][: DRAFTS * EACH]
    for n in range(DRAFTS):
        people = [
            {"key": f"p{k}", "name": name, "aliases": [], "role": "", "public": True, "spans": [], "basis": "told"}
            for k, name in enumerate(every[n * EACH : (n + 1) * EACH])
        ]
        make.appeal("draft", doc=make.document(people=people))
    return every


def compared() -> int:
    """How many names were compared in earnest so far."""
    return comparing._compare.cache_info().misses


def test_only_people_of_drafts_whose_names_share_a_key_are_compared():
    drafts()
    told = report("Zhanna Hrushko", "Ilya Chernykh", "Ulan Qasymov")
    before = compared()

    assert triage.people(told) == []

    assert compared() - before < DRAFTS * EACH / 10


def test_among_many_drafts_the_one_with_the_same_person_in_another_spelling_is_found():
    every = drafts()
    doc = make.document(people=[{**make.document()["people"][0], "name": "Zhanna Hrushko"}])
    wanted = make.appeal("draft", doc=doc)
    told = report("Жанна Грушко", every[5])

    found = triage.people(told)

    assert {match.known for match in found} >= {"Zhanna Hrushko", every[5]}
    assert wanted.case in [match.case for match in found]


def test_the_names_of_drafts_are_taken_apart_once_and_not_at_every_look():
    drafts()
    told = report("Zhanna Hrushko", "Ilya Chernykh")
    triage.people(told)
    before = matching._keys.cache_info().misses

    triage.people(told)

    assert matching._keys.cache_info().misses == before


def test_questions_to_the_database_do_not_grow_with_the_drafts(django_assert_max_num_queries):
    drafts()
    told = report("Zhanna Hrushko")

    with django_assert_max_num_queries(12):
        triage.people(told)
