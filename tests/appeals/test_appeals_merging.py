"""Whatever was made one comes apart again in any order, and nothing of a row stays behind when it goes."""

import copy

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from test_appeals_reshaping import documents

import make
from hueandcry.appeals import document, limits, merging, removing, rows
from hueandcry.lib.refusal import Refused


def person(key, name, **more):
    return {"key": key, "name": name, "aliases": [], "role": "", "public": True, "spans": [], "basis": "told", **more}


def three(victims=(), **more):
    """Chen, Anna and Boris; the incident was done to `victims`."""
    doc = make.document(people=[person("p1", "Chen", **more), person("p2", "Anna"), person("p3", "Boris")])
    doc["incidents"][0]["victims"] = list(victims)
    return document.clean(doc)


def merged(doc, *pairs, group="people"):
    for key, into in pairs:
        doc = document.clean(merging.merge(doc, group, key, into, by="Mira"))
    return doc


def parted(doc, key):
    entry = next(e for e in doc["removed"] if e["row"]["key"] == key)
    return document.clean(removing.bring_back(doc, entry["key"]))


@pytest.mark.parametrize("order", [("p2", "p3"), ("p3", "p2")])
def test_victims_of_two_merged_rows_are_themselves_again(order):
    doc = three(["Anna", "Boris"])

    one = merged(doc, ("p2", "p1"), ("p3", "p1"))
    between = parted(one, order[0])

    assert one["incidents"][0]["victims"] == ["Chen"]
    assert set(between["incidents"][0]["victims"]) == {"Chen", {"p2": "Anna", "p3": "Boris"}[order[0]]}
    assert parted(between, order[1]) == doc


def test_nobody_becomes_public_while_somebody_hidden_is_still_one_with_them():
    doc = three()
    doc["people"][1]["public"] = doc["people"][2]["public"] = False
    one = merged(doc, ("p2", "p1"), ("p3", "p1"))

    between = parted(one, "p2")

    assert [(p["name"], p["public"]) for p in between["people"]] == [("Chen", False), ("Anna", False)]
    assert parted(between, "p3") == doc


def test_who_was_hidden_after_the_merge_is_hidden_in_every_part():
    one = merged(three(), ("p2", "p1"))
    one["people"][0]["public"] = False

    assert [p["public"] for p in parted(one, "p2")["people"] if p["name"] != "Boris"] == [False, False]


def test_a_ground_goes_with_the_row_it_came_from():
    doc = three(basis="")
    doc["people"][1]["basis"], doc["people"][2]["basis"] = "her mother", "his friend"

    between = parted(merged(doc, ("p2", "p1"), ("p3", "p1")), "p2")

    assert (between["people"][0]["basis"], between["people"][0]["aliases"]) == ("his friend", ["Boris"])
    assert parted(between, "p3") == doc


def run(doc, group, plan):
    """The document after the merges that can be made, in their order."""
    for key, into in plan:
        doc = merged(doc, (key, into), group=group)
    return doc


def said(doc):
    return {name: value for name, value in doc.items() if name != "removed"}


@how(max_examples=40, deadline=None)
@given(documents(), st.sampled_from(["people", "incidents", "targets"]), st.data())
def test_any_merges_undone_in_any_order_leave_the_facts_of_the_others_and_at_last_the_original(doc, group, data):
    keys = [row["key"] for row in doc[group]]
    left, plan = list(keys), []
    for _n in range(data.draw(st.integers(1, len(keys) - 1))):
        key, into = data.draw(st.permutations(left))[:2]
        left.remove(key)
        plan.append((key, into))
    now = run(doc, group, plan)
    for key, into in data.draw(st.permutations(plan)) * 3:
        if (key, into) not in plan:
            continue
        if any(gone == into for gone, _host in plan):
            with pytest.raises(Refused, match="Bring that back first"):
                parted(now, key)
            continue
        now = parted(now, key)
        plan.remove((key, into))
        assert said(now) == said(run(doc, group, plan))
    if not plan:
        assert now == doc


def test_incidents_and_people_made_one_come_apart_in_any_order():
    doc = three(["Anna"])
    doc["incidents"].append(doc["incidents"][0] | {"key": "i2", "victims": ["Boris"], "place": "Lomar"})
    people_first = merged(merged(doc, ("p2", "p1")), ("i1", "i2"), group="incidents")

    between = parted(people_first, "p2")

    assert between["incidents"][0]["victims"] == ["Boris", "Anna"]
    assert parted(between, "i1") == doc
    assert parted(parted(people_first, "i1"), "p2") == doc


def test_an_older_merge_waits_for_the_younger_one_and_says_for_which():
    one = merged(three(), ("p2", "p3"), ("p3", "p1"))

    with pytest.raises(Refused, match="“Boris”, which is gone too"):
        parted(one, "p2")

    assert parted(parted(one, "p3"), "p2") == three()


def test_a_merged_row_comes_back_though_the_other_is_forgotten():
    one = merged(three(["Anna"]), ("p2", "p1"))
    less = copy.deepcopy(one)
    less["people"] = less["people"][1:]
    removing.keep(one, less, by="Mira")
    less = removing.forget(less, less["removed"][-1]["key"])

    back = parted(document.clean(less), "p2")

    assert [p["name"] for p in back["people"]] == ["Boris", "Anna"] or {p["name"] for p in back["people"]} == {
        "Anna", "Boris",
    }  # fmt: skip
    assert back["incidents"][0]["victims"] == ["Anna"]


def test_a_merge_that_is_kept_no_longer_stays_and_the_others_still_come_apart():
    one = merged(three(["Anna", "Boris"]), ("p2", "p1"), ("p3", "p1"))
    kept = document.clean(removing.forget(one, one["removed"][0]["key"]))

    again = parted(kept, "p3")

    assert [(p["name"], p["aliases"]) for p in again["people"]] == [("Chen", ["Anna"]), ("Boris", [])]
    assert again["incidents"][0]["victims"] == ["Chen", "Boris"]
    assert "Anna" not in document.canonical(again["removed"])


def test_rows_taken_out_together_come_back_to_their_places_in_any_order():
    doc = three()
    less = copy.deepcopy(doc)
    less["people"] = less["people"][1:2]
    removing.keep(doc, less, by="Mira")
    less = document.clean(less)

    assert parted(parted(less, "p3"), "p1") == parted(parted(less, "p1"), "p3") == doc


def full():
    doc = three()
    doc["removed"] = [
        {"key": f"r{n}", "group": "people", "at": "", "place": 0, "by": "Mira", "row": person(f"q{n}", f"Una {n}")}
        for n in range(limits.MOST_REMOVED)
    ]
    return document.clean(doc)


def test_nothing_that_was_taken_out_is_lost_for_what_is_taken_out_next():
    doc = full()
    less = copy.deepcopy(doc)
    less["people"].pop()

    with pytest.raises(Refused, match="Only 100 values"):
        merging.merge(doc, "people", "p2", "p1", by="Mira")
    with pytest.raises(Refused, match="keep some no longer"):
        removing.keep(doc, less, by="Mira")

    removing.keep(doc, copy.deepcopy(doc), by="Mira")
    assert len(rows.fresh(removing.forget(doc, "r0"))["removed"]) == limits.MOST_REMOVED - 1


def test_a_merge_of_an_older_draft_still_gives_its_row_back():
    doc = three()
    doc["removed"] = [
        {"key": "r1", "group": "people", "at": "", "place": 1, "by": "Mira", "into": "p1", "before": {"aliases": []},
         "after": {"aliases": ["Una"]}, "pointers": [], "row": person("q1", "Una")},
    ]  # fmt: skip
    doc = document.clean(doc)

    assert [p["name"] for p in parted(doc, "q1")["people"]] == ["Chen", "Una", "Anna", "Boris"]
    assert removing.forget(doc, "r1")["removed"] == []
