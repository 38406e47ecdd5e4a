"""A proof of work is asked for only beyond the limits, is good once for one form, and is never the only way."""

import datetime as dt
import hashlib
import html
import itertools
import re

import pytest
from django.http import QueryDict

import make
from hueandcry.actions.models import Action
from hueandcry.lib import clock
from hueandcry.public import limits, proofs, slowing, tickets

ACT = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": "I bake."}


@pytest.fixture
def beyond():
    return limits.Beyond(limits.Limits(), b"bucket", limits.ONE)


@pytest.fixture
def address(db):
    return f"/act/{make.appeal('live').slug}/en/"


def post(door, address, told, beyond):
    return door.post(address, told, **{slowing.BEYOND: beyond})


def asked(page):
    """(what a browser is to work at, how many zeroes)."""
    found = re.search(r'data-work="([^"]*)" data-zeroes="(\d)"', page.content.decode())
    return (html.unescape(found[1]), int(found[2])) if found else ("", 0)


def solve(work, zeroes):
    """What the script does."""
    start = "0" * zeroes
    tries = (f"{work}-{n}" for n in itertools.count())
    return next(one for one in tries if hashlib.sha256(one.encode()).hexdigest().startswith(start))


def ticket(address, act=ACT, *, ago=0, zeroes=proofs.EASY, kind="work"):
    typed = QueryDict(mutable=True)
    typed.update(act)
    now = clock.now() - dt.timedelta(seconds=ago)
    return tickets.issue(kind, tickets.form(address, typed), now=now, zeroes=zeroes)


def test_whoever_is_within_the_limits_is_never_asked_for_a_proof(door, address):
    page = door.post(address, ACT)

    assert page.status_code == 200 and asked(page) == ("", 0)


def test_a_proof_lets_one_act_in_at_once_and_only_once(door, address, beyond):
    proof = solve(*asked(post(door, address, ACT, beyond)))

    first, replayed = (post(door, address, ACT | {"proof": proof}, beyond) for _ in (1, 2))

    assert (first.status_code, replayed.status_code) == (200, 429)
    assert Action.objects.count() == 1


def test_a_proof_that_is_good_again_and_again_is_seen(door, address, beyond, settings):
    settings.SABOTAGE = ["no-spent-list"]
    proof = solve(ticket(address), proofs.EASY)

    assert [post(door, address, ACT | {"proof": proof}, beyond).status_code for _ in (1, 2)] == [200, 200]


def test_what_another_process_has_spent_is_spent_here_too(door, address, beyond, settings):
    proof = solve(work := ticket(address), proofs.EASY)
    (settings.DATA / "spent").mkdir()
    (settings.DATA / "spent" / work.split(".")[5]).touch()

    assert post(door, address, ACT | {"proof": proof}, beyond).status_code == 429


def test_a_proof_with_another_end_or_for_another_form_or_with_less_work_does_nothing(door, address, beyond):
    good = ticket(address)
    parts = good.split(".")
    cheap = ".".join([*parts[:4], "1", *parts[5:]])
    other = ACT | {"email": "other@example.net"}
    tried = {
        "its end was put off": (ACT, solve(".".join([*parts[:3], "9999999999", *parts[4:]]), proofs.EASY)),
        "its work was made less": (ACT, solve(cheap, 1)),
        "no work was done": (ACT, next(one for n in range(99) if not sha(one := f"{good}-{n}").startswith("0"))),
        "another mailbox": (other, solve(good, proofs.EASY)),
        "another appeal": (ACT, solve(ticket("/act/free-them/en/"), proofs.EASY)),
        "a place in the queue": (ACT, solve(ticket(address, kind="wait"), proofs.EASY)),
        "it has run out": (ACT, solve(ticket(address, ago=tickets.LASTS + 5), proofs.EASY)),
        "a number that hides a part": (ACT, solve(good + ".1", proofs.EASY)),
        "digits of another script": (ACT, f"{good}-١٢"),
        "one that says it needs none": (ACT, solve(ticket(address, zeroes=0), 1)),
    }

    for why, (act, proof) in tried.items():
        assert (why, post(door, address, act | {"proof": proof}, beyond).status_code) == (why, 429)
    assert not Action.objects.exists()


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_who_proves_much_works_sixteen_times_as_hard_and_then_only_waits(door, address, beyond):
    zeroes = []
    for _ in range(limits.ONE.proofs.burst + 1):
        zeroes.append(asked(post(door, address, ACT, beyond))[1])
        beyond.proven()

    easy = limits.ONE.easy.burst
    assert zeroes == [4] * easy + [5] * (limits.ONE.proofs.burst - easy) + [0]
    late = post(door, address, ACT | {"proof": solve(ticket(address), proofs.EASY)}, beyond)
    assert late.status_code == 429 and asked(late) == ("", 0)


def test_without_a_script_the_same_page_offers_a_turn_and_own_mail(door, address, beyond, settings):
    slug = address.split("/")[2]
    (settings.PUBLISHED / "en" / slug / "write").mkdir(parents=True)
    (settings.PUBLISHED / "en" / slug / "write" / "index.html").touch()

    text = post(door, address, ACT, beyond).content.decode()

    assert re.search(r'<p id="working" role="status" hidden>', text), "what the script says is not there without it"
    assert "Your turn is kept" in text and 'name="ticket" value="wait.' in text
    assert f'href="/en/{slug}/write/index.html"' in text


def test_the_page_runs_our_script_and_no_other(door, address, beyond):
    page = post(door, address, ACT | {"words": "</textarea><script>alert(1)</script>"}, beyond)

    text, policy = page.content.decode(), page.headers["Content-Security-Policy"]
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert script == proofs.SCRIPT
    assert f"script-src 'sha256-{proofs.HASH}';" in policy and "script-src 'self'" not in policy


def test_a_wrong_proof_gets_no_new_work_so_that_no_browser_goes_round_in_a_circle(door, address, beyond):
    page = post(door, address, ACT | {"proof": "work.nonsense-1"}, beyond)

    assert page.status_code == 429 and asked(page) == ("", 0)


def test_in_a_flood_a_ticket_and_a_proof_are_still_looked_at_and_all_else_gets_a_few_words(door, address, beyond):
    flooded = limits.Beyond(beyond.limits, beyond.key, beyond.rates, bare=True)
    proof = solve(ticket(address), proofs.EASY)

    assert post(door, address, ACT | {"ticket": "wait.nothing"}, flooded).content == limits.BARE
    assert slowing.brings(f"name=x&proof={proof}".encode()) and not slowing.brings(b"name=x&proof=&ticket=")
    assert post(door, address, ACT | {"proof": proof}, flooded).status_code == 200
