"""The document of a revision: its shape, its hash, and what is missing in it."""

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

import make
from hueandcry.appeals import document
from hueandcry.lib import addresses, clock
from hueandcry.lib.refusal import Refused

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.text(max_size=40) | st.sampled_from(
    ["obfuscated", "a@b.example", "a{name}b", "\u202eevil", "2026-13-40", "x" * 400]
)


def shaped(fields: dict[str, Any]) -> st.SearchStrategy[dict]:
    """Rows as a form would send them, with nonsense in some fields."""
    return st.fixed_dictionaries({}, optional={name: value | ANYTHING for name, value in fields.items()})


CHANNEL = shaped(
    {"kind": st.sampled_from(["email", "cc", "phone", "post", "telex"]), "value": WORDS, "hole": st.booleans()}
)
FORMS = shaped(
    {
        "country": WORDS,
        "place": WORDS,
        "act_by": WORDS,
        "people": st.lists(shaped({"key": WORDS, "name": WORDS, "aliases": st.lists(WORDS, max_size=3)}), max_size=3),
        "incidents": st.lists(shaped({"key": WORDS, "type": WORDS, "date": WORDS}), max_size=3),
        "targets": st.lists(
            shaped({"key": WORDS, "office": WORDS, "rule": WORDS, "channels": st.lists(CHANNEL, max_size=3)}),
            max_size=3,
        ),
        "copies": st.lists(CHANNEL, max_size=3),
        "texts": st.dictionaries(
            st.sampled_from(["en", "ru", "EN", "../x"]),
            shaped(
                {
                    "headline": WORDS,
                    "body": WORDS,
                    "demands": st.lists(shaped({"key": WORDS, "text": WORDS}), max_size=3),
                    "spans": ANYTHING,
                    "basis": ANYTHING,
                    "checked": st.booleans(),
                }
            ),
            max_size=3,
        ),
        "consent": shaped({"given_by": WORDS, "on": WORDS}),
    }
)


def strings(value: object) -> list[str]:
    """Every string in a document."""
    if isinstance(value, dict):
        return [s for inner in value.values() for s in strings(inner)]
    return (
        [s for inner in value for s in strings(inner)]
        if isinstance(value, list)
        else [value]
        if isinstance(value, str)
        else []
    )


@how(max_examples=150, deadline=None)
@given(FORMS | ANYTHING)
def test_whatever_a_form_sends_it_becomes_the_one_shape_and_stays_so(form):
    doc = document.clean(form, clip=True)

    assert document.clean(doc) == doc  # nothing is left that a strict reading would refuse or change
    assert set(doc) == set(document.blank([]))
    assert all(not set(s) & set("\x00\u202e\r") and len(s) <= 12_000 for s in strings(doc))
    assert isinstance(document.missing(doc), list)
    assert json.loads(document.canonical(doc)) == doc
    mail = [c for t in doc["targets"] for c in t["channels"] if c["kind"] in ("email", "cc")] + doc["copies"]
    assert all(c["hole"] != bool(c["value"]) and (c["hole"] or addresses.well_formed(c["value"])) for c in mail)


@how(max_examples=100, deadline=None)
@given(FORMS)
def test_a_form_is_cleaned_or_refused_in_a_sentence(form):
    try:
        doc = document.clean(form)
    except Refused as no:
        assert ": " in str(no) and str(no).endswith(".")
    else:
        assert document.clean(doc) == doc


def test_a_complete_document_passes_unchanged_but_for_its_language():
    doc = make.document()

    assert document.clean(doc) == doc | {"language": "", "others": [], "withheld": [], "removed": []}
    assert document.missing(doc) == []


def test_the_digest_covers_every_word_and_no_order():
    doc = make.document()
    other = copy.deepcopy(doc)
    other["texts"]["ru"]["closing"] += "."

    assert document.digest(doc) == document.digest(dict(reversed(doc.items())))
    assert document.digest(doc) != document.digest(other)
    assert document.changed(doc, other) == ["texts.ru.closing"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda d: d["copies"][0].update(value="union at bakers"),
            "Copy 1: “union at bakers” is not an e-mail address.",
        ),
        (
            lambda d: d["targets"][0]["channels"][1].update(value="a@b"),
            "Target 1, channel 2: “a@b” is not an e-mail address.",
        ),
        (lambda d: d["people"][0].update(name="x" * 201), "Person 1, name: too long, at most 200 characters."),
        (
            lambda d: d["texts"]["en"].update(body="Dear {name}"),
            "En, letter: leave out { and }. The program puts name and country under the letter itself.",
        ),
        (
            lambda d: d["incidents"][0].update(date="2026-02-30"),
            "Incident 1, date: write it as 2026, 2026-03 or 2026-03-09.",
        ),
        (lambda d: d.update(act_by="soon"), "Act-by date: write it as 2026-03-09."),
        (lambda d: d.update(country="QQ"), "Country: choose a country from the list."),
        (
            lambda d: d["targets"][1].update(rule="everyone"),
            "Target 2, rule: this rule is not known; it is embassy_of: and the two letters of a state.",
        ),
        (lambda d: d["targets"].extend([{"office": "x"}] * 30), "Target: at most 30."),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_its_field(change, sentence):
    doc = make.document()
    change(doc)

    with pytest.raises(Refused) as no:
        document.clean(doc)

    assert str(no.value) == sentence


def test_lines_become_single_lines_and_unseen_characters_go():
    doc = make.document()
    doc["people"][0]["name"] = " Aru\u202e\x00\n Seitova\u2028 "
    doc["texts"]["en"]["body"] = "One\r\n\r\n\r\n\r\nTwo\x07 "

    cleaned = document.clean(doc)

    assert cleaned["people"][0]["name"] == "Aru Seitova"
    assert cleaned["texts"]["en"]["body"] == "One\n\nTwo"


def test_a_new_row_gets_a_key_that_no_row_had_before():
    doc = make.document()
    doc["targets"] = [doc["targets"][0], {"office": "Mayor of Oskel"}, dict(doc["targets"][0])]

    keys = [target["key"] for target in document.clean(doc)["targets"]]

    assert keys[0] == "t1"
    assert len(set(keys)) == 3 and all(len(key) == 9 for key in keys[1:])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d.update(people=[]), "people"),
        (lambda d: d["people"][0].update(name=""), "people.p1"),
        (lambda d: d["people"][0].update(basis=""), "people.p1"),
        (lambda d: d["incidents"][0].update(basis=""), "incidents.i1"),
        (lambda d: d.update(targets=[]), "targets"),
        (lambda d: d["targets"][2].update(channels=[]), "targets.t3.channels"),
        (lambda d: d["targets"][0]["channels"].pop(0), "targets.t1.channels"),  # only a copy is left
        (lambda d: d["targets"][0]["channels"][1].update(value="", hole=True), "targets.t1.channels.1"),
        (lambda d: d["targets"][0]["channels"][0].update(basis=""), "targets.t1.channels.0"),
        (lambda d: d["copies"][0].update(value="", hole=True), "copies.0"),
        (lambda d: d["texts"]["en"].update(headline=""), "texts.en.headline"),
        (lambda d: d["texts"]["ru"].update(body=""), "texts.ru.body"),
        (lambda d: d.update(consent={"given_by": "", "how": "", "on": "", "reason": ""}), "consent"),
        (lambda d: d.update(act_by=""), "act_by"),
        (lambda d: d.update(act_by="2020-01-01"), "act_by"),
    ],
)
def test_every_gap_blocks_at_its_own_place(change, where):
    doc = make.document()
    change(doc)

    assert [gap.where for gap in document.missing(doc)] == [where]


def test_a_language_nobody_checked_does_not_count():
    doc = make.document()
    for text in doc["texts"].values():
        text["checked"] = False

    assert [gap.where for gap in document.missing(doc)] == ["texts"]
    assert document.languages(doc) == []


def test_a_translated_demand_stands_on_the_words_of_its_original():
    doc = make.document()
    doc["texts"]["ru"]["demands"][0]["basis"] = ""

    assert document.missing(doc) == []


def test_a_recorded_reason_is_as_good_as_consent():
    doc = make.document(consent={"given_by": "", "how": "", "on": "", "reason": "the family cannot be reached"})

    assert document.missing(doc) == []


def test_somebody_not_to_be_named_blocks_while_a_text_names_her_in_any_script():
    doc = make.document()
    doc["people"][0]["public"] = False
    doc["people"].append(doc["people"][0] | {"key": "p2", "name": "Ben Oduya", "public": True})

    gaps = [gap.where for gap in document.missing(doc)]

    assert gaps == ["texts.en.headline", "texts.en.subject", "texts.ru.headline", "texts.ru.subject"]


def test_the_act_by_date_is_judged_by_the_day_given():
    doc = make.document(act_by="2026-05-02")

    assert document.missing(doc, today=dt.date(2026, 5, 1)) == []
    assert [gap.where for gap in document.missing(doc, today=dt.date(2026, 5, 2))] == ["act_by"]
    assert clock.now().tzinfo is not None


def test_a_reader_gets_their_language_else_that_of_the_report_else_english():
    doc = make.document(language="ru")

    assert document.choose(doc, "en")[0] == "en"
    assert document.choose(doc, "fr")[0] == "ru"
    doc["texts"]["ru"]["checked"] = False
    assert document.choose(doc, "fr")[0] == "en"
