"""Kill -9 of the public door and of the clock while a crowd acts: nothing that was acknowledged is lost."""

import sys

import pytest

import staging

pytestmark = [
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.xdist_group("kills"),
    pytest.mark.skipif(sys.platform != "linux", reason="open lines are counted in /proc"),
]


def test_twenty_kills_among_five_hundred_supporters_lose_nothing_and_hide_nothing():
    arguments = ("--supporters", "500", "--copies", "4", "--kills", "20")

    code, found, said = staging.rehearse(staging.VARLAND, *arguments)

    assert (code, found.get("disagreements")) == (0, []), said
    assert found["kills"]["done"] == {"public": 10, "rounds": 10}
    assert (found["acknowledged"], found["confirmed"]) == (500, 500)
    assert found["kills"]["taken_twice"] <= found["kills"]["lines_open"]


def test_an_answer_before_the_commit_is_noticed():
    arguments = ("--supporters", "50", "--copies", "0", "--kills", "10")

    code, found, _ = staging.rehearse(staging.VARLAND, *arguments, sabotage="answer-before-commit")

    assert (code, found["agrees"]) == (1, False)
    assert any(sentence.startswith("acts acknowledged: 50; acts in the rows:") for sentence in found["disagreements"])


def test_a_letter_sent_twice_without_a_mark_is_noticed():
    arguments = ("--supporters", "40", "--copies", "0", "--kills", "8", "--slow", "0.1")

    code, found, _ = staging.rehearse(staging.VARLAND, *arguments, sabotage="forget-attempt")

    assert (code, found["agrees"]) == (1, False)
    assert any("is not marked as a possible duplicate" in sentence for sentence in found["disagreements"])
