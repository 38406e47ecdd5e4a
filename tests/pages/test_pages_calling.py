"""What stands on a page for those who telephone: what to say, and when somebody is there."""

import datetime as dt

import pytest

import make
from hueandcry.actions import receivers
from hueandcry.pages import calling, contents, paper, printing
from hueandcry.post import stops
from hueandcry.post.models import Pigeonhole

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WINTER, SUMMER = dt.datetime(2026, 1, 14, 12, tzinfo=dt.UTC), dt.datetime(2026, 7, 11, 12, tzinfo=dt.UTC)


def call(country="", state="KZ", now=WINTER, **changes):
    appeal = make.appeal("live", doc=make.document(country=state, **changes))
    page = contents.public(appeal, "en", now=now)
    [receiver] = [one for one in receivers.of(appeal, country) if one.target.key == "t3"]
    return calling.of(page, receiver, page.addressees[2].telephones, country=country)


def clocks(found):
    return [(clock.place, clock.begins, clock.ends) for clock in found.clocks]


def test_the_hours_are_told_by_the_clock_there_in_utc_and_by_ones_own():
    assert clocks(call(state="KZ", country="DE")) == [
        ("Almaty", "09:00", "17:00"), ("UTC", "04:00", "12:00"), ("Berlin", "05:00", "13:00"),
    ]  # fmt: skip
    assert clocks(call(state="KZ", country="DE", now=SUMMER))[2] == ("Berlin", "06:00", "14:00")
    assert clocks(call(state="KZ", country="KZ")) == [("Almaty", "09:00", "17:00"), ("UTC", "04:00", "12:00")]


@pytest.mark.parametrize(
    ("state", "days", "working"),
    [("KZ", "Monday to Friday", False), ("EG", "Sunday to Thursday", False), ("NP", "Sunday to Friday", False),
     ("IR", "Saturday to Wednesday", True), ("BN", "Monday, Tuesday, Wednesday, Thursday, Saturday", True)],
)  # fmt: skip
def test_days_of_rest_are_those_of_the_country(state, days, working):
    found = call(state=state, now=SUMMER)  # a Saturday

    assert (found.days, found.working_day) == (days, working)


def test_what_the_desk_knows_of_an_office_is_what_the_page_says():
    doc = make.document(country="KZ")
    phone = {"kind": "phone", "value": "+7 555", "hole": False, "spans": [], "basis": "their site"}
    doc["targets"][0]["channels"].append(phone)
    appeal = make.appeal("live", doc=doc)
    receiver = receivers.of(appeal, "")[0]
    Pigeonhole.objects.create(to_key=stops.key(receiver.to), hours="10:00-12:00", zone="Asia/Tokyo", next_at=WINTER)
    page = contents.public(appeal, "en", now=WINTER)

    assert clocks(calling.of(page, receiver, ["+7 555"], country="")) == [
        ("Tokyo", "10:00", "12:00"), ("UTC", "01:00", "03:00"),
    ]  # fmt: skip


def test_the_words_come_in_the_language_of_the_page_and_in_one_of_the_office():
    english, russian = call(state="KZ").scripts

    assert (english.words.language, russian.words.language) == ("en", "ru")
    assert english.about == "It is about this: Release Aru Seitova"
    assert russian.greeting.startswith("Добрый день")
    assert [script.words.language for script in call(state="DE").scripts] == ["en"]


def test_the_page_has_number_script_and_hours_and_a_link_leads_there():
    doc = make.document(country="KZ")
    phone = {"kind": "phone", "value": "+7 (555) 01-02", "hole": False, "spans": [], "basis": "their site"}
    doc["targets"][0]["channels"].append(phone)
    appeal = make.appeal("live", doc=doc)
    printing.print_all(WINTER)

    page = (paper.folder() / "en" / appeal.slug / "write" / "index.html").read_text()
    assert 'href="tel:+75550102"' in page
    assert page.count('id="call"') == page.count('id="paste"') == 1
    assert "04:00–12:00" in page and "Monday to Friday" in page and "Release the seven at once." in page
    assert "14 January 2026" in page and "working day" in page


def test_an_embassys_telephone_is_its_own_with_the_hours_of_its_city():
    appeal = make.appeal("live")
    mission = make.mission("XV", "JP", email="")
    mission.phone = "+81 555"
    mission.save()
    printing.print_all(WINTER)

    page = (paper.folder() / "en" / appeal.slug / "write" / "JP" / "index.html").read_text()
    assert page.count("tel:+81555") == 1
    assert "Tokyo" in page
