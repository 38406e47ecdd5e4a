"""When something breaks, the page says so plainly, and neither page nor log tells more."""

import logging

import pytest

import make
from hueandcry.lib import clock
from hueandcry.pages import printing
from hueandcry.public import reading

pytestmark = pytest.mark.django_db
CANARY = "maria.canary@example.net"


def test_a_broken_page_shows_no_stack_and_logs_no_name(door, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError(f"could not write for {CANARY}")

    monkeypatch.setattr(reading.paper, "folder", broken)

    with caplog.at_level(logging.DEBUG):
        answer = door.get(f"/en/?who={CANARY}", headers={"referer": CANARY})

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke here" in page
    assert CANARY not in page and "Traceback" not in page and "RuntimeError" not in page
    assert "RuntimeError in hueandcry." in caplog.text
    assert CANARY not in caplog.text


def test_when_even_the_templates_break_there_is_a_page(door, monkeypatch):
    from hueandcry.public import errors

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)

    answer = door.get("/stop/abc/")

    assert answer.status_code == 500
    assert answer.content.startswith(b"<!doctype html>")


def test_another_host_name_is_not_answered_for(door):
    answer = door.get("/en/", headers={"host": "evil.example.org"})

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_acting_writes_no_name_address_or_words_into_the_log(door, caplog):
    appeal = make.appeal("live")
    told = {"name": "Maria Canary", "email": CANARY, "country": "DE", "words": "canary words"}

    with caplog.at_level(logging.DEBUG):
        door.post(f"/act/{appeal.slug}/en/", told)
        door.post(f"/act/{appeal.slug}/en/", {**told, "email": f"{CANARY} x"})
        door.post(f"/act/{appeal.slug}/en/", {**told, "words": "canary " * 20_000})

    assert "canary" not in caplog.text.lower()


def test_the_public_door_knows_no_desk(door):
    printing.print_all(clock.now())

    for path in ("/sign-in/", "/reports/new/", "/appeals/1/", "/admin/"):
        assert door.get(path).status_code == 404
