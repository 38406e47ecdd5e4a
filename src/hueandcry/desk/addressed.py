"""Which mailboxes the targets of an appeal mean, once a letter has waited for one, and which of them are paused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from hueandcry.appeals import gaps
from hueandcry.appeals.models import Channel, Mission
from hueandcry.lib import addresses
from hueandcry.post import stops
from hueandcry.post.models import Pigeonhole

EMBASSY = "embassy_of:"


@dataclass
class Place:
    """The offices of one target: one, or an embassy in each of many countries."""

    name: str
    offices: list[Pigeonhole] = field(default_factory=list)

    @property
    def paused(self) -> list[Pigeonhole]:
        """Those that get nothing at the moment, whichever appeal the letters belong to."""
        return [hole for hole in self.offices if hole.paused_at]


def of(document: Mapping[str, Any]) -> dict[str, Place]:
    """The offices of each target, under its key; a target that has none is not there."""
    targets = document.get("targets") or []
    keys = {target["key"]: list(dict.fromkeys(map(stops.key, _mailboxes(target)))) for target in targets}
    wanted = {key for found in keys.values() for key in found}
    holes = {hole.to_key: hole for hole in Pigeonhole.objects.filter(to_key__in=wanted)}
    places = {
        target["key"]: Place(gaps.name_of(target), [holes[key] for key in keys[target["key"]] if key in holes])
        for target in targets
    }
    return {key: place for key, place in places.items() if place.offices}


def paused(document: Mapping[str, Any]) -> list[Place]:
    """Targets whose letters would not leave: somebody should know before the appeal is approved or issued."""
    return [place for place in of(document).values() if place.paused]


def _mailboxes(target: Mapping[str, Any]) -> Iterator[str]:
    rule = target.get("rule") or ""
    if rule.startswith(EMBASSY):
        known = Mission.objects.filter(operator=rule.removeprefix(EMBASSY)).exclude(email="")
        for email in known.order_by("pk").values_list("email", flat=True):
            yield email if settings.LIVE else addresses.rehearsed(email)
        return
    for channel in target["channels"]:
        value = addresses.clean(channel["value"]) if channel["value"] and not channel["hole"] else ""
        if channel["kind"] == Channel.Kind.EMAIL and addresses.well_formed(value):
            yield value
