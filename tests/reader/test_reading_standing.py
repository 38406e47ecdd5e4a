"""Who is at risk, who is not: the sentences that once put a minister or a lawyer into prison."""

import pytest

from hueandcry.reader import reading


def at_risk(text):
    return [p.name for p in reading.read_text(text).people if p.status == "at_risk"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("According to Daniel Mwangi, a journalist, Peter Otieno was arrested on 3 May 2021 in Nairobi.", ["Peter Otieno"]),
        ("El ministro del Interior, Pedro Salas, anunció la detención de María Robles el 4 de mayo de 2020.", ["María Robles"]),
        ("По словам адвоката Марии Ковалёвой, журналист Антон Белов был избит 5 марта 2020 года в Омске.", ["Антон Белов"]),
        ("Следователь Руслан Ахметов угрожал активистке Динаре Сулейменовой.", ["Динаре Сулейменовой"]),
        ("Le ministre, Paul Biyoghe, a ordonné l'arrestation de Jean Ondo. Selon Me Claire Nzé, avocate, il va mal.", ["Jean Ondo"]),
        ("Der Richter Karl Meier verurteilte am 3. Mai 2019 den Gewerkschafter Hasan Demir zu zwei Jahren Haft.", ["Hasan Demir"]),
        ("Police chief Hassan Diab ordered the arrest of journalist Layla Haddad on 12 March 2022.", ["Layla Haddad"]),
    ],
)  # fmt: skip
def test_who_told_it_and_who_did_it_is_not_who_suffered(text, who):
    found = at_risk(text)

    assert found == who


@pytest.mark.parametrize(
    "text",
    [
        "Deputy ministers Arman Sadykov and Bolat Omarov were detained on 4 June 2020 on corruption charges.",
        "Минстр внутренних дел Иван Петров был задержан.",
        "Министры Асет Исаев и Ерлан Каримбеков были задержаны.",
        "Officers led by Viktor Antonov beat the bakers; Viktor Antonov was injured.",
        "It could suffer the fate of Ben Ali in Tunisia and Mubarak in Egypt, who were arrested.",
    ],
)
def test_an_office_in_the_plural_misspelt_or_told_in_passing_is_an_office(text):
    found = at_risk(text)

    assert found == []


def test_leaders_named_for_comparison_are_nobody_in_the_case():
    draft = reading.read_text("President Doe may suffer the fate of Ben Ali in Tunisia and Mubarak in Egypt.")

    assert {p.name: p.status for p in draft.people if p.name != "Doe"} == {"Ben Ali": "other", "Mubarak": "other"}


def test_a_list_shares_what_is_said_of_it():
    found = at_risk(
        "Kigali, 4 May 2020. Five teachers face prison. Jean Habimana, Eric Uwase, Rose Ingabire and Paul Mugisha have been "
        "behind bars since April."
    )

    assert set(found) == {"Jean Habimana", "Eric Uwase", "Rose Ingabire", "Paul Mugisha"}


def test_names_with_their_penalties_are_those_who_got_them():
    found = at_risk(
        "Реальные сроки получили Константин Краев (4 года колонии), Иван Подгорный (3 года), Павел Устиев (3,5 года)."
    )

    assert len(found) == 3
