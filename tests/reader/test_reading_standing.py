"""Who is at risk, who is not: the sentences that once put a minister or a lawyer into prison."""

import pytest

from hueandcry.reader import reading
from hueandcry.reader.text import coordination, document


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


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Trade unionist Joseph Kamau was abducted by plain-clothes officers together with his brother Peter Kamau.",
         ["Joseph Kamau", "Peter Kamau"]),
        ("We demand freedom for Joseph Kamau and Grace Wanjiku!", ["Joseph Kamau", "Grace Wanjiku"]),
        ("Mona Farouk remains in prison, as do Hany Adel and Salma Wahba.", ["Mona Farouk", "Hany Adel", "Salma Wahba"]),
        ("The following are being held:\n\nMona Farouk, 24, student\nHany Adel, 31, engineer\nSalma Wahba, 45, teacher",
         ["Mona Farouk", "Hany Adel", "Salma Wahba"]),
        ("1. Mona Farouk – 3 years\n2. Hany Adel – 2 years\n3. Salma Wahba – 18 months",
         ["Mona Farouk", "Hany Adel", "Salma Wahba"]),
        ("Полиция задержала журналиста Олега Петрова и его брата Ивана Петрова.", ["Олега Петрова", "Ивана Петрова"]),
        ("Олегу Петрову и Анне Сидоровой предъявили обвинение в экстремизме.", ["Олегу Петрову", "Анне Сидоровой"]),
        ("В СИЗО остаются Олег Петров и Анна Сидорова.", ["Олег Петров", "Анна Сидорова"]),
        ("Поліція затримала журналіста Олега Петренка та його брата Івана Петренка.", ["Олега Петренка", "Івана Петренка"]),
        ("Суд прысудзіў Алегу Пятровічу 15 сутак арышту.", ["Алегу Пятровічу"]),
        ("Ержан Төлегеновке бостандық! Ержан Төлегенов түрмеде отыр.", ["Ержан Төлегенов"]),
        ("Wir fordern die Freilassung von Karl Meier, Anna Schulz und Peter Braun.",
         ["Karl Meier", "Anna Schulz", "Peter Braun"]),
        ("Nous demandons la libération de Paul Mbala et de Jean Kasa.", ["Paul Mbala", "Jean Kasa"]),
        ("La policía detuvo al periodista Juan Pérez y a su hermano Luis Pérez.", ["Juan Pérez", "Luis Pérez"]),
    ],
)  # fmt: skip
def test_everybody_in_one_breath_with_somebody_at_risk_is_at_risk(text, who):
    assert at_risk(text) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Officers Ali Gaber and Omar Sobhi arrested Mona Farouk at dawn.", ["Mona Farouk"]),
        ("Los policías Luis Rojas y Pedro Gil detuvieron a Juan Pérez.", ["Juan Pérez"]),
        ("Les policiers Henri Kabongo et Marc Ilunga ont arrêté Paul Mbala.", ["Paul Mbala"]),
        ("Die Polizisten Hans Vogel und Peter Braun schlugen Karl Meier.", ["Karl Meier"]),
        ("Полицейские Иван Зуев и Пётр Лосев избили Олега Петрова.", ["Олега Петрова"]),
        ("The raid was carried out by Omar Sobhi and Ali Gaber. Mona Farouk was beaten.", ["Mona Farouk"]),
        ("Leonid Orlov, a supporter of Viktor Belov, was held in custody.", ["Leonid Orlov"]),
        ("Милиционеры, свидетельствовавшие против Олега Петрова, путались. Олега Петрова арестовали.", ["Олега Петрова"]),
    ],
)  # fmt: skip
def test_whoever_did_it_is_not_at_risk_and_takes_nobodys_place(text, who):
    assert at_risk(text) == who


def test_a_text_with_no_name_or_one_joins_nobody():
    empty = document.prepare("Nobody was arrested.")
    one = document.prepare("Ada Orn was arrested.")

    assert coordination.chains(empty, []) == []
    assert coordination.suffered(empty, []) == coordination.wanted(empty, []) == set()
    assert coordination.with_them(empty, [], set()) == coordination.share_office(empty, []) == set()
    assert coordination.chains(one, [(0, 7)]) == [[(0, 7)]]
    assert coordination.suffered(one, [(0, 7)]) == {0}


@pytest.mark.parametrize("gap", [", ", " - ", "; ", " (4 years), ", ",,", "/", "\n"])
def test_two_names_with_no_word_between_them_are_read(gap):
    doc = document.prepare(f"Ada Orn{gap}Boris Tal were arrested.")
    second = doc.text.index("Boris")

    assert coordination.linked(doc, (0, 7), (second, second + 9)) == (gap in {", ", "; ", " (4 years), ", ",,"})


def test_both_are_as_many_as_the_text_has_named():
    draft = reading.read_text(
        "Ada Orn, Boris Tal and Ivan Kim were arrested on 3 May 2021. Ada Orn and Boris Tal were fined on 4 May 2021.\n\n"
        "Both were beaten on 5 May 2021."
    )

    assert {i.type: i.victims for i in draft.incidents}["beating"] == ["Ada Orn", "Boris Tal"]
