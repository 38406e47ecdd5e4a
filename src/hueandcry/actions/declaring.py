"""What supporters say they did: a call, a letter in the post. We believe them, and nobody can check it."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.actions import receivers
from hueandcry.actions.models import Action, Protest
from hueandcry.appeals import missions
from hueandcry.appeals.models import Channel, Target
from hueandcry.lib.refusal import Refused

DECLARED = (Protest.Channel.TELEPHONE, Protest.Channel.POST)


def called(action_token: str, target_key: str, *, now: dt.datetime, number: str = "", result: str = "") -> None:
    """She telephoned this target: counted once, as declared; told again, the last result is kept."""
    action, target = _asked(action_token, target_key)
    if result and result not in Protest.Result.values:
        raise Refused(_("Please choose how the call went."))
    known = number if number in numbers(target, action.country) else ""
    _declare(action, target, Protest.Channel.TELEPHONE, now=now, result=result, called=known)


def posted(action_token: str, target_key: str, *, now: dt.datetime) -> None:
    """She posted a letter to this target: counted once, as declared."""
    action, target = _asked(action_token, target_key)
    _declare(action, target, Protest.Channel.POST, now=now)


def numbers(target: Target, country: str) -> list[str]:
    """The telephone numbers we have printed for somebody in `country`: the office's, or that of the embassy there."""
    if state := receivers.operator(target):
        mission = missions.resolve(state, country).mission
        return [mission.phone] if mission and mission.phone else []
    return list(target.channels.filter(kind=Channel.Kind.PHONE).values_list("value", flat=True))


def _asked(action_token: str, target_key: str) -> tuple[Action, Target]:
    action = Action.objects.filter(token=action_token, way=Action.Way.RELAY, status=Action.Status.CONFIRMED).first()
    if action is None:
        raise Refused(_("Please confirm your letter first; then tell us what else you did."))
    target = action.appeal.open_targets().filter(key=target_key).first()
    if target is None:
        raise Refused(_("This appeal does not ask anybody to write or call there."))
    return action, target


def _declare(action: Action, target: Target, channel: str, *, now: dt.datetime, **told: str) -> None:
    same = {"appeal": action.appeal, "target": target, "person_key": action.person_key, "channel": channel}
    same["capacity"] = action.capacity
    try:
        with transaction.atomic():
            Protest.objects.create(
                action=action, grade=Protest.Grade.DECLARED, country=action.country, day=now.date(), **same, **told
            )
    except IntegrityError:  # told us before
        if told.get("result"):
            Protest.objects.filter(**same, rank=1).update(**told)
