"""German reports as desks write them: who is at risk, who holds an office, what happened."""

import pytest

from hueandcry.reader import reading
from reader import told

APPEAL = (
    "Bitte schreiben Sie an:\n\n"
    "1. Präsident der Republik, Herr Andrés Pardo, Fax: +57 1 555 21 58\n"
    "2. Minister für Inneres, Carlos Ruiz, E-Mail: minister@inneres.example.org\n\n"
    "Kopie an: soli@kolumbien.example.org\n"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Die Polizei verhaftete am Montag Karla Wendt.", {"Karla Wendt": "at_risk"}),
        (
            "Die Richter Ali Korkut und Hasan Temiz verurteilten Deniz Yalman zu zwei Jahren Haft.",
            {"Ali Korkut": "official", "Hasan Temiz": "official", "Deniz Yalman": "at_risk"},
        ),
        ("Oberstaatsanwalt Cihan Erdem stützt die Anklage auf Besuche bei Mandanten.", {"Cihan Erdem": "official"}),
        (
            "Gefängnisdirektor Oleg Krawtschenko drohte dem Häftling Iwan Petrenko mit Einzelhaft.",
            {"Oleg Krawtschenko": "perpetrator", "Iwan Petrenko": "at_risk"},
        ),
        (
            "Der Vorsitzende der Bergarbeitergewerkschaft, Juan Carlos Peralta, wurde von Unbekannten erschossen.",
            {"Juan Carlos Peralta": "at_risk"},
        ),
        (
            "Kommissarin Silvia Blum leitete die Durchsuchung der Wohnung von Anna Weiland in Leipzig.",
            {"Silvia Blum": "perpetrator", "Anna Weiland": "at_risk"},
        ),
        (
            "Der Blogger Dmitri Sachan ist am Dienstag zu drei Jahren Lagerhaft verurteilt worden.",
            {"Dmitri Sachan": "at_risk"},
        ),
        (
            "Polizeioberst Alexander Barsuk und Vizebürgermeister Ramon Abad waren beim Verhör anwesend.",
            {"Alexander Barsuk": "official", "Ramon Abad": "official"},
        ),
        (
            "Generalstaatsanwalt Asat Schulow und Vizejustizminister Marat Beketin wiesen das zurück.",
            {"Asat Schulow": "official", "Marat Beketin": "official"},
        ),
    ],
)
def test_a_german_sentence_says_who_is_who(text, wanted):
    found = told.statuses(text)
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Karla Wendt wurde in Handschellen abgeführt.", "arrest"),
        ("Das Gericht verhängte gegen Anton Hryzko ein Bußgeld.", "fine"),
        ("Jens Moldau wurde fristlos gekündigt.", "dismissal"),
        ("Estai Karasch wurde zusammengeschlagen.", "beating"),
        ("Thulani Masiko wurde auf freien Fuß gesetzt.", "release"),
    ],
)
def test_a_german_verb_says_what_happened(text, wanted):
    assert wanted in told.types(text)


def test_a_german_appeal_says_whom_to_write_to():
    draft = reading.read_text(APPEAL)
    assert [t.name for t in draft.targets] == ["Andrés Pardo", "Carlos Ruiz"]
    assert [c.text for c in draft.copies_to] == ["soli@kolumbien.example.org"]
