"""What strangers try at the public door to be counted, to have letters sent, or to press for somebody else."""

import datetime as dt
import re

import pytest
from django.urls import URLPattern

import make
from hueandcry.actions import tally
from hueandcry.actions.models import Action, Confirmation, Protest
from hueandcry.lib import clock
from hueandcry.post import outbox
from hueandcry.post.models import Delivery
from hueandcry.public import urls

pytestmark = pytest.mark.django_db
ACT = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": "I bake too."}


@pytest.fixture
def appeal(door):
    return make.appeal("live")


def message():
    """The letter that asks for the last confirmation, as it will leave."""
    written = outbox.opened(Delivery.objects.filter(rank=0).latest("pk"))
    return written.values


# --- B15: side doors -----------------------------------------------------------------------------


def addresses(appeal, tokens):
    """Every address of the route table but the printed pages, with each of these tokens."""
    routes = [str(one.pattern) for one in urls.urlpatterns if isinstance(one, URLPattern)]
    for route in (one for one in routes if not one.startswith("^")):
        for token in tokens if "token" in route else [""]:
            filled = route.replace("<slug:slug>", appeal.slug).replace("<str:language>", "en")
            yield "/" + filled.replace("<slug:token>", token).replace("<int:n>", "1")


def test_only_the_button_counts_whatever_else_is_posted_a_hundred_times(door, appeal):
    maria = make.confirmed(appeal)
    own = door.post(f"/own/{appeal.slug}/en/", {"country": "DE"})
    other = make.act(appeal, "otto@example.net")
    tokens = [maria.token, Action.objects.filter(way="own_mail").latest("pk").token, other, "a" * 26]
    numbers = ("confirmed", "wrote", "letters", "copies_verified", "copies_received", "declared", "posted", "forwarded")
    before, protests = tally.desk(appeal), Protest.objects.count()

    tried = 0
    for address in set(addresses(appeal, tokens)) - {f"/letter/{appeal.slug}/en/"}:
        for n in range(5):
            told = {"do": "", "target": "t9", "result": "reached", "act": "none", "country": "DE", "n": str(n)}
            door.post(address, told)
            tried += 1
        door.get(address)

    after = tally.desk(appeal)
    assert own.status_code == 200 and tried > 100
    assert {name: getattr(after, name) for name in numbers} == {name: getattr(before, name) for name in numbers}
    assert Protest.objects.count() == protests
    assert tally.recount(appeal) == []


# --- B03: programs that open every link in a mail ------------------------------------------------


def opened_by_a_scanner(door, appeal):
    """How many acts count after a program has opened all links of the letter, in each way that is no press."""
    make.act(appeal)
    links = [value for name, value in message().items() if str(value).startswith("http")]
    assert len(links) == 3
    for link in links:
        path = "/" + link.split("/", 3)[3]
        for ask in (door.get, door.head, door.options, door.get):
            page = ask(path)
            for inner in re.findall(r'href="(/[^"#]*)"', page.content.decode()):
                door.get(inner)
    return Action.objects.filter(status="confirmed").count()


def test_a_scanner_that_opens_every_link_of_our_letter_confirms_nothing_and_stops_nothing(door, appeal):
    assert opened_by_a_scanner(door, appeal) == 0
    assert Confirmation.objects.count() == 1 and Action.objects.get().status == "pending"


def test_a_link_that_confirms_when_it_is_opened_is_seen(door, appeal, settings):
    settings.SABOTAGE = ["confirm-on-get"]

    assert opened_by_a_scanner(door, appeal) == 1


# --- B05: letters to people who never asked ------------------------------------------------------


def bombed(door):
    """How many letters one mailbox gets from a hundred posts over ten appeals."""
    for appeal in [make.appeal("live") for _ in range(10)]:
        for n in range(10):
            door.post(f"/act/{appeal.slug}/en/", ACT | {"words": f"Again, {n}."})
    return Delivery.objects.filter(rank=0).count()


def test_a_mailbox_that_somebody_bombs_gets_one_letter_a_day_over_all_appeals(door):
    assert bombed(door) == 1
    assert "Again" not in str(message()), "and nothing that the bomber typed"


def bombed_for_six_days():
    """How many letters somebody gets who answers none of them."""
    appeal, now = make.appeal("live"), clock.now()
    for day in range(6):
        make.act(appeal, words=f"Again, {day}.", now=now + day * dt.timedelta(days=1, minutes=1))
    return Delivery.objects.filter(rank=0).count()


def test_after_three_letters_without_an_answer_there_is_silence_for_the_week():
    assert bombed_for_six_days() == 3


def test_letters_without_a_brake_are_seen(settings):
    settings.SABOTAGE = ["no-letter-brake"]

    assert bombed_for_six_days() == 6


# --- B06: spam through the relay -----------------------------------------------------------------


def test_nobody_adds_a_receiver_to_a_protest(door, appeal):
    more = dict.fromkeys(("to", "To", "cc", "Cc", "bcc", "Bcc", "reply_to", "Reply-To", "from"), "victim@example.net")
    more |= {"target": "victim@example.net", "targets": "t9", "subject": "Buy this", "body": "Buy this"}

    assert door.post(f"/act/{appeal.slug}/en/", ACT | more).status_code == 200
    token = Confirmation.objects.get().token
    door.post(f"/confirm/{token}/", {"act": Action.objects.get().token, **more})

    letters = [outbox.opened(one) for one in Delivery.objects.filter(rank=1)]
    assert letters and Action.objects.get().status == "confirmed"
    assert "victim" not in str(letters) and "Buy this" not in str(letters)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Maria\r\nBcc: victim@example.net"), ("name", "=?utf-8?q?Maria=0ABcc:x?="), ("name", "see evil.com"),
        ("name", "Maria\u2028Bcc: x"), ("name", "<maria@example.net>"), ("email", "maria@example.net, v@example.net"),
        ("email", "maria@example.net\nBcc: v@example.net"), ("words", "look at https://evil.test/x"),
        ("words", "write to victim@example.net"), ("words", "x" * 2001), ("country", "DE\r\nX: y"), ("country", "QQ"),
    ],
)  # fmt: skip
def test_what_would_be_a_header_a_link_or_an_address_in_a_protest_is_not_taken(door, appeal, field, value):
    page = door.post(f"/act/{appeal.slug}/en/", ACT | {field: value})

    assert page.status_code == 422
    assert not Action.objects.exists()


def test_ten_thousand_signs_in_every_field_are_told_at_once_and_a_megabyte_is_not_read(door, appeal):
    assert door.post(f"/act/{appeal.slug}/en/", dict.fromkeys(ACT, "a" * 10_000)).status_code == 422
    assert door.post(f"/act/{appeal.slug}/en/", dict.fromkeys(ACT, "a" * 1_000_000)).status_code == 413
    assert not Action.objects.exists()


# --- D06, D12: where a page leads, and who it thinks it is ---------------------------------------


@pytest.mark.parametrize(
    "path", ["//evil.test", "/\\evil.test", "/https:evil.test", "/%0d%0aLocation:x", "/en//evil.test"]
)
def test_no_path_leads_to_another_host(door, appeal, path):
    for page in (
        door.get(path),
        door.post(f"/act/{appeal.slug}/en/", {**ACT, "next": path}, headers={"Referer": path}),
    ):
        assert "evil.test" not in page.headers.get("Location", "") and page.status_code not in range(300, 400)


def test_a_page_for_three_visitors_is_the_same_octets(door, appeal):
    seen = {
        door.get("/en/", headers=told).content
        for told in ({}, {"User-Agent": "Tor", "Cookie": "desk=1"}, {"X-Forwarded-Host": "evil.test", "Referer": "x"})
    }

    assert len(seen) == 1
