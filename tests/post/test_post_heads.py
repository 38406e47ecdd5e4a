"""The head of a message read in one scan says what DKIM and the standard library read there, or that it is none."""

from email import message_from_bytes, utils

import dkim
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hueandcry.post import heads, opening, prescan, verifying

lines = st.lists(
    st.sampled_from(
        [
            b"From: a@b.example", b"from:x@y.example", b"To: a@b.example,", b"\tc@d.example", b" folded",
            b"Subject : x",
            b"To", b":", b"", b" ", b"X\xe9: y", b"X: \xe9", b"a\rFrom: v@x.example", b"From x",
            b"Cc: \"a, b\" <c@d.example>",
        ]
    ),
    max_size=7,
)  # fmt: skip
ends = st.lists(st.sampled_from([b"\r\n", b"\n"]), min_size=8, max_size=8)


@examples(max_examples=400, deadline=None)
@given(lines, ends)
def test_names_and_values_are_those_that_a_signature_covers(some, gaps):
    raw = b"".join(line + gap for line, gap in zip(some, gaps, strict=False)) + b"\r\nbody\r\n"
    try:
        head = heads.read(raw)
    except heads.Malformed:
        return
    fields = [(name.lower(), b"".join(value.split())) for name, value in dkim.rfc822_parse(raw)[0]]

    assert [(name, b"".join(value.split())) for name in head for value in head[name]] == [
        field for name in head for field in fields if field[0] == name
    ]
    assert set(head) == {name for name, _ in fields}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\nbody", b" From: a@b.example\r\n\r\n", b"From a@b.example",
        b"From: a@b.example\rCc: v@x.example\r\n\r\n",
        b"From : a@b.example\r\n\r\n", b": x\r\n\r\n", b"From: a@b.example\r\nno head\r\n\r\n", b"X\xe9: y\r\n\r\n",
    ],
)  # fmt: skip
def test_what_two_readers_could_read_in_two_ways_is_no_head(raw):
    with pytest.raises(heads.Malformed):
        heads.read(raw)
    assert verifying.check(raw, name_server=None)["reason"] == "Its head is not well formed."


def test_a_head_is_read_to_its_first_empty_line_whatever_its_line_ends():
    for end in (b"\r\n", b"\n"):
        raw = end.join(
            [b"From me Tue", b"From: A <a@b.example>", b"To: x@y.example,", b"\tz@y.example", b"", b"To: no", b""]
        )
        head = heads.read(raw)
        assert heads.single_address(heads.values(head, "From")) == "a@b.example"
        assert heads.addresses(heads.values(head, "to")) == ("x@y.example", "z@y.example")
        assert heads.first(head, "Cc") == ""


mailboxes = st.one_of(
    st.text(alphabet='ab.@ <>",()\\:;=?\t-é', max_size=20),
    st.sampled_from(
        ["A B <a@b.c>", '"a, b" <c@d.e>', "x@y", "=?utf-8?B?Qm9i?= <a@b.c>", "<A@B.c>", "", "a@b@c", "G: a@b;"]
    ),
)


@examples(max_examples=500, deadline=None)
@given(st.lists(st.lists(mailboxes, max_size=4).map(", ".join), max_size=2))
def test_a_list_of_mailboxes_is_read_as_the_standard_library_reads_it(found_in):
    slow = tuple(address.lower() for _, address in utils.getaddresses(found_in) if "@" in address)

    assert heads.addresses(found_in) == slow


def test_a_head_of_a_megabyte_of_almost_addresses_costs_no_time():
    for value in ("a " * 500_000, '"' + "a" * 1_000_000, "a." * 500_000, " \t" * 500_000 + "<"):
        assert heads._usual(value) is None


def test_a_genuine_message_says_the_same_to_both_readers():
    raw = (
        b"From: =?utf-8?B?0JzQsNGA0LjRjw==?= <Maria@Example.net>\r\nTo: \"The Chair\" <chair@court.example.org>,\r\n"
        b" office@court.example.org\r\nDate: Tue, 10 Mar 2026 09:59:47 +0100\r\nMessage-ID:\r\n <m@x.net>\r\n\r\nx\r\n"
    )  # fmt: skip
    head, message = heads.read(raw), message_from_bytes(raw)

    assert heads.single_address(heads.values(head, "From")) == opening.single_address(message) == "maria@example.net"
    assert heads.addresses(heads.values(head, "To")) == opening.addresses(message, "To")
    assert heads.date(heads.first(head, "Date")) == "2026-03-10T09:59:47+01:00"
    assert heads.first(head, "Message-ID") == str(message["Message-ID"]).strip()


# --- the first look ------------------------------------------------------------------------------

parts = st.lists(
    st.sampled_from(
        [
            b"\nContent-Type: multipart/mixed; boundary=x\n", b"\ncontent-type:\n message/rfc822",
            b"Content-Type: multipart/",
            b"\n--x\n", b"\r--x", b"--x\n", b"\n--y\n", b"\n--x--\n", b"boundary=\"y\"", b"a--x", b"\n\n", b"\r\n",
        ]
    ),
    max_size=12,
)  # fmt: skip


@examples(max_examples=300, deadline=None)
@given(parts, st.integers(1, 4), st.integers(1, 4))
def test_the_quick_counts_refuse_exactly_what_the_slow_ones_would(some, depth, most):
    raw = b"From: a@b.example\r\n" + b"".join(some) * 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prescan, "DEPTH", depth)
        patch.setattr(prescan, "PARTS", most)
        said = prescan.why_not(raw)

    boundaries = {found[1].rstrip() for found in prescan.BOUNDARY.finditer(raw)}
    lines = sum(found[1].rstrip() in boundaries for found in prescan.DASHES.finditer(raw))
    nested = len(prescan.NESTING.findall(raw))
    assert ("within parts" in said) == (nested > depth)
    assert nested > depth or ("200 parts" in said) == (lines > most)
