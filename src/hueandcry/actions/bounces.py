"""A letter came back: believed only when it comes to the signed return path of a letter that had left."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.actions import pacing
from hueandcry.actions.models import Protest
from hueandcry.ledger import writing
from hueandcry.lib import addresses, moves, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import outbox, sorting, stops, storms
from hueandcry.post.models import DeadAddress, Delivery, Incoming, Storm

IN_TIME = dt.timedelta(days=7)
REASON = 300
# Enhanced status codes (RFC 3463) by which a server says that the mailbox is not there; a refusal for
# policy (5.7), size or a full mailbox (5.2.2) is a bounce, but the address lives.
NOT_THERE = ("5.1.", "5.2.1", "5.4.4")


def take(incoming: Incoming, sorted: sorting.Sorted, token: str, *, now: dt.datetime) -> None:
    """Place a message that came to the return path `token`; call it inside the transaction of its placing."""
    delivery = Delivery.objects.select_for_update().filter(token=token).first()
    why = _unbelievable(delivery, incoming, now)
    if delivery is None or why:
        moves.move(incoming, to=Incoming.Status.UNPLACED, kind=Incoming.Kind.BOUNCE, reason=why[:REASON])
        return
    place = {"to": Incoming.Status.PLACED, "kind": Incoming.Kind.BOUNCE}
    if sorted.dsn_action not in ("", "failed", "delayed"):
        moves.move(incoming, **place, reason=_("A receipt of the other server, and no bounce."))
        return
    failures = [(who, code) for who, code in _failures(sorted) if code.startswith("5.")]
    if not failures:
        moves.move(incoming, **place, reason=_("Not for good: the other server still tries, or gives no clear reason."))
        return
    try:
        written = outbox.opened(delivery) if delivery.sealed else None
    except sealing.KeyMissing:
        raise  # nobody destroyed it: the report waits with the letter
    except sealing.KeyGone:
        written = None
    to = _status(failures, written.to) if written else ""
    gone = [(mail, code) for mail in (written.cc if written else ()) if (code := _status(failures, mail))]
    if written and to:
        moves.move(
            delivery, to=Delivery.Status.BOUNCED, bounced_at=now, accepted_at=delivery.accepted_at or now,
            answer=f"{delivery.answer} | bounced {to}"[-400:],
        )  # fmt: skip
        moves.move(incoming, **place, reason=_("Came back for good (%(status)s).") % {"status": to})
        gone.append((written.to, to))
    elif gone:
        moves.move(incoming, **place, reason=_("Its copy (Cc) came back; the letter itself did not."))
    else:
        reason = _("It came back, but for an address that this letter did not go to.")
        moves.move(incoming, to=Incoming.Status.UNPLACED, kind=Incoming.Kind.BOUNCE, reason=reason)
    _follow(delivery, gone, bool(written and to), now)


@transaction.atomic
def believe(storm: Storm, *, by: User, now: dt.datetime) -> int:
    """What came back in the storm is true: switch off and pause what it would have; how many mailboxes are off now."""
    _decide(storm, "believed", by, now)
    off = 0
    for spared in storm.spared.select_related("delivery__turn").order_by("pk"):
        if spared.to_key == spared.delivery.to_key:
            pacing.came_back(spared.delivery, now=now)
        off += _switch_off(spared.to_key, spared.delivery, spared.status, now)
    return off


@transaction.atomic
def disbelieve(storm: Storm, *, by: User, now: dt.datetime) -> None:
    """It was the relay, a blocklist or a forger: every office goes on getting letters."""
    _decide(storm, "not believed", by, now)


def _decide(storm: Storm, how: str, by: User, now: dt.datetime) -> None:
    if not by.may_keep_post():
        raise Refused(_("Your role cannot decide about bounces."))
    if not storms.end(storm, now=now):
        raise Refused(_("Somebody has decided this already."))
    writing.record(
        "bounces decided", subject="", by=by, how=how, mailboxes=storm.spared.values("to_key").distinct().count()
    )


def _follow(delivery: Delivery, gone: list[tuple[str, str]], bounced: bool, now: dt.datetime) -> None:
    """What a bounce does beyond its own letter: mailboxes switched off, an office paused; nothing in a storm."""
    storm = _storm(now) if delivery.turn is not None else None
    if storm is None and bounced:
        pacing.came_back(delivery, now=now)
    for address, code in gone:
        if storm:
            storms.spare(storm, delivery, to_key=stops.key(address), status=code)
        else:
            _switch_off(stops.key(address), delivery, code, now)


def _failures(sorted: sorting.Sorted) -> tuple[tuple[str, str], ...]:
    """Every (recipient, status) of the report; one report may speak of To and of Cc."""
    return sorted.failures or ((sorted.failed_recipient, sorted.dsn_status),)


def _status(failures: list[tuple[str, str]], address: str) -> str:
    """What the report says of this address; empty if nothing."""
    return next((code for who, code in failures if _same(who, address)), "")


def _unbelievable(delivery: Delivery | None, incoming: Incoming, now: dt.datetime) -> str:
    if delivery is None:
        return _("A bounce of a letter that we no longer know.")
    if delivery.status == Delivery.Status.BOUNCED:
        return _("This letter has bounced before.")
    if delivery.status not in (Delivery.Status.ACCEPTED, Delivery.Status.IN_DOUBT):
        return _("A bounce of a letter that has not left.")
    left = delivery.accepted_at or delivery.created_at
    if incoming.arrived_at > left + IN_TIME:
        return _("A bounce more than seven days after the letter left.")
    return ""


def _same(failed: str, address: str) -> bool:
    """Whether the server speaks of this address; outside a live desk letters go to its rehearsed spelling."""
    if not failed:
        return False
    spellings = {addresses.clean(address).casefold()}
    if not settings.LIVE:
        spellings.add(addresses.rehearsed(address).casefold())
    return addresses.clean(failed).casefold() in spellings


def _storm(now: dt.datetime) -> Storm | None:
    """The storm that nobody has decided yet; one that begins now is told to the ledger."""
    if standing := storms.standing():
        return standing
    if fresh := storms.begun(now):
        writing.record("bounces held", subject="", came_back=fresh.came_back, left=fresh.left)
    return fresh


def _switch_off(to_key: str, delivery: Delivery, status: str, now: dt.datetime) -> bool:
    """Write there no more; for an office the ledger says so, without the address. Whether it is off by this."""
    if not status.startswith(NOT_THERE):
        return False
    protest = Protest.objects.select_related("appeal", "target").filter(delivery=delivery).first()
    if protest and to_key == delivery.to_key and not _came_back_before(delivery):
        return False  # one report could be anybody's who saw our return path; a second letter has to say the same
    if not stops.stop_key(to_key, DeadAddress.Why.BOUNCED, now):
        return False
    if protest:
        writing.record("address dead", subject=protest.appeal.number or "", target=protest.target.name, status=status)
    return True


def _came_back_before(delivery: Delivery) -> bool:
    """Whether another letter to the same office bounced as well."""
    others = Delivery.objects.filter(to_key=delivery.to_key, bounced_at__isnull=False)
    return others.exclude(pk=delivery.pk).exists()
