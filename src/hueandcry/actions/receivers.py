"""Who gets the letters of one supporter: offices at their addresses, the embassy in her own country."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from hueandcry.appeals import missions
from hueandcry.appeals.models import Appeal, Channel, Mission, Target
from hueandcry.lib import countries
from hueandcry.people import languages
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
    spoken = language if language in languages.public() else "en"
    place = mission.city or countries.name(mission.host, spoken)
    with override(spoken):
        return _("Embassy of %(state)s, %(city)s") % {"state": countries.name(mission.operator, spoken), "city": place}


@dataclass(frozen=True)
class Office:
    """Where one target could be reached, whoever of its mailboxes still takes letters."""

    target: Target
    mails: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    mission: Mission | None = None
    note: str = ""


def of(appeal: Appeal, country: str) -> list[Receiver]:
    """Every target of the appeal for somebody in `country`, in the appeal's order."""
    known = offices(appeal, country)
    dead = stops.which_are_dead(mailboxes(known))
    return [reached(office, dead) for office in known]


def offices(appeal: Appeal, country: str) -> list[Office]:
    """The same before anybody asked which mailboxes are dead."""
    targets = appeal.open_targets().prefetch_related("channels")
    return [_embassy(target, country) if operator(target) else _office(target) for target in targets]


def mailboxes(known: Iterable[Office]) -> set[str]:
    """Every address of these offices."""
    return {address for office in known for address in office.mails + office.copies}


def reached(office: Office, dead: Collection[str]) -> Receiver:
    """How letters reach an office when the mailboxes in `dead` take none."""
    if not office.mails:
        return Receiver(office.target, mission=office.mission, note=office.note)
    alive = [address for address in dict.fromkeys(office.mails + office.copies) if address not in dead]
    to = next((address for address in alive if address in office.mails), "")
    if not to:
        gone = _("Its address no longer works; the desk is looking for another.")
        return Receiver(office.target, mission=office.mission, note=gone)
    copies = tuple(address for address in alive if address != to)
    return Receiver(office.target, to=to, cc=copies, mission=office.mission, note=office.note)


def operator(target: Target) -> str:
    """The state whose embassy the target means; empty for an office."""
    kind, _colon, state = target.rule.partition(":")
    return state if kind == "embassy_of" else ""


def _office(target: Target) -> Office:
    channels = list(target.channels.all())
    mails = tuple(channel.value for channel in channels if channel.kind == Channel.Kind.EMAIL)
    copies = tuple(channel.value for channel in channels if channel.kind == Channel.Kind.CC)
    return Office(target, mails, copies, note="" if mails else _("It cannot be reached by e-mail."))


def _embassy(target: Target, country: str) -> Office:
    resolved = missions.resolve(operator(target), country)
    mission = resolved.mission
    if not mission or not mission.email:
        return Office(target, mission=mission, note=resolved.note or _("We know no e-mail address of it."))
    return Office(target, (mission.email,), mission=mission, note=resolved.note)
