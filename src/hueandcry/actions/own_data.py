"""Everything we keep about one person in one appeal, for herself: to read, and to take along."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hueandcry.actions import capacities, leaving, unsealing
from hueandcry.actions.models import Action, News, Protest
from hueandcry.lib import sealing
from hueandcry.post.models import Delivery

State, Channel = Delivery.Status, Protest.Channel
BECAME = {
    State.QUEUED: gettext_lazy("waits for its turn"),
    State.SENDING: gettext_lazy("is being handed over"),
    State.ACCEPTED: gettext_lazy("accepted by the office’s mail server"),
    State.BOUNCED: gettext_lazy("accepted first, and came back later"),
    State.REJECTED: gettext_lazy("refused by the office’s mail server"),
    State.GIVEN_UP: gettext_lazy("could not be handed over"),
    State.IN_DOUBT: gettext_lazy("handed over, and the answer was lost"),
    State.CANCELLED: gettext_lazy("not sent: you took it back in time"),
    State.QUARANTINED: gettext_lazy("set aside; a person at the desk looks at it"),
    State.IN_SUMMARY: gettext_lazy("goes out, or has gone, as your name in one letter for many"),
}
BY_HERSELF = {
    Channel.OWN_MAIL: gettext_lazy("you wrote yourself; a copy of your letter reached us"),
    Channel.TELEPHONE: gettext_lazy("you told us that you called"),
    Channel.POST: gettext_lazy("you told us that you posted a letter"),
}


@dataclass(frozen=True)
class Sent:
    """One protest of hers: to whom, what became of it, and the day of that."""

    to: str
    state: str
    on: dt.date


def sent(action: Action) -> list[Sent]:
    """What became of the protests of whoever did this act, in this appeal, the first first."""
    rows = Protest.objects.filter(action__in=leaving.same_person(action)).select_related(
        "target", "delivery", "mission"
    )
    return [_sent(protest) for protest in rows.order_by("pk")]


def take_along(action: Action) -> dict[str, Any]:
    """The same and everything else, as a document that JSON can hold; times are UTC (ISO 8601)."""
    mine = leaving.same_person(action).select_related("appeal")
    told = News.objects.filter(action__in=mine, delivery__accepted_at__isnull=False)
    return {
        "appeal": action.appeal.number,
        "acts": [_act(one) for one in mine],
        "protests": [{"to": one.to, "state": one.state, "on": one.on.isoformat()} for one in sent(action)],
        "outcome_told_at": [_moment(at) for at in told.values_list("delivery__accepted_at", flat=True)],
    }


def _act(action: Action) -> dict[str, Any]:
    return {
        "state": str(Action.Status(action.status).label), "country": action.country, "language": action.language,
        **dict(_words(action)), "typed_at": _moment(action.created_at), "confirmed_at": _moment(action.confirmed_at),
        "wants_outcome": action.follow_sealed is not None, "wants_answers": action.wants_answers,
        "section": action.section.name if action.section else "",
        "erased_by": _moment(action.erase_by),
    }  # fmt: skip


def _words(action: Action) -> Iterator[tuple[str, str]]:
    try:
        told = unsealing.told(action.appeal.act_key, action.sealed)
    except sealing.KeyGone:
        return
    yield from ((name, told.get(name, "")) for name in ("name", "email", "words", *capacities.FIELDS))


def _sent(protest: Protest) -> Sent:
    by_herself = BY_HERSELF.get(Channel(protest.channel))
    if by_herself or not protest.delivery:
        second = _("kept and not sent: an earlier letter of yours went there")
        return Sent(protest.target.name, str(by_herself or second), protest.day)
    at = protest.delivery.bounced_at or protest.delivery.accepted_at
    return Sent(protest.target.name, str(BECAME[State(protest.delivery.status)]), at.date() if at else protest.day)


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
