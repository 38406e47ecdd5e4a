"""The page behind the link in our letter: what waits there, and the press of its button."""

import datetime as dt
from collections.abc import Collection, Sequence

from hueandcry.actions import pressing
from hueandcry.actions.models import Action


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


def _rows(acts: Sequence[pressing.Act]) -> list[Action]:
    rows = Action.objects.select_related("appeal__live_revision").filter(pk__in=[act.pk for act in acts])
    return list(rows.order_by("pk"))
