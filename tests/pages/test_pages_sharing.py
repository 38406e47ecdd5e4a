"""Passing an appeal on: words that fit everywhere people share, with its address."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from hueandcry.pages import sharing

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=500)


def test_the_summary_comes_along_when_it_fits_and_the_headline_gets_its_full_stop():
    shared = sharing.share(headline="Seven bakers held", summary="Write today.", language="en", slug="hc-3-26")

    assert shared.text == f"Seven bakers held. Write today.\n{shared.address}"
    assert shared.address.endswith("/en/hc-3-26/")
    assert parse_qs(urlsplit(shared.mail).query) == {"subject": ["Seven bakers held"], "body": [shared.text]}


def test_a_headline_that_is_too_long_is_cut_behind_a_word():
    assert sharing.words("Seven bakers, held in Oskel", "", room=16) == "Seven bakers…"


@given(LINE, LINE)
def test_whatever_the_words_they_fit(headline, summary):
    shared = sharing.share(headline=headline, summary=summary, language="ar", slug="hc-3-26")

    assert len(shared.text) <= sharing.MOST
    assert shared.text.endswith(f"\n{shared.address}")
    assert parse_qs(urlsplit(shared.message).query)["body"] == [shared.text]
