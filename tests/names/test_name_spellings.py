"""One person, many spellings; two people, nearly one spelling."""

import pytest

from hueandcry import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Esenbek Ukteshbaev", "Yesenbek Ukteshbayev"),
        ("Esenbek Ukteshbaev", "Есенбек Уктешбаев"),
        ("Есенбек Уктешбаев", "Есенбека Уктешбаева"),
        ("Үктешбаев Есенбек", "Esenbek Ukteshbaev"),
        ("Mikhail Petrov", "Mihail Petrov"),
        ("Oleksandr Ivanenko", "Олександр Іваненко"),
        ("Дина Олжасова", "Дину Олжасову"),
        ("E. Ukteshbaev", "Esenbek Ukteshbaev"),
        ("Esen", "Esenbek Ukteshbaev"),
        ("Siarhei Pratasouski", "Сергей Протасовский"),
        ("Siarhei Pratasouski", "Сергея Протасовского"),
        ("Сяргей Пратасоўскі", "Sergei Protasovsky"),
        ("Katsiaryna Bahdanava", "Екатерина Богданова"),
        ("Katsiaryna Bahdanava", "Катерине Богдановой"),
        ("Aleh Dzmitrovich", "Олега Дмитровича"),
        ("Yauhen Tsikhan", "Евгений Тихан"),
        ("رضا شهابی", "Reza Shahabi"),
    ],
)
def test_spellings_of_one_person_are_seen_as_one(one, other):
    score, reason = names.compare(one, other)

    assert score >= names.SAME, reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan Petrov", "Anna Petrova"),
        ("Ivan Petrov", "Sergei Petrov"),
        ("Lidia Sorova", "Tomas Sorov"),
        ("Aru Seitova", "Irina Salvek"),
        ("", "Ivan Petrov"),
    ],
)
def test_two_people_are_not_made_one(one, other):
    assert names.compare(one, other)[0] < names.SAME


def test_the_reason_is_given_in_words():
    assert names.compare("Esen", "Esenbek Orn")[1] == "one is a short form of the first name"
    assert names.compare("Tomas Orn", "Ilmar Orn")[1] == "the surname agrees and the first name does not"
    assert {names.compare(a, b)[1] for a in ("Esen", "E. Orn", "") for b in ("Esen Orn", "Orn")} <= set(names.REASONS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Petrov", "Ivan Petrov"), ("Petrov", "Petrov"), ("Ivan", "Ivan Petrov"), ("Esen", "Esenbek Petrov")],
)
def test_a_single_word_is_enough_inside_one_text_and_too_little_between_two(one, other):
    assert names.SAME <= names.compare(one, other)[0] < names.PROPOSE


def test_comparing_does_not_depend_on_the_order():
    assert names.compare("Ivan Orn", "Orn Ivan")[0] == names.compare("Orn Ivan", "Ivan Orn")[0]
