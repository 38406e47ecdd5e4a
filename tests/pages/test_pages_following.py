"""Feeds and calendars by appeal, country and desk: only public days, and each of them the same day for ever."""

import datetime as dt
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from hueandcry.appeals.models import Appeal
from hueandcry.cases.models import Outcome
from hueandcry.ledger import writing
from hueandcry.lib import clock
from hueandcry.pages import calendars, paper, printing

pytestmark = [pytest.mark.once]
rows = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def incident(key, kind, date, *, inferred=False, quantity=""):
    return {
        "key": key, "type": kind, "date": date, "date_inferred": inferred, "place": "Oskel",
        "victims": ["Aru Seitova"], "alleged_by": ["court"], "quantity": quantity, "spans": [], "basis": "told",
    }  # fmt: skip


def live(*incidents):
    return make.appeal("live", doc=make.document(incidents=list(incidents)) if incidents else None)


def read(name):
    printing.print_all(clock.now())
    return (paper.folder() / name).read_bytes()


def events(name):
    """{UID without host: {name: value}} as somebody reads them who knows RFC 5545 and not our writer."""
    raw = read(name)
    assert raw.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.decode().replace("\r\n ", "")
    found = {}
    for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", text, re.DOTALL):
        told = {line.split(":", 1)[0].split(";")[0]: line.split(":", 1)[1] for line in block.split("\r\n") if line}
        found[told["UID"].rpartition("@")[0]] = told
    return found


@rows
def test_a_calendar_has_the_day_to_act_by_the_hearing_and_the_end_of_the_sentence():
    appeal = live(
        incident("i1", "sentence", "2026-03-09", quantity="15 days"), incident("i2", "trial", "2026-12-01")
    )  # fmt: skip

    found = events(f"en/follow/{appeal.slug}.ics")

    days = {key.removeprefix(f"{appeal.slug}-"): told["DTSTART"] for key, told in found.items()}
    act_by = f"{appeal.act_by:%Y%m%d}"
    assert days == {"act-by": act_by, "hearing-i2": "20261201", "release-i1": "20260324"}
    assert events("ru/follow/all.ics").keys() == events("en/follow/country-xv.ics").keys() == found.keys()


@rows
def test_no_calendar_has_a_day_that_somebody_inferred_or_that_is_not_known_to_the_day():
    appeal = live(
        incident("i1", "trial", "2026-12-01", inferred=True), incident("i2", "trial", "2026-12"),
        incident("i3", "sentence", "2026-03-09", inferred=True, quantity="15 days"),
        incident("i4", "sentence", "2026-03-09", quantity="a long time"),
    )  # fmt: skip

    assert [*events(f"en/follow/{appeal.slug}.ics")] == [f"{appeal.slug}-act-by"]


@rows
def test_a_day_keeps_its_name_when_it_moves_and_its_sequence_rises():
    appeal = live()
    before = events("en/follow/all.ics")[f"{appeal.slug}-act-by"]

    later = appeal.act_by + dt.timedelta(days=10)
    Appeal.objects.filter(pk=appeal.pk).update(act_by=later)
    writing.record("appeal resumed", subject=str(appeal))
    after = events("en/follow/all.ics")[f"{appeal.slug}-act-by"]

    assert (after["UID"], after["DTSTART"]) == (before["UID"], f"{later:%Y%m%d}")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


@rows
def test_the_day_to_act_by_of_an_appeal_that_ended_is_taken_off():
    appeal = make.appeal("stopped")

    assert events("en/follow/all.ics")[f"{appeal.slug}-act-by"]["STATUS"] == "CANCELLED"


@rows
def test_whoever_is_free_has_no_day_of_release_to_wait_for():
    appeal = live()
    Outcome.objects.create(
        case=appeal.case, code="released", on=clock.now().date(), text="Home.", recorded_at=clock.now(),
        recorded_by="writer",
    )  # fmt: skip
    writing.record("outcome recorded", subject=f"case {appeal.case.token}")

    told = events("en/follow/all.ics")

    assert told[f"{appeal.slug}-release-i1"]["STATUS"] == "CANCELLED"
    assert told[f"{appeal.slug}-act-by"]["STATUS"] == "CONFIRMED"
    assert int(told[f"{appeal.slug}-release-i1"]["SEQUENCE"]) == 1


@rows
def test_an_outcome_is_an_entry_of_its_own_in_the_feeds_of_appeal_country_and_desk():
    appeal = live()
    Outcome.objects.create(
        case=appeal.case, code="released", on=clock.now().date(), text="She is home.", recorded_at=clock.now(),
        recorded_by="writer", translations={"ru": "Она дома."},
    )  # fmt: skip

    for stem in (appeal.slug, "country-xv", "all"):
        root = ElementTree.fromstring(read(f"en/follow/{stem}.atom"))  # noqa: S314 - printed a moment ago
        titles = [entry.find(f"{ATOM}title").text for entry in root.findall(f"{ATOM}entry")]
        assert titles == ["Released: Free Aru Seitova", "Free Aru Seitova"]
        told = json.loads((paper.folder() / f"ru/follow/{stem}.json").read_bytes())
        assert told["feed_url"].endswith(f"/ru/follow/{stem}.json")
        assert told["items"][0]["content_text"] == "Она дома."
    assert len({item["id"] for item in told["items"]}) == 2


@rows
def test_the_feeds_of_an_appeal_that_is_public_no_more_are_taken_away():
    appeal = live()
    read("en/follow/all.atom")

    Appeal.objects.filter(pk=appeal.pk).update(status="draft")
    read("en/follow/all.atom")

    left = {path.name for path in (paper.folder() / "en/follow").iterdir()}
    assert not any(name.startswith((str(appeal.slug), "country")) for name in left)
    assert "all.ics" not in left  # a calendar without a day is none


@rows
def test_pages_name_their_feeds_and_their_other_languages():
    appeal = live()
    page = read(f"en/{appeal.slug}/index.html").decode()

    for end in ("atom", "json", "ics"):
        assert f'href="../../en/follow/{appeal.slug}.{end}"' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/en/{appeal.slug}/">' in page
    assert f'hreflang="ru" href="http://127.0.0.1:8000/ru/{appeal.slug}/"' in page
    assert 'href="../../en/follow/index.html"' in page


@rows
def test_words_in_the_block_of_data_cannot_end_it():
    doc = make.document()
    doc["texts"]["en"]["headline"] = "</script><script>alert(1)</script><!-- & \u2028"
    appeal = make.appeal("live", doc=doc)
    page = read(f"en/{appeal.slug}/index.html").decode()

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)

    assert json.loads(block)["@graph"][0]["headline"] == doc["texts"]["en"]["headline"]
    assert not set("<>&\u2028") & set(block)


@given(st.text(max_size=300))
def test_whatever_words_there_are_no_line_is_longer_than_75_octets_and_they_come_back(words):
    escaped = calendars.escaped(words)
    lines = calendars.folded(f"SUMMARY:{escaped}").split("\r\n")

    assert all(len(line.encode()) <= 75 for line in lines)
    assert all(line.startswith(" ") for line in lines[1:])
    whole = lines[0] + "".join(line[1:] for line in lines[1:])
    assert whole == f"SUMMARY:{escaped}"
    assert len(whole.splitlines()) == 1
    back = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], escaped)
    assert back == calendars.plain(words)


def test_the_end_of_a_sentence_in_months_is_a_day_that_there_is():
    assert calendars.end(dt.date(2026, 1, 31), "1 month") == dt.date(2026, 2, 28)
    assert calendars.end(dt.date(2024, 2, 29), "3 years") == dt.date(2027, 2, 28)
    assert calendars.end(dt.date(2026, 3, 9), "15-day arrest") == dt.date(2026, 3, 24)
    assert calendars.end(dt.date(2026, 3, 9), "9999 years") is None
