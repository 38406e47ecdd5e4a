"""French reports as unions and human-rights groups write them."""

import pytest

from hueandcry.reader import reading
from reader import told


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Le procureur Jean-Marc Tchoua a ordonné l'arrestation du syndicaliste Paul Ngono Essama.",
            {"Jean-Marc Tchoua": "official", "Paul Ngono Essama": "at_risk"},
        ),
        (
            "La juge Hélène Chastaing a condamné à six mois de prison ferme le délégué CGT Kévin Marchandeau.",
            {"Hélène Chastaing": "official", "Kévin Marchandeau": "at_risk"},
        ),
        (
            "L'adjudant-chef Pierre Sagna a frappé à coups de matraque la militante Coumba Diop Ndiaye.",
            {"Pierre Sagna": "perpetrator", "Coumba Diop Ndiaye": "at_risk"},
        ),
        (
            "Le secrétaire général du syndicat des mineurs, Cheikh Ould Brahim, a été enlevé par des hommes en civil.",
            {"Cheikh Ould Brahim": "at_risk"},
        ),
        (
            "Le ministre de l'Intérieur, Robert Fontanel, et le préfet de la région, Alain Destouches, refusent.",
            {"Robert Fontanel": "official", "Alain Destouches": "official"},
        ),
        (
            "Le juge du 4e cabinet, M. Palakiyem Adjoyi, les a inculpés et placés sous mandat de dépôt.",
            {"Palakiyem Adjoyi": "official"},
        ),
    ],
)
def test_who_is_at_risk_and_who_holds_an_office(text, wanted):
    found = told.statuses(text)

    assert {name: found.get(name) for name in wanted} == wanted


def test_those_named_after_a_passive_and_a_colon_are_the_arrested():
    draft = reading.read_text(
        "Ont été arrêtés le 12 mars 2020 à Bamako : Moussa Keïta Diarra, Awa Coulibaly et Seydou Traoré."
    )

    assert [(i.type, i.date, i.victims) for i in draft.incidents] == [
        ("arrest", "2020-03-12", ["Moussa Keïta Diarra", "Awa Coulibaly", "Seydou Traoré"])
    ]


def test_an_order_of_the_prefect_is_no_arrest():
    draft = reading.read_text("Par arrêté préfectoral, la réunion des habitants est interdite dans la commune.")

    assert "arrest" not in [i.type for i in draft.incidents]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("L'étudiant Yannick Mbemba a été tabassé par des gendarmes.", "beating"),
        ("Le bénévole Loïc Tanguy a été placé en garde à vue.", "detention"),
        ("L'usine a licencié le délégué syndical Olivier Batista.", "dismissal"),
        ("La militante Fatoumata Diarra Sanogo a été libérée.", "release"),
    ],
)
def test_what_was_done_is_told_by_the_verb(text, wanted):
    assert wanted in [i.type for i in reading.read_text(text).incidents]


def test_an_urgent_appeal_gives_its_targets_and_copies():
    draft = reading.read_text(
        "APPEL URGENT\n\nLe 3 mai 2019, des gendarmes ont arrêté à Conakry le syndicaliste Aboubacar Soumah Barry.\n\n"
        "Écrivez à :\n\nMinistre de la Justice\nM. Mamadou Lamine Fofana\nTélécopie : +224 30 41 16 17\n"
        "Courriel : ministre@example.org\n\nCopie à : solidarite@example.net\n"
    )

    assert [(t.email, t.fax) for t in draft.targets] == [(["ministre@example.org"], ["+224 30 41 16 17"])]
    assert [c.text for c in draft.copies_to] == ["solidarite@example.net"]
