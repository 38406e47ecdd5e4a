"""One network that posts too much is held up: whoever it was keeps what she typed, and her turn comes."""

import datetime as dt
import html
import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.http import QueryDict

import make
from hueandcry.actions.models import Action
from hueandcry.lib import clock, tokens
from hueandcry.lib.env import Environment, Misconfigured
from hueandcry.public import limits, networks, slowing, tickets, urls

ACT = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": "I bake.\r\nA lot."}


class Headers(dict):
    def get_all(self, name):
        return self.get(name, [])


@dataclass
class Call:
    """A request as the server tells it: who called, and what stands at its head."""

    client: str
    forwarded: list[str] = field(default_factory=list)
    path: str = "/act/free-them/en/"
    host: str = "act.desk.test"

    @property
    def headers(self):
        return Headers({"host": self.host, networks.FORWARDED: self.forwarded})


class Header(str):
    """A header that came once: all of it, or as a list."""


def counted(brakes, calls):
    """How many of these posts may go on."""
    return sum(brakes.judge(call) is None for call in calls)


@pytest.fixture
def one(settings):
    """Limits behind one proxy of ours."""
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    return limits.Limits()


def test_forty_posts_from_one_address_go_on_and_those_after_them_are_held_up(one):
    assert counted(one, [Call("203.0.113.7:4000")] * 100) == limits.ONE.posts.burst
    assert counted(one, [Call("203.0.113.8:4000")] * 100) == limits.ONE.posts.burst


def test_a_thousand_invented_addresses_before_our_proxy_are_one_visitor(one):
    forged = [Call("127.0.0.1:9", [f"10.{n % 250}.{n // 250}.9, 192.0.2.{n % 250}, 203.0.113.7"]) for n in range(1000)]

    assert counted(one, forged) == limits.ONE.posts.burst


def test_whoever_calls_past_the_proxy_is_not_asked_who_she_is(one):
    assert counted(one, [Call("203.0.113.7:4", [f"198.51.{n % 250}.{n // 250}"]) for n in range(1000)]) == 40


def test_the_sabotage_that_believes_the_leftmost_address_lets_all_of_them_in(settings):
    settings.SABOTAGE = ["leftmost-forwarded"]
    brakes = limits.Limits()
    lied = [Call("203.0.113.7:4") for n in range(500)]
    for n, call in enumerate(lied):
        call.forwarded = Header(f"198.51.{n % 250}.{n // 250}")

    assert counted(brakes, lied) == 500


def test_a_house_has_one_bucket_however_many_addresses_of_ipv6_it_uses(one):
    assert counted(one, [Call(f"[2001:db8:1:1::{n:x}]:80") for n in range(1, 500)]) == limits.ONE.posts.burst
    wide = [Call(f"[2001:db8:2:{n:x}::1]:80") for n in range(1, 500)]
    assert counted(one, wide) == limits.NEAR.posts.burst, "and a /48 has one for all its houses"


def test_neighbours_share_a_wider_bucket(one):
    assert counted(one, [Call(f"203.0.113.{n % 250}:80") for n in range(1000)]) == limits.NEAR.posts.burst


@pytest.mark.parametrize(
    "told", ["127.0.0.1:7", "10.1.2.3:7", "[::1]:7", "[::ffff:100.64.0.9]:7", "192.0.2.55:7", "nonsense", ""]
)
def test_an_address_that_many_share_has_a_much_larger_bucket(settings, told):
    settings.SHARED_NETWORKS = ["192.0.2.0/26", "192.0.2.55/32"]

    assert counted(limits.Limits(), [Call(told)] * 1000) == limits.MANY.posts.burst


def test_everybody_who_comes_by_the_onion_service_shares_the_large_bucket_and_is_not_believed(settings):
    settings.ONION_URL = f"http://{'a' * 56}.onion"
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    brakes = limits.Limits()
    lied = [Call("127.0.0.1:7", [f"198.51.{n % 250}.{n // 250}"], host=f"{'a' * 56}.onion") for n in range(1000)]

    assert counted(brakes, lied) == limits.MANY.posts.burst


def test_an_address_is_read_with_a_port_in_brackets_and_in_both_families():
    assert networks.packed("203.0.113.7:80") == networks.packed(" ::ffff:203.0.113.7") == bytes([203, 0, 113, 7])
    assert networks.packed("[2001:db8::1]:80") == networks.packed("2001:db8::1%eth0")
    assert networks.packed("unknown") == networks.packed("203.0.113") == networks.packed("_hidden") == b""


def test_a_flood_of_acts_does_not_keep_others_of_the_same_network_from_their_button(one):
    counted(one, [Call("203.0.113.7:4")] * 1000)

    assert one.judge(Call("203.0.113.7:4", path="/confirm/abc/")) is None
    assert one.judge(Call("203.0.113.7:4", path="/stop/abc/")) is None, "mail programs of a provider press this one"


def test_what_is_paid_is_forgotten_and_memory_does_not_grow_without_end(one, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 1000)

    counted(one, [Call(f"{n % 200 + 1}.{n // 200}.7.7:1") for n in range(5000)])

    assert len(one._paid) <= 1000


def test_no_address_is_in_the_memory_of_the_limits(one):
    counted(one, [Call("203.0.113.7:4000")] * 3)

    assert all(bytes([203, 0, 113]) not in key for key in one._paid) and limits.Limits()._key != one._key


def test_who_tries_links_that_do_not_exist_is_locked_and_the_log_says_so_without_an_address(one, caplog):
    guess = Call("203.0.113.7:4", path="/confirm/guess/")
    tried = 0
    while not one.locked(guess):
        one.missed(guess, 404)
        tried += 1
    for _ in range(1000):
        one.missed(guess, 404)

    assert tried == limits.TRIES.burst
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "guessed" in caplog.text and "203" not in caplog.text.partition("guessed")[2]
    assert not one.locked(Call("203.0.113.9:4", path="/confirm/guess/")) and not one.locked(Call("203.0.113.7:4"))


def test_an_address_that_many_share_is_not_locked_out_by_one_of_them(one):
    guess = Call("127.0.0.1:4", path="/leave/guess/")
    for _ in range(1000):
        one.missed(guess, 404)

    assert not one.locked(guess)


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture
def beyond(one):
    return limits.Beyond(one, b"bucket", limits.ONE, bare=False)


@pytest.fixture
def address(db):
    return f"/act/{make.appeal('live').slug}/en/"


def given(page, name="ticket"):
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    return html.unescape(found[1]) if found else ""


def old_ticket(address, act=ACT, ago=60, **more):
    """One whose turn has come."""
    typed = QueryDict(mutable=True)
    typed.update(act)
    now = clock.now() - dt.timedelta(seconds=ago)
    return tickets.issue("wait", tickets.form(address, typed), now=now, **more)


def post(door, address, told, beyond):
    return door.post(address, told, **{slowing.BEYOND: beyond})


def test_who_is_held_up_reads_that_nothing_was_recorded_and_keeps_what_she_typed(door, address, beyond):
    page = post(door, address, ACT | {"news": "1"}, beyond)

    text = page.content.decode()
    assert page.status_code == 429 and "Not recorded" in text
    assert int(page.headers["Retry-After"]) == 20 and "wait 20 seconds" in text
    assert all(given(page, name) == value for name, value in (ACT | {"news": "1"}).items())
    assert not Action.objects.exists()


def test_when_her_turn_has_come_the_button_works_once(door, address, beyond):
    ticket = old_ticket(address)

    first, again = (post(door, address, ACT | {"ticket": ticket}, beyond) for _ in (1, 2))

    assert (first.status_code, again.status_code) == (200, 429)
    assert Action.objects.count() == 1
    assert given(again) not in ("", ticket)


def test_a_ticket_that_is_good_again_and_again_is_seen(door, address, beyond, settings):
    settings.SABOTAGE = ["no-spent-list"]
    ticket = old_ticket(address)

    assert [post(door, address, ACT | {"ticket": ticket}, beyond).status_code for _ in (1, 2)] == [200, 200]


def test_who_presses_too_early_keeps_her_place(door, address, beyond):
    ticket = given(post(door, address, ACT, beyond))

    early = post(door, address, ACT | {"ticket": ticket}, beyond)

    assert early.status_code == 429 and given(early) == ticket
    assert not Action.objects.exists()


def test_a_place_is_for_what_was_typed_and_for_no_other_form(door, address, beyond):
    ticket = old_ticket(address)
    other = {
        "another mailbox": (ACT | {"email": "other@example.net"}, ticket),
        "another word": (ACT | {"words": "I bake.\r\nA  lot."}, ticket),
        "one field more": (ACT | {"news": "1"}, ticket),
        "another door": (ACT, old_ticket("/own/free-them/en/")),
        "one that has run out": (ACT, old_ticket(address, ago=2 * tickets.LASTS)),
        "a signature of nobody": (ACT, ticket[:-1] + ("0" if ticket[-1] != "0" else "1")),
        "a later end": (ACT, ticket.replace(ticket.split(".")[3], "9999999999")),
        "parts that run into each other": (ACT, ticket.replace(".", "", 1)),
        "digits of another script": (ACT, ticket.replace(ticket.split(".")[2], "١" * 10)),
    }

    for why, (act, used) in other.items():
        assert (why, post(door, address, act | {"ticket": used}, beyond).status_code) == (why, 429)
    assert not Action.objects.exists()


def test_each_waits_longer_than_the_one_before_until_the_queue_is_full(beyond):
    turns = [beyond.turn() for _ in range(100)]

    waiting = [turn for turn in turns if turn is not None]
    assert waiting[0] == limits.LEAST and waiting == sorted(waiting) and max(waiting) <= limits.LONGEST
    assert len(waiting) == 1 + int((limits.LONGEST - limits.LEAST) / limits.ONE.places.every)


def test_where_the_queue_is_full_the_page_says_so_and_when_to_come_again(door, address, beyond):
    while beyond.turn() is not None:
        pass

    page = post(door, address, ACT, beyond)

    assert page.status_code == 429 and page.headers["Retry-After"] == str(slowing.LATER)
    assert given(page) == "" and given(page, "words") == ACT["words"] and "in 5 minutes" in page.content.decode()


# --- settings ------------------------------------------------------------------------------------


def test_networks_come_from_a_list_or_a_file_with_remarks(tmp_path):
    (tmp_path / "exits").write_text("# exits of today\n192.0.2.1\n2001:db8::/32  # a school\n")
    told = Environment({"HUEANDCRY_A": "10.0.0.1, 10.1.0.0/16", "HUEANDCRY_B_FILE": str(tmp_path / "exits")})

    assert told.networks("A") == ["10.0.0.1/32", "10.1.0.0/16"]
    assert told.networks("B") == ["192.0.2.1/32", "2001:db8::/32"]


@pytest.mark.parametrize("value", ["10.0.0.1/8", "1", "proxy.example.org", "0.0.0.0/0", "::/0"])
def test_what_is_no_network_or_the_whole_world_stops_the_start(value):
    with pytest.raises(Misconfigured, match="HUEANDCRY_TRUSTED_PROXIES"):
        Environment({"HUEANDCRY_TRUSTED_PROXIES": value}).networks("TRUSTED_PROXIES")


def test_the_links_we_send_cannot_be_guessed():
    many = [tokens.new() for _ in range(20_000)]
    places = [Counter(token[at] for token in many) for at in range(len(many[0]))]
    letters = set().union(*places)

    assert len(set(many)) == len(many) and len(letters) ** len(many[0]) >= 2**125
    for seen in places[:-1]:  # each sign as often as any other, at every place: chi squared, one in a million beyond
        expected = len(many) / len(letters)
        odd = sum((seen[sign] - expected) ** 2 / expected for sign in letters)
        assert odd < len(letters) + 5.5 * (2 * len(letters)) ** 0.5


def test_every_address_that_takes_a_post_has_a_limit_or_a_reason_to_have_none():
    routes = [str(one.pattern) for one in urls.urlpatterns if not str(one.pattern).startswith("^")]

    assert {route.partition("/")[0] for route in routes} == {*limits.KINDS, *limits.FREE}
    assert {route.partition("/")[0] for route in routes if "token" in route} == limits.LINKS
