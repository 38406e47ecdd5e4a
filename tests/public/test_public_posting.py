"""A letter with one's own name and words: made at once, kept nowhere, and nothing typed is lost."""

import pypdfium2
import pytest

import make
from hueandcry.actions.models import Action
from hueandcry.lib import clock
from hueandcry.pages import drawing, paper, printing
from hueandcry.public import posting

pytestmark = pytest.mark.django_db
GOOD = {"name": "Maria Example", "address": "Street 1\n10115 Berlin", "words": "As a nurse I know.", "target": "t1"}


@pytest.fixture
def appeal(door):
    doc = make.document()
    post = {"kind": "post", "value": "Court Street 5, Oskel", "hole": False, "spans": [], "basis": "their site"}
    doc["targets"][0]["channels"].append(post)
    return make.appeal("live", doc=doc)


def words(answer):
    return pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range().replace("\r\n", "\n")


def test_the_letter_comes_back_with_what_was_typed_and_nothing_is_kept(door, appeal):
    before = sorted(paper.folder().parent.rglob("*"))

    answer = door.post(f"/letter/{appeal.slug}/en/", GOOD)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store" and not answer.cookies
    assert answer.headers["Content-Disposition"] == f'inline; filename="{appeal.slug}.pdf"'
    told = words(answer)
    order = ["Maria Example", "10115 Berlin", "Court Street 5", "Dear representatives", "As a nurse", "On 9 March"]
    assert [told.index(piece) for piece in order] == sorted(told.index(piece) for piece in order)
    assert told.rindex("Maria Example") > told.index("Yours sincerely,")
    assert not Action.objects.exists()
    assert sorted(paper.folder().parent.rglob("*")) == before


def test_the_paper_is_the_one_of_the_country_or_the_one_that_was_chosen(door, appeal):
    def size(**fields):
        page = pypdfium2.PdfDocument(door.post(f"/letter/{appeal.slug}/en/", {**GOOD, **fields}).content)[0]
        return round(page.get_width())

    assert [size(country="US"), size(country="DE"), size(paper="us-letter"), size(paper="x", country="../")] == [
        612, 595, 612, 595,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "give your name"),
        ("words", "See https://example.com now", "link"),
        ("words", "x" * 2000, "shorten"),
        ("address", "a\n" * 9, "at most"),
        ("address", "a" * 100, "at most"),
        ("words", "Please 😀 do", "no letters to print"),
    ],
)
def test_what_cannot_be_printed_is_said_and_everything_typed_is_still_there(door, appeal, field, value, says):
    answer = door.post(f"/letter/{appeal.slug}/en/", {**GOOD, field: value})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page and f'href="#p-{field}-1"' in page
    for name, kept in {**GOOD, field: value}.items():
        assert kept.replace("\n", "\r\n") in page or kept in page, name


def test_an_office_without_an_address_and_an_appeal_that_has_ended_say_so(door, appeal):
    assert door.post(f"/letter/{appeal.slug}/en/", {**GOOD, "target": "t3"}).status_code == 409
    assert door.post(f"/letter/{appeal.slug}/en/", {**GOOD, "target": "t2", "country": "DE"}).status_code == 409
    assert door.post(f"/letter/{make.appeal('stopped').slug}/en/", GOOD).status_code == 409
    assert door.post("/letter/nothing/en/", GOOD).status_code == 404
    assert door.get(f"/letter/{appeal.slug}/en/").status_code == 405


def test_whoever_comes_third_is_told_to_try_again_and_loses_nothing(door, appeal):
    assert posting._seats.acquire(blocking=False) and posting._seats.acquire(blocking=False)
    try:
        answer = door.post(f"/letter/{appeal.slug}/en/", GOOD)
    finally:
        posting._seats.release()
        posting._seats.release()

    assert answer.status_code == 503
    for value in GOOD.values():
        assert value.split("\n")[-1] in answer.content.decode()
    assert door.post(f"/letter/{appeal.slug}/en/", GOOD).status_code == 200


def test_a_letter_that_cannot_be_drawn_leads_to_the_one_with_empty_lines(door, appeal, monkeypatch):
    monkeypatch.setattr(drawing, "LONGEST", 10)

    answer = door.post(f"/letter/{appeal.slug}/en/", GOOD)

    assert answer.status_code == 422
    assert "empty lines" in answer.content.decode() and "As a nurse I know." in answer.content.decode()


def test_the_printed_letter_and_the_form_of_the_page_lead_to_letters(door, appeal, settings):
    import re

    settings.PUBLIC_URL = "http://testserver"
    printing.print_all(clock.now())
    page = door.get(f"/en/{appeal.slug}/write/").content.decode()

    link = re.search(r'href="\.\./(write/letter-1-a4\.[0-9a-f]{12}\.pdf)"', page)
    form = re.search(r'<form method="post" action="http://testserver(/letter/[^"]+)"', page)
    assert link and form
    answer = door.get(f"/en/{appeal.slug}/{link[1]}")
    assert answer.headers["Content-Type"] == "application/pdf" and "Dear representatives" in words(answer)
    assert door.post(form[1], GOOD).status_code == 200
    assert len(page) < 60_000 and "write/index.html#print" in door.get(f"/en/{appeal.slug}/").content.decode()
