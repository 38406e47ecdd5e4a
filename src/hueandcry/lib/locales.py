"""How each language says its own name, a date, a moment and a number."""

import calendar
import datetime as dt

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.core import get_global

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


def own_name(language: str) -> str:
    """What a language calls itself, with a capital where it begins a link."""
    name = _locale(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def right_to_left(language: str) -> bool:
    """Whether a text in this language begins at the right."""
    return language.split("-")[0] in RIGHT_TO_LEFT


def day(date: dt.date, language: str) -> str:
    """9 March 2026."""
    return dates.format_date(date, "d MMMM y" if language in ("en", "ru") else "long", locale=_locale(language))


def moment(at: dt.datetime, language: str) -> str:
    """9 March 2026, 14:05 UTC."""
    at = at.astimezone(dt.UTC)
    return f"{day(at.date(), language)}, {dates.format_time(at, 'HH:mm', locale=_locale(language))} UTC"


def known_date(text: str, language: str) -> str:
    """A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD; anything else as it stands."""
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return day(dt.date.fromisoformat(text), language)
        if len(parts) == 2:
            return dates.format_skeleton("yMMMM", dt.date(int(parts[0]), int(parts[1]), 1), locale=_locale(language))
    except ValueError:
        return text
    return text


def number(n: int, language: str) -> str:
    """1,284."""
    return numbers.format_decimal(n, locale=_locale(language))


def weeks(year: int, month: int, language: str) -> tuple[list[list[dt.date]], list[tuple[str, str]]]:
    """The whole weeks a month lies in, from the day weeks begin with, and (short, whole) names of their days."""
    locale = _locale(language)
    likely = get_global("likely_subtags").get(locale.language, "")
    # English is read everywhere: its weeks are those of ISO 8601.
    first = locale.first_week_day if locale.language == "en" or not likely else Locale.parse(likely).first_week_day
    short, whole = locale.days["stand-alone"]["abbreviated"], locale.days["stand-alone"]["wide"]
    order = [(first + n) % 7 for n in range(7)]
    return calendar.Calendar(first).monthdatescalendar(year, month), [(short[day], whole[day]) for day in order]


def known(language: str) -> str:
    """The language if days and towns have names in it, else English."""
    return str(_locale(language))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
