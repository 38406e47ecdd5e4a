"""Pairs by hand: the comparison keeps two people apart and one person together, also on pairs it never saw."""

import tomllib
from pathlib import Path

import pytest

from hueandcry import names

PAIRS = Path(__file__).with_name("pairs")
MOST_FALSE = 0.05
LEAST_AUC = 0.97


def scores(half: str, label: str) -> list[float]:
    """The score of every pair with this label, the first name of a line against each of the others."""
    rows = tomllib.loads((PAIRS / f"{half}.toml").read_text(encoding="utf-8"))[label]
    return [names.compare(row[0], other)[0] for row in rows for other in row[1:]]


def auc(same: list[float], different: list[float]) -> float:
    """How often a pair of one person scores above a pair of two (area under the ROC curve, ties count half)."""
    wins = sum((s > d) + 0.5 * (s == d) for s in same for d in different)
    return wins / len(same) / len(different)


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_one_person_scores_above_two_people(half):
    same, different = scores(half, "same"), scores(half, "different")

    assert len(same) + len(different) >= 300
    assert min(len(same), len(different)) >= 100
    assert auc(same, different) >= LEAST_AUC


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_few_proposals_are_false_and_few_people_are_missed(half):
    false = [score for score in scores(half, "different") if score >= names.PROPOSE]
    missed = [score for score in scores(half, "same") if score < names.PROPOSE]

    assert len(false) <= MOST_FALSE * len(scores(half, "different"))
    assert len(missed) <= 0.1 * len(scores(half, "same"))


def test_no_pair_of_one_half_is_in_the_other():
    halves = [
        {frozenset((row[0], other)) for row in rows for other in row[1:]}
        for half in ("tuning", "held_out")
        for rows in tomllib.loads((PAIRS / f"{half}.toml").read_text(encoding="utf-8")).values()
    ]

    assert not (halves[0] | halves[1]) & (halves[2] | halves[3])


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_comparing_gives_the_same_score_both_ways(half):
    rows = tomllib.loads((PAIRS / f"{half}.toml").read_text(encoding="utf-8"))
    pairs = [(row[0], other) for label in rows.values() for row in label for other in row[1:]]

    assert {p for p in pairs if abs(names.compare(*p)[0] - names.compare(*p[::-1])[0]) > 1e-9} == set()
