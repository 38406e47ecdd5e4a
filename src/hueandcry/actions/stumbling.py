"""A message that the desk stumbles over stops no other: it is tried again later, and in the end a person is told.

Whatever goes wrong with one message is first taken for our own fault and then for the message's; only a database
that is away ends the walk, because then no other message could be placed either.
"""

import datetime as dt
import logging

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.post.models import Incoming

log = logging.getLogger(__name__)
LATER = (dt.timedelta(minutes=1), dt.timedelta(minutes=10))  # how long it waits after the first try, and after others
TRIES = 3
# The disk or the database, most likely: they may be mended tomorrow. But some of this a message can bring about too.
OURS, TRIES_OF_OURS = (OSError, OperationalError), 100
REASON = 300  # characters


def over(incoming: Incoming, trouble: Exception, *, now: dt.datetime) -> int:
    """Note an error that nobody expected: 1 if the message waits for a person now, 0 if it is tried again.

    The log gets the kind of the error only; its words may hold what the message says.
    """
    log.error("placing incoming %s: %s", incoming.pk, type(trouble).__name__)
    gave_up = _(
        "The desk stumbled over this message several times. Nothing of it is lost: a person may read and place it."
    )
    most = TRIES_OF_OURS if isinstance(trouble, OURS) else TRIES
    return _again(incoming, _("The desk stumbled over it and tries it again."), gave_up, most, now)


def too_slow(incoming: Incoming, *, now: dt.datetime) -> int:
    """The machine was too busy to read it: tried again like an error, and no reason to think ill of it."""
    log.warning("reading incoming %s: the machine was too slow", incoming.pk)
    waits = _("This machine was too busy to read it and tries it again.")
    return _again(incoming, waits, _("This machine was too busy to read it, several times."), TRIES, now)


def _again(incoming: Incoming, waits: str, gave_up: str, most: int, now: dt.datetime) -> int:
    if incoming.tries + 1 < most:
        later = now + LATER[min(incoming.tries, len(LATER) - 1)]
        same = Incoming.objects.filter(pk=incoming.pk, status=Incoming.Status.RAW, tries=incoming.tries)
        same.update(tries=incoming.tries + 1, again_at=later, reason=waits)
        return 0
    try:
        with transaction.atomic():
            moves.move(incoming, to=Incoming.Status.PENNED, reason=gave_up[:REASON])
    except Refused as no:  # somebody else has just placed it
        log.info("incoming %s: %s", incoming.pk, type(no).__name__)
    return 1
