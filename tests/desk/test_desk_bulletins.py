"""A report of our own, from the form to the public pages, with nothing typed ever lost."""

import json
import re

import pytest
from test_desk_journey import client_of

import make
from hueandcry.cases.models import Bulletin
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

pytestmark = pytest.mark.django_db
FORM = {
    "on": "2026-11-20", "country": "XV", "title-en": "A year in the bakeries", "lead-en": "What changed.",
    "body-en": "One <b>loaf</b>.\n\nTwo.", "checked-en": "on",
    "references": "https://example.org/trial?a=1&b=2 The trial, day one",
}  # fmt: skip


@pytest.fixture
def writer():
    return client_of(make.user("writer"))


@pytest.fixture
def approver():
    return client_of(make.user("approver"))


def made(writer, approver, **more):
    writer.post("/bulletins/new/", {**FORM, "do": "ask", **more})
    bulletin = Bulletin.objects.latest("pk")
    approver.post(f"/bulletins/{bulletin.pk}/publish/", {"digest": bulletin.digest})
    printing.print_changed(clock.now())
    bulletin.refresh_from_db()
    return bulletin


def page(*parts):
    return paper.folder().joinpath(*parts).read_text()


def test_from_the_form_to_the_pages_the_list_the_month_and_the_feeds(writer, approver):
    first = make.appeal("live")
    bulletin = made(writer, approver, case=str(first.case_id))

    told = page("en", "reports", bulletin.slug, "index.html")
    assert "One &lt;b&gt;loaf&lt;/b&gt;." in told
    assert 'href="https://example.org/trial?a=1&amp;b=2" rel="nofollow noreferrer noopener"' in told
    assert f'href="../../../en/case/{first.slug}/index.html"' in told
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', told)[1])
    assert (graph["@type"], graph["headline"]) == ("Article", "A year in the bakeries")
    assert "A year in the bakeries" in page("en", "reports", "index.html")
    assert "A year in the bakeries" in page("ru", "reports", "index.html")
    assert not (paper.folder() / "ru" / "reports" / bulletin.slug).exists()
    day = bulletin.published_at.date()
    assert f'<a href="#d{day.day}">' in page("en", "reports", f"{day:%Y-%m}", "index.html")
    assert "<title>A year in the bakeries</title>" in page("en", "reports", "feed.atom")
    assert json.loads(page("en", "reports", "feed.json"))["items"][0]["title"] == "A year in the bakeries"
    assert "/en/reports/" in page("sitemap.xml")


def test_a_picture_for_links_is_drawn_of_its_words_and_goes_when_it_is_withdrawn(writer, approver, settings):
    settings.SHARE_CARDS = True
    bulletin = made(writer, approver)

    [png] = (paper.folder() / "en" / "card").glob("*.png")
    told = page("en", "reports", bulletin.slug, "index.html")
    assert png.read_bytes().startswith(b"\x89PNG") and f"/en/card/{png.name}" in told
    assert 'og:image:alt" content="Varland · Our reports · A year in the bakeries"' in told

    approver.post(f"/bulletins/{bulletin.pk}/withdraw/", {"reason": "A number was wrong."})
    printing.print_changed(clock.now())
    assert not list((paper.folder() / "en" / "card").glob("*.png"))
    assert "og:image" not in page("en", "reports", bulletin.slug, "index.html")


def test_the_approver_finds_it_on_the_today_board_and_the_writer_cannot_publish(writer, approver):
    writer.post("/bulletins/new/", {**FORM, "do": "ask"})
    bulletin = Bulletin.objects.get()

    assert f'href="/bulletins/{bulletin.pk}/"' in approver.get("/").content.decode()
    assert writer.post(f"/bulletins/{bulletin.pk}/publish/", {"digest": bulletin.digest}).status_code == 403
    assert "Approve and make public" in approver.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "Approve and make public" not in writer.get(f"/bulletins/{bulletin.pk}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"), [({"on": "yesterday"}, "2026-03-09"), ({"references": "no address"}, "address of a page")]
)
def test_a_fault_is_named_and_everything_typed_is_still_there(writer, typed, said):
    answer = writer.post("/bulletins/new/", {**FORM, **typed, "do": "save"})

    shown = answer.content.decode()
    assert answer.status_code == 422 and said in shown
    assert 'value="A year in the bakeries"' in shown and "One &lt;b&gt;loaf&lt;/b&gt;." in shown
    assert next(iter(typed.values())) in shown
    assert not Bulletin.objects.exists()


def test_a_language_is_added_and_each_is_public_when_a_speaker_has_read_it(writer, approver):
    writer.post("/bulletins/new/", {**FORM, "do": "save", "add": "ru"})
    bulletin = Bulletin.objects.get()
    form = {**FORM, "seen": bulletin.digest, "title-ru": "Год в пекарнях", "lead-ru": "", "body-ru": "Раз."}
    writer.post(f"/bulletins/{bulletin.pk}/", {**form, "do": "ask"})
    bulletin.refresh_from_db()

    approver.post(f"/bulletins/{bulletin.pk}/publish/", {"digest": bulletin.digest})
    printing.print_changed(clock.now())

    bulletin.refresh_from_db()
    assert bulletin.live["texts"]["ru"]["title"] == "Год в пекарнях"
    assert "Год" not in page("ru", "reports", "index.html")


def test_what_is_withdrawn_leaves_its_title_and_the_reason_and_no_feed_has_it(writer, approver):
    bulletin = made(writer, approver)
    approver.post(f"/bulletins/{bulletin.pk}/withdraw/", {"reason": "A number was wrong."})
    printing.print_changed(clock.now())

    told = page("en", "reports", bulletin.slug, "index.html")
    assert "A number was wrong." in told and "A year in the bakeries" in told
    assert "loaf" not in told and "example.org/trial" not in told
    assert json.loads(page("en", "reports", "feed.json"))["items"] == []


def test_a_correction_says_when_it_was_made(writer, approver, monkeypatch):
    bulletin = made(writer, approver)
    assert "Changed on" not in page("en", "reports", bulletin.slug, "index.html")
    writer.post(f"/bulletins/{bulletin.pk}/correct/")
    writer.post(
        f"/bulletins/{bulletin.pk}/", {**FORM, "seen": bulletin.digest, "lead-en": "More changed.", "do": "ask"}
    )
    bulletin.refresh_from_db()
    approver.post(f"/bulletins/{bulletin.pk}/publish/", {"digest": bulletin.digest})
    printing.print_changed(clock.now())

    told = page("en", "reports", bulletin.slug, "index.html")
    assert "More changed." in told and "Changed on" in told
