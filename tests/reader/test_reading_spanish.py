"""Spanish reports as unions and human-rights groups write them."""

import pytest

from hueandcry.reader import lexicon, reading
from reader import told


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "La fiscal Marta Elena Quiroga ordenó la captura de la sindicalista Rosa Ventura Lemus en Tegucigalpa.",
            {"Marta Elena Quiroga": "official", "Rosa Ventura Lemus": "at_risk"},
        ),
        (
            "El presidente del sindicato, Óscar Nieto Salgado, fue asesinado a tiros en Barrancabermeja por sicarios.",
            {"Óscar Nieto Salgado": "at_risk"},
        ),
        (
            "El sargento primero Luis Mina y el capitán Raúl Cabezas torturaron al comunero Eusebio Huamán Ccori.",
            {"Luis Mina": "perpetrator", "Raúl Cabezas": "perpetrator", "Eusebio Huamán Ccori": "at_risk"},
        ),
        (
            "El ministro del Interior, Ramiro Escudero, calló. Policías golpearon a la estudiante Lucía Ferrer Mena.",
            {"Ramiro Escudero": "official", "Lucía Ferrer Mena": "at_risk"},
        ),
    ],
)
def test_who_is_at_risk_and_who_holds_an_office(text, wanted):
    found = told.statuses(text)

    assert {name: found.get(name) for name in wanted} == wanted


def test_julio_domingo_and_abril_are_names_and_no_dates():
    found = told.statuses(
        "El 12 de marzo de 2022 fueron detenidos los dirigentes campesinos Julio César Andrade, Domingo Pérez Xol "
        "y Abril Sandoval en Cobán, Guatemala."
    )

    assert found == {"Julio César Andrade": "at_risk", "Domingo Pérez Xol": "at_risk", "Abril Sandoval": "at_risk"}


def test_a_mayor_named_after_a_governor_is_an_official_too():
    found = told.statuses(
        "El gobernador del Cauca, Temístocles Ortega Ruiz, y el alcalde de Toribío, Alcibíades Escué, lamentaron "
        "el asesinato de la lideresa indígena Cristina Bautista Taquinás."
    )

    assert found["Temístocles Ortega Ruiz"] == found["Alcibíades Escué"] == "official"
    assert found["Cristina Bautista Taquinás"] == "at_risk"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Unos sicarios mataron a la maestra Nora Pineda Cruz en La Ceiba.", "killing"),
        ("La empresa despidió a la obrera Elvia Cux Toj el lunes.", "dismissal"),
        ("El activista Noel Ríos Bravo recibió amenazas de muerte por teléfono.", "threat"),
        ("La activista Yunisleidy Prieto Cantillo sigue presa en La Habana.", "detention"),
        ("Allanaron la casa de la periodista Irma Solís Vela en Masaya.", "raid"),
        ("Hombres armados secuestraron al defensor Wilmer Turcios Paz.", "disappearance"),
    ],
)
def test_what_was_done_is_told_by_the_verb(text, wanted):
    assert wanted in [i.type for i in reading.read_text(text).incidents]


def test_a_warrant_is_no_arrest():
    draft = reading.read_text("El juez libró una orden de captura. La comunidad espera en la plaza de Cobán.")

    assert "arrest" not in [i.type for i in draft.incidents]


def test_an_urgent_action_gives_its_targets_and_copies():
    draft = reading.read_text(
        "ACCIÓN URGENTE\n\nEl 3 de mayo de 2019 agentes detuvieron en Managua a la activista Yaritza Mairena Solís.\n\n"
        "Envíen llamamientos a:\n\nMinistro de Gobernación\nSilvio Baltodano Roa\nFax: +505 2222 1111\n"
        "Correo electrónico: ministro@example.org\n\nCopias a: solidaridad@example.net\n"
    )

    assert [(t.name, t.email, t.fax) for t in draft.targets] == [
        ("Silvio Baltodano Roa", ["ministro@example.org"], ["+505 2222 1111"])
    ]
    assert [c.text for c in draft.copies_to] == ["solidaridad@example.net"]


def test_endings_in_braces_are_written_out():
    assert {"jubilado", "jubilada"} <= lexicon.load("es").words("people", "at_risk")
    assert not [word for word in lexicon.load("es").words("people", "official") if "{" in word]
