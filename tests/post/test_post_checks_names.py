"""The doctor reads the DNS as a receiver of our letters does, and knows 'wrong' from 'nobody could say'."""

import functools

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hueandcry.post import dns_stub, signing
from hueandcry.post.checks import asking, names, spf

US, NEWS, RELAY = "act.example.org", "news.example.org", "192.0.2.7"


@functools.cache
def key() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def published() -> dict[str, str | None]:
    """What a desk in good order publishes."""
    found: dict[str, str | None] = {
        "A mx.example.org": RELAY,
        "A relay.example.org": RELAY,
        "PTR 7.2.0.192.in-addr.arpa": "relay.example.org.",
        "_dmarc.example.org": "v=DMARC1; p=none; adkim=s",
        "AAAA mx.example.org": "2001:db8::7",
    }
    for domain in (US, NEWS):
        found |= {domain: f"v=spf1 ip4:{RELAY} -all", f"MX {domain}": "10 mx.example.org."}
        found |= {f"hc1._domainkey.{domain}": signing.record(key())}
    return found


@pytest.fixture
def live(settings):
    """A live desk whose relay is a host of its own; the stub is its name server."""
    settings.LIVE, settings.DKIM_KEY, settings.DKIM_BY = True, key(), "us"
    settings.RELAY, settings.RELAY_LEAVES_FROM = ("relay.example.org", 587), []
    return settings


def findings(settings, changes: dict[str, str | None]) -> dict[str, object]:
    records = {name: text for name, text in (published() | changes).items() if text != "GONE"}
    with dns_stub.start(records) as stub:
        settings.DNS = stub.address
        return {one.name: one for one in names.look()}


def test_a_desk_in_good_order_has_nothing_to_do(live):
    found = findings(live, {})

    assert {one.state for one in found.values()} == {"ok"}, found
    assert len(found) == 9


OTHER_KEY = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
WRONG = {
    "no SPF": ({US: "GONE"}, f"SPF {US}", "no SPF"),
    "two SPF": ({US: f"v=spf1 ip4:{RELAY} -all\nv=spf1 -all"}, f"SPF {US}", "2 SPF records"),
    "SPF of somebody else": ({US: "v=spf1 ip4:198.51.100.0/24 -all"}, f"SPF {US}", f"does not let {RELAY}"),
    "SPF for the world": ({US: "v=spf1 +all"}, f"SPF {US}", "lets everybody"),
    "SPF with a slip": ({US: "v=spf1 ipv4:192.0.2.7 -all"}, f"SPF {US}", "cannot use it"),
    "SPF in a circle": ({US: f"v=spf1 include:{US} -all"}, f"SPF {US}", "cannot use it"),
    "SPF of the news": ({NEWS: "v=spf1 -all"}, f"SPF {NEWS}", "does not let"),
    "no key": ({f"hc1._domainkey.{US}": "GONE"}, f"DKIM {US}", "no key at"),
    "another key": ({f"hc1._domainkey.{US}": OTHER_KEY}, f"DKIM {US}", "not the one we sign with"),
    "key withdrawn": ({f"hc1._domainkey.{NEWS}": "v=DKIM1; p="}, f"DKIM {NEWS}", "withdrawn"),
    "no DMARC": ({"_dmarc.example.org": "GONE"}, f"DMARC {US}", "no DMARC"),
    "DMARC with a slip": ({f"_dmarc.{US}": "v=DMARC1; p=nothing"}, f"DMARC {US}", "cannot use"),
    "no MX": ({f"MX {US}": "GONE"}, f"MX {US}", "go nowhere"),
    "null MX": ({f"MX {NEWS}": "0 ."}, f"MX {NEWS}", "takes no mail"),
    "MX without address": ({f"MX {US}": "5 lost.example.org."}, f"MX {US}", "has no address"),
    "MX inside": ({"A mx.example.org": "127.0.0.1"}, f"MX {US}", "inside a machine"),
    "no PTR": ({"PTR 7.2.0.192.in-addr.arpa": "GONE"}, "PTR", "no name that leads back"),
    "PTR that lies": ({"PTR 7.2.0.192.in-addr.arpa": "elsewhere.example.net."}, "PTR", "no name that leads back"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_slip_in_the_dns_is_named_with_what_to_do(live, what):
    changes, name, words = WRONG[what]

    one = findings(live, changes)[name]

    assert (one.state, words in one.sentence) == ("to do", True), one
    assert one.advice


def silence_is_not_wrong(live) -> None:
    for silent, name in ((US, "SPF"), (f"hc1._domainkey.{US}", "DKIM"), (f"_dmarc.{US}", "DMARC"), (f"MX {US}", "MX")):
        one = findings(live, {silent: None})[f"{name} {US}"]
        assert one.state == "unasked", "a name server's bad day was taken for a missing record"
        assert "could not be asked" in one.sentence


def test_a_name_server_with_a_bad_day_is_not_a_wrong_record(live):
    silence_is_not_wrong(live)


def test_silence_that_is_taken_for_absence_is_noticed(live):
    live.SABOTAGE = ["silence-is-absence"]

    with pytest.raises(AssertionError, match="bad day"):
        silence_is_not_wrong(live)


def test_a_name_server_that_never_answers_costs_seconds_and_not_minutes(live, monkeypatch):
    import socket
    import time

    monkeypatch.setattr(asking, "EACH", 0.3)
    monkeypatch.setattr(asking.Asker.__init__, "__kwdefaults__", {"each": 0.3, "in_all": 1.0})
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        live.DNS = deaf.getsockname()
        began = time.monotonic()
        found = list(names.look())

    assert {one.state for one in found} == {"unasked"}
    assert time.monotonic() - began < 3


def test_a_providers_relay_is_spoken_of_softly(live):
    live.RELAY = ("smtp.provider.example", 587)

    found = findings(live, {"A smtp.provider.example": "198.51.100.9"})

    assert found[f"SPF {US}"].state == found["PTR"].state == "note"
    assert "Ask the owner of the relay" in found[f"SPF {US}"].advice


def test_a_relay_on_this_machine_is_checked_by_the_address_the_world_sees(live):
    live.RELAY = ("127.0.0.1", 25)
    found = findings(live, {})
    assert (found[f"SPF {US}"].state, found["PTR"].state) == ("note", "note")

    live.RELAY_LEAVES_FROM = [RELAY]
    assert {one.state for one in findings(live, {}).values()} == {"ok"}

    live.RELAY_LEAVES_FROM = ["192.0.2.8"]
    found = findings(live, {})
    assert (found[f"SPF {US}"].state, found["PTR"].state) == ("to do", "to do")


def test_a_demo_asks_nobody(settings):
    settings.DNS = None

    (one,) = names.look()

    assert one.state == "ok"
    assert "not asked" in one.sentence


@pytest.mark.parametrize(
    ("record", "more", "result"),
    [
        ("v=spf1 a -all", {"A x.example": RELAY}, "pass"),
        ("v=spf1 a:h.example/24 -all", {"A h.example": "192.0.2.200"}, "pass"),
        ("v=spf1 mx ~all", {"MX x.example": "1 h.example.", "A h.example": "198.51.100.1"}, "softfail"),
        ("v=spf1 include:y.example ?all", {"y.example": "v=spf1 ip4:192.0.2.0/29 -all"}, "pass"),
        ("v=spf1 include:y.example ?all", {"y.example": "v=spf1 -all"}, "neutral"),
        ("v=spf1 redirect=y.example", {"y.example": "v=spf1 -all"}, "fail"),
        ("v=spf1 exists:%{i}.y.example ip6:2001:db8::/32 -all", {}, "fail"),
    ],
)
def test_spf_is_read_as_receivers_read_it(record, more, result):
    with dns_stub.start({"x.example": record} | more) as stub:
        assert spf.Reader(asking.Asker(stub.address), RELAY).result("x.example") == result
