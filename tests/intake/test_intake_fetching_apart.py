"""A page is fetched by a process that may do nothing else."""

import os
from pathlib import Path

import pytest
from django.utils import translation

from hueandcry.intake import fetching_apart
from hueandcry.lib.refusal import Refused
from intake.websites import PAGE


def test_the_page_comes_over_as_it_stood_there_and_from_where(site):
    found = fetching_apart.fetch(site.at + "/once")

    assert (found.raw, found.address) == (PAGE, site.at + "/page")


def test_a_refusal_comes_over_in_the_language_of_the_screen(site):
    with translation.override("ru"), pytest.raises(Refused, match="По этому адресу нет страницы"):
        fetching_apart.fetch(site.at + "/gone")


def test_switched_off_no_process_is_started(settings, monkeypatch):
    monkeypatch.setenv("PATH", "")
    settings.FETCH = False

    with pytest.raises(Refused, match="switched off"):
        fetching_apart.fetch("https://news.test/")


def test_this_machine_is_not_called_from_there_either(site, settings):
    settings.FETCH_LOOPBACK = False

    with pytest.raises(Refused, match="private network"):
        fetching_apart.fetch("http://127.0.0.1/page")

    assert site.asked == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_it_runs_as_nobody_and_knows_no_secret(site, monkeypatch):
    monkeypatch.setenv("HUEANDCRY_SECRET_CANARY", "canary")
    seen: list[tuple[str, bytes]] = []

    def look(handler):
        pid = next(p.parent for p in Path("/proc").glob("[0-9]*/cmdline") if b"fetching_child" in p.read_bytes())
        status = (pid / "status").read_text()
        seen.append((status.partition("Uid:")[2].split()[0], (pid / "environ").read_bytes()))
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        handler.wfile.write(b"Police arrested Aru Seitova.")

    site.answers = site.answers | {"/look": look}

    fetching_apart.fetch(site.at + "/look")

    ((uid, environment),) = seen
    assert uid == "65534"
    assert b"canary" not in environment
    assert b"HUEANDCRY_" not in environment
