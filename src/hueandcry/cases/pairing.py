"""One person or two: decided by somebody, with a reason, and taken back without a trace on the people themselves."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hueandcry.cases import individuals
from hueandcry.cases.models import Individual, Pairing
from hueandcry.ledger import writing
from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

REASON = 300  # characters
EVENT = {Pairing.Status.SAME: "persons merged", Pairing.Status.DIFFERENT: "persons kept apart"}


@transaction.atomic
def merge(one: Individual, other: Individual, *, by: User, now: dt.datetime, reason: str = "") -> Pairing:
    """Decide that two are one person; refused while somebody of one group was told apart from one of the other."""
    _may(one, other, by)
    mine, theirs = _locked(one, other)
    apart = _between(mine, theirs).filter(status=Pairing.Status.DIFFERENT).select_related("one", "other").first()
    if apart:
        raise Refused(
            _("%(one)s and %(other)s were told apart. Take that decision back first.")
            % {"one": apart.one.name, "other": apart.other.name}
        )
    return _decide(one, other, Pairing.Status.SAME, by=by, now=now, reason=reason)


@transaction.atomic
def keep_apart(one: Individual, other: Individual, *, by: User, now: dt.datetime, reason: str = "") -> Pairing:
    """Decide that two are two people; they are not proposed for each other again."""
    _may(one, other, by)
    mine, _theirs = _locked(one, other)
    if other.pk in mine:
        raise Refused(_("They stand as one person now. Take that decision back first."))
    return _decide(one, other, Pairing.Status.DIFFERENT, by=by, now=now, reason=reason)


@transaction.atomic
def withdraw(pairing: Pairing, *, by: User, now: dt.datetime) -> None:
    """Take a decision back: everything is as it was before, and the ledger keeps both steps."""
    _may(pairing.one, pairing.other, by)
    was = pairing.status
    moves.move(pairing, to=Pairing.Status.WITHDRAWN, at=now, by=by.get_username())
    _record("persons decision withdrawn", pairing, by, was=was)


def group(individual: Individual) -> set[int]:
    """The numbers of all individuals that stand as one person with this one, itself among them."""
    found, edge = {individual.pk}, {individual.pk}
    while edge:
        rows = Pairing.objects.filter(Q(one__in=edge) | Q(other__in=edge), status=Pairing.Status.SAME)
        edge = {pk for row in rows.values_list("one_id", "other_id") for pk in row} - found
        found |= edge
    return found


def told_apart(individual: Individual) -> set[int]:
    """The numbers of all who were decided to be somebody else than this person."""
    mine = group(individual)
    rows = Pairing.objects.filter(Q(one__in=mine) | Q(other__in=mine), status=Pairing.Status.DIFFERENT)
    strangers = {pk for row in rows.values_list("one_id", "other_id") for pk in row} - mine
    return {pk for stranger in Individual.objects.filter(pk__in=strangers) for pk in group(stranger)}


def of(individual: Individual) -> list[Pairing]:
    """The decisions that stand about this one, the newest first."""
    rows = Pairing.objects.filter(Q(one=individual) | Q(other=individual)).exclude(status=Pairing.Status.WITHDRAWN)
    return list(rows.select_related("one__case", "other__case").order_by("-at", "-pk"))


def _decide(one: Individual, other: Individual, status: str, *, by: User, now: dt.datetime, reason: str) -> Pairing:
    first, second = sorted((one, other), key=lambda each: each.pk)
    told = {"reason": " ".join(reason.split())[:REASON], "at": now, "by": by.get_username()}
    row = Pairing.objects.filter(one=first, other=second).first()
    if row:
        if row.status != Pairing.Status.WITHDRAWN:
            raise Refused(_("That was decided already. Look again before you decide."))
        moves.move(row, to=status, **told)
    else:
        try:
            with transaction.atomic():
                row = Pairing.objects.create(one=first, other=second, status=status, **told)
        except IntegrityError:
            raise Refused(_("Somebody else has just decided that. Look again.")) from None
    _record(EVENT[Pairing.Status(status)], row, by)
    return row


def _record(event: str, pairing: Pairing, by: User, **facts: object) -> None:
    told = {"other": pairing.other.token, **facts}
    writing.record(event, subject=individuals.subject(pairing.one), by=by, **told)


def _may(one: Individual, other: Individual, by: User) -> None:
    if not by.may_write():
        raise Refused(_("Your role cannot decide who is who."))
    if one.pk == other.pk:
        raise Refused(_("That is one and the same entry."))


def _locked(one: Individual, other: Individual) -> tuple[set[int], set[int]]:
    """Both groups, with their rows locked so that nobody decides against us meanwhile."""
    both = sorted(group(one) | group(other))
    list(Individual.objects.select_for_update().filter(pk__in=both).order_by("pk").values_list("pk", flat=True))
    return group(one), group(other)


def _between(mine: set[int], theirs: set[int]) -> QuerySet[Pairing]:
    return Pairing.objects.filter(Q(one__in=mine, other__in=theirs) | Q(one__in=theirs, other__in=mine))
