"""Acting for an organisation: its name, the branch and the office held, as they are typed, signed and counted.

Whoever acts so is asked the same things as everybody and confirms by the same mail. The letter bears her name and,
below it, in what capacity she writes; the number of people does not have her in it, and one mailbox is one
organisation.
"""

import unicodedata
from collections.abc import Mapping

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from hueandcry.actions import typed
from hueandcry.actions.models import Action, Capacity
from hueandcry.appeals.models import Appeal
from hueandcry.lib import sealing, tokens

FIELDS = ("organisation", "branch", "office")


def tidied(told: Mapping[str, str]) -> dict[str, str]:
    """The three fields on one line each; nothing at all where nobody acts for an organisation."""
    found = {name: typed.name(told.get(name, "")) for name in FIELDS}
    return found if any(found.values()) else {}


def faults(told: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each of the three that cannot be taken as it is."""
    found, plain = {}, tidied(told)
    for name in FIELDS if plain else ():
        if sentence := typed.fault_of_line(plain[name]):
            found[name] = sentence
    if plain and not plain["organisation"]:
        found["organisation"] = _("Please name the organisation, or leave its branch and your office empty.")
    if plain and not plain["office"]:
        found["office"] = _("Please say what you are there: the office reads in what capacity you write.")
    return found


def columns(appeal: Appeal, told: Mapping[str, str]) -> dict[str, str]:
    """What an act bears of it in the clear: that it is for an organisation, and a key by which that counts once."""
    if not told:
        return {"capacity": Capacity.PERSON, "organisation_key": ""}
    folded = (_folded(told["organisation"]), _folded(told["branch"]))
    key = tokens.keyed(sealing.pepper(appeal.pepper), "organisation", *folded)
    return {"capacity": Capacity.ORGANISATION, "organisation_key": key}


def signature(told: Mapping[str, str]) -> str:
    """The line below the name in a letter; empty for a person."""
    return ", ".join(part for part in (told.get("office"), told.get("organisation"), told.get("branch")) if part)


def count(acts: QuerySet[Action]) -> int:
    """How many organisations are among these acts: each once, and one for each mailbox, its first."""
    mine = acts.filter(capacity=Capacity.ORGANISATION).order_by()
    firsts = mine.values("person_key").annotate(first=Min("pk")).values("first")
    found: dict[str, int] = Action.objects.filter(pk__in=firsts).aggregate(n=Count("organisation_key", distinct=True))
    return found["n"]


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
