"""The pages of the national sections: each calls to the open appeals in its language, under its own name.

A section's page of an appeal is the page of the appeal with one hidden field and another foot; what is done there is
one act among all the others of the appeal.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from hueandcry.appeals.models import Appeal
from hueandcry.pages import contents, languages, paper, rendering
from hueandcry.people import sections
from hueandcry.people.models import Section

PLACE = "section"


@dataclass(frozen=True)
class Shown:
    """A section as its pages and the page of thanks show it."""

    slug: str
    name: str
    language: str
    country: str
    imprint: str
    privacy: str
    donate: str
    kind: str = Section.Kind.SECTION
    origins: str = ""
    ground: str = ""
    ink: str = ""
    accent: str = ""

    @property
    def has_pages(self) -> bool:
        """Whether it has pages here; a partner has a site of its own."""
        return self.kind == Section.Kind.SECTION

    @property
    def place(self) -> str:
        """Where its pages lie."""
        return f"{self.language}/{PLACE}/{self.slug}"

    @property
    def donate_host(self) -> str:
        """Where the donate link leads."""
        return sections.donation_host(self.donate)


def shown(section: Section) -> Shown | None:
    """An open section; None for any other."""
    if section.status != Section.Status.OPEN:
        return None
    return Shown(**{name: getattr(section, name) for name in ("slug", "kind", *sections.FIELDS)})


def of_form(slug: str) -> Shown | None:
    """The open section that a form names."""
    found = Section.objects.filter(slug=slug).first() if sections.SLUG.fullmatch(slug) else None
    return shown(found) if found else None


def all_open() -> list[Shown]:
    """Those that take part, by name."""
    return [one for section in sections.open_ones() if (one := shown(section))]


def with_pages() -> list[Shown]:
    """Those of them that have pages here."""
    return [one for one in all_open() if one.has_pages]


def print_all(now: dt.datetime) -> int:
    """The pages of every open section; those of closed ones are taken away. How many files changed."""
    kept: set[str] = set()
    changed = sum(_print(section, now, kept) for section in with_pages())
    for place in list(paper.folder().glob(f"*/{PLACE}")):
        changed += paper.keep_only(place.relative_to(paper.folder()).as_posix(), kept)
    return changed


def places(appeal: Appeal) -> list[str]:
    """The folders of an appeal among the pages of sections."""
    found = paper.folder().glob(f"*/{PLACE}/*/{appeal.slug}")
    return [path.relative_to(paper.folder()).as_posix() for path in found]


def _print(section: Shown, now: dt.datetime, kept: set[str]) -> int:
    language, interface = section.language, languages.interface_for(section.language)

    def put(name: str, template: str, told: Mapping[str, object]) -> int:
        kept.add(f"{section.place}/{name}")
        basis = {"section": section, "language": language, "offered": [language]}
        return rendering.page(f"{section.place}/{name}", template, {**basis, **told})

    with translation.override(interface):
        own: list[contents.Public] = []
        others: list[contents.Public] = []
        for appeal in _live():
            assert appeal.live_revision
            offered = contents.offered(appeal.live_revision.document)
            page = contents.public(appeal, languages.best(language, offered), now=now)
            (own if language in offered else others).append(page)
        told = {"root": "../../../", "here": f"{PLACE}/{section.slug}/", "own": own, "others": others}
        changed = put("index.html", "pages/section.html", told)
        for page in own:
            # `here` is the address of the appeal itself: this page says that it is a copy of that one.
            about: dict[str, object] = {
                "page": page, "root": "../../../../", "here": f"{page.appeal.slug}/", "form": {}, "wrong": {},
                "choices": contents.country_choices(),
            }  # fmt: skip
            changed += put(f"{page.appeal.slug}/index.html", "pages/appeal.html", about)
    return changed


def address(section: Shown) -> str:
    """Where the public reads it."""
    return f"{settings.PUBLIC_URL}/{section.place}/"


def _live() -> list[Appeal]:
    rows = Appeal.objects.filter(status=Appeal.Status.LIVE, slug__isnull=False, live_revision__isnull=False)
    return list(rows.select_related("case", "live_revision").order_by("-issued_at", "-pk"))
