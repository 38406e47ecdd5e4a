"""Small words for the desk's templates: addresses of our own files, names of countries and languages."""

from babel import Locale, UnknownLocaleError
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from hueandcry.desk import stored_words
from hueandcry.desk.views import static
from hueandcry.lib import countries

register = template.Library()


@register.simple_tag
def own_file(name: str) -> str:
    """The address of a style sheet or script, with its digest."""
    return f"{reverse('desk:static', args=[name])}?v={static.content(name)[1]}"


@register.simple_tag
def practising() -> bool:
    """Whether this desk cannot reach anybody: a demo or a rehearsal."""
    return not settings.LIVE


@register.filter
def said(sentence: str) -> str:
    """A sentence that the clock or the reader stored in English, in the language of the screen if we have it."""
    return stored_words.said(sentence)


@register.filter
def country(code: str) -> str:
    """The country's name in the language of the screen."""
    return countries.name(code, get_language() or "en") if code else ""


@register.filter
def language_name(code: str) -> str:
    """A language's name in that language itself."""
    try:
        return str(Locale.parse(code.replace("-", "_")).display_name).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


@register.filter
def direction(code: str) -> str:
    """ltr or rtl."""
    try:
        return str(Locale.parse(code.replace("-", "_")).text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


@register.filter
def under(table: dict, key: str) -> object:
    """What stands under `key`, or nothing."""
    return table.get(key, "")
