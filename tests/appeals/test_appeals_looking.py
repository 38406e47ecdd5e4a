"""How sure the reader was, who has looked, and what stays at the desk."""

import copy

import pytest

import make
from hueandcry.appeals import document, drafting, looking, proposing
from hueandcry.cases import disclosure
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock

TEXT = "On 9 March police marched in Oskel. She was beaten. A. Seitova was jailed."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"confidence": 0.9, "spans": {"name": [[0, 2], [5, 7]]}}, "agrees"),
        ({"confidence": 0.9, "spans": {"name": [[0, 2]]}}, ""),
        ({"confidence": 0.7, "spans": {"name": [[0, 2], [5, 7]]}}, ""),
        ({"confidence": 0.4, "spans": [[0, 2]]}, "check"),
        ({"date_inferred": True, "spans": {}}, "check"),
        ({"date": None, "date_partial": "03-09"}, "check"),
        ({"spans": {"type": [[40, 50]], "date": [[3, 10]]}}, "carried"),
        ({"spans": {"type": [[40, 50]], "victims": [[36, 39]]}}, ""),
        ({"spans": {"type": [[67, 73]], "victims": [[52, 62]]}}, ""),
        ({"carried": ["place"]}, "carried"),
        ({}, ""),
    ],
)
def test_the_reader_s_doubt_becomes_one_of_three_words(row, said):
    assert looking.sure(row, TEXT) == said


@pytest.mark.django_db
def test_who_looked_first_stays_until_somebody_corrects_it():
    mira, oskar = make.user(name="Mira"), make.user(name="Oskar")
    revision = make.appeal("draft").revisions.get()

    def save(by, **change):
        doc = copy.deepcopy(revision.document)
        doc["people"][0] |= change
        return drafting.edit(revision, doc, by=by, now=clock.now()).document["people"][0].get("looked")

    assert save(mira, looked="whoever the form says") == "Mira"
    assert save(oskar) == "Mira"
    assert save(oskar, role="baker") == "Oskar"
    assert save(mira, looked="") is None


@pytest.mark.django_db
def test_to_look_is_a_change_of_the_draft_and_the_ledger_knows():
    revision = make.appeal("draft").revisions.get()
    before = revision.digest
    doc = copy.deepcopy(revision.document)
    doc["texts"]["en"]["looked"] = {"headline": "x"}

    edited = drafting.edit(revision, doc, by=make.user(name="Mira"), now=clock.now())

    assert edited.document["texts"]["en"]["looked"] == {"headline": "Mira"}
    assert edited.digest != before
    assert "texts.en.looked" in Entry.objects.get(event="revision edited").facts["changed"]


@pytest.mark.django_db
def test_a_text_rewritten_by_hand_is_no_proposal_any_more():
    revision = make.appeal("draft").revisions.get()
    doc = copy.deepcopy(revision.document)
    doc["texts"]["en"] |= {"looked": {"headline": "x"}, "headline": "Another"}

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now())

    assert "looked" not in edited.document["texts"]["en"]


def test_what_nobody_has_looked_at_is_counted_without_what_is_put_aside():
    doc = document.clean(make.document())
    doc["people"][0]["looked"] = "Mira"
    doc["others"] = [doc["people"][0] | {"key": "p2", "looked": "", "status": "official"}]

    assert looking.unlooked(doc) == 1 + 3 + 3 + 1 + 2


def test_incidents_and_places_kept_at_the_desk_reach_no_public_fact():
    doc = make.document(place="Canary Town", place_kept="Canary Town")
    hidden = doc["incidents"][0] | {"key": "i2", "place": "Canary Lane", "quantity": "Canary"}
    doc["withheld"] = [hidden]
    doc["incidents"][0] |= {"place_kept": "Canary Street"}
    doc = document.clean(doc)

    facts = disclosure.public_facts(doc)

    assert "Canary" not in document.canonical(facts)
    assert (facts["place"], facts["incidents"][0]["place"]) == ("", "")
    assert "Canary" in document.canonical(doc)


@pytest.mark.parametrize(("place", "said"), [("Oskel", "В Оскеле"), ("Lower Oskel", "in lower OSKEL"), ("Lomar", "")])
def test_a_place_kept_at_the_desk_blocks_while_a_public_text_names_it(place, said):
    doc = make.document(place_kept=place)
    doc["texts"]["ru"]["story"] = f"Это было {said}."

    gaps = [gap.where for gap in document.missing(document.clean(doc))]

    assert gaps == (["texts.ru.story"] if said else [])


@pytest.mark.django_db
def test_a_place_that_is_kept_at_the_desk_stands_on_the_words_it_stood_on():
    doc = make.document()
    doc["incidents"][0] |= {"spans": [[3, 9]], "basis": ""}
    revision = make.appeal("draft", doc=document.clean(doc)).revisions.get()
    hidden = copy.deepcopy(revision.document)
    hidden["incidents"][0] |= {"place": "", "place_kept": "Oskel"}

    edited = drafting.edit(revision, hidden, by=make.user(), now=clock.now())

    assert (edited.document["incidents"][0]["place"], edited.document["incidents"][0]["spans"]) == ("", [[3, 9]])


@pytest.mark.django_db
def test_a_rule_is_applied_to_what_was_typed_and_both_are_one_entry():
    revision = make.appeal("draft").revisions.get()
    typed = copy.deepcopy(revision.document) | {"place": "Harbour"}

    def rule(doc):
        return doc | {"people": [doc["people"][0] | {"role": "baker"}]}

    edited = drafting.edit(revision, typed, by=make.user(), now=clock.now(), change=rule)

    assert (edited.document["place"], edited.document["people"][0]["role"]) == ("Harbour", "baker")
    assert Entry.objects.filter(event="revision edited").count() == 1
    assert edited.digest == document.digest(edited.document)


@pytest.mark.django_db
def test_an_old_draft_without_the_new_lists_is_not_changed_by_saving_it():
    revision = make.appeal("draft").revisions.get()
    assert "others" not in revision.document

    drafting.edit(revision, copy.deepcopy(revision.document), by=make.user(), now=clock.now())

    assert not Entry.objects.filter(event="revision edited").exists()


def test_what_a_second_opinion_found_or_confirmed_says_so_in_the_draft():
    person = {"name": "Aru Seitova", "status": "at_risk", "spans": [], "engines": ["rules", "slovnet"]}
    reading = {"language": "en", "text": TEXT, "people": [person, person | {"name": "Mirel", "engines": ["rules"]}]}

    drafted = document.clean(proposing.propose(reading, languages=["en"]), clip=True)

    assert [p.get("found_by") for p in drafted["people"]] == ["rules, slovnet", None]
    assert "slovnet" not in document.canonical(disclosure.public_facts(drafted))


def test_whoever_the_source_asks_not_to_name_is_drafted_as_not_public():
    said = [TEXT.index("She"), TEXT.index("She") + 3]
    person = {"name": "A. Seitova", "status": "at_risk", "unnamed": True, "spans": {"unnamed": [said]}}
    reading = {"language": "en", "text": TEXT, "people": [person]}

    (drafted,) = document.clean(proposing.propose(reading, languages=["en"]), clip=True)["people"]

    assert (drafted["public"], drafted["sure"], drafted["spans"]) == (False, "check", [said])
