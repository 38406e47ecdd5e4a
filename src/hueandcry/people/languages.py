"""Which languages the public pages speak: the operator names some, the desk turns others on, speakers check them."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.ledger import writing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import PublicLanguage, User

ALWAYS = "en"  # what the program itself is written in
NAME = 120  # characters


def every() -> list[str]:
    """The languages there are words for."""
    return [*settings.CHECKED_LANGUAGES, *settings.UNCHECKED_LANGUAGES]


def public() -> list[str]:
    """The languages that are on, those the operator named first and in that order."""
    decided = dict(PublicLanguage.objects.values_list("code", "on"))
    named = list(settings.INTERFACE_LANGUAGES)
    ordered = [*named, *(code for code in every() if code not in named)]
    return [code for code in ordered if decided.get(code, code in named)]


def unchecked() -> set[str]:
    """The languages no speaker has read yet."""
    read = PublicLanguage.objects.exclude(read_by="").values_list("code", flat=True)
    return set(settings.UNCHECKED_LANGUAGES) - set(read)


@transaction.atomic
def turn(code: str, *, on: bool, by: User) -> None:
    """Have the public pages speak a language, or not; a page in an unchecked one says that it is."""
    _may(by, code)
    if code == ALWAYS and not on:
        raise Refused(_("English is always on: what nobody has translated is said in it."))
    if (code in public()) == on:
        raise Refused(_("Somebody else has just changed this. Look again before you decide."))
    PublicLanguage.objects.update_or_create(code=code, defaults={"on": on})
    writing.record("language turned on" if on else "language turned off", subject=f"language {code}", by=by)


@transaction.atomic
def note_reader(code: str, *, read_by: str, by: User, today: dt.date) -> None:
    """A speaker of the language has read the interface and the letters: pages stop saying that nobody has."""
    _may(by, code)
    read_by = " ".join(read_by.split())
    if not read_by or len(read_by) > NAME:
        raise Refused(_("Say who has read it, in at most %(most)d characters.") % {"most": NAME})
    if code not in unchecked():
        raise Refused(_("Somebody else has just changed this. Look again before you decide."))
    told = {"read_by": read_by, "read_on": today}
    PublicLanguage.objects.update_or_create(code=code, defaults=told, create_defaults={"on": code in public(), **told})
    writing.record("language checked", subject=f"language {code}", by=by)


@transaction.atomic
def take_reader_back(code: str, *, by: User) -> None:
    """It was not read after all, or the words have changed since."""
    _may(by, code)
    if not PublicLanguage.objects.filter(code=code).exclude(read_by="").update(read_by="", read_on=None):
        raise Refused(_("Somebody else has just changed this. Look again before you decide."))
    writing.record("language unchecked", subject=f"language {code}", by=by)


def _may(by: User, code: str) -> None:
    if not by.may_approve():
        raise Refused(_("Your role cannot decide about languages."))
    if code not in every():
        raise Refused(_("There are no words in this language."))
