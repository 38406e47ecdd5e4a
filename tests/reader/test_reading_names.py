"""Who is found as a person, and under which name."""

import pytest

from hueandcry.reader import reading
from hueandcry.reader.text import everyday
from hueandcry.reader.who import given, surnames


def people(text: str) -> list[str]:
    return [p.name for p in reading.read_text(text).people]


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Human Rights and Free Speech are in danger, the Syrian Observatory said. He was jailed.", "Human"),
        ("Speech is free. Opinion was jailed and beaten in the prison. Damascus was tortured.", "Damascus"),
        ("Настоящий Указ вступает в силу. Активиста задержали и избили. Указ подписан.", "Указ"),
        ("Die Akten des Militärischen Sicherheitsdienstes sind verschwunden. Er wurde verhaftet.", "Militärischen"),
        ("El Despacho de Seguridad publicó una nota. San Cristóbal fue golpeada por la policía.", "Cristóbal"),
        ("Про це повідомив Провід. Активіста затримали і побили. Провід мовчить.", "Провід"),
        ("Жителей Ташкента задержали и избили. Хорога ждёт.", "Ташкент"),
    ],
)
def test_everyday_words_and_cities_with_a_capital_are_nobody(text, nobody):
    assert not [name for name in people(text) if nobody in name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ahmed Ould Mohamed Lemine and Mariem Mint Cheikh were arrested.", {"Ahmed Ould Mohamed Lemine", "Mariem Mint Cheikh"}),
        ("Los maestros Juan Carlos de la Cruz Pérez y Nadia Vela fueron detenidos.", {"Juan Carlos de la Cruz Pérez", "Nadia Vela"}),
        ("Суд арестовал на 15 суток Кадыржана Абдулла уулу и Рашида ибн Хамида.", {"Кадыржана Абдулла уулу", "Рашида ибн Хамида"}),
        ("Сулейман бин Ахмад аль-Фарси задержан.", {"Сулейман бин Ахмад аль-Фарси"}),
        ("Die Journalistin Anna von der Heide wurde verhaftet.", {"Anna von der Heide"}),
        ("Le syndicaliste Jean-Baptiste N'Guessan Kouadio a été arrêté.", {"Jean-Baptiste N'Guessan Kouadio"}),
        ("Задержаны Петрова Мария и А. Б. Сидоренко.", {"Петрова Мария", "А. Б. Сидоренко"}),
        ("DIALLO Mamadou was arrested on Monday and tortured.", {"DIALLO Mamadou"}),
    ],
)  # fmt: skip
def test_small_words_initials_and_capitals_belong_to_the_name(text, names):
    assert set(people(text)) == names


def test_a_nickname_between_name_and_surname_is_the_same_person():
    draft = reading.read_text('Activist Ivan "Vanya" Sidorov was arrested. Vanya was beaten in prison.')

    assert [(p.name, p.aliases) for p in draft.people] == [('Ivan "Vanya" Sidorov', ["Vanya"])]


def test_a_surname_of_two_people_makes_no_third():
    assert people("Emre Yıldız and Deniz Yıldız were arrested. Yıldız was beaten. Emre was released.") == [
        "Emre Yıldız",
        "Deniz Yıldız",
    ]


def test_a_city_before_a_name_is_no_part_of_it():
    assert people("В Худжанде Фирдавса Ашурматова арестовали и избили.") == ["Фирдавса Ашурматова"]


def test_given_names_are_known_in_their_cases_compounds_and_other_spellings():
    assert all(
        map(given.is_given, ("Віри", "Abdolhamid", "Habibullo", "Jean-Marc", "Aljaksej", "Saparbek", "Thandiwe"))
    )
    assert not any(map(given.is_given, ("Observatory", "Sicherheitsdienst", "Указ")))


def test_a_word_that_is_a_name_too_needs_an_unknown_word_beside_it():
    assert people("Our Hope was raided by police.") == []
    assert people("The lawyer Hope Mutasa was arrested by police.") == ["Hope Mutasa"]


def test_everyday_words_are_known_by_their_stem_and_surnames_by_their_end():
    assert everyday.is_word("указом", "ru") and everyday.is_word("observatory", "fr")
    assert everyday.is_word("sicherheitsdienstes", "de") and not everyday.is_word("petrowa", "de")
    assert everyday.is_city("Дамаске") and not everyday.is_city("Дамасков-Петров")
    assert surnames.is_surname("Сидоренко") and not surnames.is_surname("стол")
