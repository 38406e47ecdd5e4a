"""What arrives is text, HTML or mail; what nobody can read is refused in one sentence."""

from pathlib import Path

import pytest

from hueandcry.lib.refusal import Refused
from hueandcry.reader import hypertext, page, reading

REPORTS = Path(__file__).parent.parent / "reports" / "tuning"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "encoding|binary"),
        (b"abc\x00def" * 20, "binary"),
        (b"\xff\xfea", "UTF-16"),
        (b"12345 67890", "no words"),
    ],
)
def test_what_nobody_can_read_is_refused(raw, words):
    with pytest.raises(Refused, match=words):
        page.view(raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_text_is_decoded_from_what_people_send(encoding):
    text = "Полиция задержала активиста Олега Дубравина возле дома в городе Кермен."

    assert page.view(text.encode(encoding)).text == text


def test_plain_text_is_kept_as_it_is():
    text = "Email:\u00a0[email\u00a0protected]\r\n“Dear Sir”\n"

    view = page.view(text.encode())

    assert (view.text, view.kind, view.source_span(3, 9)) == (text, "text", (3, 9))


def test_addresses_hidden_in_html_are_decoded_first():
    draft = reading.read((REPORTS / "cfemail.html").read_bytes())

    found = [address for target in draft.targets for address in target.email]

    assert found == ["mayor@oskel.example.org", "court@oskel.example.org"]


def test_what_a_browser_does_not_show_is_not_read():
    draft = reading.read((REPORTS / "cfemail.html").read_bytes())

    assert "ghost" not in draft.text


def test_a_place_in_the_text_of_a_page_leads_back_to_its_source():
    view = page.view(b"<html><body><p>One &amp; two</p><p>Three four</p></body></html>")
    start = view.text.index("Three")

    first, last = view.source_span(start, start + 5)

    assert view.source[first:last] == "Three"


def test_a_broken_code_for_an_address_stays_hidden():
    assert hypertext.uncover("zz") is None
    assert hypertext.uncover("2b4a4b") is None


def test_a_mail_is_dated_by_its_own_header():
    draft = reading.read((REPORTS / "mail.eml").read_bytes())

    assert draft.report_date == "2024-04-09"
    assert [t.email + t.phone for t in draft.targets] == [
        ["mayor@holm.example.org"],
        ["+999 11 222 333"],
    ]
