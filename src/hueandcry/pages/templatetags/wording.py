"""How templates say days, numbers and paragraphs in the language of the page."""

import datetime as dt

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hueandcry.cases.models import Outcome
from hueandcry.lib import countries, locales
from hueandcry.pages import languages

register = template.Library()


@register.filter
def day(date: dt.date) -> SafeString:
    """A whole date, readable by people and by programs."""
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), locales.day(date, _language()))


@register.filter
def plain_day(date: dt.date) -> str:
    """The same without marks for programs, for the words of a drawing."""
    return locales.day(date, _language())


@register.filter
def moment(at: dt.datetime) -> SafeString:
    """A date and a time of day, in UTC and saying so."""
    text = locales.moment(at, _language())
    return format_html('<time datetime="{}">{}</time>', at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ"), text)


@register.filter
def known_date(text: str) -> SafeString:
    """A date as far as it is known."""
    return format_html('<time datetime="{}">{}</time>', text, locales.known_date(text, _language()))


@register.filter
def known_month(text: str) -> str:
    """A month (YYYY-MM) without marks for programs, for titles and links."""
    return locales.known_date(text, _language())


@register.filter
def number(n: int) -> str:
    """A number with the marks of its language."""
    return locales.number(n, _language())


@register.filter
def direction(language: str) -> str:
    """rtl or ltr."""
    return languages.direction(language)


@register.filter
def own_name(language: str) -> str:
    """What a language calls itself."""
    return locales.own_name(language)


@register.filter
def told_in(outcome: Outcome, language: str) -> tuple[str, str]:
    """(language, paragraph) of an outcome for the reader of a page in `language`."""
    return outcome.words(language)


@register.filter
def country(code: str) -> str:
    """A country's name in the language of the page."""
    return countries.name(code, _language())


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs: an empty line parts them, a line end stays a line end."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join("\n", "<p>{}</p>", ((_lines(block),) for block in blocks))


@register.filter
def telephone_link(number: str) -> str:
    """A tel: link (RFC 3966): digits, with the plus in front where there is one."""
    digits = "".join(c for c in number if c.isdecimal() and c.isascii())
    return f"tel:{'+' if number.strip().startswith('+') else ''}{digits}"


@register.filter
def hard(outcome: Outcome) -> bool:
    """Whether an outcome is not the one that was asked for."""
    return outcome.code in (
        Outcome.Code.SENTENCED,
        Outcome.Code.SENTENCE_UPHELD,
        Outcome.Code.FINED,
        Outcome.Code.WORSE,
    )


def _lines(block: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in block.split("\n")))


def _language() -> str:
    return get_language() or "en"
