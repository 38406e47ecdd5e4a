"""Comments as templates ask for them."""

from typing import Any

from django import template

from hueandcry.actions import comments
from hueandcry.appeals.models import Appeal
from hueandcry.cases.models import Bulletin

register = template.Library()
SHOWN = 10  # the newest; a page stays under 60 kB in any script


@register.inclusion_tag("pages/_comments.html", takes_context=True)
def comments_on(context: template.Context, on: Appeal | Bulletin) -> dict[str, Any]:
    """What the public reads under an appeal or a report, and the form for one more."""
    found = list(comments.shown(on)[: SHOWN + 1])
    inherited = {name: context[name] for name in ("language", "public_url", "root")}
    return {**inherited, "remarks": found[:SHOWN], "more": len(found) > SHOWN, "slug": on.slug}
