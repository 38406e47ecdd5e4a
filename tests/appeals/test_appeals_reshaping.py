"""Two that are one become one, one that is two becomes two, and nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

import make
from hueandcry.appeals import document, merging, reshaping, rows
from hueandcry.lib.refusal import Refused

NAMES = ("Aru Seitova", "A. Seitova", "Tomas Reval", "Ben Oduya", "Ilon Mair", "Ара Сеитова", "Una Lom")
SOURCE = " ".join(f"{name} was there." for name in NAMES)
SPAN = st.sampled_from([[SOURCE.index(name), SOURCE.index(name) + len(name)] for name in NAMES])
SPANS = st.lists(SPAN, max_size=4, unique_by=tuple).map(sorted)
SOME = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)
CHANNEL = st.builds(
    lambda value, spans: {"kind": "email", "value": value, "hole": False, "spans": spans, "basis": "site"},
    st.sampled_from(["a@x.example.org", "b@x.example.org"]),
    SPANS,
)


@st.composite
def documents(draw):
    """A clean document with two to four people, incidents and targets."""
    doc = make.document()
    doc["people"] = [
        {"key": f"p{n}", "name": draw(st.sampled_from(NAMES)), "aliases": draw(SOME),
         "role": draw(st.just("") | SOME.map(" ".join)), "public": draw(st.booleans()),
         "spans": draw(SPANS), "basis": draw(st.sampled_from(["", "told"]))}
        for n in range(draw(st.integers(2, 4)))
    ]  # fmt: skip
    doc["incidents"] = [
        {"key": f"i{n}", "type": "arrest", "date": draw(st.sampled_from(["", "2026-03-09"])), "date_inferred": False,
         "place": draw(st.sampled_from(["", "Oskel"])), "victims": draw(SOME), "alleged_by": draw(SOME), "quantity": "",
         "spans": draw(SPANS), "basis": ""}
        for n in range(draw(st.integers(2, 4)))
    ]  # fmt: skip
    doc["targets"] = [
        {"key": f"t{n}", "office": draw(st.sampled_from(["", "Court"])) or f"Office {n}", "holder": "",
         "organisation": "", "rule": "", "spans": draw(SPANS), "basis": "",
         "channels": draw(st.lists(CHANNEL, max_size=2))}
        for n in range(draw(st.integers(2, 4)))
    ]  # fmt: skip
    return document.clean(doc)


def spans_of(doc, group):
    """Every place on which a row of the group stands."""
    return {tuple(span) for row in rows.every(doc, group) for span in row["spans"]}


def names_of(doc):
    return {name for person in doc["people"] for name in (person["name"], *person["aliases"])}


def keys_of(doc):
    return [row["key"] for group in rows.LISTS for row in rows.every(doc, group)]


@how(max_examples=60, deadline=None)
@given(documents(), st.sampled_from(["people", "incidents", "targets"]))
def test_what_was_made_one_comes_apart_as_it_was(doc, group):
    first, second = doc[group][0]["key"], doc[group][1]["key"]

    one = document.clean(merging.merge(doc, group, second, first, by="Mira"))
    again = document.clean(merging.part(one, one["removed"][-1]["key"]))

    assert len(one[group]) == len(doc[group]) - 1
    assert spans_of(one, group) == spans_of(doc, group)
    assert len(keys_of(one)) == len(set(keys_of(one)))
    assert again == doc


@how(max_examples=60, deadline=None)
@given(documents())
def test_a_merged_person_keeps_every_name_and_incidents_follow(doc):
    stays, gone = doc["people"][0], doc["people"][1]

    one = merging.merge(doc, "people", gone["key"], stays["key"], by="Mira")

    assert names_of(one) == names_of(doc)
    own = {stays["name"], *stays["aliases"]}
    left = {v for incident in one["incidents"] for v in (*incident["victims"], *incident["alleged_by"])}
    assert not left & ({gone["name"]} - own)
    for before, after in zip(doc["incidents"], one["incidents"], strict=True):
        if gone["name"] in before["victims"] and gone["name"] not in own:
            assert stays["name"] in after["victims"]
    merged = one["people"][0]
    assert merged["public"] == (stays["public"] and gone["public"])


@how(max_examples=60, deadline=None)
@given(documents())
def test_a_merged_target_reaches_everybody_both_reached(doc):
    stays, gone = doc["targets"][0], doc["targets"][1]

    one = merging.merge(doc, "targets", gone["key"], stays["key"], by="Mira")

    def values(*targets):
        return {(c["kind"], c["value"]) for target in targets for c in target["channels"]}

    assert values(one["targets"][0]) == values(stays, gone)


@how(max_examples=60, deadline=None)
@given(documents())
def test_a_spelling_becomes_a_person_of_its_own_and_no_name_or_place_is_lost(doc):
    person = doc["people"][0]
    if not person["aliases"]:
        return

    two = reshaping.split_person(doc, person["key"], person["aliases"][0], source=SOURCE, by="Mira")

    assert names_of(two) == names_of(doc)
    assert spans_of(two, "people") >= spans_of(doc, "people")
    assert len(set(keys_of(two))) == len(keys_of(doc)) + 1
    assert two["people"][1]["name"] == person["aliases"][0]


@how(max_examples=60, deadline=None)
@given(documents(), st.data())
def test_a_second_incident_takes_people_and_places_and_nothing_is_lost(doc, data):
    incident = doc["incidents"][0]
    victims = data.draw(st.lists(st.sampled_from(incident["victims"]), unique=True)) if incident["victims"] else []
    places = data.draw(st.lists(st.sampled_from(incident["spans"]), unique_by=tuple)) if incident["spans"] else []

    try:
        two = reshaping.split_incident(doc, incident["key"], victims=victims, spans=places, by="Mira")
    except Refused:
        assert not (victims or places) or sorted(places) == incident["spans"]
        return

    first, second = two["incidents"][:2]
    assert sorted(first["victims"] + second["victims"]) == sorted(incident["victims"])
    assert spans_of(two, "incidents") == spans_of(doc, "incidents")
    assert len(set(keys_of(two))) == len(keys_of(doc)) + 1


def person(key, name, **more):
    return {"key": key, "name": name, "aliases": [], "role": "", "public": True, "spans": [], "basis": "told", **more}


def two_people(**more):
    doc = make.document(people=[person("p1", "Aru Seitova"), person("p2", "A. Seitova", **more)])
    doc["incidents"][0]["victims"] = ["A. Seitova"]
    return document.clean(doc)


def test_what_was_written_since_the_merge_stays_when_it_comes_apart():
    one = merging.merge(two_people(role="baker"), "people", "p2", "p1", by="Mira")
    one["people"][0]["role"] = "president"
    one["people"][0]["aliases"].append("Ару")

    again = merging.part(one, one["removed"][0]["key"])

    assert [(p["name"], p["role"], p["aliases"]) for p in again["people"]] == [
        ("Aru Seitova", "president", ["Ару"]), ("A. Seitova", "baker", []),
    ]  # fmt: skip
    assert again["incidents"][0]["victims"] == ["A. Seitova"]


def test_the_spelling_of_a_merged_person_comes_out_as_that_person():
    doc = two_people(role="baker")
    one = merging.merge(doc, "people", "p2", "p1", by="Mira")

    assert reshaping.split_person(one, "p1", "A. Seitova", source="", by="Mira") == doc


def test_an_official_is_not_merged_into_somebody_at_risk():
    doc = two_people()
    doc["others"] = [doc["people"].pop() | {"status": "official"}]

    with pytest.raises(Refused, match="different lists"):
        merging.merge(doc, "people", "p2", "p1", by="Mira")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: merging.merge(d, "people", "p1", "p1", by="M"), "two different"),
        (lambda d: merging.merge(d, "people", "gone", "p1", by="M"), "not in the draft any more"),
        (lambda d: merging.part(d, "gone"), "not in the draft any more"),
        (lambda d: reshaping.split_person(d, "p1", "Nobody", source="", by="M"), "somebody else"),
        (lambda d: reshaping.split_incident(d, "i1", victims=[], spans=[], by="M"), "Choose the people"),
    ],
)
def test_what_cannot_be_reshaped_is_said(change, sentence):
    with pytest.raises(Refused, match=sentence):
        change(two_people())


def test_a_rule_leaves_the_document_it_was_given_alone():
    doc = two_people()
    before = document.canonical(doc)

    merging.merge(doc, "people", "p2", "p1", by="Mira")

    assert document.canonical(doc) == before
