"""Where to report a weakness, and the onion service, are told to whoever can use it, and to nobody else."""

import datetime as dt

import pytest

import make
from hueandcry.command.doctor import weakness
from hueandcry.lib import clock
from hueandcry.lib.finding import NOTE, OK, TO_DO
from hueandcry.pages import mirroring, paper, printing

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONION = f"http://{'a' * 56}.onion"
FILE = "/.well-known/security.txt"


def expires(days):
    return (clock.now().date() + dt.timedelta(days=days)).isoformat()


@pytest.fixture
def named(settings):
    settings.SECURITY_CONTACT = ["mailto:safe@desk.example.org", "https://desk.example.org/weakness"]
    settings.SECURITY_EXPIRES = expires(200)
    printing.print_all(clock.now())


@pytest.fixture
def onion(settings):
    settings.ONION_URL, settings.PUBLIC_URL = ONION, "https://testserver"
    settings.ALLOWED_HOSTS = ["testserver", ONION.removeprefix("http://")]
    printing.print_all(clock.now())


def test_whoever_finds_a_weakness_reads_whom_to_tell_and_until_when(door, named):
    answer = door.get(FILE)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:safe@desk.example.org", "Contact: https://desk.example.org/weakness",
        f"Expires: {expires(200)}T00:00:00Z", "Preferred-Languages: en, ru",
        "Canonical: http://127.0.0.1:8000/.well-known/security.txt",
    ]  # fmt: skip


def test_nobody_is_named_by_default_nothing_else_hidden_is_read_and_no_copy_speaks_for_the_desk(door, named, settings):
    (paper.folder() / ".well-known/other.txt").write_text("x")
    assert door.get("/.well-known/other.txt").status_code == 404
    assert door.get("/.printed.json").status_code == 404
    assert not [name for name, _content in mirroring.pages() if "well-known" in name]

    settings.SECURITY_CONTACT = []
    printing.print_all(clock.now())

    assert door.get(FILE).status_code == 404


@pytest.mark.parametrize(("days", "state"), [(200, OK), (10, NOTE), (0, TO_DO), (-3, TO_DO)])
def test_the_doctor_says_when_it_is_over_or_nearly(settings, days, state):
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = ["mailto:safe@desk.example.org"], expires(days)

    assert weakness.look().state == state


def test_the_doctor_says_that_nobody_is_named(settings):
    settings.SECURITY_CONTACT = []

    assert weakness.look().state == NOTE


def test_a_browser_is_told_of_the_onion_service_at_home_and_not_there(door, onion):
    home, there = door.get("/en/", secure=True), door.get("/en/", headers={"host": ONION.removeprefix("http://")})

    assert home.headers["Onion-Location"] == f"{ONION}/en/"
    assert there.status_code == 200
    assert "Onion-Location" not in there.headers
    assert home.content == there.content
    assert "form-action 'self' https://testserver;" in there.headers["Content-Security-Policy"]


def test_without_https_or_without_the_setting_nobody_is_told(door, onion, settings):
    settings.PUBLIC_URL = "http://testserver"
    assert "Onion-Location" not in door.get("/en/").headers

    settings.PUBLIC_URL, settings.ONION_URL = "https://testserver", ""
    assert "Onion-Location" not in door.get("/en/").headers


def test_no_printed_page_names_the_onion_service_for_copies_keep_pages(onion):
    make.appeal("live")
    printing.print_all(clock.now())

    assert not [path for path in paper.folder().rglob("*.html") if b"onion" in path.read_bytes()]
