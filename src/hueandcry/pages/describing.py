"""An appeal in the words of schema.org, for programs that list news and dates; nothing that the page does not say."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from hueandcry.lib import countries
from hueandcry.pages import calendars, cards, contents, feeds


def graph(page: contents.Public) -> dict[str, Any]:
    """The article, who publishes it, and an event for each hearing whose day is public."""
    address = feeds.place(page)
    state = {"@type": "Country", "name": countries.name(page.country, get_language() or "en")} if page.country else None
    article: dict[str, Any] = {
        "@type": "NewsArticle", "@id": address, "url": address, "mainEntityOfPage": address,
        "headline": page.words.headline, "description": page.words.summary, "inLanguage": page.words.language,
        "dateModified": feeds.changed(page).isoformat(), "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": settings.ORGANISATION, "url": f"{settings.PUBLIC_URL}/"},
    }  # fmt: skip
    if page.appeal.issued_at:
        article["datePublished"] = page.appeal.issued_at.isoformat()
    if settings.SHARE_CARDS:
        article["image"] = f"{settings.PUBLIC_URL}/{cards.of(page).name}"
    if state:
        article["contentLocation"] = state
    hearings = [
        {
            "@type": "Event", "@id": f"{address}#{day.key}", "name": day.words, "startDate": day.on.isoformat(),
            "url": address, **({"location": state} if state else {}),
        }
        for day in calendars.days(page) if "-hearing-" in day.key
    ]  # fmt: skip
    return {"@context": "https://schema.org", "@graph": [article, *hearings]}
