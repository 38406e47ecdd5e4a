"""A relay that fails or lies: each promise about it, and the switch that breaks the promise so that the test sees it.

The matrix of single answers stands in test_post_smtp.py; here are the same faults many times over, and their sabotage.
"""

import datetime as dt
import tracemalloc
from collections import Counter

import pytest
from django.db import IntegrityError
from scripted_relay import HANG_UP, Relay

from hueandcry.lib import clock, sealing
from hueandcry.post import claiming, dispatch, outbox, parcels
from hueandcry.post.couriers import smtp
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Attempt, Delivery

pytestmark = pytest.mark.django_db
QUICK = smtp.Deadlines(connect=1, command=0.4, data=1, dot=0.4)
TO, CC = "chair@court.example.org", "office@court.example.org"
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def put(n=1, *, to=TO, cc=()):
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("protest", language="en", subject="S", body="Dear {name}", now=now)
    return [
        outbox.put(
            words, to=to, cc=cc, values={"name": "x"}, key_name="act", rank=0, due_at=now, erase_by=now + 2000 * HOUR
        )
        for _ in range(n)
    ]


def send(relay: Relay, *, now=None, limit=100, **more) -> Counter:
    courier, done = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK, **more), Counter()
    try:
        while some := dispatch.walk(courier, worker="w", now=now, limit=limit):
            done.update(some)
    finally:
        courier.close()
    return done


def fresh() -> None:
    Delivery.objects.all().delete()


def ends(delivery: Delivery) -> tuple:
    delivery.refresh_from_db()
    attempt = delivery.attempts.order_by("-number").first()
    return delivery.status, attempt.result, attempt.stage, attempt.code


# --- A06: nobody answers ------------------------------------------------------------------------


def test_a_relay_that_is_away_for_two_days_gets_every_letter_once_when_it_is_back():
    rows, now = put(30), clock.now()
    with Relay() as gone:
        port = gone.port

    for hour in range(48):
        away = smtp.Smtp("127.0.0.1", port, deadlines=QUICK)
        dispatch.walk(away, worker="w", now=now + hour * HOUR)
    assert {ends(row)[:3] for row in rows} == {("queued", "later", "connect")}
    with Relay() as relay:
        send(relay, now=now + 50 * HOUR)

        assert Counter(text.partition(b"Message-ID: ")[2].split()[0] for text in relay.texts).total() == 30
    assert {ends(row)[0] for row in rows} == {"accepted"}
    assert not Delivery.objects.filter(possible_duplicate=True).exists()


def spread() -> None:
    """The promise: a hundred letters put off together come back at many different moments."""
    assert len({dispatch.pause(0) for _ in range(100)}) > 50


def test_without_jitter_the_herd_comes_back_together_and_is_seen(settings):
    spread()

    settings.SABOTAGE = ["no-jitter"]
    with pytest.raises(AssertionError):
        spread()


# --- A07: somebody never gets to the point ------------------------------------------------------


def tarpit_holds_nobody_up() -> None:
    """The promise: twenty letters to a mailbox that is answered for byte by byte hold the line once."""
    fresh()
    slow, normal = put(20, to="slow@tar.example.org"), put(200)
    with Relay({"rcpt slow@tar.example.org": ("drip", 0.1, b"250 well\r\n")}) as relay:
        send(relay, limit=300)

        asked = [words for words in relay.heard if words == "RCPT TO:<slow@tar.example.org>"]
        assert len(asked) == 1, f"the line was held {len(asked)} times"
    assert {ends(row)[0] for row in normal} == {"accepted"}
    assert {ends(row)[:3] for row in slow} == {("queued", "later", "rcpt")}


@pytest.mark.once
def test_twenty_letters_into_a_tarpit_do_not_hold_up_two_hundred_others(settings):
    tarpit_holds_nobody_up()

    settings.SABOTAGE = ["endless-answers"]
    with pytest.raises(AssertionError, match="was held 20 times"):
        tarpit_holds_nobody_up()


# --- A08, A09: no, not now, and yes for somebody else -------------------------------------------


def waits(stage: str, code: int) -> None:
    """The promise: a 4xx is "not now"."""
    fresh()
    [row] = put()
    with Relay({stage: f"{code} 4.2.0 not now"}) as relay:
        send(relay)
    assert ends(row) == ("queued", "later", stage, code)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_not_now_taken_for_never_is_seen(settings, stage):
    waits(stage, 451)

    settings.SABOTAGE = ["later-is-never"]
    with pytest.raises(AssertionError):
        waits(stage, 451)


def target_decides() -> None:
    """The promise: of three letters the one whose target was refused is rejected, whoever in Cc was taken."""
    fresh()
    names = [f"{name}@court.example.org" for name in "abc"]
    rows = [put(to=name, cc=[CC])[0] for name in names]
    with Relay({f"rcpt {names[1]}": "550 5.1.1 no"}) as relay:
        send(relay)
    assert [ends(row)[0] for row in rows] == ["accepted", "rejected", "accepted"]
    assert [to[0] for _, to, _ in relay.taken] == [names[0], names[2]]


def test_one_yes_taken_for_all_is_seen(settings):
    target_decides()

    settings.SABOTAGE = ["any-yes-will-do"]
    with pytest.raises(AssertionError):
        target_decides()


# --- A10: the line breaks -----------------------------------------------------------------------


def two_hundred_cuts(stage: str) -> Counter:
    """The promise: two hundred lines broken at `stage`, every letter arrives, and each second copy is marked."""
    fresh()
    put(200)
    now = clock.now()
    with Relay({stage: HANG_UP}) as relay:
        first = send(relay, now=now, limit=300)
        relay.script.clear()
        send(relay, now=now + dispatch.DOUBT + 2 * HOUR, limit=300)

        seen = Counter(text.partition(b"Message-ID: ")[2].split()[0].decode() for text in relay.texts)
    assert len(seen) == 200
    assert set(Delivery.objects.values_list("status", flat=True)) == {"accepted"}
    marked = set(Delivery.objects.filter(possible_duplicate=True).values_list("message_id", flat=True))
    twice = {message_id for message_id, times in seen.items() if times > 1}
    assert twice <= marked, "a second copy left, and nothing says so"
    assert max(seen.values()) <= 2
    return first


@pytest.mark.parametrize(("stage", "means"), [("data", "later"), ("dot", "in_doubt"), ("after", "accepted")])
def test_two_hundred_broken_lines_lose_nothing_and_hide_nothing(stage, means):
    assert two_hundred_cuts(stage) == {means: 200}


def test_silence_after_the_dot_taken_for_a_no_is_seen(settings):
    settings.SABOTAGE = ["silence-is-no"]

    with pytest.raises(AssertionError, match="nothing says so"):
        two_hundred_cuts("dot")


# --- A11: the other side lies -------------------------------------------------------------------


def cut_off(stage: str, said: object) -> None:
    """The promise: an answer that is too long or takes too long is no answer, and costs little memory."""
    fresh()
    [row] = put()
    tracemalloc.start()
    try:
        with Relay({stage: said}) as relay:
            send(relay)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert ends(row)[:2] == ("queued", "later")
    assert (relay.taken, most < 2_000_000) == ([], True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("mail", b"250-go\r\n" * 200_000 + b"250 ok\r\n"),
        ("rcpt", b"250 " + b"x" * 10_000_000 + b"\r\n"),
        ("data", b"354 " + b"\xff\x00" * 100_000 + b"\r\n"),
        ("mail", ("drip", 0.1, b"250 slowly\r\n")),
        ("rcpt", ("drip", 0.1, b"250 slowly\r\n")),
    ],
    ids=["lines without end", "10 MB in a line", "binary", "sender dripped", "target dripped"],
)
def test_an_endless_answer_is_cut_off_and_believing_it_is_seen(settings, stage, said):
    cut_off(stage, said)

    settings.SABOTAGE = ["endless-answers"]
    with pytest.raises(AssertionError):
        cut_off(stage, said)


def test_a_flood_of_a_hundred_megabytes_costs_less_than_one(settings):
    put()
    flood = b"250-" + b"x" * 996 + b"\r\n"
    said = flood * 100_000
    tracemalloc.start()
    try:
        with Relay({"mail": said}) as relay:
            send(relay)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 1_000_000


def no_text_without_go_on() -> None:
    """The promise: the text leaves after 354 and after nothing else."""
    fresh()
    [row] = put()
    with Relay({"data": "250 thanks"}) as relay:
        send(relay)
    assert ends(row) == ("queued", "later", "data", 250)
    assert not [words for words in relay.heard if words.startswith("Dear")]


def test_a_yes_to_data_that_is_no_go_on_gets_no_text(settings):
    no_text_without_go_on()

    settings.SABOTAGE = ["any-data-answer"]
    with pytest.raises(AssertionError):
        no_text_without_go_on()


def nothing_in_the_clear(script: dict[str, object]) -> None:
    """The promise: where TLS was asked for, not a word about a letter is said without it."""
    fresh()
    [row] = put()
    with Relay(script) as relay:
        send(relay, tls="starttls")
    assert ends(row)[:3] == ("queued", "later", "connect")
    assert {words[:4].upper() for words in relay.heard if words.isprintable()} <= {"EHLO", "HELO", "STAR", "QUIT"}


OFFERS = {"ehlo": b"250-scripted\r\n250 STARTTLS\r\n"}


@pytest.mark.parametrize(
    "script",
    [
        {},
        {**OFFERS, "starttls": "454 not now"},
        {**OFFERS, "starttls": "220 go on"},  # and then no TLS comes
        {**OFFERS, "starttls": b"220 go on\r\n250 said before there was TLS\r\n"},
    ],
    ids=["not offered", "refused", "promised", "words put in before it"],
)
def test_no_letter_leaves_without_the_tls_that_was_asked_for(script):
    nothing_in_the_clear(script)


def test_going_on_in_the_clear_is_seen(settings):
    settings.SABOTAGE = ["plain-will-do"]

    with pytest.raises(AssertionError):
        nothing_in_the_clear({})


# --- A12: a letter that breaks whoever opens it -------------------------------------------------


def poison_is_set_aside(trouble: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """The promise: one letter in two hundred cannot be written; the others leave, and it is set aside after three."""
    fresh()
    poison, *others = put(200)
    now, whole = clock.now(), dispatch.write

    def write(delivery):
        if delivery.pk == poison.pk:
            raise trouble
        return whole(delivery)

    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "write", write)
        for round_ in range(6):
            dispatch.walk(Memory(), worker="w", now=now + round_ * 3 * HOUR, limit=300)
            if not round_:
                assert Delivery.objects.filter(status="accepted").count() == len(others)
    assert ends(poison)[0] == "quarantined"
    assert Attempt.objects.filter(delivery=poison, stage="write").count() == 3


@pytest.mark.parametrize("trouble", [ValueError, MemoryError, RecursionError, UnicodeError])
def test_a_poisonous_letter_is_set_aside_after_three_tries(settings, monkeypatch, trouble):
    poison_is_set_aside(trouble, monkeypatch)

    settings.SABOTAGE = ["no-quarantine"]
    with pytest.raises(AssertionError):
        poison_is_set_aside(trouble, monkeypatch)


# --- A14: a sleeper wakes -----------------------------------------------------------------------


def sleeper_is_refused() -> None:
    """The promise: who slept past the lease cannot write over what the next one does."""
    fresh()
    [row], now = put(), clock.now()
    [stale] = claiming.claim(worker="sleeper", now=now, limit=1)
    claiming.start(stale, now=now)
    later = now + claiming.CARRYING + MINUTE
    claiming.sweep(later)
    dispatch.settle_doubts(later, wait=dt.timedelta(0))
    [awake] = claiming.claim(worker="other", now=later, limit=1)

    late = dispatch.note(stale, parcels.Verdict(parcels.NEVER, "dot", 550, "no"), now=later)

    assert (late, claiming.start(stale, now=later)) == ("late", False)
    assert dispatch.note(awake, parcels.Verdict(parcels.ACCEPTED, "dot", 250, "yes"), now=later) == "accepted"
    row.refresh_from_db()
    assert row.status == "accepted"


def test_a_sleeper_that_writes_over_the_next_ones_work_is_seen(settings):
    sleeper_is_refused()

    settings.SABOTAGE = ["no-fence"]
    with pytest.raises((AssertionError, IntegrityError)):
        sleeper_is_refused()


# --- A16: the clock jumps -----------------------------------------------------------------------


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 24 * HOUR, -24 * HOUR, -24 * 365 * 56 * HOUR])
def test_a_clock_that_jumps_while_letters_are_in_hand_loses_and_repeats_nothing(jump):
    rows, now = put(20), clock.now()
    held = claiming.claim(worker="slow", now=now, limit=10)
    for delivery in held:
        claiming.start(delivery, now=now)
    fast = Memory()

    dispatch.walk(fast, worker="fast", now=now + jump)  # the jump: may find the leases run out, or nothing due yet
    for delivery in held:  # the answers come all the same
        dispatch.note(delivery, parcels.Verdict(parcels.ACCEPTED, "dot", 250, "yes"), now=now + jump)
    dispatch.walk(fast, worker="fast", now=now)  # the clock is set right

    assert {ends(row)[0] for row in rows} == {"accepted"}
    assert len(fast.carried) == len({parcel.message_id for parcel in fast.carried}) == 10
    assert not Delivery.objects.filter(possible_duplicate=True).exists()
