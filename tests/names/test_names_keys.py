"""What a name is filed under: who would be proposed shares a key, and the nearest of many are found first."""

import tomllib
from pathlib import Path

import pytest

from hueandcry import names
from hueandcry.names import nearness, words

PAIRS = Path(__file__).with_name("pairs")
LEAST_SHARED = 0.99


def people(*filed: str) -> dict[str, dict[str, list[int]]]:
    """Everybody by the two words they are filed with, numbered in their order."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, name in enumerate(filed):
        for _key, one, other in names.filed(name):
            found.setdefault(one, {}).setdefault(other, []).append(number)
    return found


def nearest(told: str, *filed: str) -> list[str]:
    """Of those filed the ones worth comparing, the nearest first."""
    asked, among = names.asked(told), people(*filed)
    asked.near(among)
    return [filed[number] for _most, number in asked.best(among, 10)]


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_whoever_would_be_proposed_shares_a_key(half):
    rows = tomllib.loads((PAIRS / f"{half}.toml").read_text(encoding="utf-8"))["same"]
    pairs = [(row[0], other) for row in rows for other in row[1:]]
    proposed = [(a, b) for a, b in pairs if names.compare(a, b)[0] >= names.PROPOSE]
    shared = [bool({key for key, *_ in names.filed(a)} & frozenset().union(*names.sought(b))) for a, b in proposed]

    assert len(proposed) > 100
    assert sum(shared) / len(shared) >= LEAST_SHARED


@pytest.mark.parametrize(
    "name", ["Esenali Ukbaev", "Е. Укбаев", "Есенали Маратович Укбаев", "Maxim Schtscherbakow", "محمد حسن"]
)
def test_a_word_is_read_as_it_was_written(name):
    assert [nearness.read(nearness.written(word)) for word in words.words(name)] == list(words.words(name))


def test_a_word_without_end_is_cut_and_still_read():
    (word,) = words.words("а" + "бво" * 40 + "в")

    line = nearness.written(word)

    assert len(line) == nearness.LONGEST
    assert nearness.read(line).cased


def test_of_many_with_the_same_consonants_the_nearest_comes_first():
    found = nearest("Petra Lavrova", "Petra Liovraivu", "Петра Лаврова", "Patar Louvriv", "Petra Lavrov")

    assert found[0] == "Петра Лаврова"
    assert "Patar Louvriv" not in found


@pytest.mark.parametrize("known", ["Александр Укбаев", "S. Ukbaev", "Ukbaev Sascha"])
def test_a_form_of_the_name_an_initial_and_the_other_order_are_near_among_many(known):
    others = [f"{first}asha Ukbaev" for first in "BDGKLMNPRTV"] * 6

    assert known in nearest("Саша Укбаев", known, *others)


def test_a_name_of_one_word_is_filed_under_nothing():
    assert names.filed("Ukbaev") == frozenset()
