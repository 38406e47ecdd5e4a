"""Who is who: proposed by the index, decided by somebody, taken back whole; the ledger holds."""

import json

import pytest
from django.core import serializers

import make
from hueandcry import names
from hueandcry.cases import index, individuals, opening, pairing
from hueandcry.cases.models import Individual, NameKey, Pairing, PersonAtRisk, Spelling
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def somebody(name: str, *aliases: str, title: str = "A case") -> Individual:
    """Somebody of a case of their own."""
    return individuals.of_case(make.case(title), [{"key": "p1", "name": name, "aliases": list(aliases)}])[0]


def everything() -> str:
    """All rows about people, as text."""
    rows = [row for model in (Individual, PersonAtRisk, Spelling) for row in model.objects.order_by("pk")]
    keys = list(NameKey.objects.order_by("key", "spelling").values_list("key", "spelling_id"))
    return json.dumps([serializers.serialize("json", rows), keys])


def merge(one, other, by):
    return pairing.merge(one, other, by=by, now=clock.now(), reason=names.compare(one.name, other.name)[1])


@pytest.mark.parametrize(
    "told",
    ["Esenali Ukbaev", "Есенали Укбаев", "Есеналиге Укбаевке", "E. Ukbaev", "Укбаев Есенали", "Yesenali Ukbayev"],
)
def test_the_index_proposes_one_person_in_any_spelling_with_the_reason(told):
    known = somebody("Esenali Ukbaev")
    somebody("Askar Ukbaev"), somebody("Esenali Orn"), somebody("Ukbaev")

    found = index.propose(told)

    assert [(individual, reason in names.REASONS) for individual, _score, reason in found] == [(known, True)]


def test_a_single_word_proposes_nobody():
    somebody("Ukbaev"), somebody("Esenali Ukbaev")

    assert index.propose("Ukbaev") == []


def test_an_alias_is_filed_and_one_that_is_gone_is_not():
    known = somebody("Tomas Reval", "Foma Lindgren")
    assert [one for one, *_ in index.propose("Foma Lindgren")] == [known]

    known.aliases = []
    index.enter(known)

    assert index.propose("Foma Lindgren") == []
    assert [one for one, *_ in index.propose("Tomas Reval")] == [known]


def test_people_of_an_approved_document_are_in_the_index_once():
    case = make.case()
    opening.take_facts(case, make.document())
    opening.take_facts(case, make.document())

    assert [one.case for one, *_ in index.propose("Ару Сеитова")] == [case]
    assert Individual.objects.count() == 1


def test_the_index_can_be_built_anew():
    somebody("Esenali Ukbaev", "Yesen Ukbayev"), somebody("Ben Oduya")
    before = set(NameKey.objects.values_list("key", "spelling_id"))
    NameKey.objects.all().delete()

    assert index.rebuild() == 3
    assert set(NameKey.objects.values_list("key", "spelling_id")) == before


def test_merging_and_unmerging_leave_everything_as_it_was_and_the_ledger_intact():
    one, other, by = somebody("Esenali Ukbaev"), somebody("Есенали Укбаев"), make.user()
    before = everything()

    decided = merge(one, other, by)
    together = pairing.group(one)
    pairing.withdraw(decided, by=by, now=clock.now())

    assert together == {one.pk, other.pk}
    assert pairing.group(one) == {one.pk}
    assert everything() == before
    events = Entry.objects.order_by("seq").values_list("event", "subject", "by")
    assert list(events) == [
        ("persons merged", f"person {one.token}", by.username),
        ("persons decision withdrawn", f"person {one.token}", by.username),
    ]
    assert list(writing.faults()) == []
    assert "Ukbaev" not in json.dumps(list(Entry.objects.values_list("facts", flat=True)))


def test_who_decided_when_and_why_is_kept():
    one, other, by = somebody("Esenali Ukbaev"), somebody("Yesenali Ukbayev"), make.user()
    now = clock.now()

    pairing.merge(one, other, by=by, now=now, reason="his sister says so")

    row = Pairing.objects.get()
    assert (row.status, row.by, row.at, row.reason) == ("same", by.username, now, "his sister says so")


def test_three_are_one_through_the_one_in_the_middle():
    a, b, c, by = somebody("A. Orn"), somebody("Aru Orn"), somebody("Ару Орн"), make.user()
    merge(a, b, by), merge(c, b, by)

    assert pairing.group(a) == pairing.group(c) == {a.pk, b.pk, c.pk}


def test_who_was_told_apart_is_not_merged_by_a_detour():
    a, b, c, by = somebody("A. Orn"), somebody("Aru Orn"), somebody("Askar Orn"), make.user()
    merge(a, b, by)
    pairing.keep_apart(b, c, by=by, now=clock.now())

    with pytest.raises(Refused, match="were told apart"):
        merge(a, c, by)

    assert pairing.told_apart(a) == {c.pk}
    assert pairing.group(a) == {a.pk, b.pk}


def test_who_stands_as_one_person_is_not_told_apart_before_that_is_taken_back():
    a, b, by = somebody("A. Orn"), somebody("Aru Orn"), make.user()
    decided = merge(a, b, by)

    with pytest.raises(Refused, match="Take that decision back"):
        pairing.keep_apart(b, a, by=by, now=clock.now())

    pairing.withdraw(decided, by=by, now=clock.now())
    pairing.keep_apart(b, a, by=by, now=clock.now())
    assert Pairing.objects.get().status == "different"


def test_a_pair_is_decided_once_and_taken_back_once():
    a, b, by = somebody("A. Orn"), somebody("Aru Orn"), make.user()
    decided = merge(a, b, by)
    stale = Pairing.objects.get()

    with pytest.raises(Refused, match="decided already"):
        merge(b, a, by)
    pairing.withdraw(decided, by=by, now=clock.now())
    with pytest.raises(Refused, match="Someone else has just changed this"):
        pairing.withdraw(stale, by=by, now=clock.now())
    with pytest.raises(Refused, match="one and the same"):
        merge(a, a, by)

    assert Pairing.objects.count() == 1


def test_only_who_may_write_decides_who_is_who():
    a, b = somebody("A. Orn"), somebody("Aru Orn")

    with pytest.raises(Refused, match="Your role"):
        merge(a, b, make.user("postkeeper"))

    assert not Pairing.objects.exists()
