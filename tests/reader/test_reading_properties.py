"""Whatever somebody pastes, the reader ends in a draft or a refusal and invents nothing."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from hueandcry.lib.refusal import Refused
from hueandcry.reader import reading
from hueandcry.reader.draft import Draft

PIECES = [
    "Please send protests to:", "1. Head of the Court – Ada Orn", "Email: [email protected]",
    "a@b.example.org", "Tel: +999 11 22 33 44", "Fax", "Copies to: c@d.test", "Dear Sir,", "\n\n",
    "\n", "We demand the release of Ada Orn.", "Yours sincerely,", "was arrested on 3 March",
    "2011", "March 2011\nM T W T F S S\n 123", "“", "”", "<p>", "<html>", "Уважаемый министр!",
    "Просим направлять письма протеста:", "задержан", "Embassy of Kazakhstan in your country",
    "- ", "2)", "'", "\u00a0", "|", "…", "Ministry of Justice", "Ivan Petrov", "15 days",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("\n".join),
)


def read(text: str) -> Draft | None:
    try:
        return reading.read(text.encode("utf-8", "replace"))
    except Refused:
        return None


def spans(draft: Draft):
    parts = [*draft.people, *draft.organisations, *draft.incidents, *draft.targets, draft.letter]
    for part in parts:
        for group in part.spans.values():
            yield from group
    for part in [*draft.copies_to, *draft.demands]:
        yield from part.spans
    yield from draft.report_date_spans
    yield from draft.outcome_spans


@settings(max_examples=120, deadline=None)
@given(texts)
def test_any_text_ends_in_a_draft_or_a_refusal_with_spans_inside(text):
    draft = read(text)

    if draft:
        assert all(0 <= start < end <= len(draft.text) for start, end in spans(draft))


@settings(max_examples=120, deadline=None)
@given(texts)
def test_no_channel_is_read_that_is_not_in_the_text(text):
    draft = read(text)

    for target in draft.targets if draft else ():
        for value in [*target.email, *target.cc, *target.phone, *target.fax]:
            assert value == "obfuscated" or value in draft.text


@settings(max_examples=120, deadline=None)
@given(texts)
def test_no_year_is_read_that_is_not_near_one_in_the_text(text):
    draft = read(text)

    years = {int(y) for y in re.findall(r"(?:19|20)\d\d", draft.text)} if draft else set()
    short = {2000 + int(y) for y in re.findall(r"[./](\d\d)(?!\d)", draft.text)} if draft else set()
    for value in [draft.report_date, *(i.date for i in draft.incidents)] if draft else ():
        assert not value or {int(value[:4]) + d for d in (-1, 0, 1)} & (years | short)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_draft_or_a_refusal(raw):
    try:
        reading.read(raw)
    except Refused as no:
        assert str(no).endswith(".")
