"""One mailbox is one person, however its address is typed; nothing of a demo can reach anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hueandcry.lib import addresses


@pytest.mark.parametrize(
    "spelling",
    ["Maria.Lopez@Gmail.com", "marialopez+news@gmail.com", "m.a.r.i.a.lopez@googlemail.com", " MARIALOPEZ@gmail.com "],
)
def test_spellings_of_one_gmail_box_are_one_person(spelling):
    assert addresses.canonical(spelling) == "marialopez@gmail.com"


def test_dots_matter_where_the_provider_says_so():
    assert addresses.canonical("a.b@example.org") != addresses.canonical("ab@example.org")


def test_a_domain_in_another_script_is_one_domain():
    assert addresses.canonical("a@пример.test") == addresses.canonical("A@xn--e1afmkfd.test")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b.org",
        "a@b",
        "a b@c.org",
        "a@b..org",
        "a@-b.org",
        "a,b@c.org",
        "a\n@b.org",
        "x" * 65 + "@b.org",
    ],
)
def test_what_is_not_an_address_is_told_so(address):
    assert not addresses.well_formed(address)


@pytest.mark.parametrize("address", ["a@example.org", "a@mail.example.com", "a@b.test", "a@x.invalid", "a@EXAMPLE.net"])
def test_reserved_domains_reach_nobody(address):
    assert addresses.reserved(address)


@pytest.mark.parametrize("address", ["a@notexample.org", "a@example.org.kz", "a@testing.org"])
def test_a_name_that_only_looks_reserved_is_not(address):
    assert not addresses.reserved(address)


@given(st.emails())
def test_every_address_becomes_a_reserved_one_in_a_rehearsal(address):
    safe = addresses.rehearsed(address)

    assert addresses.reserved(safe)
    assert addresses.rehearsed(safe) == addresses.clean(safe)


@given(st.text(max_size=80))
def test_no_text_stops_the_address_rules(text):
    addresses.well_formed(text)
    addresses.canonical(text)
    addresses.reserved(text)


@given(st.one_of(st.emails(), st.text(alphabet="aB1é.@-+_ \n", max_size=20).map(lambda text: f"a@{text}.org")))
def test_an_address_that_is_plain_needs_no_cleaning_and_can_be_written_to(address):
    if addresses.plain(address):
        assert addresses.clean(address) == address
        assert addresses.well_formed(address)


@pytest.mark.parametrize(
    ("address", "plain"),
    [("a.b+c@mail.example.org", True), ("a@EXAMPLE.org", False), ("a@example.org.", False), ("a@example.org\n", False),
     (f"{'x' * 65}@example.org", False), (f"a@{'b.' * 126}org", False), (" a@example.org", False)],
)  # fmt: skip
def test_what_is_plain_is_told_without_mending(address, plain):
    assert addresses.plain(address) is plain
