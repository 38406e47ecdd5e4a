"""Limits at a real door: a flood from one network is held up, everybody else acts, and nobody guesses a link."""

import http.client
import random
from collections import Counter
from urllib.parse import urlencode

import pytest
from public_door import door

from hueandcry.lib import tokens
from hueandcry.public import limits

pytestmark = [pytest.mark.slow, pytest.mark.once]
BEHIND = {"HUEANDCRY_LIMITS": "yes", "HUEANDCRY_TRUSTED_PROXIES": "127.0.0.1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Line:
    """A kept connection, as a proxy of ours has to the door; `ask` says for whom."""

    def __init__(self, ours):
        self.slug = ours.slug
        self.line = http.client.HTTPConnection("127.0.0.1", ours.world.public, timeout=30)

    def ask(self, forwarded, path, told=None):
        """(status, text) of a post, or of a page when nothing is told."""
        method, body = ("GET", None) if told is None else ("POST", urlencode(told))
        self.line.request(method, path, body, {"X-Forwarded-For": forwarded} | (FORM if body else {}))
        answer = self.line.getresponse()
        return answer.status, answer.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    def act(self, forwarded, who):
        told = {"name": "Maria Example", "email": f"{who}@example.net", "country": "DE", "words": "I bake too."}
        return self.ask(forwarded, f"/act/{self.slug}/en/", told)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    with door(tmp_path_factory.mktemp("limits"), **BEHIND) as made:
        yield made


def test_a_flood_from_one_network_is_held_up_whatever_it_claims_and_others_go_on(ours):
    before = ours.acts()
    forged = [f"198.51.{n % 250}.{n % 240}, 203.0.113.7" for n in range(110)]

    with Line(ours) as line:
        said = [line.act(forwarded, f"flood{n}") for n, forwarded in enumerate(forged)]
        honest = [line.act(f"192.0.{n}.9", f"person{n}") for n in range(20)]

    states = [status for status, _ in said]
    most = limits.ONE.posts.burst
    assert states[:most] == [200] * most and set(states[most:]) == {429}
    assert "flood50@example.net" in said[50][1] and "Still here" in said[50][1]
    assert said[-1][1].encode() == limits.BARE, "and when it goes on, a few plain words"
    assert [status for status, _ in honest] == [200] * 20
    assert ours.acts() == before + most + 20


def test_without_limits_the_whole_flood_is_taken(tmp_path):
    with door(tmp_path, "no-limits", **BEHIND) as ours, Line(ours) as line:
        states = [line.act("203.0.113.7", f"flood{n}")[0] for n in range(60)]

    assert states == [200] * 60


def test_guesses_hit_nothing_and_lock_their_network_and_the_log_tells_without_saying_who(ours):
    dice = random.Random(5)  # noqa: S311
    alphabet = tokens.new()
    guesses = ["".join(dice.choices(alphabet, k=len(alphabet))) for _ in range(300)]
    doors = ("/confirm/{}/", "/leave/{}/", "/leave/{}/mine.json", "/own/{}.eml")

    with Line(ours) as line:
        states = [line.ask("203.0.114.66", doors[n % 4].format(guess))[0] for n, guess in enumerate(guesses)]
        posts = [line.ask("203.0.114.66", f"/confirm/{guess}/", {"act": guess})[0] for guess in guesses[:20]]
        honest = line.ask("203.0.114.67", f"/confirm/{guesses[0]}/")[0]

    assert states[: limits.TRIES.burst] == [404] * limits.TRIES.burst
    assert set(states[limits.TRIES.burst :]) == set(posts) == {429} and honest == 404
    log = (ours.world.folder / "parts.log").read_text()
    assert log.count("being guessed") == 1
    assert not [word for word in ("203.0", *guesses) if word in log]


@pytest.mark.long
def test_a_hundred_thousand_guesses_hit_nothing_and_most_are_not_even_looked_up(ours):
    dice, alphabet = random.Random(14), tokens.new()  # noqa: S311
    before = ours.acts()
    with Line(ours) as line:
        assert line.act("192.0.2.91", "guessed")[0] == 200
        seen = Counter(
            line.ask("203.0.115.66", f"/confirm/{''.join(dice.choices(alphabet, k=len(alphabet)))}/")[0]
            for _ in range(100_000)
        )

    assert seen[404] + seen[429] == 100_000 and seen[404] < 200
    assert ours.acts() == before + 1
