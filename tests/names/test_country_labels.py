"""Labels of countries, from many lists, to one code."""

import csv
from pathlib import Path

import pytest

from hueandcry.lib import countries

MISSIONS = Path(__file__).parents[2].parent / "shared" / "data" / "missions.csv"
NO_CODE = {
    "Abkhazia", "South Ossetia", "Somaliland", "Turkish Republic of Northern Cyprus", "Nordic countries",
    "Sovereign Military Order of Malta", "Portuguese colonization of the Americas",
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Kazakhstan", "KZ"), ("Republic of Kazakhstan", "KZ"), ("Казахстан", "KZ"),
        ("Республика Казахстан", "KZ"), ("Қазақстан", "KZ"), ("People's Republic of China", "CN"),
        ("People’s Republic of China", "CN"), ("Czech Republic", "CZ"), ("Taiwan", "TW"),
        ("Kingdom of the Netherlands", "NL"), ("Kingdom of Denmark", "DK"),
        ("United States of America", "US"), ("Republic of Ireland", "IE"),
        ("State of Palestine", "PS"), ("Vatican City", "VA"), ("Ivory Coast", "CI"),
        ("Islamic Republic of Iran", "IR"), ("Россия", "RU"), ("Deutschland", "DE"),
        ("República de Guatemala", "GT"), ("République du Cameroun", "CM"), ("Varland", "XV"),
        ("Варланд", "XV"), ("The Gambia", "GM"), ("São Tomé and Príncipe", "ST"),
    ],
)  # fmt: skip
def test_a_label_means_its_code(label, code):
    assert countries.code_of(label) == code


@pytest.mark.parametrize("label", ["", "Yugoslavia", "Soviet Union", "Abkhazia", "Saxony", "Europe"])
def test_what_is_no_present_state_has_no_code(label):
    assert countries.code_of(label) is None


def test_names_come_in_the_language_asked_for():
    assert [countries.name("KZ", tongue) for tongue in ("en", "ru", "fr")] == [
        "Kazakhstan", "Казахстан", "Kazakhstan",
    ]  # fmt: skip
    assert countries.name("XV", "ru") == "Варланд"


def test_choices_are_sorted_and_the_practice_country_waits_to_be_asked():
    plain, practice = countries.choices("en"), countries.choices("en", practice=True)

    assert ("XV", "Varland") not in plain
    assert ("XV", "Varland") in practice
    assert [n for _, n in plain[:3]] == ["Afghanistan", "Åland Islands", "Albania"]


@pytest.mark.skipif(not MISSIONS.exists(), reason="the list of missions is not in the repository")
def test_every_present_day_host_country_of_the_missions_has_a_code():
    with MISSIONS.open(encoding="utf-8-sig", newline="") as file:
        hosts = {row["country"] for row in csv.DictReader(file, delimiter=";")} - {""}

    assert sorted(h for h in hosts if not countries.code_of(h)) == sorted(hosts & NO_CODE)
