"""Who gets the letters of one supporter: offices at their addresses, the embassy in her own country."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hueandcry.appeals import missions
from hueandcry.appeals.models import Appeal, Channel, Mission, Target
from hueandcry.lib import countries
from hueandcry.post import stops


@dataclass(frozen=True)
class Receiver:
    """One target for one supporter; `to` is empty when we cannot write to it, and `note` says why."""

    target: Target
    to: str = ""
    cc: tuple[str, ...] = ()
    mission: Mission | None = None
    note: str = ""

    def name(self, language: str) -> str:
        """What its letters call it; an embassy by its own name, since "in your own country" is said to supporters."""
        return embassy(self.mission, language) if self.mission else self.target.name


def embassy(mission: Mission, language: str) -> str:
    """The state and the city of a mission, in `language` if the interface speaks it and else in English."""
    spoken = language if language in settings.INTERFACE_LANGUAGES else "en"
    place = mission.city or countries.name(mission.host, spoken)
    with override(spoken):
        return _("Embassy of %(state)s, %(city)s") % {"state": countries.name(mission.operator, spoken), "city": place}


def of(appeal: Appeal, country: str) -> list[Receiver]:
    """Every target of the appeal for somebody in `country`, in the appeal's order."""
    targets = appeal.targets.filter(retired=False).prefetch_related("channels")
    return [_embassy(target, country) if operator(target) else _office(target) for target in targets]


def operator(target: Target) -> str:
    """The state whose embassy the target means; empty for an office."""
    kind, _colon, state = target.rule.partition(":")
    return state if kind == "embassy_of" else ""


def _office(target: Target) -> Receiver:
    channels = list(target.channels.all())
    mails = [channel.value for channel in channels if channel.kind == Channel.Kind.EMAIL]
    copies = [channel.value for channel in channels if channel.kind == Channel.Kind.CC]
    if not mails:
        return Receiver(target, note=_("It cannot be reached by e-mail."))
    alive = [address for address in dict.fromkeys(mails + copies) if not stops.is_dead(address)]
    to = next((address for address in alive if address in mails), "")
    if not to:
        return Receiver(target, note=_("Its address no longer works; the desk is looking for another."))
    return Receiver(target, to=to, cc=tuple(address for address in alive if address != to))


def _embassy(target: Target, country: str) -> Receiver:
    resolved = missions.resolve(operator(target), country)
    mission = resolved.mission
    if not mission or not mission.email:
        return Receiver(target, mission=mission, note=resolved.note or _("We know no e-mail address of it."))
    if stops.is_dead(mission.email):
        return Receiver(
            target, mission=mission, note=_("Its address no longer works; the desk is looking for another.")
        )
    return Receiver(target, to=mission.email, mission=mission, note=resolved.note)
