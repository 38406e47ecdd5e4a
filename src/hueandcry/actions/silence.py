"""Nobody answers, or the day has come: the next circle of an appeal opens by itself."""

import datetime as dt

from django.db.models import Min

from hueandcry.actions.models import Protest, Reply
from hueandcry.appeals import circles, widening
from hueandcry.appeals.models import Appeal
from hueandcry.lib.refusal import Refused


def walk(now: dt.datetime) -> int:
    """Open every circle whose time has come; how many. One at a time: a third waits for the second to be silent."""
    opened = 0
    for appeal in Appeal.objects.filter(status=Appeal.Status.LIVE).select_related("live_revision").order_by("pk"):
        following = widening.next_circle(appeal)
        why = reason(appeal, following, now) if following else ""
        if not following or not why:
            continue
        try:
            widening.widen(appeal, to=following.n, why=why, now=now)
        except Refused:
            continue  # somebody at the desk opened it, or stopped the appeal, a moment ago
        opened += 1
    return opened


def reason(appeal: Appeal, rule: circles.Rule, now: dt.datetime) -> str:
    """Why a circle opens now: "date", "silence", or "" while it does not."""
    if rule.opens_on and rule.opens_on <= now.date():
        return "date"
    since = unanswered_since(appeal) if rule.after_days else None
    return "silence" if since and since + dt.timedelta(days=rule.after_days) <= now else ""


def unanswered_since(appeal: Appeal) -> dt.datetime | None:
    """When the first letter to the circle that opened last was accepted; None when there is none, or an answer came.

    A robot answers nothing. An answer nobody has read yet breaks the silence until somebody says that it was a robot.
    """
    written = Protest.objects.filter(
        appeal=appeal, target__circle=appeal.circle, target__retired=False, channel=Protest.Channel.RELAY
    )
    first: dt.datetime | None = written.aggregate(first=Min("delivery__accepted_at"))["first"]
    answers = Reply.objects.filter(appeal=appeal).exclude(grade=Reply.Grade.ROBOT)
    if first is None or answers.filter(arrived_at__gte=first).exists():
        return None
    return first
