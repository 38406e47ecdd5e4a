"""Which clock hangs in a country's offices, and on which days they are shut."""

import functools
import zoneinfo

from babel.core import get_global

# The capital's zone where a country has several and its name does not say which.
CAPITALS = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CD": "Africa/Kinshasa", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei", "GL": "America/Nuuk", "ID": "Asia/Jakarta", "KI": "Pacific/Tarawa", "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro", "MN": "Asia/Ulaanbaatar", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland", "PF": "Pacific/Tahiti", "PG": "Pacific/Port_Moresby", "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}  # fmt: skip
# Monday is 0. Everybody else rests on Saturday and Sunday.
ON_FRIDAY = ("AF", "BD", "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "QA", "SA", "SD", "SY", "YE")
RESTS = {**dict.fromkeys(ON_FRIDAY, (4, 5)), "IR": (3, 4), "NP": (5,), "BN": (4, 6)}
SATURDAY, SUNDAY = 5, 6


def of(country: str) -> str:
    """The IANA zone of a country's capital (ISO 3166 code); empty if we know none."""
    capital = CAPITALS.get(country, "")
    return capital if exists(capital) else _only(country)


def exists(zone: str) -> bool:
    """Whether this machine knows the zone."""
    return zone in _all()


def working_day(country: str, weekday: int) -> bool:
    """Whether offices of the country are open on this day of the week; Monday is 0."""
    return weekday not in RESTS.get(country, (SATURDAY, SUNDAY))


@functools.cache
def _only(country: str) -> str:
    """The zone of a country that has one; of several, the first that this machine knows."""
    zones = sorted(zone for zone, where in get_global("zone_territories").items() if where == country)
    return next((zone for zone in zones if exists(zone)), "")


@functools.cache
def _all() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
