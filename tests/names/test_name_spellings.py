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
    assert names.compare("Esen", "Esenbek Orn") == (0.85, "a short form of the first name")


def test_comparing_does_not_depend_on_the_order():
    assert names.compare("Ivan Orn", "Orn Ivan")[0] == names.compare("Orn Ivan", "Ivan Orn")[0]
