"""The archive by month, country and outcome, and the page of a case, each printed in every language."""

import datetime as dt
import re

import pytest

import make
from hueandcry.appeals.models import Appeal
from hueandcry.cases import outcomes
from hueandcry.lib import clock, locales
from hueandcry.pages import archive, case_pages, paper, printing, timeline, world

pytestmark = pytest.mark.django_db


def printed(*parts):
    printing.print_all(clock.now())
    return (paper.folder().joinpath(*parts) / "index.html").read_text()


def ended(appeal, code="released", on=None):
    outcomes.record(
        appeal.case, code=code, on=on or clock.now().date(), text="They went home.", by=make.user(), now=clock.now()
    )
    Appeal.objects.filter(pk=appeal.pk).update(status="stopped", ended_at=clock.now())
    return appeal


def issued(appeal, on):
    Appeal.objects.filter(pk=appeal.pk).update(issued_at=dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC))
    return appeal


def numbers(page):
    return re.findall(r"HC \d+/26", page)


def test_without_an_appeal_the_archive_says_so():
    assert "No appeal has been issued yet." in printed("en", "archive")


def test_appeals_stand_in_the_month_in_which_they_were_issued_and_its_calendar_leads_to_them():
    old = issued(ended(make.appeal("live"), on=dt.date(2026, 3, 29)), dt.date(2026, 3, 9))
    new = issued(make.appeal("live"), dt.date(2026, 4, 1))

    march, april = printed("en", "archive", "2026-03"), printed("en", "archive", "2026-04")

    old.refresh_from_db(), new.refresh_from_db()
    assert numbers(march) == [old.number] and numbers(april) == [new.number]
    assert '<a href="#d9"><bdi>9</bdi></a>' in march and 'id="d9"' in march
    assert "<b>Released</b>: <a" in march[march.index('id="d29"') :]
    assert 'href="../2026-04/index.html" rel="next"' in march and 'href="../2026-03/index.html" rel="prev"' in april
    assert "Март 2026" in printed("ru", "archive", "2026-03") or "март 2026" in printed("ru", "archive", "2026-03")


def test_the_last_day_to_write_stands_in_the_calendar_until_the_appeal_ends():
    appeal = make.appeal("live")
    month = appeal.act_by.strftime("%Y-%m")
    assert "Last day to write:" in printed("en", "archive", month)

    ended(appeal)
    printing.print_all(clock.now())

    page = paper.folder() / "en" / "archive" / month / "index.html"
    assert not page.exists() or "Last day to write:" not in page.read_text()


def test_by_country_and_by_the_last_outcome():
    one = ended(ended(make.appeal("live"), "worse"), "released")
    other = make.appeal("live", doc=make.document(country="KZ"))

    assert numbers(printed("en", "archive", "country", "xv")) == [one.number]
    assert numbers(printed("en", "archive", "country", "kz")) == [other.number]
    assert numbers(printed("en", "archive", "outcome", "released")) == [one.number]
    overview = printed("en", "archive")
    assert 'href="country/kz/index.html">Kazakhstan' in overview and 'href="outcome/released/index.html"' in overview
    assert "outcome/worse" not in overview
    assert "Казахстан" in printed("ru", "archive")


def test_a_long_list_goes_on_on_further_pages(monkeypatch):
    monkeypatch.setattr(archive, "AT_ONCE", 2)
    made = [make.appeal("live") for _ in range(5)]
    for n, appeal in enumerate(made):
        issued(appeal, dt.date(2026, 3, 1) + dt.timedelta(days=n))

    first, second = printed("en", "archive", "country", "xv"), printed("en", "archive", "country", "xv", "2")
    third = printed("en", "archive", "country", "xv", "3")

    assert [numbers(page) for page in (first, second, third)] == [
        [made[4].number, made[3].number], [made[2].number, made[1].number], [made[0].number],
    ]  # fmt: skip
    assert 'href="2/index.html" rel="next"' in first and 'rel="prev"' not in first
    assert 'href="../index.html" rel="prev"' in second and 'href="../3/index.html" rel="next"' in second
    assert 'href="../2/index.html" rel="prev"' in third and 'rel="next"' not in third


def test_what_is_public_no_more_leaves_the_archive_and_its_page():
    appeal = make.appeal("live")
    printed("en", "archive")
    Appeal.objects.filter(pk=appeal.pk).update(status="draft")

    assert "No appeal has been issued yet." in printed("en", "archive")
    left = {path.relative_to(paper.folder() / "en").as_posix() for path in (paper.folder() / "en").rglob("*.html")}
    assert [name for name in left if name.startswith(("archive/", "case/"))] == ["archive/index.html"]


def test_a_case_is_one_page_with_its_appeals_its_days_in_order_and_what_came_of_it():
    first = issued(make.appeal("live"), dt.date(2026, 3, 11))
    second = issued(make.appeal("live", of=first.case), dt.date(2026, 5, 2))
    ended(first, "released", dt.date(2026, 6, 1))

    page = printed("en", "case", first.slug)

    days = re.findall(r'<li class="(\w+)"><span class="when"><time datetime="([\d-]+)">', page)
    assert days == [
        ("done", "2026-03-09"), ("asked", "2026-03-11"), ("asked", "2026-05-02"), ("came", "2026-06-01"),
    ]  # fmt: skip
    assert page.count("<circle") == 4 and "15 days, Oskel" in page
    assert "They went home." in page
    assert f'href="../../../en/case/{first.slug}/index.html"'.replace("../../../", "../../") in printed(
        "en", second.slug
    )
    assert not (paper.folder() / "en" / "case" / second.slug).exists()


def test_whoever_one_appeal_does_not_name_and_any_place_it_keeps_is_named_by_no_page_of_the_case():
    named = make.document()
    hidden = make.document()
    hidden["people"] = [{**hidden["people"][0], "public": False}]
    hidden["incidents"] = [{**hidden["incidents"][0], "place": "", "place_kept": "Oskel", "victims": []}]
    hidden["texts"]["en"] |= {"headline": "Free her", "summary": "She is held.", "story": "She is held."}
    first = make.appeal("live", doc=named)
    make.appeal("live", doc=hidden, of=first.case)

    page = printed("en", "case", first.slug)
    told = page[page.index('id="whom"') : page.index('id="appeals"')]

    assert "Aru Seitova" not in told and "Oskel" not in told
    assert "one more person" in told
    assert "Aru Seitova" in printed("en", first.slug)  # there was something to leak


@pytest.mark.parametrize("language", ["en", "ru", "de", "fr", "ar", "kk"])
def test_weeks_begin_with_the_day_the_language_begins_them_with(language):
    weeks, names = locales.weeks(2026, 3, language)

    assert all(len(week) == 7 for week in weeks) and len(names) == 7
    assert dt.date(2026, 3, 1) in weeks[0] and dt.date(2026, 3, 31) in weeks[-1]
    assert weeks[0][0].weekday() == {"ar": 5}.get(language, 0)
    assert locales.weeks(2026, 3, "fr")[1][0][1] == "lundi"


def test_every_country_there_is_has_its_place_on_the_map_and_an_invented_one_none():
    from hueandcry.lib import countries

    off_the_map = {code for code in countries.iso_codes() if world.drawn({code}) is None}

    assert off_the_map <= {"AQ", "BV", "HM", "XK"}
    assert world.drawn({"XV"}) is None and world.drawn(()) is None
    lit = world.drawn({"KZ", "XV"})
    assert "M76.5 11.5h12" in lit.lit and len(lit.land) < 6000


def moment(day, kind="done"):
    return timeline.Moment(dt.date.fromisoformat(day), kind, "arrested")


def test_days_on_a_line_keep_their_distances_and_none_hides_another():
    line = timeline.drawn([moment("2025-01-01"), moment("2025-01-01"), moment("2026-01-01"), moment("2027-01-01")])

    assert [dot.x for dot in line.dots] == [10, 10, 300, 590]
    assert line.dots[0].y - line.dots[1].y == 10
    assert [year for _x, year in line.marks] == ["2026", "2027"]
    assert timeline.drawn([moment("2026-01-01"), moment("2026-01-01")]) is None


def test_case_pages_are_named_by_the_first_appeal_even_for_one_that_is_not_public():
    draft = make.appeal("draft")

    assert case_pages.slug_of(draft) == ""
