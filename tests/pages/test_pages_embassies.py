"""The embassy in one's country: when its address was checked, who else answers, and what to do where there is none."""

import datetime as dt

import pytest

import make
from hueandcry.appeals import missions
from hueandcry.appeals.models import Mission
from hueandcry.lib import clock
from hueandcry.pages import contents, paper, printing, writing

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = dt.date(2026, 3, 9)


def page(appeal, country="", language="en"):
    printing.print_all(clock.now())
    place = paper.folder() / language / appeal.slug / "write"
    return (place / country / "index.html").read_text()


def embassy(appeal, country):
    ways = writing.ways(contents.public(appeal, "en", now=clock.now()), language="en", country=country)
    return next(way for way in ways if way.addressee.embassy_of)


def test_the_day_the_table_was_checked_stands_beside_the_address_and_stays_with_what_it_names_no_more(tmp_path):
    head = ";".join([*missions.COLUMNS])
    row = "Varland;Austria;Austria;{city};;;mailto:e@xv.example.org;;embassy;https://x.example/{qid}"
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("\n".join([head, row.format(city="Vienna", qid="Q1"), row.format(city="Graz", qid="Q2")]))
    second.write_text("\n".join([head, row.format(city="Vienna", qid="Q1")]))

    missions.load(first, checked_on=DAY)
    missions.load(second, checked_on=DAY + dt.timedelta(days=30))

    told = dict(Mission.objects.values_list("city", "checked_on"))
    assert told == {"Vienna": DAY + dt.timedelta(days=30), "Graz": DAY}
    assert 'Checked on <time datetime="2026-04-08">8 April 2026</time>.' in page(make.appeal("live"), "AT")


def test_an_embassy_accredited_from_another_capital_says_where_it_is():
    make.mission("XV", "FR", countries=("FR", "MC"))

    text = page(make.appeal("live"), "MC")

    assert "There is none in Monaco; the embassy in <bdi>Capital</bdi>, France, answers for it." in text


def test_several_embassies_are_all_named_and_the_one_to_write_to_comes_first():
    far, near = make.mission("XV", "FR", countries=("FR", "BE")), make.mission("XV", "BE")
    far.phone = "+33 555"
    far.save()

    way = embassy(make.appeal("live"), "BE")
    text = page(make.appeal("live"), "BE")

    assert (way.mission, way.others) == (near, (far,))
    assert "These answer for your country too:" in text and "tel:+33555" in text


def test_where_it_cannot_be_written_to_the_foreign_ministry_is_next_or_else_the_first_office():
    doc = make.document()
    make.mission("XV", "IT", email="")
    appeal = make.appeal("live", doc=doc)
    assert embassy(appeal, "IT").instead == (1, "Oda Lem, Head of the Supreme Court of Varland")

    mail = {"kind": "email", "value": "mfa@xv.example.org", "hole": False, "spans": [], "basis": "their site"}
    told = {"holder": "", "organisation": "", "rule": "", "spans": [], "basis": "their site", "channels": [mail]}
    doc["targets"].append({"key": "t4", "office": "Министерство иностранных дел", **told})
    appeal = make.appeal("live", doc=doc)
    assert embassy(appeal, "IT").instead == (4, "Министерство иностранных дел")
    assert 'Write to this office instead: <a href="#way-4">' in page(appeal, "IT")
    assert 'Begin with this one: <a href="#way-4">' in page(appeal)
    assert embassy(appeal, "JP").instead == (4, "Министерство иностранных дел")


def test_an_embassy_that_can_be_written_to_names_no_other_office():
    make.mission("XV", "DE")

    assert embassy(make.appeal("live"), "DE").instead is None
    assert "instead" not in page(make.appeal("live"), "DE")
