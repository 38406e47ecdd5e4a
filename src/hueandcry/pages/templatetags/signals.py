"""What the head of an appeal's page says to programs."""

import json

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from hueandcry.pages import bulletins, cards, contents, describing

register = template.Library()
# No sign by which a page could take the words for anything but words.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def card(page: contents.Public | bulletins.Report) -> dict[str, object]:
    """The picture for links to the page: address, size and words; nothing where none is drawn."""
    if not settings.SHARE_CARDS:
        return {}
    drawn = cards.of(page) if isinstance(page, contents.Public) else page.card
    address = f"{settings.PUBLIC_URL}/{drawn.name}"
    return {"address": address, "words": drawn.words, "wide": cards.WIDE, "high": cards.HIGH}


@register.simple_tag
def structured_report(report: bulletins.Report) -> SafeString:
    """The same for a report of ours."""
    return _data(bulletins.graph(report))


@register.simple_tag
def structured(page: contents.Public) -> SafeString:
    """The page as schema.org has it, in a block of data that no browser runs."""
    return _data(describing.graph(page))


def _data(graph: dict[str, object]) -> SafeString:
    told = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{told}</script>')  # noqa: S308 - escaped above
