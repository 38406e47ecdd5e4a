"""The call: what to say, in which language, and when somebody is there, by the clock there and by one's own."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_timezone_location
from babel.languages import get_official_languages
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hueandcry.actions import receivers
from hueandcry.lib import locales, zones
from hueandcry.pages import contents, languages
from hueandcry.post import hours, stops
from hueandcry.post.models import Pigeonhole

USUAL = "09:00-17:00"  # where the desk has said nothing about an office


@dataclass(frozen=True)
class Clock:
    """When the office is open, by the clock of one place."""

    place: str
    begins: str
    ends: str


@dataclass(frozen=True)
class Script:
    """What to say, in one language; the opening words are empty where the interface does not speak it."""

    words: contents.Words
    greeting: str
    about: str
    asking: str
    ending: str


@dataclass(frozen=True)
class Call:
    """Everything for a call to one office."""

    telephones: tuple[str, ...]
    scripts: tuple[Script, ...]
    clocks: tuple[Clock, ...]  # that of the office first; none where it is open at all hours
    days: str
    working_day: bool  # on the day the page was printed


def of(page: contents.Public, receiver: receivers.Receiver, telephones: Sequence[str], *, country: str) -> Call | None:
    """The call to this target for somebody in `country` ("" when not known); None where there is no number."""
    mission, said = receiver.mission, page.appeal.live_revision.document if page.appeal.live_revision else {}
    numbers = tuple(telephones) or ((mission.phone,) if mission and mission.phone else ())
    if not numbers:
        return None
    state = mission.host if mission else str(said.get("country", ""))
    begins, ends, zone = _open(receiver, state)
    now = page.now
    there = now.astimezone(ZoneInfo(zone)).date()
    return Call(
        telephones=numbers,
        scripts=tuple(_script(page, code) for code in _languages(page, str(said.get("country", "")))),
        clocks=_clocks(there, begins, ends, zone, country) if begins else (),
        days=_days(state),
        working_day=zones.working_day(state, there.weekday()),
    )


def _open(receiver: receivers.Receiver, state: str) -> tuple[str, str, str]:
    """(from, to, zone) by what the desk knows of the office; nothing where it never shuts."""
    hole = Pigeonhole.objects.filter(to_key=stops.key(receiver.to)).first() if receiver.to else None
    chosen = (hole.hours if hole else "") or (settings.OFFICE_HOURS if settings.OFFICE_HOURS != hours.ALWAYS else USUAL)
    zone = hours.zone_of(state, hole.zone if hole else "")
    begins, _dash, ends = chosen.partition("-")
    return (begins, ends, zone) if ends else ("", "", zone)


def _clocks(day: dt.date, begins: str, ends: str, zone: str, country: str) -> tuple[Clock, ...]:
    """The same hours by the clock there, in UTC, and in the capital of the supporter's country."""
    opens, shuts = (dt.datetime.combine(day, dt.time.fromisoformat(at), ZoneInfo(zone)) for at in (begins, ends))
    found = []
    for name in dict.fromkeys((zone, "UTC", zones.of(country) if country else "UTC")):
        if name:
            first, last = (at.astimezone(ZoneInfo(name)).strftime("%H:%M") for at in (opens, shuts))
            found.append(Clock("UTC" if name == "UTC" else _city(name), first, last))
    return tuple(found)


def _city(zone: str) -> str:
    """The town a zone is called after, in the language of the page."""
    return str(get_timezone_location(zone, locale=_locale(), return_city=True))


def _days(state: str) -> str:
    """The days on which offices of a state are open: Monday to Friday."""
    names = get_day_names("wide", locale=_locale())
    open_on = [day for day in range(7) if zones.working_day(state, day)]
    first = next((day for day in open_on if (day - 1) % 7 not in open_on), 0)
    run = [(first + n) % 7 for n in range(len(open_on))]
    if sorted(run) == open_on:
        return _("%(first)s to %(last)s") % {"first": names[run[0]], "last": names[run[-1]]}
    return ", ".join(names[day] for day in open_on)


def _languages(page: contents.Public, state: str) -> list[str]:
    """The language of the page, and one that is spoken in the office if the appeal has it."""
    own = page.words.language
    said = page.appeal.live_revision.document if page.appeal.live_revision else {}
    theirs = [*get_official_languages(state, de_facto=True), str(said.get("language", ""))]
    return [own, *[code for code in theirs if code in page.offered and code != own][:1]]


def _script(page: contents.Public, code: str) -> Script:
    said = page.appeal.live_revision.document if page.appeal.live_revision else {}
    words = contents.words(said, code)
    if code not in languages.interface():
        return Script(words, words.salutation, words.subject, "", "")
    with translation.override(code):
        greeting = _("Good day. My name is …, and I am calling as a private person.")
        asking, ending = _("I ask you:"), _("Please write this down. Who will answer me, and when? Thank you.")
        return Script(words, greeting, _("It is about this: %(subject)s") % {"subject": words.subject}, asking, ending)


def _locale() -> str:
    return locales.known(get_language() or "en")
