"""The desk's hand on the pace of one office: pause, resume, other hours, fewer letters; and pauses by themselves.

An office is known to the post room as a pigeonhole; whose it is, the protests in it tell.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.actions.models import Protest
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import zones
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import envelopes, hours, pace, stops
from hueandcry.post.models import Delivery, Letter, Pigeonhole

AN_HOUR, IN_ALL = 3600, 10_000_000


def protest_in(hole: Pigeonhole) -> Protest | None:
    """One of the protests that go there; it names the target."""
    there = Protest.objects.select_related("appeal", "target", "mission").order_by()
    for turn in hole.turns.order_by("-served_at"):
        if found := there.filter(delivery__turn=turn).first():
            return found
    return None


def paused(mailboxes: Iterable[str]) -> set[str]:
    """Which of these addresses get nothing until somebody resumes them, whichever appeal the letters belong to."""
    known = {stops.key(address): address for address in mailboxes}
    resting = Pigeonhole.objects.filter(to_key__in=known, paused_at__isnull=False)
    return {known[key] for key in resting.values_list("to_key", flat=True)}


@transaction.atomic
def pause(hole: Pigeonhole, *, by: User, now: dt.datetime) -> None:
    """Nothing leaves for this office until somebody resumes it."""
    _may(by)
    if not pace.pause(hole, Pigeonhole.Why.BY_HAND, now=now):
        raise Refused(_("This office is paused already."))
    _record("target paused", hole, by=by, why=Pigeonhole.Why.BY_HAND.value, office=hole.pk)


@transaction.atomic
def resume(hole: Pigeonhole, *, by: User, now: dt.datetime) -> None:
    """Letters leave for this office again, one after another."""
    _may(by)
    if not pace.resume(hole, now=now):
        raise Refused(_("This office is not paused; somebody was faster."))
    _record("target resumed", hole, by=by)


@transaction.atomic
def set_pace(
    hole: Pigeonhole, *, zone: str, open_hours: str, an_hour: str, in_all: str, by: User, now: dt.datetime
) -> None:
    """Other office hours, other limits; whatever is left empty follows the settings."""
    _may(by)
    if zone and not zones.exists(zone):
        raise Refused(_("We know no such time zone. Write one such as Europe/Prague, or leave it empty."))
    if open_hours and not hours.fine(open_hours):
        raise Refused(_("Write office hours such as 09:00-17:00, or always, or leave them empty."))
    limits = {"an_hour": _limit(an_hour, AN_HOUR), "in_all": _limit(in_all, IN_ALL)}
    # It is asked again at once whether the office is open; a rest after the last letter lasts an hour at most.
    Pigeonhole.objects.filter(pk=hole.pk).update(zone=zone, hours=open_hours, next_at=now, **limits)
    _record("pace changed", hole, by=by, zone=zone, hours=open_hours, **limits)


def paused_by(hole: Pigeonhole) -> User | None:
    """Who paused it by hand, as the ledger has it; None where it was paused by itself or long before that was noted."""
    if hole.paused_at is None or hole.paused_why != Pigeonhole.Why.BY_HAND:
        return None
    told = Entry.objects.filter(event="target paused", at__gte=hole.paused_at, facts__office=hole.pk)
    entry = told.order_by("seq").first()
    return User.objects.filter(username=entry.by).first() if entry else None


def complaint(hints: tuple[str, ...], *, now: dt.datetime) -> Protest | None:
    """The protest that a complaint report is about, by our addresses in it; its office is paused.

    Only who got the letter knows these addresses. None when it is about no protest.
    """
    read = [envelopes.read(hint) for hint in hints]
    tokens = [parsed.token for parsed in read if parsed and parsed.kind in ("reply", "bounce")]
    letters = Delivery.objects.filter(token__in=tokens, letter__kind=Letter.Kind.PROTEST)
    delivery = letters.select_related("turn__pigeonhole").first()
    if delivery is None:
        return None
    protest = Protest.objects.select_related("appeal", "target").filter(delivery=delivery).first()
    if pace.complained(delivery, now=now) and protest:
        _paused_by_itself(protest, Pigeonhole.Why.COMPLAINT)
    return protest


def came_back(delivery: Delivery, *, now: dt.datetime) -> None:
    """A letter bounced; where many do within a day, the office is paused."""
    protest = Protest.objects.select_related("appeal", "target").filter(delivery=delivery).first()
    if pace.came_back(delivery, now=now) and protest:
        _paused_by_itself(protest, Pigeonhole.Why.BOUNCED)


def _paused_by_itself(protest: Protest, why: Pigeonhole.Why) -> None:
    writing.record("target paused", subject=protest.appeal.number or "", target=protest.target.name, why=why.value)


def _record(event: str, hole: Pigeonhole, *, by: User, **facts: object) -> None:
    protest = protest_in(hole)
    subject = (protest.appeal.number or "") if protest else ""
    writing.record(event, subject=subject, by=by, target=protest.target.name if protest else "", **facts)


def _limit(typed: str, most: int) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 8 or int(typed) > most:
        raise Refused(_("Write a limit as a number up to %(most)d, 0 for none, or leave it empty.") % {"most": most})
    return int(typed)


def _may(by: User) -> None:
    if not by.may_keep_post():
        raise Refused(_("Your role cannot change the pace of letters."))
