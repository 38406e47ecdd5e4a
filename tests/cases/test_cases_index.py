"""The index of names among namesakes: nobody is cut off by chance."""

import pytest

from hueandcry.cases import index
from hueandcry.cases.models import Individual, NameKey, Spelling

pytestmark = pytest.mark.django_db


def people(*called: str) -> list[Individual]:
    """Individuals of no case, filed under their names."""
    rows = [Individual.objects.create(token=f"t{number}", name=name) for number, name in enumerate(called)]
    for row in rows:
        index.enter(row)
    return rows


def test_the_one_in_another_spelling_is_found_among_many_who_share_every_consonant():
    vowels = [f"{a}{b}" for a in "aeiou" for b in "aeiou"]
    others = [f"B{a[0]}r{a[1]}k Len{b}v" for a in vowels for b in ("io", "ue", "oa", "iu")]
    known, *_rest = people("Борек Ленков", *others)

    found = [one for one, *_ in index.propose("Borek Lenkow", 5)]

    assert found[0] == known


def test_of_many_with_one_name_as_many_as_asked_are_proposed_and_the_newest_first():
    rows = people(*["Ivan Orlov"] * 30, "Ivan Urlaev")

    found = index.propose("Иван Орлов", 5)

    assert [one for one, *_ in found] == rows[29:24:-1]


def test_a_slip_at_the_beginning_is_found_when_nobody_has_the_name_as_told():
    (known,) = people("Ana Bazquez Arrondo")

    assert [one for one, *_ in index.propose("Ana Vazquez Arrondo")] == [known]


def test_who_is_gone_leaves_no_word_of_the_name_behind():
    (known,) = people("Esenali Ukbaev")

    known.delete()

    assert not Spelling.objects.exists()
    assert not NameKey.objects.exists()


def test_a_proposal_asks_the_database_six_times_at_most(django_assert_max_num_queries):
    people(*[f"Ivan Orlov{ending}" for ending in ("", "a", "sky", "enko", "in")])

    with django_assert_max_num_queries(6):
        assert index.propose("Иван Орлов")
    with django_assert_max_num_queries(7):
        index.propose("Petra Nowhere")
