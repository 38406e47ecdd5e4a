"""What the head of an appeal's page says to programs."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from hueandcry.pages import contents, describing

register = template.Library()
# No sign by which a page could take the words for anything but words.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def structured(page: contents.Public) -> SafeString:
    """The page as schema.org has it, in a block of data that no browser runs."""
    told = json.dumps(describing.graph(page), ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{told}</script>')  # noqa: S308 - escaped above
