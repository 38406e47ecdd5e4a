"""The list of appeals for programs: Atom (RFC 4287) and JSON Feed 1.1 in each language, and a sitemap.

No numbers stand in them: a feed changes when an appeal does, and not whenever somebody acts.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Sequence
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


def atom(language: str, pages: Sequence[contents.Public]) -> bytes:
    """The feed of these appeals in one language of the interface."""
    home = _address(language)
    feed = _Atom(_title(), home, "", language=language, feed_url=f"{home}{ATOM}", feed_guid=home)
    for page in pages:
        feed.add_item(
            _plain(page.words.headline), _of(page), _plain(page.words.summary), unique_id=_of(page),
            pubdate=page.appeal.issued_at, updateddate=changed(page),
        )  # fmt: skip
    return str(feed.writeString("utf-8")).encode()


def json_feed(language: str, pages: Sequence[contents.Public]) -> bytes:
    """The same by jsonfeed.org, version 1.1."""
    home = _address(language)
    items = [
        {
            "id": _of(page), "url": _of(page), "title": _plain(page.words.headline), "language": page.words.language,
            "content_text": _plain(page.words.summary), "date_modified": changed(page).isoformat(),
            **({"date_published": page.appeal.issued_at.isoformat()} if page.appeal.issued_at else {}),
        }
        for page in pages
    ]  # fmt: skip
    told = {
        "version": "https://jsonfeed.org/version/1.1", "title": _title(), "home_page_url": home,
        "feed_url": f"{home}{JSON}", "language": language, "items": items,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def sitemap(pages: Sequence[contents.Public]) -> bytes:
    """Every page that is worth finding, with its other languages."""
    ElementTree.register_namespace("", SITEMAPS)
    ElementTree.register_namespace("xhtml", XHTML)
    root = ElementTree.Element(f"{{{SITEMAPS}}}urlset")
    for place in ("", "relay/", "privacy/"):
        _add(root, {code: f"{_address(code)}{place}" for code in languages.interface()})
    for page in pages:
        _add(root, {code: f"{_address(code)}{page.appeal.slug}/" for code in page.offered})
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def robots() -> bytes:
    """Programs may read every page; addresses that only one person has are none of theirs."""
    closed = "".join(f"Disallow: /{part}/\n" for part in ("act", "own", "confirm", "called", "leave", "stop"))
    return f"User-agent: *\n{closed}\nSitemap: {settings.PUBLIC_URL}/{SITEMAP}\n".encode()


def changed(page: contents.Public) -> dt.datetime:
    """When the words or the state of an appeal last changed in public."""
    assert page.appeal.live_revision
    moments = (page.appeal.issued_at, page.appeal.live_revision.approved_at, page.appeal.ended_at)
    return max((moment for moment in moments if moment), default=NEVER)


def _add(root: ElementTree.Element, places: dict[str, str]) -> None:
    for place in places.values():
        url = ElementTree.SubElement(root, f"{{{SITEMAPS}}}url")
        ElementTree.SubElement(url, f"{{{SITEMAPS}}}loc").text = place
        for code, other in places.items():
            ElementTree.SubElement(url, f"{{{XHTML}}}link", rel="alternate", hreflang=code, href=other)


def _title() -> str:
    return f"{settings.ORGANISATION}: {_('appeals')}"


def _of(page: contents.Public) -> str:
    return f"{_address(page.words.language)}{page.appeal.slug}/"


def _address(language: str) -> str:
    return f"{settings.PUBLIC_URL}/{language}/"


def _plain(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
