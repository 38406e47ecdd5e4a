"""The page behind the link in our letter: what waits there, the press of its button, and a call afterwards."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.actions import pressing
from hueandcry.actions.models import Action, Protest
from hueandcry.lib.refusal import Refused


def pending(token: str, now: dt.datetime) -> list[Action] | None:
    """All that waits for the owner of this letter's mailbox, oldest first; None for a link we never made.

    Each comes with its appeal; `receivers.of(action.appeal, action.country)` says who would get it.
    What still waits after `confirm` belongs to an appeal that has ended or is held.
    """
    done = pressing.look(token.lower(), now)
    return None if done is None else _rows(done.waiting)


def confirm(token: str, *, now: dt.datetime, seen: Collection[str] | None = None) -> list[Action]:
    """Confirm what waits for this mailbox (`pressing.press`); returns what is confirmed by now."""
    one = pressing.Press(token.lower(), None if seen is None else frozenset(seen))
    done = pressing.press([one], now=now)[0]
    return _rows(done.confirmed) if done else []


def called(action_token: str, target_key: str, *, now: dt.datetime) -> None:
    """The supporter says that she telephoned this target; counted once, as declared."""
    action = Action.objects.filter(token=action_token, way=Action.Way.RELAY, status=Action.Status.CONFIRMED).first()
    if action is None:
        raise Refused(_("Please confirm your letter first; then tell us about your call."))
    target = action.appeal.targets.filter(key=target_key, retired=False).first()
    if target is None:
        raise Refused(_("This appeal does not ask anybody to call there."))
    try:
        with transaction.atomic():
            Protest.objects.create(
                action=action, appeal=action.appeal, target=target, person_key=action.person_key,
                channel=Protest.Channel.TELEPHONE, grade=Protest.Grade.DECLARED, country=action.country, day=now.date(),
            )  # fmt: skip
    except IntegrityError:
        pass  # told us before


def _rows(acts: Sequence[pressing.Act]) -> list[Action]:
    rows = Action.objects.select_related("appeal__live_revision").filter(pk__in=[act.pk for act in acts])
    return list(rows.order_by("pk"))
