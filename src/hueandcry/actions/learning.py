"""What a person did with an unplaced message is remembered, and offered for the next one of the same sender.

It is done without asking only for the very sender, and only if a signature proves both times that it is
the same; setting aside is always asked. Whatever was learned can be taken back.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hueandcry.actions import proving
from hueandcry.actions.models import SortingRule
from hueandcry.appeals.models import Appeal, Target
from hueandcry.ledger import writing
from hueandcry.lib import sabotage
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import sorting, stops
from hueandcry.post.models import Incoming

Kind = SortingRule.Kind
MOST = 3  # proposals
PUBLIC = (Appeal.Status.LIVE, Appeal.Status.PAUSED)


@dataclass(frozen=True)
class Proposal:
    """What was done with mail like this, and why we think it is like this."""

    rule: SortingRule
    why: str


def learn(
    found: sorting.Sorted, *, kind: str, target: Target | None, signed_by: str, by: User, now: dt.datetime
) -> SortingRule | None:
    """Remember, within the caller's transaction; what was learned of the same sender before is replaced."""
    domain = found.from_address.rpartition("@")[2]
    if kind not in Kind.values or not domain:
        return None
    key = stops.key(found.from_address)
    live(SortingRule.objects.filter(sender_key=key)).update(taken_back_at=now, taken_back_by=by)
    try:
        with transaction.atomic():
            return SortingRule.objects.create(
                sender_key=key, domain=domain[:253], kind=kind, target=target, signed_by=signed_by, made_at=now,
                made_by=by,
            )  # fmt: skip
    except IntegrityError:
        return None  # a colleague sorted another message of this sender at the same moment


@transaction.atomic
def take_back(rule: SortingRule, *, by: User, now: dt.datetime) -> None:
    """Forget it; what was sorted by it stays where it is. Doing it twice changes nothing."""
    if not by.may_keep_post():
        raise Refused(_("Your role cannot place messages."))
    if live(SortingRule.objects.filter(pk=rule.pk)).update(taken_back_at=now, taken_back_by=by):
        subject = rule.target.appeal.number or "" if rule.target else ""
        writing.record("sorting taken back", subject=subject, by=by, kind=rule.kind)


def live(rules: QuerySet[SortingRule]) -> QuerySet[SortingRule]:
    """Those that nobody took back."""
    return rules.filter(taken_back_at=None)


def rule_for(found: sorting.Sorted) -> SortingRule | None:
    """What may be done without asking, if a signature proves the sender again."""
    if not found.from_address or found.penned:
        return None
    rules = live(SortingRule.objects.filter(sender_key=stops.key(found.from_address)))
    rule = rules.exclude(kind=Kind.SET_ASIDE).select_related("target__appeal").first()
    return rule if rule and (rule.signed_by or sabotage.on("learn-from-anybody")) and _fits(rule, found) else None


def proves(rule: SortingRule, proven: proving.Proven) -> bool:
    """Whether the same domain signed this time; From is the rule's, and the signature covers it."""
    return sabotage.on("learn-from-anybody") or (bool(proven.signed_by) and proven.signed_by == rule.signed_by)


def proposals(found: sorting.Sorted) -> list[Proposal]:
    """What a person may confirm: of the very sender first, then of others in its domain."""
    domain = found.from_address.rpartition("@")[2]
    if not domain:
        return []
    key = stops.key(found.from_address)
    rules = live(SortingRule.objects.filter(domain=domain)).select_related("target__appeal", "made_by")
    own = [Proposal(rule, _why(rule, own=True)) for rule in rules.filter(sender_key=key)]
    if domain in proving.PROVIDERS:
        return own
    return [*own, *(Proposal(rule, _why(rule, own=False)) for rule in rules.exclude(sender_key=key).order_by("-pk"))][
        :MOST
    ]


def _why(rule: SortingRule, *, own: bool) -> str:
    facts = {"who": rule.made_by.name, "day": rule.made_at.date().isoformat(), "domain": rule.domain}
    if own:
        return _("%(who)s sorted mail of this very sender so on %(day)s.") % facts
    return _("%(who)s sorted mail of another sender at %(domain)s so on %(day)s.") % facts


def _fits(rule: SortingRule, found: sorting.Sorted) -> bool:
    """Not for a message that looks like something else, nor where the office is asked by several appeals."""
    if rule.target is None or rule.target.appeal.status not in PUBLIC:
        return False
    if rule.kind == Kind.BOUNCE:
        return found.kind in (Incoming.Kind.BOUNCE, Incoming.Kind.UNKNOWN)
    if found.kind not in (Incoming.Kind.REPLY, Incoming.Kind.ROBOT):
        return False
    mine = proving.office_of(rule.target)
    others = Target.objects.filter(appeal__status__in=PUBLIC, retired=False).exclude(appeal=rule.target.appeal)
    return not any(mine.addresses & proving.office_of(other).addresses for other in others)
