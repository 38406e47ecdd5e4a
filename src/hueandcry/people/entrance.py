"""Letting staff in: a user name and a password, and not too many guesses a minute.

The answer to a wrong name, a wrong password and a switched-off account is the same, takes the same
work, and counts as the same try. The counts are in the database, so that several processes share them.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import authenticate
from django.db.models import F
from django.utils.translation import gettext as _

from hueandcry.lib import tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import SignInTry, User

TRIES_A_MINUTE = 5  # for one user name, known or not
TRIES_OF_EVERYBODY = 60  # a minute, over all names: hashing passwords is work
KEPT = dt.timedelta(hours=1)


def let_in(username: str, password: str, *, now: dt.datetime) -> User:
    """The member of staff these belong to, or a refusal that does not say what was wrong."""
    minute = now.replace(second=0, microsecond=0)
    SignInTry.objects.filter(minute__lt=minute - KEPT).delete()
    key = tokens.keyed(settings.SECRET_KEY.encode(), "sign-in", username.strip().casefold())
    if not (_count(key, minute, TRIES_A_MINUTE) and _count("everybody", minute, TRIES_OF_EVERYBODY)):
        raise Refused(_("Too many tries. Wait a minute, then try again."))
    user = authenticate(username=username.strip(), password=password)
    if not isinstance(user, User):
        raise Refused(_("This user name and password do not belong together."))
    return user


def _count(key: str, minute: dt.datetime, most: int) -> bool:
    """Count one try; False when `most` were counted in this minute. The guard is in the UPDATE."""
    SignInTry.objects.get_or_create(key=key, minute=minute)
    return bool(SignInTry.objects.filter(key=key, minute=minute, tries__lt=most).update(tries=F("tries") + 1))
