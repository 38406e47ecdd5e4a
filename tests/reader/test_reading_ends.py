"""Sixty short reports, invented in eight languages: what kind of text each is, and how the case ended."""

from pathlib import Path

import pytest

from hueandcry.reader import reading

CASES = [case.strip() for case in Path(__file__).with_name("outcome_cases.txt").read_text("utf-8").split("%%")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.split("\n")[1])
def test_a_report_tells_how_the_case_ended_or_that_it_goes_on(case):
    first, report = case.split("\n", 1)
    kind, outcome = first.split()

    draft = reading.read_text(report)

    assert (draft.kind, draft.outcome) == (kind, None if outcome == "None" else outcome)


def test_one_home_and_the_sentence_of_another_upheld_is_an_end_for_some():
    draft = reading.read_text(
        "ONE IS HOME\n\nKampala, 4 May 2021. The Court of Appeal upheld the five years of Moses Okello on Monday and freed "
        "Grace Auma, who had been in prison with him since 2019."
    )

    assert draft.outcome == "partly_released"


def test_in_the_news_of_a_week_nothing_is_the_end_of_the_report():
    draft = reading.read_text(
        "WEEKLY DIGEST 12 - 18 May 2021\n\nLawyer Moses Okello was released from Luzira prison on Tuesday. The nurse Grace Auma "
        "was arrested in Gulu on Thursday. Three students were fined in Kampala."
    )

    assert (draft.kind, draft.outcome) == ("incident_report", None)


def test_the_name_of_a_prison_is_no_detention_on_the_day_of_the_release():
    draft = reading.read_text(
        "Good news from Kareth: Mikhail Darovsky, chair of the dockworkers' union, was released this morning, "
        "22 November 2026, from Remand Prison No. 2. All charges have been dropped."
    )

    assert (draft.kind, draft.outcome, [i.type for i in draft.incidents]) == ("outcome_report", "released", ["release"])
