"""What the desk sees of the pace: offices that letters wait for, those that are paused, and the relay's day."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hueandcry.actions import pacing, receivers, summing_up
from hueandcry.actions.models import Summary
from hueandcry.appeals.models import Appeal
from hueandcry.post import hours
from hueandcry.post.models import Delivery, Pigeonhole, RelayDay, Turn
from hueandcry.post.summaries import FAILED, MOST

WAITING = Delivery.Status.QUEUED


@dataclass
class Office:
    """One mailbox as the desk knows it."""

    hole: Pigeonhole
    name: str
    appeals: list[Appeal]
    waiting: int
    opens: dt.datetime | None  # None: it is open now
    zone: str
    full: int  # letters that stay because as many have left as may in all

    @property
    def an_hour(self) -> int:
        """Letters an hour, by the desk's choice or the settings; 0 is no limit."""
        return settings.TARGET_AN_HOUR if self.hole.an_hour is None else self.hole.an_hour

    @property
    def in_all(self) -> int:
        """Letters of one appeal in all, likewise."""
        return settings.TARGET_IN_ALL if self.hole.in_all is None else self.hole.in_all


@dataclass
class Day:
    """How much of what the relay takes in a day is used."""

    most: int
    used: int
    waiting: int

    @property
    def tomorrow(self) -> int:
        """Letters that will not leave today."""
        return max(0, self.waiting - (self.most - self.used))


def everything(*, appeal: Appeal | None = None, whole: bool = False) -> QuerySet[Pigeonhole]:
    """Offices that are paused or that letters wait for; the paused first, then the longest queues.

    With an appeal, all that one of its letters ever waited for; `whole` is every office there is.
    """
    queued = Delivery.objects.filter(turn__pigeonhole=OuterRef("pk"), status=WAITING).order_by()
    counted = queued.values("turn__pigeonhole").annotate(n=Count("pk")).values("n")
    rows = Pigeonhole.objects.annotate(waiting=Coalesce(Subquery(counted), Value(0)))
    if appeal:
        rows = rows.filter(turns__key_name=appeal.act_key)
    elif not whole:
        rows = rows.filter(Q(waiting__gt=0) | Q(paused_at__isnull=False))
    return rows.order_by(F("paused_at").desc(nulls_last=True), "-waiting", "pk")


def paused(now: dt.datetime) -> list[Office]:
    """Offices that get nothing until somebody has looked, the last one first."""
    return [one(hole, now=now) for hole in Pigeonhole.objects.filter(paused_at__isnull=False).order_by("-paused_at")]


def one(hole: Pigeonhole, *, now: dt.datetime) -> Office:
    """Everything about one office."""
    turns = list(hole.turns.all())
    counts = Delivery.objects.filter(turn__in=turns, status=WAITING).order_by().values_list("turn")
    waiting = dict(counts.annotate(n=Count("pk")))
    opens = hours.opens(now, hole.country, hole.zone, hole.hours)
    return Office(
        hole, _name(hole), _appeals(turns), sum(waiting.values()), opens if opens > now else None,
        hours.zone_of(hole.country, hole.zone), sum(waiting.get(turn.pk, 0) for turn in turns if _full(turn, hole)),
    )  # fmt: skip


def day(now: dt.datetime) -> Day | None:
    """The relay's day, if it has a limit."""
    if not settings.RELAY_A_DAY:
        return None
    used = RelayDay.objects.filter(day=now.date()).values_list("used", flat=True).first() or 0
    return Day(settings.RELAY_A_DAY, used, Delivery.objects.filter(status=WAITING, due_at__lte=now).count())


def summaries(hole: Pigeonhole) -> dict[str, object]:
    """What could be sent as one to this office, and the summaries that were asked for or made."""
    made = Summary.objects.filter(turn__pigeonhole=hole).select_related("target", "appeal", "asked_by", "delivery")
    asked = {(one.turn_id, one.target_id, one.words_id) for one in made if one.status == Summary.Status.ASKED}
    free = [rest for rest in summing_up.possible(hole) if (rest.turn.pk, rest.target.pk, rest.words.pk) not in asked]
    return {"possible": free, "made": made.order_by("-asked_at")[:50], "most": MOST, "failed": FAILED}


def standard() -> dict[str, object]:
    """What holds where the desk chose nothing for an office."""
    return {"hours": settings.OFFICE_HOURS, "an_hour": settings.TARGET_AN_HOUR, "in_all": settings.TARGET_IN_ALL}


def _full(turn: Turn, hole: Pigeonhole) -> bool:
    most = settings.TARGET_IN_ALL if hole.in_all is None else hole.in_all
    return bool(most) and turn.handed_over >= most


def _name(hole: Pigeonhole) -> str:
    protest = pacing.protest_in(hole)
    if protest is None:
        return _("An office whose letters are gone")
    return receivers.embassy(protest.mission, get_language() or "en") if protest.mission else protest.target.name


def _appeals(turns: list[Turn]) -> list[Appeal]:
    keys = [turn.key_name.removeprefix("act-") for turn in turns]
    return list(Appeal.objects.filter(key__in=keys).exclude(number=None).order_by("pk"))
