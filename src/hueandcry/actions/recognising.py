"""How two acts are known to be one person's, without keeping who that person is.

Inside one appeal by the appeal's own pepper; across appeals only by a key of the week, for the brakes
and for "all that is waiting". The week's key is destroyed two weeks later.
"""

import datetime as dt

from hueandcry.appeals.models import Appeal
from hueandcry.lib import addresses, sabotage, sealing, tokens

WEEKLY = "mail-"


def person(appeal: Appeal, address: str) -> str:
    """The person behind a mailbox, within this appeal only; raises sealing.KeyGone once it is over."""
    return tokens.keyed(sealing.pepper(appeal.pepper), addresses.canonical(address))


def submission(appeal: Appeal, person_key: str, *fields: str) -> str:
    """One act: the same person with the same fields is a second press of the same button."""
    if sabotage.on("every-press-is-new"):
        return tokens.new()
    return tokens.keyed(sealing.pepper(appeal.pepper), person_key, *fields)


def mailbox(address: str, now: dt.datetime) -> str:
    """The mailbox in this week, across appeals; makes the week's key when it is the first to ask."""
    name = week_key(now)
    if not sealing.exists(name):
        sealing.make(name)
    return tokens.keyed(sealing.pepper(name), addresses.canonical(address))


def recent(address: str, now: dt.datetime) -> set[str]:
    """The mailbox as it was called this week and last week."""
    found = {mailbox(address, now)}
    last = week_key(now - dt.timedelta(days=7))
    if sealing.exists(last):
        found.add(tokens.keyed(sealing.pepper(last), addresses.canonical(address)))
    return found


def week_key(at: dt.datetime) -> str:
    """The name of the key of the ISO week `at` lies in (UTC)."""
    year, week, _day = at.astimezone(dt.UTC).isocalendar()
    return f"{WEEKLY}{year}-{week:02d}"
