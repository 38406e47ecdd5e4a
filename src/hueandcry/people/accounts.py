"""Accounts of the desk's staff: made by an operator from the command line, never from a web page."""

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}\Z")


def make(username: str, *, name: str, role: str, password: str) -> User:
    """Add a member of staff; refuses a name that is taken, an unknown role and a weak password."""
    if not USERNAME.match(username):
        raise Refused(_("A user name has 2 to 60 small letters, digits, dots, dashes or underscores."))
    if not name.strip():
        raise Refused(_("Say how this person is called; the ledger and the screens show it."))
    if role not in User.Role.values:
        raise Refused(_("The role has to be one of: %(roles)s.") % {"roles": ", ".join(User.Role.values)})
    _check(password, User(username=username, name=name))
    try:
        with transaction.atomic():
            return User.objects.create_user(username, password, name=name.strip(), role=role)
    except IntegrityError:
        raise Refused(_("There is already an account %(name)s.") % {"name": username}) from None


def change_password(user: User, *, password: str) -> None:
    """Give `user` another password; every session opened with the old one ends."""
    _check(password, user)
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password)


def switch_off(user: User) -> None:
    """Let `user` in no more; what they did keeps their name."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False


def _check(password: str, user: User) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as trouble:
        raise Refused(" ".join(trouble.messages)) from None
