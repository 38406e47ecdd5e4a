"""Copies of letters that people sent from their own mail programs: checked, matched, counted once.

Grade one, verified: the sender's provider signed body, From, Date, To and Cc, a target stands in To and
our address in Cc. Grade two, received: it signed body, From and Date only, as Outlook.com does. The two
are counted apart. Whatever fails is kept under the appeal's key, with the reason, and never counted. A letter that is
passed on to us afterwards proves that its sender has it, not that it left: it counts as declared, with this evidence.
"""

import dataclasses
import datetime as dt
import re

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.actions import receivers, recognising, taking
from hueandcry.actions.models import Action, CopySeen, Protest
from hueandcry.appeals.models import Appeal, Channel, Mission, Target
from hueandcry.lib import addresses, moves, sabotage, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox, signatures, sorting
from hueandcry.post.models import Incoming

OLDEST = dt.timedelta(days=7)  # a copy may be this long on its way
REASON = 300
NOT_PLAIN = re.compile(r"[^a-z0-9]")


class NameServer(Exception):
    """The signature could not be looked up just now: try again later."""


@dataclasses.dataclass(frozen=True)
class Copy:
    """A copy that passed every check."""

    appeal: Appeal
    from_address: str
    signature: str
    grade: str
    targets: list[tuple[Target, Mission | None]]
    token: str
    language: str


def check(incoming: Incoming) -> signatures.Checked:
    """What the signature says; asks a name server, so call it with no transaction open. NameServer if none answers."""
    checked = signatures.check(mailbox.fetch(incoming))
    if checked.temporary:
        raise NameServer
    if sabotage.on("count-by-from"):
        everything = ("from", "date", "to", "cc")
        return dataclasses.replace(checked, valid=True, aligned=True, signed=everything, signature_hash=incoming.sha256)
    return checked


def take(
    incoming: Incoming,
    sorted: sorting.Sorted,
    meant: envelopes.Parsed,
    checked: signatures.Checked,
    *,
    now: dt.datetime,
) -> None:
    """Place a message that came to a copy address; call it inside the transaction of its placing."""
    appeal = _appeal(meant.slug)
    if appeal is None:
        reason = _("A copy for an appeal that we do not have.")
        moves.move(incoming, to=Incoming.Status.UNPLACED, kind=Incoming.Kind.COPY, reason=reason)
        return
    if sorted.penned:
        moves.move(incoming, to=Incoming.Status.PENNED, kind=Incoming.Kind.COPY, reason=sorted.penned[:REASON])
        return
    try:
        with transaction.atomic():
            counted = _count(_copy(incoming, sorted, meant, appeal, checked), incoming, now=now)
        reason = _("Counted for %(n)d target(s).") % {"n": counted}
    except Refused as no:
        reason = _("not counted: %(why)s") % {"why": no}
    moves.move(incoming, to=Incoming.Status.PLACED, kind=Incoming.Kind.COPY, reason=reason[:REASON])
    hand_over(incoming, appeal)


def hand_over(incoming: Incoming, appeal: Appeal) -> None:
    """The raw message goes under its appeal's key, and is erased on its appeal's day."""
    if not sealing.exists(appeal.act_key):
        return  # erased already: it dies with the key it arrived under, on its own day
    try:
        mailbox.reseal(incoming, key=appeal.act_key)
    except sealing.KeyGone:
        # Stopped between the file and the row, last time: the file is under the new key already.
        Incoming.objects.filter(sha256=incoming.sha256).update(key_name=appeal.act_key)
    Incoming.objects.filter(pk=incoming.pk).update(erase_by=taking.erase_day(appeal, incoming.arrived_at))


def _copy(
    incoming: Incoming, sorted: sorting.Sorted, meant: envelopes.Parsed, appeal: Appeal, checked: signatures.Checked
) -> Copy:
    """The copy, or Refused with the reason why it is not one."""
    if not checked.valid or not checked.aligned or not checked.from_address:
        raise Refused(checked.reason or _("It bears no valid signature of its sender's provider."))
    if not checked.covers("from", "date"):
        raise Refused(_("Its provider did not sign who sent it and when."))
    if not checked.fresh(incoming.arrived_at):  # hashes against replay are kept a day longer than that
        raise Refused(_("It was not sent in the last seven days."))
    _appeal_was_open(appeal, incoming)
    found, grade = _targets(appeal, checked.to), signatures.grade(checked, copy_address=incoming.envelope_to)
    if not found and incoming.envelope_to.casefold() in checked.to:  # written to us: passed on afterwards
        found, grade = _targets(appeal, sorted.named), Protest.Grade.DECLARED
    if not found:
        raise Refused(_("No target of the appeal stands in its To."))
    return Copy(
        appeal=appeal, from_address=checked.from_address, signature=checked.signature_hash, grade=grade,
        targets=found, token=meant.token, language=meant.language,
    )  # fmt: skip


def _appeal_was_open(appeal: Appeal, incoming: Incoming) -> None:
    if appeal.issued_at is None or (appeal.ended_at and incoming.arrived_at > appeal.ended_at + OLDEST):
        raise Refused(_("The appeal had ended."))
    if not sealing.exists(appeal.pepper):
        raise Refused(_("What belongs to the appeal has been erased."))


def _targets(appeal: Appeal, to: tuple[str, ...]) -> list[tuple[Target, Mission | None]]:
    """The targets of the appeal that stand in To, each once; an embassy by the address of any of its kind."""
    named = {_plain(address) for address in to}
    found: list[tuple[Target, Mission | None]] = []
    for target in appeal.targets.prefetch_related("channels"):
        state = receivers.operator(target)
        mails = {_plain(c.value) for c in target.channels.all() if c.kind in (Channel.Kind.EMAIL, Channel.Kind.CC)}
        if mails & named:
            found.append((target, None))
        elif state:
            missions = Mission.objects.filter(operator=state).exclude(email="").order_by("pk")
            mission = next((mission for mission in missions if _plain(mission.email) in named), None)
            if mission:
                found.append((target, mission))
    return found


def _count(copy: Copy, incoming: Incoming, *, now: dt.datetime) -> int:
    """Count the copy for each of its targets, once; how many were new."""
    appeal = copy.appeal
    person = recognising.person(appeal, copy.from_address)
    if not sabotage.on("copy-counted-twice"):
        _not_seen(copy, now)
        return _record(copy, _action(copy, person, now), incoming, now=now)
    again = dataclasses.replace(copy, token="")
    new = _record(copy, _action(copy, person, now), incoming, now=now)
    return new + _record(again, _action(again, person[::-1], now), incoming, now=now)


def _not_seen(copy: Copy, now: dt.datetime) -> None:
    """Only what passed every check is remembered, so that a forger cannot take a real copy's place."""
    seen = tokens.keyed(sealing.pepper(copy.appeal.pepper), copy.signature)
    try:
        with transaction.atomic():
            CopySeen.objects.create(signature_hash=seen, seen_at=now)
    except IntegrityError:
        raise Refused(_("This very copy came before.")) from None


def _action(copy: Copy, person: str, now: dt.datetime) -> Action:
    """The act this copy belongs to: one for each person, whether the copy or the confirmation came first."""
    token = _of_token(copy, person)
    acts = Action.objects.filter(appeal=copy.appeal, person_key=person, status=Action.Status.CONFIRMED)
    mine = acts.order_by("pk").first()
    day = taking.erase_day(copy.appeal, now)
    if token and token.status == Action.Status.PENDING:
        to = Action.Status.LAPSED if mine else Action.Status.CONFIRMED
        moves.move(token, to=to, person_key=person, confirmed_at=None if mine else now, erase_by=day)
        mine = mine or token
    return mine or Action.objects.create(
        appeal=copy.appeal, token=(fresh := tokens.new()), submission_key=fresh, way=Action.Way.OWN_MAIL,
        status=Action.Status.CONFIRMED, country=taking.UNKNOWN_COUNTRY, language=copy.language, person_key=person,
        created_at=now, confirmed_at=now, erase_by=day,
    )  # fmt: skip


def _of_token(copy: Copy, person: str) -> Action | None:
    """The act whose address stood in Cc. That address is no secret: the first verified copy takes it for good."""
    if not copy.token:
        return None
    action = Action.objects.select_for_update().filter(appeal=copy.appeal, token=copy.token).first()
    if action is None:
        raise Refused(_("It names an act that we do not know."))
    if action.person_key not in ("", person):
        raise Refused(_("The address in its Cc belongs to the act of somebody else."))
    if action.way != Action.Way.OWN_MAIL or (action.status == Action.Status.LAPSED and not action.person_key):
        return None
    return action


def _record(copy: Copy, action: Action, incoming: Incoming, *, now: dt.datetime) -> int:
    new = 0
    for target, mission in copy.targets:
        try:
            with transaction.atomic():
                Protest.objects.create(
                    action=action, appeal=copy.appeal, target=target, mission=mission, person_key=action.person_key,
                    channel=Protest.Channel.OWN_MAIL, grade=copy.grade, country=action.country, day=now.date(),
                    copy=incoming,
                )  # fmt: skip
        except IntegrityError:  # the same person's copy to the same target was counted before
            new += _proven_now(copy, action, target, incoming)
            continue
        new += 1
    return new


def _proven_now(copy: Copy, action: Action, target: Target, incoming: Incoming) -> int:
    """What was only declared is proven by a copy that comes later; whether it was."""
    if copy.grade == Protest.Grade.DECLARED:
        return 0
    same = Protest.objects.filter(appeal=copy.appeal, target=target, person_key=action.person_key, rank=1)
    declared = same.filter(channel=Protest.Channel.OWN_MAIL, grade=Protest.Grade.DECLARED)
    return declared.update(grade=copy.grade, copy=incoming)


def _appeal(slug: str) -> Appeal | None:
    appeals = Appeal.objects.filter(slug__isnull=False)
    return next((appeal for appeal in appeals if NOT_PLAIN.sub("", (appeal.slug or "").lower()) == slug), None)


def _plain(address: str) -> str:
    """One spelling for one mailbox; outside a live desk the one that rehearsals use."""
    return (addresses.clean(address) if settings.LIVE else addresses.rehearsed(address)).casefold()
