"""What templates ask about the national sections."""

from django import template

from hueandcry.actions import by_section as counted
from hueandcry.appeals.models import Appeal
from hueandcry.pages import sections

register = template.Library()


@register.simple_tag
def open_sections() -> list[sections.Shown]:
    """The sections that have pages here."""
    return sections.with_pages()


@register.filter
def by_section(appeal: Appeal) -> counted.Told:
    """How many came through each, as far as it may be told."""
    return counted.public(appeal)
