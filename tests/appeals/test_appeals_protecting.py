"""Whoever and whatever is not to be named stays unnamed wherever the row goes: aside, out, or into another one."""

import copy

import pytest

import make
from hueandcry.appeals import document, merging, moving, removing, reshaping
from hueandcry.cases import disclosure
from hueandcry.lib.refusal import Refused


def person(key, name, **more):
    return {"key": key, "name": name, "aliases": [], "role": "", "public": True, "spans": [], "basis": "told", **more}


def guarded():
    """Somebody to be named and somebody not to be, whom the story and an incident name."""
    doc = make.document(people=[person("p1", "Tomas Reval"), person("p2", "Ivana Canary", aliases=["Yellow Bird"],
                                                                   public=False)])  # fmt: skip
    doc["incidents"][0]["victims"] = ["Tomas Reval", "Ivana Canary"]
    doc["texts"]["en"]["story"] = "Tomas Reval and Ivana Canary were taken."
    doc["texts"]["en"]["summary"] = "She is called Yellow Bird."
    return document.clean(doc)


def without(doc, group, key):
    """The document after a writer took the row out."""
    less = copy.deepcopy(doc)
    less[group] = [row for row in less[group] if row["key"] != key]
    removing.keep(doc, less, by="Mira")
    return document.clean(less)


def places(doc):
    return [gap.where for gap in document.missing(doc)]


GONE = {
    "put aside": lambda doc: moving.set_status(doc, "p2", "other", by="Mira"),
    "put aside and taken out": lambda doc: without(moving.set_status(doc, "p2", "other", by="Mira"), "others", "p2"),
    "taken out": lambda doc: without(doc, "people", "p2"),
    "merged": lambda doc: merging.merge(doc, "people", "p2", "p1", by="Mira"),
    "merged and taken out": lambda doc: without(
        document.clean(merging.merge(doc, "people", "p2", "p1", by="Mira")), "people", "p1"
    ),
}


@pytest.mark.parametrize("way", GONE)
def test_somebody_not_to_be_named_blocks_and_is_left_out_wherever_the_row_is(way):
    doc = document.clean(GONE[way](guarded()))

    assert {"texts.en.story", "texts.en.summary"} <= set(places(doc))
    said = document.canonical(disclosure.public_facts(doc))
    assert "Canary" not in said
    assert "Bird" not in said


def test_a_merged_row_that_is_not_to_be_named_blocks_though_the_other_may_be_named():
    doc = document.clean(merging.merge(guarded(), "people", "p2", "p1", by="Mira"))
    doc["people"][0]["public"] = True

    assert {"texts.en.story", "texts.en.summary"} <= set(places(doc))


def test_whoever_was_put_aside_is_not_counted_among_those_at_risk():
    doc = document.clean(moving.set_status(guarded(), "p2", "other", by="Mira"))

    facts = disclosure.public_facts(doc)

    assert [one["name"] for one in facts["people"]] == ["Tomas Reval"]
    assert facts["incidents"][0]["victims"] == ["Tomas Reval", "one more person"]


def test_what_the_words_name_is_not_forgotten():
    doc = without(guarded(), "people", "p2")
    entry = doc["removed"][0]["key"]

    with pytest.raises(Refused, match="Change them first"):
        removing.forget(doc, entry)

    doc["texts"]["en"] |= {"story": "Two were taken.", "summary": ""}
    assert removing.forget(doc, entry)["removed"] == []


def sheltered():
    """An incident whose place stays at the desk, another that may be told, and a story that names the place."""
    doc = make.document()
    hidden = doc["incidents"][0] | {"place": "", "place_kept": "Shelter Street", "victims": ["Aru Seitova", "Una Lom"]}
    doc["incidents"] = [hidden, doc["incidents"][0] | {"key": "i2", "place": "Oskel"}]
    doc["texts"]["en"]["story"] = "She hides in Shelter Street."
    return document.clean(doc)


def withheld(doc):
    doc["withheld"] = [doc["incidents"].pop(0)]
    return doc


@pytest.mark.parametrize(
    "change",
    [
        lambda doc: merging.merge(doc, "incidents", "i1", "i2", by="Mira"),
        lambda doc: merging.merge(doc, "incidents", "i2", "i1", by="Mira"),
        lambda doc: without(doc, "incidents", "i1"),
        lambda doc: reshaping.split_incident(doc, "i1", victims=["Una Lom"], spans=[], by="Mira"),
        withheld,
        lambda doc: without(withheld(doc), "withheld", "i1"),
    ],
)
def test_a_place_kept_at_the_desk_blocks_wherever_its_incident_is(change):
    doc = document.clean(change(sheltered()))

    assert places(doc) == ["texts.en.story"]
    assert "Shelter" not in document.canonical(disclosure.public_facts(doc))
