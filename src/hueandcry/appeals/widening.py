"""The next circle of an appeal opens: from now on letters go to its targets as well."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.appeals import circles, revisions
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

REASON = 300  # characters


def next_circle(appeal: Appeal) -> circles.Rule | None:
    """The circle that opens next, if the live revision has one."""
    said = appeal.live_revision.document if appeal.live_revision else {}
    return next((rule for rule in circles.rules(said) if rule.n > appeal.circle), None)


@transaction.atomic
def widen(appeal: Appeal, *, to: int, why: str, now: dt.datetime, by: User | None = None, reason: str = "") -> None:
    """Open a circle of a live appeal; `why` is date, silence or desk. Refuses what is open, or has none before it.

    Whoever confirms at this moment is before it or after it: both hold the row of the appeal.
    """
    held = Appeal.objects.select_for_update(of=("self",)).select_related("live_revision").get(pk=appeal.pk)
    following = next_circle(held)
    if held.status != Appeal.Status.LIVE:
        raise Refused(_("Only a live appeal opens its next circle."))
    if following is None or following.n != to:
        raise Refused(_("This circle is open already, or there is none. Look again before you decide."))
    Appeal.objects.filter(pk=held.pk).update(circle=to, circle_since=now)
    appeal.circle, appeal.circle_since = to, now
    facts = {"circle": to, "why": why, **({"reason": reason} if reason else {})}
    writing.record("circle opened", subject=revisions.subject(held), by=by, **facts)


def by_hand(appeal: Appeal, *, to: int, by: User, reason: str, now: dt.datetime) -> None:
    """Somebody who may approve, and did not write the live revision, opens the next circle before its time."""
    if not by.may_approve():
        raise Refused(_("Your role cannot open a circle."))
    if appeal.live_revision and appeal.live_revision.editors.filter(pk=by.pk).exists():
        raise Refused(_("You wrote this revision. Somebody else has to open its next circle."))
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON:
        raise Refused(_("Say why it opens now, in at most %(most)d characters.") % {"most": REASON})
    widen(appeal, to=to, why="desk", by=by, reason=reason, now=now)
