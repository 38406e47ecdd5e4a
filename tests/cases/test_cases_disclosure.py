"""What may be said in public: a name that is not to leave does not leave by any door."""

import copy
import json

import pytest
from django.utils import translation

import make
from hueandcry.cases import disclosure

CANARY = "Zarina Kanareika"


def guarded() -> dict:
    """A document in which somebody not to be named stands everywhere a name can stand."""
    doc = make.document()
    doc["people"].append(
        {
            "key": "p-secret",
            "name": CANARY,
            "aliases": ["Zara K.", "Зарина Канарейка"],
            "role": "nurse",
            "public": False,
            "spans": [],
            "basis": "told in confidence",
        }
    )
    doc["people"][0]["role"] = f"sister of {CANARY}"
    doc["place"] = "house of Kanareika"
    incident = doc["incidents"][0]
    incident["victims"] = ["Aru Seitova", CANARY.upper(), "Канарейки Зарины", "Zarina", "six others"]
    incident["alleged_by"] = ["court", "the uncle of Zarina"]
    incident["quantity"], incident["place"] = "15 days for Kanareika", "Oskel, flat of Z. Kanareika"
    return doc


def test_somebody_not_to_be_named_leaves_by_no_door():
    doc = guarded()
    assert json.dumps(doc, ensure_ascii=False).casefold().count("kanareika") >= 5  # planted

    told = json.dumps(disclosure.public_facts(doc), ensure_ascii=False).casefold()

    for name in ("kanareik", "zarina", "zara", "канарей", "зарин", "p-secret", "nurse", "confidence"):
        assert name not in told


def test_whoever_may_be_named_is_still_named():
    facts = disclosure.public_facts(guarded())

    assert [(p["name"], p["named"]) for p in facts["people"]] == [("Aru Seitova", True), ("one more person", False)]
    assert facts["incidents"][0]["victims"] == ["Aru Seitova", "six others", "3 more people"]
    assert facts["incidents"][0]["alleged_by"] == ["court"]


def test_where_everybody_may_be_named_nothing_is_left_out():
    doc = make.document()

    facts = disclosure.public_facts(doc)

    assert facts["incidents"][0]["victims"] == ["Aru Seitova"]
    assert (facts["place"], facts["country"], len(facts["people"])) == ("Oskel", "XV", 1)


def test_the_nameless_are_counted_in_the_language_of_the_page():
    doc = make.document()
    doc["people"] += [doc["people"][0] | {"key": f"p{n}", "name": f"Secret {n}", "public": False} for n in (2, 3, 4)]

    with translation.override("ru"):
        facts = disclosure.public_facts(doc)

    assert facts["people"][-1]["name"] == "ещё 3 человека"


@pytest.mark.parametrize("text", ["She met Kanareika.", "письмо Канарейке", "KANAREIKA, Zarina was held"])
def test_a_text_that_names_her_is_found(text):
    doc = make.document()
    doc["people"].append(guarded()["people"][-1])
    clean = copy.deepcopy(doc)
    doc["texts"]["en"]["story"] = text

    assert disclosure.named_in_public(doc) == [("texts.en.story", CANARY)]
    assert disclosure.named_in_public(clean) == []


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Асель Нурмановой", "Нурманова не виновна."),
        ("Розу Луну", "Роза Луна не виновна."),
        ("Иваном Сидоровым", "Сидоров под арестом."),
        ("Светланы Тихановской", "Освободите Тихановскую!"),
        ("Оленою Левицькою", "Левицька не винна."),
        ("Асқар Жұмабаевқа", "Жұмабаев қамауда."),
        ("Наталля Ляўчук", "Наталья Левчук под арестом."),
        ("Асель Нурмановой", "Nurmanova is not guilty."),
        ("Елена Крант", "Free Yelena Krant!"),
        ("Anna Müller", "Frau Mueller ist frei."),
        ("Samuel Ortiz", "Share #FreeSamuelOrtiz today."),
        ("Samuel Ortiz", "More at samuelortiz.org."),
        ("Samuel Ortiz", "They took Or\u200bti\u00adz away."),
    ],
)
def test_another_case_spelling_or_script_of_a_hidden_name_is_found_too(printed, text):
    doc = make.document()
    doc["people"].append(doc["people"][0] | {"key": "p2", "name": printed, "aliases": [], "public": False})
    doc["texts"]["en"]["story"] = text

    assert disclosure.named_in_public(doc) == [("texts.en.story", printed)]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Иваном Сидоровым", "Сад и сироты, суд и Сибирь."),
        ("Samuel Ortiz", "The orator spoke of oats in a small port."),
        ("Rosa Sol", "The soul of a soldier, a rose and the sale."),
        ("Ким Ли", "Кем и как они были, или кому."),
    ],
)
def test_words_that_only_look_like_a_hidden_name_are_no_alarm(printed, text):
    doc = make.document()
    doc["people"].append(doc["people"][0] | {"key": "p2", "name": printed, "aliases": [], "public": False})
    doc["texts"]["en"]["story"] = text

    assert disclosure.named_in_public(doc) == []


def test_a_surname_she_shares_with_somebody_public_is_no_alarm():
    doc = make.document()
    doc["people"].append(doc["people"][0] | {"key": "p2", "name": "Dana Seitova", "public": False})

    assert disclosure.named_in_public(doc) == []
    doc["texts"]["en"]["story"] = "Dana and her sister Aru Seitova were held. Later Seitova, Dana was freed."
    assert disclosure.named_in_public(doc) == [("texts.en.story", "Dana Seitova")]
