"""Letters put back by hand: a fresh run of tries for each, all of a state at once, and none twice."""

import sys
from collections import Counter

import pytest

import make
from hueandcry.command import bars, main
from hueandcry.lib import clock
from hueandcry.post import dispatch, parcels, requeueing
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Pigeonhole, Turn
from pacing import DAY, HOUR, MINUTE, put

pytestmark = pytest.mark.django_db
NOT_NOW = parcels.Verdict(parcels.LATER, "rcpt", 450, "not now")


# --- A fresh run ---------------------------------------------------------------------------------


def tries_after_it_was_put_back():
    """(pause in minutes after the first try, state after four more days) of a letter that had been given up."""
    Delivery.objects.all().delete()
    now = clock.now()
    row = put(rank=0, kind="confirmation", due=now)
    for _ in range(6):
        dispatch.walk(Memory([NOT_NOW]), worker="w", now=now)
        row.refresh_from_db()
        now = row.due_at
    now += 6 * DAY
    assert dispatch.walk(Memory([NOT_NOW]), worker="w", now=now) == {"given_up": 1}
    row.refresh_from_db()

    now += DAY
    requeueing.requeue(row, twice=False, now=now)
    dispatch.walk(Memory([NOT_NOW]), worker="w", now=now)
    row.refresh_from_db()
    assert row.status == "queued", "it was given up again after one try"
    pause = (row.due_at - now) / MINUTE
    dispatch.walk(Memory([NOT_NOW]), worker="w", now=now + 4 * DAY)
    row.refresh_from_db()
    assert list(row.attempts.order_by("number").values_list("number", flat=True)) == list(range(1, 10))
    return pause, row.status


def test_a_letter_put_back_after_it_was_given_up_is_tried_for_five_days_again(settings):
    pause, state = tries_after_it_was_put_back()
    assert (4 <= pause <= 6.5, state) == (True, "queued")

    settings.SABOTAGE = ["old-tries-count"]
    with pytest.raises(AssertionError, match="after one try"):
        tries_after_it_was_put_back()


def test_a_letter_that_could_not_be_written_has_three_tries_again(monkeypatch):
    now = clock.now()
    row = put(rank=0, kind="confirmation", due=now)

    def broken(delivery):
        raise ValueError

    monkeypatch.setattr(dispatch, "write", broken)
    for n in range(3):
        dispatch.walk(Memory(), worker="w", now=now + n * HOUR)
    row.refresh_from_db()
    assert row.status == "quarantined"
    requeueing.requeue(row, twice=False, now=now + 4 * HOUR)

    states = []
    for n in range(3):
        dispatch.walk(Memory(), worker="w", now=now + (5 + n) * HOUR)
        row.refresh_from_db()
        states.append(row.status)

    assert states == ["queued", "queued", "quarantined"]


def test_an_office_that_had_nothing_left_gets_the_letter_at_once():
    now = clock.now()
    row = put(due=now)
    Delivery.objects.update(status="rejected")
    Turn.objects.update(awake=False)
    row.refresh_from_db()

    requeueing.requeue(row, twice=False, now=now)

    assert Turn.objects.get().awake


# --- All of a state ------------------------------------------------------------------------------


@pytest.fixture
def shelf():
    """Three given up to one office and two to another, one rejected, one in doubt, one erased."""
    now = clock.now()
    rows = [put(to, due=now) for to in ["a@court.example.org"] * 3 + ["b@court.example.org"] * 2]
    Delivery.objects.update(status="given_up", tries=9)
    other = [put(f"{state}@court.example.org", due=now) for state in ("rejected", "in_doubt", "erased")]
    for row, state in zip(other, ("rejected", "in_doubt", "given_up"), strict=True):
        Delivery.objects.filter(pk=row.pk).update(status=state)
    Delivery.objects.filter(pk=other[2].pk).update(sealed=b"")
    return [*rows, *other]


def say(capsys, *words):
    code = main.main(["post", "requeue", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out + told.err


def states():
    return Counter(Delivery.objects.values_list("status", flat=True))


def test_all_of_a_state_wait_again_and_no_other(shelf, capsys):
    code, said = say(capsys, "--state", "given_up", "--yes")

    assert (code, "5 letter(s) wait again." in said) == (0, True)
    assert states() == {"queued": 5, "rejected": 1, "in_doubt": 1, "given_up": 1}  # the last one was erased
    assert set(Delivery.objects.filter(status="queued").values_list("tries_before", flat=True)) == {9}
    assert dispatch.walk(Memory(), worker="w")["accepted"] >= 1


def test_two_states_to_one_office(shelf, capsys):
    office = Pigeonhole.objects.get(turns__deliveries=shelf[3]).pk

    said = say(capsys, "--state", "given_up", "--state", "rejected", "--office", office, "--yes")[1]

    assert "2 letter(s) wait again." in said
    assert states()["queued"] == 2


def test_letters_of_one_appeal(capsys):
    for name in ("maria", "olga"):
        make.confirmed(make.appeal("live"), f"{name}@example.net")
    Delivery.objects.filter(letter__kind="protest").update(status="rejected")
    one = Delivery.objects.filter(status="rejected").first().protest.appeal

    code, _said = say(capsys, "--state", "rejected", "--appeal", one.number.lower(), "--yes")

    assert (code, states()["rejected"] > 0) == (0, True)
    assert set(Delivery.objects.filter(status="queued", rank=1).values_list("key_name", flat=True)) == {one.act_key}


def test_it_asks_first_says_how_many_and_takes_no_for_an_answer(shelf, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)}))
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "n")

    code, said = say(capsys, "--state", "given_up")
    assert (code, "5  given_up, protest" in said, "Nothing was changed." in said) == (1, True, True)
    assert asked == ["5 letter(s) would wait again, due now. Go on? [y/N] "]
    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert say(capsys, "--state", "given_up")[0] == 0
    assert say(capsys, "--state", "given_up")[0] == 1  # nothing is left


def test_those_in_doubt_only_when_it_is_said_and_marked(shelf, capsys):
    code, said = say(capsys, "--state", "in_doubt", "--yes")
    assert (code, "may have arrived" in said) == (2, True)

    assert say(capsys, "--state", "in_doubt", "--yes", "--may-arrive-twice")[0] == 0

    assert list(Delivery.objects.filter(status="queued").values_list("possible_duplicate", flat=True)) == [True]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--state", "accepted"], "Letters that are accepted cannot be put back."),
        (["--state", "given_up"], "say --yes"),  # nobody sits at this terminal
        (["--state", "given_up", "--appeal", "HC 0/0", "--yes"], "There is no appeal HC 0/0."),
        (["--state", "given_up", "--office", "-3", "--yes"], "There is no office -3."),
        (["4711", "--state", "given_up"], "and not both"),
        ([], "Which letters?"),
    ],
)
def test_what_is_asked_wrongly_is_refused_and_changes_nothing(shelf, capsys, monkeypatch, words, sentence):
    monkeypatch.setattr(sys, "stdin", type("Pipe", (), {"isatty": staticmethod(lambda: False)}))

    code, said = say(capsys, *words)

    assert (code, sentence in said) == (2, True)
    assert states()["given_up"] == 6


def two_at_once_put_a_letter_back_once():
    """The promise: what one of two put back and a courier has carried meanwhile, the other leaves alone."""
    Delivery.objects.all().delete()
    now = clock.now()
    for n in range(4):
        put(f"o{n}@court{n}.example.org", rank=0, kind="confirmation", due=now)
    Delivery.objects.update(status="given_up")
    slow = requeueing.requeue_all(requeueing.ready(["given_up"]), now=now)
    chunk, requeueing.CHUNK = requeueing.CHUNK, 2
    try:
        done = [next(slow)[1]]
        assert sum(put_back for _, put_back in requeueing.requeue_all(requeueing.ready(["given_up"]), now=now)) == 2
        courier = Memory()
        assert dispatch.walk(courier, worker="w", now=now) == {"accepted": 4}
        done += [put_back for _, put_back in slow]
        dispatch.walk(courier, worker="w", now=now)
    finally:
        requeueing.CHUNK = chunk
    assert len(courier.carried) == 4, "a letter left twice"
    assert done == [2, 0]


def test_two_who_put_the_same_letters_back_at_once_do_not_double_them(settings):
    two_at_once_put_a_letter_back_once()

    settings.SABOTAGE = ["read-then-write"]
    with pytest.raises(AssertionError, match="left twice"):
        two_at_once_put_a_letter_back_once()


def test_whoever_waits_sees_how_far_it_is(shelf, capsys, monkeypatch):
    seen, real = [], bars.bar

    def bar(what, **told):
        made = real(what, **told)
        made.update = seen.append
        seen.append(told["total"])
        return made

    monkeypatch.setattr(bars, "bar", bar)
    monkeypatch.setattr(requeueing, "CHUNK", 2)

    say(capsys, "--state", "given_up", "--yes")

    assert seen == [5, 2, 2, 1]
