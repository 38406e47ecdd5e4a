"""When an office is open: letters to it leave then, by its own clock."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.conf import settings

from hueandcry.lib import zones

ALWAYS = "always"
FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)\Z")
LOOK_AHEAD = 8  # days; every office opens within a week


def fine(hours: str) -> bool:
    """Whether this says when an office is open: "always", or such as 09:00-17:00 with the end after the begin."""
    found = FORM.match(hours)
    return hours == ALWAYS or bool(found and found.group(1, 2) < found.group(3, 4))


def zone_of(country: str, zone: str = "") -> str:
    """The zone an office lives in: the one the desk chose, its country's, or the desk's own."""
    return zone if zones.exists(zone) else zones.of(country) or settings.OFFICE_ZONE


def opens(now: dt.datetime, country: str = "", zone: str = "", hours: str = "") -> dt.datetime:
    """The first moment from `now` on at which the office is open; `now` itself if it is."""
    hours = hours or settings.OFFICE_HOURS
    found = FORM.match(hours)
    if hours == ALWAYS or not found:
        return now
    clock = ZoneInfo(zone_of(country, zone))
    begins, ends = dt.time(int(found[1]), int(found[2])), dt.time(int(found[3]), int(found[4]))
    today = now.astimezone(clock).date()
    for day in (today + dt.timedelta(days=n) for n in range(LOOK_AHEAD)):
        if not zones.working_day(country, day.weekday()):
            continue
        begin, end = (dt.datetime.combine(day, at, clock).astimezone(dt.UTC) for at in (begins, ends))
        if now < end:
            return max(now, begin)
    return now
