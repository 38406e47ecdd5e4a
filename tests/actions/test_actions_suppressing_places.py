"""A country that comes out of the others, or goes among them, tells nothing about whoever is left there."""

import pytest

from hueandcry.actions import suppressing
from hueandcry.actions.suppressing import Cells

ALONE = {"DE": 30, "FR": 12}, {"DE": 30, "FR": 12, "GB": 3}


def test_one_country_alone_is_not_shown_since_every_total_before_would_be_its_number():
    assert suppressing.cells({"DE": 15}).shown == {}
    assert suppressing.cells({"DE": 15, "FR": 10}).shown == {"DE": 15, "FR": 10}


def test_three_newcomers_are_not_seen_by_the_country_that_would_have_to_hide_them():
    before, after = (suppressing.cells(counts) for counts in ALONE)

    assert (before.shown, after) == ({"DE": 30, "FR": 12}, Cells({"DE": 30}, 15, 3))
    assert not suppressing.may_follow(before, after)


def test_a_country_is_shown_only_when_all_of_it_may_have_come_since():
    old = Cells({"DE": 30}, 20, None)

    assert not suppressing.may_follow(old, Cells({"DE": 30, "PL": 10}, 10, None))  # one went, one came: it had nine
    assert suppressing.may_follow(old, Cells({"DE": 30, "PL": 12}, 20, None))
    assert not suppressing.may_follow(old, Cells({"DE": 30, "PL": 25}, 10, None))


def test_a_country_whose_people_were_removed_as_abuse_goes():
    assert suppressing.may_follow(Cells({"DE": 30, "FR": 600}, 20, None), Cells({"DE": 30}, 20, None))


@pytest.mark.parametrize("switch", ["any-country-may-move"])
def test_a_country_that_goes_as_it_likes_is_seen(settings, switch):
    settings.SABOTAGE = [switch]
    before, after = (suppressing.cells(counts) for counts in ALONE)

    assert suppressing.may_follow(before, after)
