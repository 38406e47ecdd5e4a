"""Appeals on other people's sites: a page for a frame, for the sites the desk allows, and a form for everybody.

The page in the frame is printed like all others, one for each section or partner, language and appeal. Which sites may
show it stands in the file itself: so a change of them is a change of the page, and the door, or another server, needs
no database to say so in its header.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from hueandcry.appeals.models import Appeal
from hueandcry.pages import contents, languages, paper, readable, rendering, sections
from hueandcry.people import frames

PLACE = "embed"
NAMED = re.compile(rb'<meta name="frame-ancestors" content="([^"<>]*)">')
HEAD = 4000  # octets of a page; the sites are named within
ENDED_FOR = dt.timedelta(days=90)  # so long a frame says that its appeal has ended; then there is no page any more
TALL = 900  # pixels; a frame scrolls where it is not enough


@dataclass(frozen=True)
class Snippet:
    """What somebody pastes into a page of a site: the frame, and the form for where frames are not wanted."""

    number: str
    headline: str
    language: str
    frame: str
    form: str


def ancestors(file: Path) -> list[str]:
    """The sites that may show this printed page in a frame; nothing else that the file may say is believed."""
    with file.open("rb") as page:
        named = NAMED.search(page.read(HEAD))
    return [site for site in named[1].decode("ascii", "replace").split() if frames.allowed(site)] if named else []


def print_all(now: dt.datetime) -> int:
    """Every page for a frame, and for each open appeal the page that says how to show it; how many files changed."""
    kept: set[str] = set()
    shown = [appeal for appeal in readable.appeals() if _lately(appeal, now)]
    changed = sum(_of_section(section, shown, now, kept) for section in sections.all_open() if section.origins)
    changed += sum(_how(appeal, now, kept) for appeal in shown if appeal.status == Appeal.Status.LIVE)
    for place in [paper.folder() / PLACE, *paper.folder().glob(f"*/{PLACE}")]:
        if place.is_dir():
            changed += paper.keep_only(place.relative_to(paper.folder()).as_posix(), kept)
    return changed


def places(appeal: Appeal) -> list[str]:
    """The folders of an appeal among the pages for frames and for forms."""
    found = [*paper.folder().glob(f"{PLACE}/*/*/{appeal.slug}"), *paper.folder().glob(f"*/{PLACE}/{appeal.slug}")]
    return [path.relative_to(paper.folder()).as_posix() for path in found]


def snippets(section: sections.Shown, now: dt.datetime) -> list[Snippet]:
    """What a section or partner pastes, for each open appeal and language."""
    found = []
    for appeal in readable.appeals().filter(status=Appeal.Status.LIVE):
        assert appeal.live_revision
        for language in contents.offered(appeal.live_revision.document):
            with translation.override(languages.interface_for(language)):
                page = contents.public(appeal, language, now=now)
                address = f"{settings.PUBLIC_URL}/{_place(section, language, appeal)}/"
                told = {"address": address, "page": page, "tall": TALL}
                frame = render_to_string("pages/snippet_frame.html", told).strip() if section.origins else ""
                form = form_for(page, section=section.slug)
                found.append(Snippet(appeal.number or "", page.words.headline, language, frame, form))
    return found


def form_for(page: contents.Public, *, section: str = "") -> str:
    """A form without a script that leads home, for any page of any site."""
    told = {"page": page, "language": page.words.language, "slug": section, "choices": contents.country_choices()}
    return render_to_string("pages/snippet_form.html", {**contents.statics(), **told}).strip()


def _lately(appeal: Appeal, now: dt.datetime) -> bool:
    return not appeal.ended_at or appeal.ended_at > now - ENDED_FOR


def _place(section: sections.Shown, language: str, appeal: Appeal) -> str:
    return f"{PLACE}/{section.slug}/{language}/{appeal.slug}"


def _of_section(section: sections.Shown, appeals: list[Appeal], now: dt.datetime, kept: set[str]) -> int:
    look = f"{PLACE}/{section.slug}/look.css"
    changed = 0
    if section.ground:
        kept.add(look)
        changed += paper.write(look, render_to_string("pages/look.css", {"section": section}).encode())
    for appeal in appeals:
        assert appeal.live_revision
        for language in contents.offered(appeal.live_revision.document):
            name = f"{_place(section, language, appeal)}/index.html"
            kept.add(name)
            with translation.override(languages.interface_for(language)):
                told = {
                    "section": section, "sites": " ".join(section.origins.split()), "language": language,
                    "root": "../../../../", "form": {}, "wrong": {}, "choices": contents.country_choices(),
                    "page": contents.public(appeal, language, now=now),
                }  # fmt: skip
                changed += rendering.page(name, "pages/embed.html", told)
    return changed


def _how(appeal: Appeal, now: dt.datetime, kept: set[str]) -> int:
    """How anybody puts this appeal on a site."""
    assert appeal.live_revision
    changed, offered = 0, contents.offered(appeal.live_revision.document)
    for language in offered:
        name = f"{language}/{PLACE}/{appeal.slug}/index.html"
        kept.add(name)
        with translation.override(languages.interface_for(language)):
            page = contents.public(appeal, language, now=now)
            told = {
                "page": page, "language": language, "offered": offered, "root": "../../../",
                "here": f"{PLACE}/{appeal.slug}/", "snippet": form_for(page),
            }  # fmt: skip
            changed += rendering.page(name, "pages/put_on_your_site.html", told)
    return changed
