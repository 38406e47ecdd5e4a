"""An approved appeal goes public, is held, ends: with a number, keys of its own and rows for its letters."""

import datetime as dt
import re

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.appeals import circles, document, gaps, revisions
from hueandcry.appeals.models import Appeal, Channel, Revision, Target
from hueandcry.cases import opening
from hueandcry.ledger import writing
from hueandcry.lib import clock, moves, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import holding, stops

TRIES = 5  # times two who issue at once may meet at one number
REASON = 300  # characters
PUBLIC = (Appeal.Status.LIVE, Appeal.Status.PAUSED)


def issue(appeal: Appeal, *, by: User, now: dt.datetime) -> Appeal:
    """Make the approved revision public; the first one gives the appeal its number and its keys."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _issue(appeal, by=by, now=now)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            appeal.refresh_from_db()
    raise AssertionError("not reached")


@transaction.atomic
def pause(appeal: Appeal, *, by: User) -> None:
    """Hold the letters of a live appeal: those not handed over yet stay on the shelf."""
    _may(by)
    moves.move(appeal, to=Appeal.Status.PAUSED)
    holding.hold(appeal.act_key, now=clock.now())
    writing.record("appeal paused", subject=revisions.subject(appeal), by=by)


@transaction.atomic
def resume(appeal: Appeal, *, by: User) -> None:
    """Let the letters of a paused appeal leave again."""
    _may(by)
    if appeal.status != Appeal.Status.PAUSED:
        raise Refused(_("It is not paused."))
    moves.move(appeal, to=Appeal.Status.LIVE)
    holding.release(appeal.act_key)
    writing.record("appeal resumed", subject=revisions.subject(appeal), by=by)


@transaction.atomic
def stop(appeal: Appeal, *, by: User, reason: str, now: dt.datetime) -> None:
    """End the appeal for good; the reason is read by the public.

    Letters that have not left yet never will: nobody asks to free a person who is free.
    """
    _may(by)
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON:
        raise Refused(_("Say why it is stopped, in at most %(most)d characters.") % {"most": REASON})
    ended = appeal.ended_at or now  # an appeal past its date has ended already: its clock runs from there
    moves.move(appeal, to=Appeal.Status.STOPPED, ended_at=ended, end_reason=reason)
    holding.hold(appeal.act_key, now=now)
    unsent = holding.cancel(appeal.act_key, why="Not sent: the appeal was stopped before it left.")
    writing.record("appeal stopped", subject=revisions.subject(appeal), by=by, reason=reason, unsent=unsent)


def expire(now: dt.datetime) -> int:
    """End every public appeal whose act-by date has passed (UTC; the day itself still counts); how many."""
    count = 0
    for appeal in Appeal.objects.filter(status__in=PUBLIC, act_by__lt=now.date()).order_by("pk"):
        try:
            with transaction.atomic():
                moves.move(appeal, to=Appeal.Status.EXPIRED, ended_at=now)
                writing.record("appeal expired", subject=revisions.subject(appeal), act_by=str(appeal.act_by))
        except Refused:
            continue  # somebody at the desk stopped it a moment ago
        count += 1
    return count


@transaction.atomic
def extend(appeal: Appeal, *, act_by: dt.date, by: User, now: dt.datetime) -> None:
    """Make an appeal past its date public again until a new one; the words stay as they were approved."""
    if not by.may_approve():
        raise Refused(_("Your role cannot extend an appeal."))
    if act_by <= now.date():
        raise Refused(_("The new act-by date has to lie in the future."))
    if appeal.status != Appeal.Status.EXPIRED:
        raise Refused(_("Only an appeal past its date can be extended."))
    _keys_left(appeal)
    moves.move(appeal, to=Appeal.Status.LIVE, act_by=act_by, ended_at=None)
    holding.release(appeal.act_key)  # it may have been paused before its date passed
    writing.record("appeal resumed", subject=revisions.subject(appeal), by=by, act_by=act_by.isoformat())


def _issue(appeal: Appeal, *, by: User, now: dt.datetime) -> Appeal:
    _may(by)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    revision = revisions.locked(appeal)
    doc = revision.document
    if revision.status != Revision.Status.APPROVED or revision.approved_digest != document.digest(doc):
        raise Refused(_("Only what somebody has approved, word for word, can be issued."))
    act_by = dt.date.fromisoformat(doc["act_by"])
    if act_by <= now.date():
        raise Refused(_("Its act-by date has passed. Take it back and give a new one."))
    old = appeal.live_revision
    if old:
        _keys_left(appeal)
        moves.move(old, to=Revision.Status.PAST)
    else:
        _number(appeal, now)
        for name in (appeal.act_key, appeal.follow_key, appeal.pepper):
            sealing.make(name)
    moves.move(revision, to=Revision.Status.LIVE)
    appeal.live_revision, appeal.act_by = revision, act_by
    appeal.issued_at, appeal.ended_at = appeal.issued_at or now, None
    appeal.save(update_fields=["number", "slug", "live_revision", "act_by", "issued_at", "ended_at"])
    if appeal.status not in PUBLIC:
        moves.move(appeal, to=Appeal.Status.LIVE)
        holding.release(appeal.act_key)
    _set_out(appeal, revision)
    opening.take_facts(appeal.case, doc)
    facts = {
        "revision": revision.n,
        "digest": revision.approved_digest,
        "act_by": doc["act_by"],
        "case": appeal.case.token,
    }
    writing.record("appeal issued", subject=revisions.subject(appeal), by=by, **facts)
    return appeal


def _number(appeal: Appeal, now: dt.datetime) -> None:
    """The next number of the year; of two who take one at once the database refuses the second."""
    prefix, year = settings.NUMBER_PREFIX, f"{now.year % 100:02}"
    given = Appeal.objects.filter(number__startswith=f"{prefix} ", number__endswith=f"/{year}")
    taken = [int(number[len(prefix) + 1 : -3]) for number in given.values_list("number", flat=True) if number]
    n = max(taken, default=0) + 1
    appeal.number = f"{prefix} {n}/{year}"
    appeal.slug = re.sub(r"[^a-z0-9]+", "-", appeal.number.lower()).strip("-")


def _set_out(appeal: Appeal, revision: Revision) -> None:
    """Targets as rows, known by their key in every revision; channels anew, for nothing points to them."""
    keys = []
    for position, told in enumerate(revision.document["targets"]):
        values = {"position": position, "name": gaps.name_of(told), "rule": told["rule"], "circle": circles.of(told)}
        target, _new = Target.objects.update_or_create(
            appeal=appeal, key=told["key"], defaults={**values, "retired": False}
        )
        target.channels.all().delete()
        Channel.objects.bulk_create(
            Channel(target=target, kind=channel["kind"], value=channel["value"], position=place)
            for place, channel in enumerate(told["channels"])
            if not channel["hole"]
        )
        for channel in told["channels"]:
            if channel["kind"] in (Channel.Kind.EMAIL, Channel.Kind.CC) and not channel["hole"]:
                stops.revive(channel["value"])  # two people have just said that this address is right
        keys.append(told["key"])
    appeal.targets.exclude(key__in=keys).update(retired=True)


def _keys_left(appeal: Appeal) -> None:
    if not all(sealing.exists(name) for name in (appeal.act_key, appeal.follow_key, appeal.pepper)):
        raise Refused(_("What its supporters told us has been erased already. Draft a new appeal instead."))


def _may(by: User) -> None:
    if not by.may_write():
        raise Refused(_("Your role cannot do this."))
