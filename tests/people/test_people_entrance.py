"""The entrance answers alike whoever knocks, and counts the knocks."""

import datetime as dt

import pytest

import make
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.people import accounts, entrance
from hueandcry.people.models import SignInTry

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 10, 12, 0, 30, tzinfo=dt.UTC)


def test_the_right_password_opens():
    user = make.user()

    assert entrance.let_in(user.username, make.PASSWORD, now=clock.now()) == user


def test_unknown_wrong_and_switched_off_get_the_same_answer():
    known, off = make.user(), make.user()
    accounts.switch_off(off)
    answers = set()

    for username, password in ((known.username, "wrong"), ("nobody", "wrong"), (off.username, make.PASSWORD)):
        with pytest.raises(Refused) as refused:
            entrance.let_in(username, password, now=NOON)
        answers.add(str(refused.value))

    assert answers == {"This user name and password do not belong together."}


def test_the_sixth_try_in_a_minute_is_refused_even_with_the_right_password():
    user = make.user()
    for _ in range(5):
        with pytest.raises(Refused, match="belong together"):
            entrance.let_in(user.username, "wrong", now=NOON)

    with pytest.raises(Refused, match="Wait a minute"):
        entrance.let_in(user.username, make.PASSWORD, now=NOON)

    assert entrance.let_in(user.username, make.PASSWORD, now=NOON + dt.timedelta(minutes=1)) == user


def test_capitals_and_blanks_do_not_give_five_more_tries():
    user = make.user()
    for typed in (
        user.username,
        user.username.upper(),
        f" {user.username}",
        user.username.title(),
        f"{user.username} ",
    ):
        with pytest.raises(Refused):
            entrance.let_in(typed, "wrong", now=NOON)

    with pytest.raises(Refused, match="Wait a minute"):
        entrance.let_in(user.username, make.PASSWORD, now=NOON)


def test_guessing_over_many_names_is_braked_as_well(monkeypatch):
    user = make.user()
    monkeypatch.setattr(entrance, "TRIES_OF_EVERYBODY", 3)
    for n in range(3):
        with pytest.raises(Refused, match="belong together"):
            entrance.let_in(f"guess{n}", "wrong", now=NOON)

    with pytest.raises(Refused, match="Wait a minute"):
        entrance.let_in(user.username, make.PASSWORD, now=NOON)


def test_the_counts_name_nobody_and_are_gone_after_an_hour():
    with pytest.raises(Refused):
        entrance.let_in("mira-typed-her-password-here", "wrong", now=NOON)
    assert "mira" not in str(list(SignInTry.objects.values()))

    with pytest.raises(Refused):
        entrance.let_in("other", "wrong", now=NOON + dt.timedelta(hours=2))

    assert not SignInTry.objects.filter(minute__lt=NOON + dt.timedelta(hours=1)).exists()
