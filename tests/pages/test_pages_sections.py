"""The pages of a national section: its own name, language and imprint around the appeals of all, and one total."""

import datetime as dt
import re

import pytest
from django.test import Client

import make
from hueandcry.actions import by_section, leaving, own_data, tally
from hueandcry.actions.models import Action, SectionSplit
from hueandcry.lib import clock
from hueandcry.pages import paper, printing
from hueandcry.people import sections
from hueandcry.people.models import Section
from hueandcry.public import quickly

pytestmark = pytest.mark.django_db
TYPED = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": ""}


def section(slug="nord", status="open", **changes):
    told = {"name": f"Section {slug}", "language": "en", "country": "DE", "imprint": "Harbour 1", "privacy": "None."}
    return Section.objects.create(
        slug=slug, status=status, **{**told, "donate": "https://give.nord.example.org/", **changes}
    )


def printed(place):
    printing.print_changed(clock.now())
    return (paper.folder() / place).read_text()


@pytest.fixture
def door(settings):
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    settings.MIDDLEWARE = ["hueandcry.lib.policy.security_headers", "django.middleware.common.CommonMiddleware"]
    return Client(raise_request_exception=False)


def test_a_section_has_a_page_with_the_open_appeals_its_imprint_and_its_donate_link():
    appeal, _nord = make.appeal("live"), section()
    make.appeal("stopped")

    page = printed("en/section/nord/index.html")

    assert re.findall(r'<h3><a href="([^"]+)"', page) == [f"{appeal.slug}/index.html"]
    assert "Harbour 1" in page and "None." in page
    assert 'href="https://give.nord.example.org/"' in page and "give.nord.example.org</bdi>" in page
    assert 'href="../en/section/nord/index.html"' in printed("en/index.html")


def test_the_appeal_of_a_section_is_the_same_appeal_with_a_hidden_field_and_another_foot():
    appeal = make.appeal("live")
    section()

    page = printed(f"en/section/nord/{appeal.slug}/index.html")

    assert '<input type="hidden" name="section" value="nord">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/en/{appeal.slug}/">' in page
    assert 'href="../../../../en/section/nord/index.html#imprint"' in page
    assert 'name="section"' not in printed(f"en/{appeal.slug}/index.html")


def test_every_link_of_a_section_leads_to_a_file_there_is():
    make.appeal("live")
    section()
    printing.print_changed(clock.now())

    for path in paper.folder().glob("en/section/**/*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]+)', path.read_text()):
            if not link.startswith(("http", "mailto:", "tel:", "sms:")):
                assert (path.parent / link).resolve().is_file(), (path, link)


def test_a_section_in_a_language_nobody_turned_on_has_its_pages_and_lists_the_others_below():
    doc = make.document()
    doc["texts"]["it"] = {**doc["texts"]["en"], "headline": "Libertà per Aru Seitova"}
    appeal, other = make.appeal("live", doc=doc), make.appeal("live")
    section("sud", language="it", country="IT")

    page = printed("it/section/sud/index.html")

    assert "Libertà per Aru Seitova" in printed(f"it/section/sud/{appeal.slug}/index.html")
    assert f'href="../../../en/{other.slug}/index.html"' in page and f"section/sud/{other.slug}" not in page


@pytest.mark.parametrize("status", ["closed", "waiting", "dropped"])
def test_pages_of_a_section_that_takes_no_part_are_taken_away(status):
    appeal, nord = make.appeal("live"), section()
    printed("en/section/nord/index.html")
    Section.objects.update(status=status)
    if status == "closed":
        Section.objects.update(status="open")
        nord.refresh_from_db()
        sections.close(nord, by=make.user("coordinator"))
        printing.print_changed(clock.now())
    else:
        printing.print_all(clock.now())

    assert list(paper.folder().glob("*/section/nord/*")) == []
    assert "section/nord" not in printed("en/index.html")
    assert (paper.folder() / f"en/{appeal.slug}/index.html").exists()


def test_what_is_done_through_a_section_counts_for_it_and_once_in_the_one_total(door):
    appeal, nord = make.appeal("live"), section()

    door.post(f"/act/{appeal.slug}/en/", {**TYPED, "section": "nord"})
    door.post(f"/act/{appeal.slug}/en/", TYPED)  # the same act, pressed again elsewhere

    assert [act.section for act in Action.objects.all()] == [nord]
    make.confirmed(appeal, "otto@example.net")
    Action.objects.update(status="confirmed", confirmed_at=clock.now())
    assert tally.desk(appeal).confirmed == 2
    assert by_section.desk(appeal) == [("Section nord", 1)]


@pytest.mark.parametrize("told", ["", "west", "closed", "nord'; --", "\0", "x" * 500])
def test_an_act_through_a_section_nobody_knows_is_taken_as_one_through_none(door, told):
    appeal = make.appeal("live")
    section("closed", status="closed")

    answer = door.post(f"/act/{appeal.slug}/en/", {**TYPED, "section": told})

    assert (answer.status_code, Action.objects.get().section) == (200, None)


def test_the_short_way_takes_the_section_along():
    known = quickly.Known(1, "en", quickly.Page([], b""))

    act = quickly._wanted(known, b"name=Maria&email=m%40example.net&country=DE&section=nord")

    assert act.section == "nord"


def test_what_was_wrong_is_asked_again_for_the_same_section(door):
    appeal, _nord = make.appeal("live"), section()

    page = door.post(f"/act/{appeal.slug}/en/", {**TYPED, "email": "", "section": "nord"}).content.decode()

    assert '<input type="hidden" name="section" value="nord">' in page
    assert 'href="/en/section/nord/index.html#imprint"' in page


def test_thanks_name_the_section_and_where_it_may_be_given_to(door):
    appeal, nord = make.appeal("live"), section()
    token = make.act(appeal, section="nord")
    plain = make.act(appeal, "otto@example.net")

    def press(link):
        seen = re.findall(r'name="act" value="(\w+)"', door.get(f"/confirm/{link}/").content.decode())
        return door.post(f"/confirm/{link}/", {"act": seen}).content.decode()

    thanks = press(token)

    assert "You took part through <bdi>Section nord</bdi>" in thanks
    assert 'href="/en/section/nord/index.html#privacy"' in thanks
    assert 'href="https://give.nord.example.org/"' in thanks
    assert "nord" not in press(plain)
    act = Action.objects.get(section=nord)
    assert own_data.take_along(act)["acts"][0]["section"] == "Section nord"
    leaving.erase(act, now=clock.now())
    assert not Action.objects.filter(section=nord).exists()


def test_the_public_hears_of_a_section_from_ten_people_on_once_a_day(settings):
    settings.LIVE = True
    appeal, nord, now = make.appeal("live"), section(), clock.now()
    section("west")

    def people(n, of):
        for _ in range(n):
            name = f"{Action.objects.count()}"
            Action.objects.create(
                appeal=appeal, token=name, way="relay", status="confirmed", country="DE", language="en", section=of,
                submission_key=name, person_key=name, created_at=now, confirmed_at=now, erase_by=now,
            )  # fmt: skip

    people(9, nord)
    people(30, None)
    later = now + dt.timedelta(days=1)
    by_section.refresh(appeal, now=later)
    assert by_section.public(appeal).shown == ()

    people(10, nord)
    assert by_section.refresh(appeal, now=later + dt.timedelta(days=1))
    told = by_section.public(appeal)

    assert (told.shown, told.direct, told.other) == ((("Section nord", 19),), 30, 0)
    assert by_section.faults(appeal) == []
    SectionSplit.objects.update(shown={"nord": 25, "": 30})
    assert by_section.faults(appeal) == [
        f"{appeal}: the split for section nord names 25, the rows know 19.",
        f"{appeal}: the whole split by sections names 55, the rows know 49.",
    ]


def test_a_desk_without_sections_says_nothing_of_them():
    appeal = make.appeal("live")
    make.confirmed(appeal)

    page = printed(f"en/{appeal.slug}/index.html")

    assert "section/" not in page and "Through which section or partner" not in page
    assert not by_section.refresh(appeal, now=clock.now()) and not SectionSplit.objects.exists()
