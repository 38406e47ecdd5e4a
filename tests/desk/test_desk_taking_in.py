"""A report is taken in by one way at a time: pasted, as a file of four kinds, or from an address."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import make
from hueandcry.intake import receiving
from hueandcry.intake.models import Report
from intake.websites import ANSWERS, Site
from reader import small_pdf

pytestmark = pytest.mark.django_db
REPORTS = Path(__file__).parent.parent / "reports" / "tuning"


@pytest.fixture
def writer(settings):
    client = Client()
    client.force_login(make.user("writer", "Mira"))
    return client


@pytest.fixture
def site(settings):
    settings.FETCH = settings.FETCH_LOOPBACK = True
    server = Site("127.0.0.1", 0, ANSWERS)
    yield server
    server.stop()


@pytest.mark.parametrize("name", ["ru_numbered_targets_1paren_pdf.pdf", "mail.eml", "cfemail.html", "bullets.txt"])
def test_a_file_of_each_kind_is_kept_and_read(writer, name):
    raw = (REPORTS / name).read_bytes()

    answer = writer.post("/reports/new/", {"text": "", "file": SimpleUploadedFile(name, raw)})

    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{report.pk}/")
    assert (receiving.raw(report), report.how, report.trouble) == (raw, "upload", "")
    assert report.reading["targets"]


def test_a_pdf_without_words_is_kept_and_says_what_to_do(writer):
    raw = small_pdf.make([[]])

    answer = writer.post("/reports/new/", {"file": SimpleUploadedFile("scan.pdf", raw)}, follow=True)

    assert "Run text recognition (OCR)" in answer.content.decode()
    assert receiving.raw(Report.objects.get()) == raw


def test_a_large_pdf_is_taken_and_a_large_text_is_not(writer):
    pictures = small_pdf.make([[(60, 700, 10, "The baker was jailed.")]], spare=b"x" * 3_000_000)
    text = b"word " * 600_000

    taken = writer.post("/reports/new/", {"file": SimpleUploadedFile("a.pdf", pictures)})
    refused = writer.post("/reports/new/", {"file": SimpleUploadedFile("a.txt", text)})
    larger = writer.post("/reports/new/", {"file": SimpleUploadedFile("b.pdf", pictures * 2)})

    assert (taken.status_code, refused.status_code, larger.status_code) == (302, 422, 422)
    assert Report.objects.get().reading["text"].strip() == "The baker was jailed."


def test_two_ways_at_once_are_refused_and_what_was_typed_stays(writer, settings):
    settings.FETCH = True

    answer = writer.post("/reports/new/", {"text": "Some words", "address": "https://news.test/a"})

    page = answer.content.decode()
    assert answer.status_code == 422 and "one way only" in page
    assert "Some words" in page and "https://news.test/a" in page


def test_switched_off_the_screen_has_no_place_for_an_address_and_none_is_asked(writer):
    assert 'name="address"' not in writer.get("/reports/new/").content.decode()

    answer = writer.post("/reports/new/", {"address": "https://news.test/a"})

    assert answer.status_code == 422 and "switched off" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_page_of_the_web_becomes_a_report_that_knows_where_it_stood(writer, site):
    address = f"http://127.0.0.1:{site.server_port}/page"

    writer.post("/reports/new/", {"address": address})

    report = Report.objects.get()
    assert (report.how, report.address) == ("web", address)
    assert "Aru Seitova" in report.reading["text"]


def test_a_site_that_refuses_is_told_in_a_sentence_and_nothing_is_kept(writer, site):
    address = f"http://127.0.0.1:{site.server_port}/gone"

    answer = writer.post("/reports/new/", {"address": address})

    assert answer.status_code == 422 and "There is no page at this address." in answer.content.decode()
    assert address in answer.content.decode() and not Report.objects.exists()
