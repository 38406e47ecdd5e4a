"""Somebody who keeps every page we print works out nothing about fewer than ten people of one country."""

import random

import attacker
import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def worked_out(settings, *sabotage, histories=4):
    settings.LIVE, settings.SABOTAGE = True, list(sabotage)
    found = []
    for number in range(histories):
        history = attacker.invented(random.Random(f"test {number}"))  # noqa: S311 - to be had again
        attacker.lived(history)
        found += attacker.attack(history)
    return found


def test_nothing_below_ten_can_be_worked_out_from_all_the_pages_of_two_weeks(settings):
    assert worked_out(settings, histories=6) == []


@pytest.mark.parametrize(
    ("switch", "what"),
    [
        ("primary-only", "shown"),
        ("live-cells", "a step of"),
        ("embassies-in-the-total", "by subtraction"),
        ("small-sections-too", "section "),
        ("live-cells", "by section: "),
    ],
)
def test_each_rule_is_needed(settings, switch, what):
    assert any(what in thing for thing in worked_out(settings, switch, histories=4))


def test_the_attacker_reads_what_the_page_says():
    page = attacker.read(
        '<tr><td><bdi>1,234</bdi></td><th scope="row">confirmed <small>people</small></th></tr>'
        '<tr><td><bdi>12</bdi></td><th scope="row">to embassies <small>letters</small></th></tr>'
        "<li>Germany <b><bdi>30</bdi></b></li><li>\nother countries <b><bdi>15</bdi></b></li>"
        "<li><bdi>Nord</bdi> <b><bdi>12</bdi></b></li><li><span>all others together</span> <b><bdi>33</bdi></b></li>",
        None,
    )

    assert page.counts == {"confirmed": 1234, "to embassies": 12}
    assert (page.places, page.other) == ({"Germany": 30}, 15)
    assert (page.sections, page.other_sections) == ({"Nord": 12}, 33)
