"""The list of appeals for programs: Atom (RFC 4287) and JSON Feed 1.1 in each language, and a sitemap.

No numbers stand in them: a feed changes when an appeal does, and not whenever somebody acts.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from hueandcry.pages import contents, languages

ATOM, JSON, SITEMAP, ROBOTS = "feed.atom", "feed.json", "sitemap.xml", "robots.txt"
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


class _Atom(Atom1Feed):
    """A feed without entries is as old as it can be, and not as new as its last print."""

    def latest_post_date(self) -> dt.datetime:
        return max([item["updateddate"] for item in self.items], default=NEVER)


@dataclass(frozen=True)
class Entry:
    """One thing that a feed tells of."""

    id: str
    url: str
    title: str
    text: str
    language: str
    published: dt.datetime | None
    updated: dt.datetime


def atom(language: str, pages: Sequence[contents.Public], *, at: str = ATOM, title: str = "") -> bytes:
    """The feed of these appeals and of what came of them, in one language; `at` is its place under the language."""
    return atom_of(language, [entry for page in pages for entry in entries(page)], at=at, title=title)


def atom_of(language: str, told: Sequence[Entry], *, at: str, title: str = "") -> bytes:
    """A feed of these entries."""
    home = address(language)
    feed = _Atom(
        plain(title or _title()), home, "", language=language, feed_url=f"{home}{at}",
        feed_guid=home if at == ATOM else f"{home}{at}",
    )  # fmt: skip
    for entry in told:
        feed.add_item(
            entry.title, entry.url, entry.text, unique_id=entry.id, pubdate=entry.published, updateddate=entry.updated
        )
    return str(feed.writeString("utf-8")).encode()


def json_feed(language: str, pages: Sequence[contents.Public], *, at: str = JSON, title: str = "") -> bytes:
    """The same by jsonfeed.org, version 1.1."""
    return json_of(language, [entry for page in pages for entry in entries(page)], at=at, title=title)


def json_of(language: str, told: Sequence[Entry], *, at: str, title: str = "") -> bytes:
    """The same of these entries."""
    home = address(language)
    items = [
        {
            "id": entry.id, "url": entry.url, "title": entry.title, "language": entry.language,
            "content_text": entry.text, "date_modified": entry.updated.isoformat(),
            **({"date_published": entry.published.isoformat()} if entry.published else {}),
        }
        for entry in told
    ]  # fmt: skip
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": title or _title(), "home_page_url": home,
        "feed_url": f"{home}{at}", "language": language, "items": items,
    }  # fmt: skip
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def entries(page: contents.Public) -> list[Entry]:
    """The outcomes of the case, newest first, and the appeal itself."""
    here, headline, found = place(page), plain(page.words.headline), []
    for outcome in reversed(page.outcomes):
        language, text = outcome.words(page.words.language)
        found.append(Entry(
            id=f"{here}#outcome-{outcome.pk}", url=here, language=language, text=plain(text),
            title=f"{outcome.get_code_display()}: {headline}",
            published=outcome.recorded_at, updated=outcome.recorded_at,
        ))  # fmt: skip
    own = Entry(
        id=here, url=here, title=headline, text=plain(page.words.summary), language=page.words.language,
        published=page.appeal.issued_at, updated=changed(page),
    )  # fmt: skip
    return [*found, own]


def sitemap(pages: Sequence[contents.Public]) -> bytes:
    """Every page that is worth finding, with its other languages."""
    ElementTree.register_namespace("", SITEMAPS)
    ElementTree.register_namespace("xhtml", XHTML)
    root = ElementTree.Element(f"{{{SITEMAPS}}}urlset")
    for part in ("", "archive/", "reports/", "relay/", "privacy/", "follow/"):
        _add(root, {code: f"{address(code)}{part}" for code in languages.interface()})
    for page in pages:
        _add(root, {code: f"{address(code)}{page.appeal.slug}/" for code in page.offered})
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def robots() -> bytes:
    """Programs may read every page; addresses that only one person has are none of theirs."""
    parts = ("act", "own", "confirm", "called", "leave", "stop", "comment", "uncomment")
    closed = "".join(f"Disallow: /{part}/\n" for part in parts)
    return f"User-agent: *\n{closed}\nSitemap: {settings.PUBLIC_URL}/{SITEMAP}\n".encode()


def changed(page: contents.Public) -> dt.datetime:
    """When the words or the state of an appeal last changed in public."""
    assert page.appeal.live_revision
    moments = (page.appeal.issued_at, page.appeal.live_revision.approved_at, page.appeal.ended_at)
    return max((moment for moment in moments if moment), default=NEVER)


def _add(root: ElementTree.Element, places: dict[str, str]) -> None:
    for here in places.values():
        url = ElementTree.SubElement(root, f"{{{SITEMAPS}}}url")
        ElementTree.SubElement(url, f"{{{SITEMAPS}}}loc").text = here
        for code, other in places.items():
            ElementTree.SubElement(url, f"{{{XHTML}}}link", rel="alternate", hreflang=code, href=other)


def _title() -> str:
    return f"{settings.ORGANISATION}: {_('appeals')}"


def place(page: contents.Public) -> str:
    """The address of an appeal in one of its languages."""
    return f"{address(page.words.language)}{page.appeal.slug}/"


def address(language: str) -> str:
    return f"{settings.PUBLIC_URL}/{language}/"


def plain(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
