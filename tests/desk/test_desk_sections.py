"""A national section: one person asks for what it tells the public, another agrees, and anybody may close it."""

import pytest
from test_desk_journey import client_of, fields

import make
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.people import sections
from hueandcry.people.models import Section

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Sektion Nord", "language": "de", "country": "DE", "imprint": "Sektion Nord\nHafen 1, 20457 Hamburg",
    "privacy": "Wir selbst speichern nichts.", "donate": "https://spenden.nord.example.org/heute",
}  # fmt: skip


@pytest.fixture
def coordinator():
    return client_of(make.user("coordinator"))


@pytest.fixture
def approver():
    return client_of(make.user("approver"))


def asked_for(client, **changes):
    client.post("/sections/new/", {"slug": "nord", **GOOD, **changes})
    return Section.objects.filter(slug="nord").first()


def page(client, section):
    return client.get(f"/sections/{section.pk}/")


def decide(client, section, what):
    """Press a button of the page as it is now; the next page."""
    shown = fields(page(client, section), f"/{what}/")
    return client.post(f"/sections/{section.pk}/{what}/", shown, follow=True).content.decode()


def test_a_section_is_public_when_a_second_person_has_agreed(coordinator, approver):
    section = asked_for(coordinator)
    assert (section.status, section.name) == ("waiting", "")
    assert "Agree: make it public" not in page(coordinator, section).content.decode()

    decide(approver, section, "agree")

    section.refresh_from_db()
    assert section.status == "open"
    assert {name: getattr(section, name) for name in GOOD} == GOOD
    assert [(e.event, e.by != "") for e in Entry.objects.filter(subject="section nord")] == [
        ("section asked", True), ("section changed", True),
    ]  # fmt: skip


def test_the_board_tells_each_of_them_for_whom_a_change_waits(coordinator, approver):
    asked_for(coordinator)

    assert "Your change waits for somebody else:" in coordinator.get("/").content.decode()
    assert "A change waits for you:" in approver.get("/").content.decode()
    assert "waits for" not in client_of(make.user("writer")).get("/").content.decode().partition("Sections")[2]


def test_whoever_asked_cannot_agree_and_a_writer_decides_nothing(coordinator):
    boss, section = make.user("operator"), asked_for(coordinator)
    with pytest.raises(Refused, match="yourself"):
        sections.agree(section, by=section.asked_by)
    with pytest.raises(Refused, match="role"):
        sections.agree(section, by=make.user("writer"))

    sections.agree(section, by=boss)

    assert section.status == "open"


def test_a_changed_donate_link_waits_and_the_old_one_stays_until_somebody_has_agreed(coordinator, approver):
    section = asked_for(coordinator)
    decide(approver, section, "agree")

    approver.post(f"/sections/{section.pk}/change/", {**GOOD, "donate": "https://thief.example.net/"})

    section.refresh_from_db()
    assert section.donate == GOOD["donate"]
    shown = page(coordinator, section).content.decode()
    assert f"<del>{GOOD['donate']}</del>" in shown and "<ins>https://thief.example.net/</ins>" in shown
    decide(coordinator, section, "drop")
    section.refresh_from_db()
    assert (section.status, section.donate, section.wanted) == ("open", GOOD["donate"], {})


def test_nobody_agrees_to_what_came_after_she_looked(coordinator, approver):
    section = asked_for(coordinator)
    seen = fields(page(approver, section), "/agree/")
    coordinator.post(f"/sections/{section.pk}/change/", {**GOOD, "donate": "https://thief.example.net/"})

    answer = approver.post(f"/sections/{section.pk}/agree/", seen, follow=True)

    assert "Somebody else has just changed this" in answer.content.decode()
    assert Section.objects.get().status == "waiting"


def test_one_person_closes_it_and_two_open_it_again(coordinator, approver):
    section = asked_for(coordinator)
    decide(approver, section, "agree")
    decide(coordinator, section, "close")
    assert Section.objects.get().status == "closed"

    coordinator.post(f"/sections/{section.pk}/change/", GOOD)
    assert Section.objects.get().status == "closed"
    decide(approver, section, "agree")

    assert Section.objects.get().status == "open"


def test_what_was_never_wanted_is_dropped_for_good(coordinator):
    section = asked_for(coordinator)

    decide(coordinator, section, "drop")

    assert "nord" not in coordinator.get("/sections/").content.decode()
    section.refresh_from_db()
    with pytest.raises(Refused, match="never opened"):
        sections.ask(section, GOOD, by=make.user("approver"), now=clock.now())


@pytest.mark.parametrize(
    "donate",
    ["http://nord.example.org/", "javascript:alert(1)", "https://nord.example.org@thief.example.net/",
     "https://thief.example.net:8443/", "https://n\u043erd.example.org/", "//nord.example.org", "https://nord/",
     "https://nord.example.org/ x", "https://[::1", "ftp://nord.example.org"],
)  # fmt: skip
def test_a_donate_link_is_a_plain_https_address(coordinator, donate):
    answer = coordinator.post("/sections/new/", {"slug": "nord", **GOOD, "donate": donate})

    assert answer.status_code == 422
    assert "begins with https://" in answer.content.decode() and "Hafen 1" in answer.content.decode()
    assert not Section.objects.exists()


def test_an_empty_form_says_what_is_missing_and_a_second_one_of_the_same_address_is_refused(coordinator):
    empty = coordinator.post("/sections/new/", {"slug": "nord"}).content.decode()
    assert [name for name in GOOD if f'id="{name}-why"' in empty] == [
        "name",
        "language",
        "country",
        "imprint",
        "privacy",
    ]

    asked_for(coordinator)
    for slug, why in (("nord", "already"), ("N/../x", "small letters")):
        assert why in coordinator.post("/sections/new/", {"slug": slug, **GOOD}).content.decode()
    assert Section.objects.count() == 1
