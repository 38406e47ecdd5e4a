"""A hosted provider: what the settings refuse at the start, what the doctor says, and whose certificate is believed."""

import os

import pytest
import test_post_tls

from hueandcry.lib import clock, processes, sealing
from hueandcry.lib.env import Misconfigured
from hueandcry.post import dispatch, dns_stub
from hueandcry.post.checks import asking, hosted, names, relay
from hueandcry.post.couriers import choosing, https
from hueandcry.post.couriers import hosted as carrying
from hueandcry.post.models import Delivery
from hueandcry.rehearsal import world
from pacing import COURT, put
from scripted_provider import KEY, STALL, Provider
from test_lib_env import LIVE, start

pytestmark = pytest.mark.once
certificate = test_post_tls.certificate
ALL = ["mailgun", "postmark", "resend"]
OURS = {**LIVE, "COURIER": "mailgun", "COURIER_KEY": "secret-of-mailgun"}


# --- The start -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_a_live_desk_starts_with_a_provider_and_its_key(tmp_path, name):
    assert start(tmp_path, **{**OURS, "COURIER": name}) == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"COURIER": "sendgrid"}, "HUEANDCRY_COURIER is 'sendgrid'; it has to be one of: smtp, mailgun"),
        ({"COURIER_KEY": ""}, "Give the key that Mailgun gave you"),
        ({"COURIER_KEY": "two words"}, "has to be one word"),
        ({"COURIER_KEY": "a\nX-Injected: b"}, "has to be one word"),
        ({"COURIER_URL": "http://api.mailgun.net/v3"}, "has to begin with https://"),
        ({"COURIER_URL": "api.mailgun.net"}, "has to be an address"),
        ({"COURIER_URL": "https://u:p@api.mailgun.net"}, "has to be an address"),
        ({"COURIER_URL": "https://[x"}, "has to be an address"),
        ({"COURIER": "postmark", "DKIM_BY": "us", "DKIM_KEY": "k"}, "set HUEANDCRY_DKIM_BY=relay"),
        ({"COURIER": "smtp"}, "belong to a provider"),
        ({"COURIER_EVENTS": "desk:short"}, "the password 20 letters or more"),
        ({"COURIER_EVENTS": "desk:" + "x" * 20}, "give its HTTP webhook signing key"),
        ({"MODE": "demo"}, "HUEANDCRY_COURIER=mailgun has to be taken out"),
        ({"MODE": "rehearsal"}, "HUEANDCRY_COURIER=mailgun has to be taken out"),
        ({"MODE": "rehearsal", "TESTING": "yes"}, "HUEANDCRY_COURIER=mailgun has to be taken out"),
        ({"MODE": "demo", "COURIER_URL": "http://127.0.0.1:9"}, "HUEANDCRY_COURIER=mailgun has to be taken out"),
    ],
)
def test_what_would_lose_letters_or_leave_a_demo_stops_the_start(tmp_path, change, sentence):
    said = start(tmp_path, **{**OURS, **change})

    assert sentence in said
    assert "secret-of-mailgun" not in said


def test_a_rehearsal_takes_no_courier_of_the_operator(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {**os.environ, "HUEANDCRY_COURIER": "mailgun", "HUEANDCRY_COURIER_KEY": KEY})

    world.World(tmp_path).settle()

    assert not [name for name in os.environ if name.startswith("HUEANDCRY_COURIER")]


def test_without_the_extra_the_start_says_what_to_install(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'anymail' else found(name, *more)\n"
    )

    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    said = start(tmp_path, environment={"PYTHONPATH": path}, **OURS)

    assert said.endswith("requirements-hosted.txt")


def test_a_desk_with_smtp_needs_nothing_of_the_extra(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['anymail'] = sys.modules['requests'] = None\n")

    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])

    assert start(tmp_path, environment={"PYTHONPATH": path}, **LIVE) == ""


def test_the_key_is_in_no_printed_choice():
    made = choosing.chosen("resend", key=KEY, url="", live=True, testing=False, signed_by="relay")

    assert (made.key, made.url) == (KEY, "https://api.resend.com")
    assert KEY not in repr(made)
    with pytest.raises(Misconfigured, match="taken out"):
        choosing.chosen("resend", key=KEY, url="", live=False, testing=True, signed_by="relay")


# --- The doctor ----------------------------------------------------------------------------------


def asked(settings, name: str, url: str, key: str = KEY, events: str = "desk:password"):
    settings.COURIER = choosing.Choice(name, url, key, events)
    return relay.look()


@pytest.mark.parametrize("name", ALL)
def test_the_doctor_asks_the_provider_and_sends_nothing(settings, name):
    with Provider(name) as peer:
        found = asked(settings, name, peer.url)

    assert [one.state for one in found] == ["ok"] * (2 if name == "mailgun" else 1)
    assert "takes our key" in found[0].sentence
    assert peer.heard
    assert peer.taken == []


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("script", "key", "state", "words"),
    [
        (None, "wrong", "to do", "refuses our key"),
        ((403, {}, {"message": "no"}), KEY, "to do", "refuses our key"),
        ((404, {}, {"message": "Domain not found"}), KEY, "to do", "does not know act.example.org"),
        ((429, {}, {}), KEY, "unasked", "asked too often"),
        ((500, {}, {}), KEY, "unasked", "trouble of its own"),
        ((302, {"Location": "http://127.0.0.1:9/"}, {}), KEY, "to do", "HTTP 302"),
    ],
)
def test_the_doctor_says_what_is_wrong_with_the_provider(settings, name, script, key, state, words):
    with Provider(name, script) as peer:
        first = asked(settings, name, peer.url, key)[0]

    assert (first.state, words in first.sentence) == (state, True), first
    assert first.advice
    assert key not in first.sentence + first.advice


def test_the_doctor_says_when_no_bounce_can_come_home(settings):
    with Provider("postmark") as peer:
        _well, missing = asked(settings, "postmark", peer.url, events="")

    assert (missing.state, "stay accepted" in missing.sentence) == ("note", True)
    assert f"{settings.PUBLIC_URL}/provider/" in missing.advice


def test_a_key_that_may_only_send_is_well(settings):
    with Provider("resend", (401, {}, {"name": "restricted_api_key"})) as peer:
        assert asked(settings, "resend", peer.url)[0].state == "ok"


def test_a_provider_that_is_away_or_silent_is_told(settings, monkeypatch):
    away = asked(settings, "postmark", f"http://127.0.0.1:{processes.free_port()}")[0]
    assert (away.state, "nobody answers for Postmark" in away.sentence) == ("to do", True)

    monkeypatch.setattr(hosted, "DEADLINES", https.Deadlines(1, 1, 0.3))
    with Provider("postmark", STALL) as peer:
        silent = asked(settings, "postmark", peer.url)[0]
    assert (silent.state, "did not answer to its end" in silent.sentence) == ("unasked", True)


def test_the_doctor_does_not_pretend_to_know_where_a_provider_sends_from(settings):
    settings.COURIER = choosing.Choice("mailgun", "https://api.mailgun.net/v3", KEY)
    settings.DKIM_BY, settings.RELAY_LEAVES_FROM = "relay", []
    records = {"act.example.org": "v=spf1 include:mailgun.org -all", "news.example.org": "v=spf1 +all"}

    with dns_stub.start(records) as stub:
        settings.DNS = stub.address
        found = {one.name: one for one in names.look()}

    assert asking.leaves_from(asking.Asker(None)) == []
    for name in ("SPF act.example.org", "PTR"):
        assert (found[name].state, "not known here" in found[name].sentence) == ("note", True)


# --- Certificates --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_letter_leaves_over_tls_and_only_for_a_good_certificate(certificate, monkeypatch):
    sealing.make("act")
    put(COURT, due=clock.now())

    with Provider("postmark", certificate=str(certificate)) as peer:
        choice = choosing.Choice("postmark", peer.url, KEY)
        assert dispatch.walk(carrying.Hosted(choice), worker="w", now=clock.now()) == {"later": 1}
        assert peer.heard == []
        assert Delivery.objects.get().attempts.get().stage == "connect"

        Delivery.objects.update(due_at=clock.now())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert dispatch.walk(carrying.Hosted(choice), worker="w", now=clock.now()) == {"accepted": 1}

    assert len(peer.taken) == 1
