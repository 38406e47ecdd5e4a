"""What templates ask about the ways to reach an office."""

from django import template

from hueandcry.appeals import translating
from hueandcry.appeals.models import Channel
from hueandcry.pages import case_pages, circles, contents

register = template.Library()


@register.filter
def case_slug(page: contents.Public) -> str:
    """What the case of an appeal is called in addresses: its first public appeal."""
    return case_pages.slug_of(page.appeal)


@register.filter
def posted(page: contents.Public) -> bool:
    """Whether some office of the appeal can be reached by post."""
    return any(has_address(addressee) for addressee in page.addressees)


@register.filter
def later(page: contents.Public) -> tuple[circles.Later, ...]:
    """Who is written to later."""
    return circles.later(page.appeal)


@register.filter
def original(page: contents.Public) -> str:
    """The language of the original, where it was changed after this translation was made; else empty."""
    said = page.appeal.live_revision.document if page.appeal.live_revision else {"texts": {}}
    code = translating.original(said)
    return code if page.words.language in translating.older(said) and code in page.offered else ""


@register.filter
def warned(page: contents.Public) -> list[str]:
    """The countries whose residents are told that writing may put them in danger."""
    return list(page.appeal.live_revision.document.get("warned", [])) if page.appeal.live_revision else []


@register.filter
def has_address(addressee: contents.Addressee) -> bool:
    """Whether this one can be reached by post."""
    return any(kind == Channel.Kind.POST for kind, _value in addressee.papers)
