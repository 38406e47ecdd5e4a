"""The health of telephone numbers: how calls to them went, as supporters told us."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from hueandcry.actions.models import Action, Protest
from hueandcry.appeals.models import Appeal, Target
from hueandcry.desk import addressed
from hueandcry.post.models import Pigeonhole

Result = Protest.Result
TWICE = 2  # one wrong number may be a slip of somebody's finger


@dataclass(frozen=True)
class Number:
    """One number of one office."""

    value: str
    target: str
    counts: dict[str, int]

    @property
    def results(self) -> list[tuple[str, int]]:
        """How often each result was told, in words."""
        return [(str(Result(code).label), self.counts[code]) for code in Result.values if self.counts.get(code)]

    @property
    def ill(self) -> bool:
        """Whether somebody should look whether it is right."""
        wrong = self.counts.get(Result.WRONG, 0)
        return wrong >= TWICE and wrong > self.counts.get(Result.REACHED, 0)


def of_appeal(appeal: Appeal) -> list[Number]:
    """The numbers of an appeal that somebody told us a result of; those to look at first."""
    return _numbers(appeal.targets.all())


def of_office(hole: Pigeonhole, appeals: Iterable[Appeal]) -> list[Number]:
    """The same for the targets that write to one mailbox."""
    found: list[Target] = []
    for appeal in appeals:
        if appeal.live_revision:
            places = addressed.of(appeal.live_revision.document)
            keys = [key for key, place in places.items() if hole in place.offices]
            found += appeal.targets.filter(key__in=keys, rule="")
    return _numbers(found)


def _numbers(targets: Iterable[Target]) -> list[Number]:
    names = {target.pk: target.name for target in targets}
    rows = Protest.objects.filter(target__in=names, channel=Protest.Channel.TELEPHONE, rank=1)
    rows = rows.filter(action__status=Action.Status.CONFIRMED).exclude(called="").exclude(result="")
    counts: dict[tuple[int, str], dict[str, int]] = {}
    told = rows.order_by("target", "called").values_list("target", "called", "result").annotate(n=Count("pk"))
    for target, value, result, n in told:
        counts.setdefault((target, value), {})[result] = n
    numbers = [Number(value, names[target], found) for (target, value), found in counts.items()]
    return sorted(numbers, key=lambda number: not number.ill)
