"""Strangers' mail is told apart, and none of it can stop the desk."""

import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hueandcry.post import bounces, children, opening, prescan, replies, sorting

MAIL = Path(__file__).parents[1] / "mail"


def sample(name: str) -> bytes:
    return (MAIL / f"{name}.eml").read_bytes()


@pytest.mark.parametrize(
    ("name", "kind", "recipient", "status"),
    [
        ("bounce-standard", "bounce", "chair@court.example.org", "5.1.1"),
        ("bounce-delayed", "robot", "chair@court.example.org", "4.4.7"),
        ("bounce-russian", "bounce", "kanc@ministry.example.com", "5.1.1"),
        ("bounce-german", "bounce", "amt@amt.example.net", ""),
        ("bounce-english-words", "bounce", "office@court.example.org", ""),
        ("bounce-no-mailbox", "bounce", "", ""),
        ("receipt", "robot", "", ""),
        ("receipt-rejected", "bounce", "chair@court.example.org", ""),
        ("complaint", "complaint", "", ""),
        ("robot-head", "robot", "", ""),
        ("robot-russian-subject", "robot", "", ""),
        ("reply-english", "reply", "", ""),
        ("reply-russian-html", "reply", "", ""),
    ],
)
def test_each_kind_of_message_is_known(name, kind, recipient, status):
    told = sorting.sort(sample(name))

    assert (told.penned, told.kind, told.failed_recipient, told.dsn_status) == ("", kind, recipient, status)


def test_a_report_about_several_mailboxes_names_each_that_failed():
    told = sorting.sort(sample("bounce-two-recipients"))

    assert told.failures == (("second@court.example.org", "5.2.1"), ("chair@court.example.org", "5.1.1"))
    assert sorting.sort(sample("bounce-standard")).failures == (("chair@court.example.org", "5.1.1"),)


def test_a_reply_is_read_without_what_it_quotes():
    english, russian = sorting.sort(sample("reply-english")), sorting.sort(sample("reply-russian-html"))

    assert english.text == "Dear Madam,\n\nthe sentences were lawful."
    assert english.from_address == "o.lem@court.example.org"
    assert english.cc == ("office@court.example.org",)
    assert english.in_reply_to == "<x@act.example.org>"
    assert english.hints == ("p-abcdefghij234567@act.example.org",)
    assert russian.text == "Ваше письмо получено & рассмотрено."
    assert russian.subject == "Re: Пекари"


def test_words_of_a_bounce_in_a_persons_reply_do_not_make_it_one():
    raw = b"From: o.lem@court.example.org\r\nSubject: Re: x\r\n\r\nYour letter could not be delivered to the chair.\r\n"

    assert sorting.sort(raw).kind == "reply"


def settled(told: sorting.Sorted) -> bool:
    """A kind, or a sentence why there is none; `unknown` is what a mail server said unclearly."""
    return bool(told.penned or told.kind in ("bounce", "robot", "complaint", "reply") or "mail server" in told.reason)


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth))
    return b"From: a@example.org\r\n" + head + b"Content-Type: text/plain\r\n\r\nend\r\n"


BOMBS = {
    "nested": (nested(5000), "parts within parts"),
    "parts": (
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--x\r\n\r\na\r\n" * 10_000,
        "more than 200 parts",
    ),
    "comments": (b"From: " + b"(" * 4000 + b"a@example.org\r\n\r\nx", "addresses"),
    "head": (b"X-A: " + b"a" * 200_000 + b"\r\n\r\nx", "100 KiB"),
    "large": (b"A: b\r\n\r\n" + b"x" * (10 * 1024 * 1024), "10 MB"),
    "split": (b'Content-Type: multipart/mixed; boundary*0="x"; boundary*1="y"\r\n\r\n--xy\r\n', "hides"),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_penned_with_a_sentence_and_the_next_message_is_read_at_once(name):
    raw, words = BOMBS[name]

    told = sorting.sort(raw)
    began = time.monotonic()
    after = sorting.sort(sample("reply-english"))

    assert words in told.penned
    assert after.kind == "reply"
    assert time.monotonic() - began < 1


def test_a_message_of_nearly_ten_megabytes_is_read_within_the_childs_memory():
    raw = b"From: a@example.org\r\nSubject: big\r\n\r\n" + b"word word word word\r\n" * 480_000

    told = sorting.sort(raw)

    assert (told.penned, told.subject) == ("", "big")


def test_a_child_that_hangs_or_dies_is_replaced():
    children.end_all()
    sorting.sort(sample("reply-english"))
    os.kill(children._idle[0].process.pid, signal.SIGKILL)

    told = sorting.sort(sample("reply-english"))

    assert told.kind == "reply"


def test_a_child_that_does_not_answer_in_time_is_stopped(monkeypatch):
    monkeypatch.setattr(children, "WALL", 0.3)
    children.end_all()
    child = children.Child()
    os.kill(child.process.pid, signal.SIGSTOP)
    children._idle.append(child)

    told = sorting.sort(sample("reply-english"))

    assert (told.penned, told.slow) == ("Reading the message took longer than a minute.", True)
    assert child.process.returncode == -signal.SIGKILL
    monkeypatch.undo()
    assert sorting.sort(sample("reply-english")).kind == "reply"


def test_a_message_of_blank_lines_without_a_sender_costs_less_than_a_second():
    raw = b"From: o.lem@court.example.org\r\nSubject: Re: x\r\n\r\n" + b"\r\n" * 190_000
    began = time.process_time()

    told = opening.read(raw, null_sender=True)

    assert time.process_time() - began < 1
    assert told.kind == "reply"


@pytest.mark.parametrize("name", [path.stem for path in sorted(MAIL.glob("*.eml"))])
def test_a_message_cut_off_anywhere_still_ends_sorted(name):
    raw = sample(name)

    for cut in range(0, len(raw), 100):
        told = sorting.sort(raw[:cut])
        assert settled(told)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([path.read_bytes() for path in sorted(MAIL.glob("*.eml"))]),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=0, max_size=8)), max_size=6),
)
def test_a_damaged_message_ends_sorted_or_penned(raw, damages):
    for place, junk in damages:
        raw = raw[:place] + junk + raw[place + len(junk) :]

    told = sorting.sort(raw)

    assert settled(told)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_bounce_words_are_looked_for_in_any_text(subject, text):
    bounce = bounces._by_words(subject, text)

    assert bounce.action in ("", "failed", "delayed")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=500))
def test_cutting_a_quote_never_adds_a_word(text):
    own = replies.without_quotes(text)

    assert set(own.split()) <= set(text.split())


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("a@example.org", "a@example.org"),
        ('"Lem, Oda" <A@Example.org>', "a@example.org"),
        ("Oda Lem <a@example.org>", "a@example.org"),
        ("a@example.org, b@example.org", ""),
        ("Oda: <a@example.org>", ""),
        ("<b@example.net> <a@example.org>", ""),
        ("Oda a@example.org", ""),
    ],
)
def test_only_a_from_with_exactly_one_mailbox_counts(value, address):
    raw = f"From: {value}\r\n\r\nx".encode()

    assert sorting.sort(raw).from_address == address


def test_two_from_lines_are_nobody():
    assert sorting.sort(b"From: a@example.org\r\nFrom: b@example.org\r\n\r\nx").from_address == ""


def test_a_look_at_a_large_message_takes_no_time():
    raw = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--y\r\n" * 1_900_000

    began = time.process_time()
    assert prescan.why_not(raw) == ""

    assert time.process_time() - began < 5


def test_html_is_only_stripped_and_never_kept():
    page = "<p>one<br>two</p><script>x</script><style>y</style>&lt;b&gt;"

    assert opening.stripped(page) == "one\ntwo\n<b>"
