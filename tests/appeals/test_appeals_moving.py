"""Rows go where they belong, come back when they were taken out, and begin with words of the report."""

import copy

import pytest

import make
from hueandcry.appeals import document, drafting, moving, picking, removing, rows
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

SOURCE = (
    "On 9 March 2026 police arrested Tomas Reval in Oskel. Judge Ilon Mair was there. OSKEL is cold.\n"
    "Write to office@court.example.org or +999 1 22. Release him at once."
)


def clean(**changes):
    return document.clean(make.document(**changes))


def official(**more):
    told = {"key": "p9", "name": "Ilon Mair", "aliases": [], "role": "judge", "public": True, "spans": [[60, 70]]}
    return told | {"basis": "", "status": "official", **more}


def span(words):
    return [SOURCE.index(words), SOURCE.index(words) + len(words)]


def pick(doc, kind, words, **more):
    told = {"source": SOURCE, "language": "en", "by": "Mira", **more}
    return document.clean(picking.pick(doc, kind, span(words), **told))


def test_an_official_becomes_one_at_risk_only_with_a_reason_and_the_reason_is_kept():
    doc = clean(others=[official()])

    with pytest.raises(Refused, match="Ilon Mair was found as an official"):
        moving.set_status(doc, "p9", "at_risk", why=" ", by="Mira")
    doc = document.clean(moving.set_status(doc, "p9", "at_risk", why="He was arrested himself.", by="Mira"))

    assert [(p["name"], p.get("why"), p.get("looked")) for p in doc["people"]][-1] == (
        "Ilon Mair", "He was arrested himself.", "Mira",
    )  # fmt: skip
    assert (doc["others"], document.missing(doc)) == ([], [])
    doc["people"][-1]["why"] = ""
    assert [gap.where for gap in document.missing(document.clean(doc))] == ["people.p9"]


def test_somebody_at_risk_is_put_aside_and_comes_back_the_same():
    doc = clean()

    aside = document.clean(moving.set_status(doc, "p1", "organiser", by="Mira"))
    back = document.clean(moving.set_status(aside, "p1", "at_risk", by="Mira"))

    assert ([p["status"] for p in aside["others"]], aside["people"]) == (["organiser"], [])
    assert back["people"] == [doc["people"][0] | {"looked": "Mira"}]


def test_an_official_who_goes_in_and_out_and_in_again_still_needs_a_reason():
    doc = moving.set_status(clean(others=[official()]), "p9", "other", by="Mira")
    doc = moving.set_status(moving.set_status(doc, "p9", "official", by="M"), "p9", "at_risk", why="held", by="M")

    assert document.clean(doc)["people"][-1]["found_as"] == "official"


@pytest.mark.django_db
def test_an_official_typed_in_by_hand_needs_a_reason_too():
    revision = make.appeal("draft", doc=clean(others=[official()])).revisions.get()
    doc = copy.deepcopy(revision.document)
    doc["people"].append({"name": "ILON MAIR", "basis": "told"})

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now()).document

    assert edited["people"][-1]["found_as"] == "official"
    assert [gap.where for gap in document.missing(edited)] == [f"people.{edited['people'][-1]['key']}"]


def test_nobody_put_aside_is_appealed_for_in_public():
    doc = clean(others=[official()])

    assert document.missing(doc) == []
    assert [p["name"] for p in doc["people"]] == ["Aru Seitova"]


def test_a_channel_goes_to_another_target_to_a_new_one_or_to_the_copies():
    doc = clean()

    other = moving.move_channel(doc, "t1", 0, "t3", by="Mira")
    new = moving.move_channel(doc, "t1", 0, moving.NEW, by="Mira")
    copies = document.clean(moving.move_channel(doc, "t1", 0, moving.COPIES, by="Mira"))

    assert [c["value"] for c in other["targets"][2]["channels"]] == ["+99 555 01 01", "chair@court.example.org"]
    assert [len(t["channels"]) for t in new["targets"]] == [1, 0, 1, 1]
    assert [c["value"] for c in copies["copies"]] == ["union@bakers.example.org", "chair@court.example.org"]
    back = document.clean(moving.move_copy(copies, 1, "t1", by="Mira"))
    assert {c["value"] for c in back["targets"][0]["channels"]} == {
        "chair@court.example.org",
        "office@court.example.org",
    }


def test_an_address_that_is_there_already_stands_on_the_words_of_both():
    doc = clean()
    doc["copies"].append({"value": "chair@court.example.org", "hole": False, "spans": [[1, 5]], "basis": ""})

    moved = moving.move_copy(doc, 1, "t1", by="Mira")

    told = [(c["value"], c["spans"]) for c in moved["targets"][0]["channels"]]
    assert told == [("chair@court.example.org", [[1, 5]]), ("office@court.example.org", [])]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: moving.move_channel(d, "t3", 0, moving.COPIES, by="M"),
        lambda d: moving.move_channel(d, "t1", 7, "t3", by="M"),
        lambda d: moving.move_channel(d, "t1", 0, "gone", by="M"),
        lambda d: moving.move_copy(d, -1, "t1", by="M"),
        lambda d: moving.set_status(d, "gone", "other", by="M"),
        lambda d: picking.pick(d, "person", [3, 2], source=SOURCE, by="M"),
        lambda d: picking.pick(d, "person", [0, 9999], source=SOURCE, by="M"),
        lambda d: picking.pick(d, "spaceship", [0, 9], source=SOURCE, by="M"),
        lambda d: picking.pick(d, "demand", [0, 9], source=SOURCE, language="fr", by="M"),
        lambda d: picking.pick(d, "date", span("Judge"), source=SOURCE, by="M"),
    ],
)
def test_what_cannot_go_is_refused_in_a_sentence(change):
    with pytest.raises(Refused, match=r"\.$"):
        change(clean())


def test_whatever_is_taken_out_is_kept_and_comes_back_to_its_place():
    doc = clean(others=[official()])
    less = copy.deepcopy(doc)
    less["people"], less["others"], less["copies"] = [], [], []
    less["incidents"], less["targets"] = [], [less["targets"][0], less["targets"][2]]
    less["targets"][0]["channels"].pop(0)
    less["texts"]["en"]["demands"], less["texts"]["en"]["story"] = [], ""

    removing.keep(doc, less, by="Mira")
    less = document.clean(less)
    told = [(e["group"], e["at"], e["by"]) for e in less["removed"]]
    back = less
    for entry in reversed(less["removed"]):
        back = document.clean(removing.bring_back(back, entry["key"]))

    assert told == [
        ("people", "", "Mira"), ("others", "", "Mira"), ("incidents", "", "Mira"), ("targets", "", "Mira"),
        ("channels", "t1", "Mira"), ("copies", "", "Mira"), ("demands", "en", "Mira"), ("texts", "en.story", "Mira"),
    ]  # fmt: skip
    assert back == doc


def test_a_corrected_address_was_not_taken_out():
    doc = clean()
    other = copy.deepcopy(doc)
    other["targets"][0]["channels"][0]["value"] = "president@court.example.org"

    removing.keep(doc, other, by="Mira")

    assert other["removed"] == []


def test_what_is_forgotten_is_gone_from_the_document():
    doc = clean()
    less = clean(people=[])
    removing.keep(doc, less, by="Mira")

    less = removing.forget(less, less["removed"][0]["key"])

    assert "Seitova" not in document.canonical(less["people"] + less["removed"])


def test_a_text_written_since_is_not_overwritten_by_the_old_one():
    doc = clean()
    less = copy.deepcopy(doc)
    less["texts"]["en"]["story"] = ""
    removing.keep(doc, less, by="Mira")
    less["texts"]["en"]["story"] = "Another story."

    with pytest.raises(Refused, match="Something else is written there"):
        removing.bring_back(less, less["removed"][0]["key"])


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("person", "Tomas Reval", lambda d: d["people"][-1]["name"]),
        ("target", "Judge Ilon Mair", lambda d: d["targets"][-1]["office"]),
        ("copy", "office@court.example.org", lambda d: d["copies"][-1]["value"]),
        ("email", "office@court.example.org", lambda d: d["targets"][-1]["channels"][0]["value"]),
        ("phone", "+999 1 22", lambda d: d["targets"][-1]["channels"][0]["value"]),
        ("demand", "Release him at once", lambda d: d["texts"]["en"]["demands"][-1]["text"]),
        ("place", "Oskel", lambda d: d["incidents"][-1]["place"]),
    ],
)
def test_chosen_words_become_a_value_that_stands_on_them(kind, words, found):
    doc = clean()

    picked = pick(doc, kind, words)

    assert found(picked) == words
    fresh = [row for row in rows.facts(picked) if span(words) in row["spans"]]
    assert fresh and all(row["looked"] == "Mira" for row in fresh)


def test_a_chosen_date_becomes_a_day_of_its_incident():
    doc = pick(clean(), "date", "9 March 2026", into="i1")

    assert (doc["incidents"][0]["date"], doc["incidents"][0]["spans"]) == ("2026-03-09", [span("9 March 2026")])


def test_blanks_around_chosen_words_are_not_part_of_them():
    doc = picking.pick(
        clean(), "person", [span("Tomas Reval")[0] - 1, span("Tomas Reval")[1] + 1], source=SOURCE, by="M"
    )

    assert (doc["people"][-1]["name"], doc["people"][-1]["spans"]) == ("Tomas Reval", [span("Tomas Reval")])


def test_words_are_looked_for_as_typed_then_in_any_letters_then_nowhere():
    assert picking.find(SOURCE, "Oskel") == [span("Oskel")]
    assert picking.find(SOURCE, "tomas  reval") == [span("Tomas Reval")]
    assert picking.find(SOURCE, "oskel") == [span("Oskel"), span("OSKEL")]
    assert picking.find(SOURCE, "Harbour") == picking.find(SOURCE, " ") == []
