"""Feeds: every public appeal once, with an address that stays, and changed only when the appeal is."""

import datetime as dt
import json
from xml.etree import ElementTree

import pytest

import make
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(name):
    return (paper.folder() / name).read_bytes()


def atom(language="en"):
    return ElementTree.fromstring(read(f"{language}/feed.atom"))  # noqa: S314 - printed a moment ago


def entries(language="en"):
    return atom(language).findall(f"{ATOM}entry")


def printed(*statuses):
    appeals = [make.appeal(status) for status in statuses]
    printing.print_all(clock.now())
    return appeals


def test_both_feeds_name_each_public_appeal_once_and_nothing_that_is_not_public():
    live, stopped, _draft = printed("live", "stopped", "draft")

    addresses = {f"http://127.0.0.1:8000/en/{appeal.slug}/" for appeal in (live, stopped)}
    told = json.loads(read("en/feed.json"))
    assert {entry.find(f"{ATOM}id").text for entry in entries()} == addresses
    assert {item["id"] for item in told["items"]} == {item["url"] for item in told["items"]} == addresses
    assert len(entries()) == len(told["items"]) == 2
    assert told["version"] == "https://jsonfeed.org/version/1.1"


def test_a_feed_stays_as_it_is_until_an_appeal_changes():
    [appeal] = printed("live")
    before = read("en/feed.atom"), read("ru/feed.json")
    printing.print_all(clock.now() + dt.timedelta(days=3))
    assert (read("en/feed.atom"), read("ru/feed.json")) == before

    later = clock.now() + dt.timedelta(days=4)
    type(appeal).objects.update(status="stopped", ended_at=later)
    printing.print_all(later)

    assert entries()[0].find(f"{ATOM}updated").text == later.isoformat(timespec="microseconds")
    assert read("ru/feed.json") != before[1]


def test_words_that_mean_something_to_xml_are_words():
    appeal = make.appeal("live")
    revision = appeal.live_revision
    headline = "<b>Free</b> & ]]> \x0b\ufffe “them” \u202eשלום"
    revision.document["texts"]["en"]["headline"] = headline
    type(revision).objects.filter(pk=revision.pk).update(document=revision.document)
    printing.print_all(clock.now())

    title = entries()[0].find(f"{ATOM}title").text
    assert title == json.loads(read("en/feed.json"))["items"][0]["title"]
    assert title == headline.replace("\x0b", "").replace("\ufffe", "")


def test_a_desk_without_appeals_has_feeds_too_and_they_do_not_change():
    printed()
    before = read("en/feed.atom")
    printing.print_all(clock.now() + dt.timedelta(days=3))

    assert entries() == [] and read("en/feed.atom") == before
    assert json.loads(read("en/feed.json"))["items"] == []


def test_the_sitemap_names_each_page_in_each_of_its_languages():
    [appeal] = printed("live")

    root = ElementTree.fromstring(read("sitemap.xml"))  # noqa: S314 - printed a moment ago
    places = [url.find(f"{MAP}loc").text for url in root]
    assert len(set(places)) == len(places)
    assert {f"http://127.0.0.1:8000/{code}/{appeal.slug}/" for code in ("en", "ru")} <= set(places)
    assert all(
        (paper.folder() / place.removeprefix("http://127.0.0.1:8000/") / "index.html").is_file() for place in places
    )
    assert {len(url.findall("{http://www.w3.org/1999/xhtml}link")) for url in root} == {2}
    assert b"Sitemap: http://127.0.0.1:8000/sitemap.xml" in read("robots.txt")


def test_the_home_page_leads_to_its_feeds():
    printed("live")

    assert 'href="../en/feed.atom"' in read("en/index.html").decode()
    assert 'href="../ru/feed.json"' in read("ru/index.html").decode()
