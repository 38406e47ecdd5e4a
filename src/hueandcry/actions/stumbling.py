"""A message that the desk stumbles over stops no other: it is tried again later, and in the end a person is told.

Whatever goes wrong with one message is first taken for our own fault and then for the message's; only a database
that is away ends the walk, because then no other message could be placed either. What ends the whole process leaves a
mark that was made before: such a message comes after all others, and with its third process it waits for a person.
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
DEADLY = 3  # processes in a row that were gone while they read it
# The disk or the database, most likely: they may be mended tomorrow. But some of this a message can bring about too.
OURS, TRIES_OF_OURS = (OSError, OperationalError), 100
REASON = 300  # characters


def begin(incoming: Incoming, *, now: dt.datetime) -> dt.datetime | None:
    """Write down that it is about to be read, and until when nobody tries again if this process is gone then.

    None if somebody has placed it meanwhile.
    """
    until = now + LATER[min(incoming.begun or 0, len(LATER) - 1)]
    raw = Incoming.objects.filter(pk=incoming.pk, status=Incoming.Status.RAW)
    return until if raw.update(begun=(incoming.begun or 0) + 1, again_at=until) else None


def end(incoming: Incoming, until: dt.datetime) -> None:
    """The process has come through; when the message has to wait all the same, it is for another reason."""
    raw = Incoming.objects.filter(pk=incoming.pk, status=Incoming.Status.RAW)
    if not raw.filter(again_at=until, tries=incoming.tries).update(begun=None, again_at=None):
        raw.update(begun=None)


def pen_deadly(now: dt.datetime) -> int:
    """Leave to a person what process after process was gone with; how many."""
    deadly = Incoming.objects.filter(status=Incoming.Status.RAW, begun__gte=DEADLY).exclude(again_at__gt=now)
    for incoming in deadly:
        log.error("incoming %s is penned: with it %s processes ended", incoming.pk, incoming.begun)
        _pen(incoming, _("The clock ended several times while it read this message. A person may read and place it."))
    return len(deadly)


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
    _pen(incoming, gave_up)
    return 1


def _pen(incoming: Incoming, why: str) -> None:
    try:
        with transaction.atomic():
            moves.move(incoming, to=Incoming.Status.PENNED, reason=why[:REASON])
    except Refused as no:  # somebody else has just placed it
        log.info("incoming %s: %s", incoming.pk, type(no).__name__)
