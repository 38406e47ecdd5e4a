"""What a page says of an embassy besides its address: who else answers for a country, and whom to write to instead."""

import re
from collections.abc import Iterable

from hueandcry.actions import receivers
from hueandcry.appeals import missions
from hueandcry.appeals.models import Mission

# Embassies are a foreign ministry's; where there is none to write to, that ministry is next.
MINISTRY = re.compile(
    r"foreign affairs|foreign minist|иностранных дел|закордонних справ|замежных спраў|сыртқы істер|relaciones"
    r" exteriores|asuntos exteriores|affaires étrangères|auswärtig|außenminist|dışişleri|الخارجية",
    re.IGNORECASE,
)


def others(receiver: receivers.Receiver, country: str) -> tuple[Mission, ...]:
    """The missions that answer for the country too."""
    state = receivers.operator(receiver.target)
    if not state or not country or not receiver.mission:
        return ()
    found = missions.answering(state, country)
    return tuple(mission for mission in found if mission.pk != receiver.mission.pk)


def instead(offices: Iterable[tuple[int, str]]) -> tuple[int, str] | None:
    """Of the offices that can be written to (number, name): the foreign ministry, or else the first."""
    return min(offices, key=lambda office: (not MINISTRY.search(office[1]), office[0]), default=None)
