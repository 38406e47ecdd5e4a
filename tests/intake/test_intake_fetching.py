"""A page is fetched from the public web and from nowhere else; whatever a site does ends in a page or a sentence."""

import socket

import pytest

from hueandcry.intake import fetching, reaching
from hueandcry.lib import processes
from hueandcry.lib.refusal import Refused
from intake.websites import HTML, PAGE, Site


def book(**answers):
    """A name service that knows only what the test tells it, and counts how often it is asked."""
    asked = []

    def resolver(host, port):
        asked.append(host)
        told = answers[host.replace(".", "_")]
        return told.pop(0) if isinstance(told[0], list) and len(told) > 1 else told[-1]

    resolver.asked = asked
    return resolver


def test_switched_off_nothing_is_fetched(settings):
    assert settings.FETCH is False

    with pytest.raises(Refused, match="switched off"):
        fetching.fetch("https://news.test/")


@pytest.mark.parametrize("path", ["/page", "/page?a=b c#part", "/packed", "/deflated"])
def test_a_page_is_taken_as_it_stands_there(site, path):
    found = fetching.fetch((site.at + path).replace("b c", "b%20c"))

    assert found.raw == PAGE
    assert found.address.startswith(site.at + path[:3])


def test_the_site_is_told_nothing_of_the_desk(site):
    fetching.fetch(site.at + "/page")

    assert site.heads[0].keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert site.heads[0]["User-Agent"] == "Mozilla/5.0"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/round", "again and again"),
        ("/file", "not the address"),
        ("/picture", "no text, page, mail or PDF"),
        ("/gone", "no page"),
        ("/shut", "does not show"),
        ("/ill", "error 500"),
        ("/empty", "empty"),
        ("/bomb", "larger than 2 MiB"),
        ("/said", "larger than 2 MiB"),
        ("/long", "larger than 2 MiB"),
        ("/odd", "not known here"),
        ("/broken", "broke off"),
        ("/short", "broke off"),
        ("/garbage", "broke off"),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(site, path, words):
    with pytest.raises(Refused, match=words):
        fetching.fetch(site.at + path)


def test_a_site_that_sends_a_letter_at_a_time_is_left(site, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.6)

    with pytest.raises(Refused, match="too long"):
        fetching.fetch(site.at + "/slow")


def test_three_redirects_are_followed_and_no_more(site):
    with pytest.raises(Refused, match="again and again"):
        fetching.fetch(site.at + "/round")

    assert len(site.asked) == 4


def test_a_site_has_ten_seconds_for_everything():
    assert fetching.SECONDS == 10


def test_this_machine_is_never_called_unless_a_test_allows_it(site, settings):
    settings.FETCH_LOOPBACK = False

    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"):
        with pytest.raises(Refused, match=r"private network|port of its own|not the address|name service"):
            fetching.fetch(f"http://{host}/page")
        with pytest.raises(Refused, match=r"port of its own|not the address"):
            fetching.fetch(f"http://{host}:{site.server_port}/page")

    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
        "0.0.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.192", "198.18.0.1", "168.63.129.16", "192.88.99.1",
        "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2002:7f00:1::", "2001:0:4136:e378::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1",
        "ff02::1", "2001:db8::1", "no address",
    ],
)  # fmt: skip
def test_addresses_of_our_own_or_of_nobody_are_not_public(address):
    assert reaching.public(address) is None


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_public(address):
    assert str(reaching.public(address)) == address


def test_one_private_address_among_public_ones_is_enough_to_refuse(settings):
    settings.FETCH = True
    resolver = book(news_test=[["93.184.216.34", "10.0.0.1"]])

    with pytest.raises(Refused, match="private network"):
        fetching.fetch("http://news.test/", resolver=resolver)


def test_a_name_that_changes_its_mind_is_asked_once_and_the_first_answer_is_called(site):
    port = site.server_port
    outside = Site("127.0.0.2", port, {"/page": (200, HTML, b"outside")})
    resolver = book(news_test=[["127.0.0.2"], ["127.0.0.1"]])

    try:
        found = fetching.fetch(f"http://news.test:{port}/page", resolver=resolver)
    finally:
        outside.stop()

    assert (found.raw, resolver.asked, site.asked) == (b"outside", ["news.test"], [])


def test_the_checked_address_is_the_one_called_even_when_the_name_turns_inside(settings, monkeypatch):
    settings.FETCH = True
    resolver, called = book(news_test=[["93.184.216.34"], ["127.0.0.1"]]), []

    def nobody(address, timeout):
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", nobody)  # tests never leave this machine
    with pytest.raises(Refused, match="Nobody answers"):
        fetching.fetch("http://news.test/", resolver=resolver)

    assert (called, resolver.asked) == ([("93.184.216.34", 80)], ["news.test"])


def test_a_redirect_into_a_private_network_is_not_followed(site):
    resolver = book(**{"127_0_0_1": [["127.0.0.1"]], "inside_test": [["192.168.1.1"]]})

    with pytest.raises(Refused, match="private network"):
        fetching.fetch(site.at + "/inside", resolver=resolver)


@pytest.mark.parametrize(
    "address",
    ["", "news.test", "ftp://news.test/", "file:///etc/passwd", "gopher://a/", "http://", "http:///x", "http://a b/",
     "http://a\\@b/", "http://a\r\nHost: b/", "http://a:99999/", "http://[::1", "javascript:alert(1)",
     "http://" + "a" * 300 + ".test/", "https://x/" + "a" * 3000, "http://[fe80::1%25lo]/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(settings, address):
    settings.FETCH = True

    with pytest.raises(Refused, match="not the address"):
        fetching.fetch(address, resolver=book())


@pytest.mark.parametrize(
    ("address", "words"),
    [("http://me:pw@news.test/", "name or password"), ("http://news.test:8080/", "port of its own"),
     ("http://news.test:443/", "port of its own"), ("https://news.test:22/", "port of its own")],
)  # fmt: skip
def test_passwords_and_odd_ports_are_refused(settings, address, words):
    settings.FETCH = True

    with pytest.raises(Refused, match=words):
        fetching.fetch(address, resolver=book())


def test_a_name_nobody_knows_and_a_machine_that_does_not_answer(settings):
    settings.FETCH = settings.FETCH_LOOPBACK = True

    def unknown(host, port):
        raise OSError

    with pytest.raises(Refused, match="no machine of this name"):
        fetching.fetch("http://news.test/", resolver=unknown)
    with pytest.raises(Refused, match="Nobody answers"):
        fetching.fetch(f"http://127.0.0.1:{processes.free_port()}/")


def test_where_a_page_led_is_where_it_came_from(site):
    assert fetching.fetch(site.at + "/once").address == site.at + "/page"
