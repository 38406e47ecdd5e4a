"""What arrives is text, HTML or mail; what nobody can read is refused in one sentence."""

from pathlib import Path

import pytest

from hueandcry.lib.refusal import Refused
from hueandcry.reader import reading
from hueandcry.reader.source import hypertext, page

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
    [(start, end)] = draft.report_date_spans
    assert draft.report_date and draft.text[start:end].endswith(draft.report_date[:4])

    assert draft.report_date == "2024-04-09"
    assert [t.email + t.phone for t in draft.targets] == [
        ["mayor@holm.example.org"],
        ["+999 11 222 333"],
    ]


def coded(address: str, key: int = 0x42) -> str:
    """An address as a site writes it that hides addresses from machines."""
    return f"{key:02x}" + "".join(f"{letter ^ key:02x}" for letter in address.encode())


MINISTER = "minister@justice.example.org"
HEX = coded(MINISTER)
HIDDEN = {
    "line": f"E-mail: [email protected] <https://site.example.org/cdn-cgi/l/email-protection#{HEX}>",
    "line of a browser": f"E-mail: [email\u00a0protected] (https://site.example.org/cdn-cgi/l/email-protection#{HEX})",
    "link alone": f"E-mail: https://site.example.org/cdn-cgi/l/email-protection#{HEX}",
    "markdown": f"E-mail: [[email protected]](/cdn-cgi/l/email-protection#{HEX})",
    "markdown with the site": f"E-mail: [[email\u00a0protected]](https://site.example.org/cdn-cgi/l/email-protection#{HEX})",
    "scrap": f'<p>E-mail: <a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{HEX}">[email protected]</a></p>',
    "scrap in a scrap": f'E-mail: <a href="/cdn-cgi/l/email-protection#{HEX}"><span class="__cf_email__" data-cfemail="{HEX}">[email&#160;protected]</span></a>',
}


@pytest.mark.parametrize("form", HIDDEN)
def test_a_hidden_address_that_was_copied_is_decoded_wherever_it_stands(form):
    before = "Please send protests to:\n\n1. Ministry of Justice of Varland — Ĳ\n"
    after = "\nFax: +99 555 01 02\n\nLetter\n\nI ask you to release Tomas Reval.\n"
    raw = (before + HIDDEN[form] + after).encode()

    view = page.view(raw)

    assert view.text == f"{before}E-mail: {MINISTER}{after}"
    start = view.text.index(MINISTER)
    origin = view.origin(start, start + len(MINISTER))
    assert raw[origin.start : origin.end].decode() == HEX
    fax = view.text.index("Fax")
    origin = view.origin(fax, fax + 3)
    assert raw[origin.start : origin.end] == b"Fax"


@pytest.mark.parametrize("form", HIDDEN)
def test_a_hidden_address_that_was_copied_becomes_the_address_of_its_office(form):
    raw = f"Please send protests to:\n\n1. Ministry of Justice of Varland\n{HIDDEN[form]}\nFax: +99 555 01 02\n"

    assert [target.email for target in reading.read(raw.encode()).targets] == [[MINISTER]]


def test_a_scrap_of_html_with_a_hidden_address_is_a_page():
    raw = f'<p>Write to R&amp;D: <a class="__cf_email__" data-cfemail="{HEX}">[email protected]</a></p>\n'.encode()

    view = page.view(raw)

    assert (view.kind, view.text.strip()) == ("html", f"Write to R&D: {MINISTER}")
    start = view.text.index(MINISTER)
    origin = view.origin(start, start + len(MINISTER))
    assert raw[origin.start : origin.end].decode() == HEX


def test_in_the_plain_words_of_a_mail_a_hidden_address_is_decoded_too():
    mail = "From: a@example.org\nTo: b@example.org\nSubject: Appeal\nDate: Mon, 9 Mar 2026 10:00:00 +0000\n\n"
    raw = f"{mail}Write to the ministry.\n\n{HIDDEN['line']}\n".encode()

    view = page.view(raw)

    assert view.kind == "mail" and view.text.rstrip().endswith(f"E-mail: {MINISTER}")


def test_words_of_a_link_stay_before_the_address_it_hid():
    view = page.view(f"[The minister](/cdn-cgi/l/email-protection#{HEX}) answers.".encode())

    assert view.text == f"The minister {MINISTER} answers."


def test_a_code_that_says_no_address_is_left_as_it_came():
    text = "Write: [email protected] <https://site.example.org/cdn-cgi/l/email-protection#424242424242> now, a < b."

    assert page.view(text.encode()).text == text
