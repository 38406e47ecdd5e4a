"""Accounts are made by hand and refuse what would be unsafe."""

import pytest

from hueandcry.lib.refusal import Refused
from hueandcry.people import accounts
from hueandcry.people.models import User

pytestmark = pytest.mark.django_db
GOOD = "seven loaves on a shelf"


def test_an_account_is_made_with_a_role_and_a_password():
    user = accounts.make("mira", name="Mira", role="writer", password=GOOD)

    assert (user.username, user.name, user.role, user.check_password(GOOD)) == ("mira", "Mira", "writer", True)


@pytest.mark.parametrize(
    ("username", "name", "role", "password", "sentence"),
    [
        ("Mira M", "Mira", "writer", GOOD, "small letters"),
        ("mira", " ", "writer", GOOD, "how this person is called"),
        ("mira", "Mira", "admin", GOOD, "writer, approver, postkeeper"),
        ("mira", "Mira", "writer", "short", "at least 12"),
        ("mira", "Mira", "writer", "password1234", "common"),
    ],
)
def test_what_would_be_unsafe_is_refused_with_a_sentence(username, name, role, password, sentence):
    with pytest.raises(Refused, match=sentence):
        accounts.make(username, name=name, role=role, password=password)

    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused():
    accounts.make("mira", name="Mira", role="writer", password=GOOD)

    with pytest.raises(Refused, match="already an account"):
        accounts.make("mira", name="Another", role="approver", password=GOOD)

    assert User.objects.get().name == "Mira"


def test_a_changed_password_is_the_only_one_that_opens():
    user = accounts.make("mira", name="Mira", role="writer", password=GOOD)

    accounts.change_password(user, password="nine loaves on a shelf")

    again = User.objects.get()
    assert (again.check_password(GOOD), again.check_password("nine loaves on a shelf")) == (False, True)


def test_a_switched_off_account_keeps_its_name():
    user = accounts.make("mira", name="Mira", role="writer", password=GOOD)

    accounts.switch_off(user)

    again = User.objects.get()
    assert (again.name, again.is_active) == ("Mira", False)
