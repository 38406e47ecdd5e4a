"""Whatever somebody pastes, the reader ends in a draft or a refusal and invents nothing."""

import re
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from hueandcry.lib.refusal import Refused
from hueandcry.reader import reading
from hueandcry.reader.draft import Draft
from hueandcry.reader.source import page
from reader import small_pdf

PIECES = [
    "Please send protests to:", "1. Head of the Court – Ada Orn", "Email: [email protected]",
    "a@b.example.org", "Tel: +999 11 22 33 44", "Fax", "Copies to: c@d.test", "Dear Sir,", "\n\n",
    "\n", "We demand the release of Ada Orn.", "Yours sincerely,", "was arrested on 3 March",
    "2011", "March 2011\nM T W T F S S\n 123", "“", "”", "<p>", "<html>", "Уважаемый министр!",
    "Просим направлять письма протеста:", "задержан", "Embassy of Kazakhstan in your country",
    "- ", "2)", "'", "\u00a0", "|", "…", "Ministry of Justice", "Ivan Petrov", "15 days",
    "To: a@b.example.org", "Subject: protest",
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


HTML = [
    "<p>", "</p>", "<div class=share>", "</div>", "<table><tr><td>", "</td><td>", "<ul><li>", "<ol><li>", "<!--",
    "-->", "<a href='mailto:x@y.test'>", "</a>", "<textarea>", "<script>", "</script>", "&amp;", "&#1072;", "<b", "<",
    '"', "<footer>", "<br>", "<pre>", "  ", "<i data-cfemail=4a2b0a3364>", "<article>", "<h1>", "e\u0301", "\u00ad",
    "\r\n",
]  # fmt: skip
pages = st.lists(st.sampled_from([*PIECES, *HTML]), max_size=30).map("".join)


def leads_back(view: page.Page) -> bool:
    """Each letter of the text that stands in the source as it is leads to itself there."""
    for place, letter in enumerate(view.text):
        first, last = view.source_span(place, place + 1)
        found = view.source[first:last]
        if not 0 <= first <= last <= len(view.source):
            return False
        if letter.isalnum() and len(found) == 1 and found != letter:
            return False
        if letter.isalnum() and letter.isascii() and not found:
            return letter.isdigit()  # the number of a list item, which no page prints
    return True


def view_of(raw: bytes) -> page.Page | None:
    try:
        return page.view(raw)
    except Refused:
        return None


@settings(max_examples=150, deadline=None)
@given(pages, st.sampled_from(["", "<html><body>"]))
def test_each_letter_of_a_page_leads_back_to_itself(said, begin):
    view = view_of((begin + said).encode())

    assert view is None or leads_back(view)


@settings(max_examples=80, deadline=None)
@given(pages, st.sampled_from(["base64", "quoted-printable", "8bit"]), st.sampled_from(["plain", "html"]))
def test_each_letter_of_a_mail_leads_back_to_itself(said, journey, kind):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.test", "c@d.test", "Arrest"
    made.set_content(said.replace("\r", ""), subtype=kind, charset="utf-8", cte=journey)

    view = view_of(made.as_bytes())

    assert view is None or leads_back(view)
    for place in range(0, len(view.text) - 1, 7) if view else ():
        found = view.origin(place, place + 1)
        assert found.part.startswith("part ") and 0 <= found.start <= found.end


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="абвгдежзий ІіўЎқңéñüß—«»\n.,", max_size=200), st.sampled_from(["cp1251", "koi8-r", "utf-16"]))
def test_a_place_in_the_text_leads_to_the_bytes_of_its_letter(said, encoding):
    view = view_of(said.encode(encoding, "ignore"))

    for place in range(len(view.text)) if view and view.kind == "text" else ():
        found = view.origin(place, place + 1)
        raw = said.encode(encoding, "ignore")[found.start : found.end]
        own = view.parts[0].encoding
        assert raw.decode("utf-16-le" if own == "utf-16" else own) == view.text[place]


words = st.text(alphabet="abcdefgh ,.-éüß", min_size=1, max_size=60)
placed = st.tuples(st.integers(0, 500), st.integers(10, 820), st.sampled_from([7, 10, 16]), words)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(placed, max_size=8), min_size=1, max_size=3))
def test_each_letter_of_a_pdf_leads_back_to_itself(sheets):
    view = view_of(small_pdf.make(sheets))

    assert view is None or leads_back(view)


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 700))
def test_a_pdf_with_a_broken_place_ends_in_a_draft_or_a_refusal(raw, at):
    whole = small_pdf.make([[(60, 700, 10, "The baker Tomas Reval was jailed.")]])

    try:
        reading.read(whole[:at] + raw + whole[at + len(raw) :])
    except Refused as no:
        assert str(no).endswith(".")
