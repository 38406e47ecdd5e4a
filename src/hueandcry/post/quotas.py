"""How much of one sender may lie here unsorted: a flood waits at its own mail server, and the disk stays free.

Whoever floods can lie about its domain. So this is a brake for the common case, one machine gone wrong or one spammer;
what keeps an answer from waiting behind any flood is the order in which mail is sorted (`queueing.next_ones`).
"""

import datetime as dt

from django.conf import settings

from hueandcry.lib import sabotage, sealing, tokens
from hueandcry.post import envelopes, stops
from hueandcry.post.models import Incoming

DAY = dt.timedelta(days=1)
WAITS = (Incoming.Status.RAW, Incoming.Status.UNPLACED, Incoming.Status.PENNED)
SIGNED = ("bounce", "control")  # only our own letters hold these addresses


class TooMuch(OSError):
    """As much of this sender waits here as may; whoever asked has to come again."""


def key_of(envelope_from: str, *, letter: str = "") -> str:
    """The keyed hash of a sender's domain; one for all without a sender, and none where we were not told.

    What comes to `letter`, the address of a letter that we know, has a key of its own: whoever floods postmaster@, as
    nobody or in an office's name, keeps no answer out.
    """
    sender = envelope_from.strip().strip("<>").lower()
    if sender and "@" not in sender:
        return ""
    stops.key(sender)  # makes the pepper where there is none yet
    own = [letter] if letter and not sabotage.on("one-quota-for-all") else []
    return tokens.keyed(sealing.pepper(stops.PEPPER), "sender", sender.rpartition("@")[2], *own)


def check(keys: dict[str, str], *, now: dt.datetime) -> None:
    """Raise TooMuch when a quota for a day is used up by what nobody has sorted yet; `keys` by mailbox."""
    most = settings.SENDER_WAITING
    if not most or sabotage.on("no-quota"):
        return
    for mailbox, key in keys.items():
        ours = envelopes.read(mailbox)
        if not key or (ours and ours.kind in SIGNED):
            continue
        theirs = Incoming.objects.filter(sender_key=key, status__in=WAITS, arrived_at__gt=now - DAY)
        if theirs[:most].count() >= most:
            raise TooMuch("Much mail of this sender waits here already.")
