"""The page of a case: everything its appeals have said in public, what came of it, and its days on one line."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.appeals.models import Appeal
from hueandcry.cases import disclosure
from hueandcry.cases.models import Outcome
from hueandcry.pages import contents, languages, paper, readable, rendering, timeline, world

PLACE = "case"
Pages = list[contents.Public]


@dataclass(frozen=True)
class Told:
    """A case as its page needs it; the appeals are the newest first."""

    appeals: Pages
    people: tuple[tuple[str, str], ...]
    moments: tuple[timeline.Moment, ...]
    undated: tuple[contents.Happening, ...]
    outcomes: list[Outcome]

    @property
    def page(self) -> contents.Public:
        """The newest appeal, whose words head the page."""
        return self.appeals[0]

    @property
    def slug(self) -> str:
        """What the case is called in addresses: its first appeal."""
        return self.appeals[-1].appeal.slug or ""


def print_all(now: dt.datetime) -> int:
    """Every case that has a public appeal, in each language of the interface; how many files changed."""
    changed = 0
    for language in languages.interface():
        kept = set()
        with translation.override(language):
            for case in cases(language, now):
                told = {
                    "language": language, "offered": languages.interface(), "root": "../../../",
                    "here": f"{PLACE}/{case.slug}/", "case": case, "line": timeline.drawn(case.moments),
                    "map": world.drawn({case.page.country}),
                }  # fmt: skip
                name = f"{language}/{PLACE}/{case.slug}/index.html"
                changed += rendering.page(name, "pages/case.html", told)
                kept.add(name)
        changed += paper.keep_only(f"{language}/{PLACE}", kept)
    return changed


def withdraw(appeal: Appeal) -> None:
    """Take the page of an appeal's case away; what the case still has comes back at the next print."""
    for place in paper.folder().glob(f"*/{PLACE}/{slug_of(appeal)}"):
        paper.remove(place.relative_to(paper.folder()).as_posix())


def slug_of(appeal: Appeal) -> str:
    """What the case of a public appeal is called in addresses."""
    first = readable.appeals().filter(case=appeal.case_id).order_by("issued_at", "pk").first()
    return (first or appeal).slug or ""


def cases(language: str, now: dt.datetime) -> list[Told]:
    """The cases, the one with the newest appeal first."""
    held: dict[int, Pages] = {}
    for page in readable.pages(language, now):
        held.setdefault(page.appeal.case_id, []).append(page)
    return [_told(pages) for pages in held.values()]


def _told(pages: Pages) -> Told:
    facts = disclosure.public_facts(_together(pages))
    known = contents.happenings(facts["incidents"])
    moments = [*_deeds(known), *_appeals(pages), *_outcomes(pages[0].outcomes)]
    return Told(
        appeals=pages,
        people=tuple((person["name"], person["role"]) for person in facts["people"]),
        moments=tuple(sorted(moments, key=lambda moment: moment.on)),
        undated=tuple(happening for happening in known if len(happening.date) != 10),
        outcomes=pages[0].outcomes,
    )


def _together(pages: Pages) -> dict[str, Any]:
    """One document of all live revisions, the newest first: whoever one of them does not name is named by none."""
    documents = [page.appeal.live_revision.document for page in pages if page.appeal.live_revision]
    rows: dict[str, dict[str, Any]] = {}
    for document in documents:
        for person in document["people"]:
            known = rows.setdefault(person["name"], {**person})
            known["public"] = known["public"] and person["public"]
            known["aliases"] = list(dict.fromkeys([*known["aliases"], *person["aliases"]]))
    incidents = {_what(row): row for document in reversed(documents) for row in document["incidents"]}
    kept = {row.get("place_kept") for document in documents for row in [document, *document["incidents"]]} - {None, ""}
    hushed = [{**row, "place": ""} if row["place"] in kept else row for row in incidents.values()]
    lists = ("others", "removed")
    return {
        **documents[0], "people": list(rows.values()), "incidents": hushed,
        **{name: [row for document in documents for row in document.get(name) or []] for name in lists},
    }  # fmt: skip


def _what(incident: Mapping[str, Any]) -> tuple[str, str, str]:
    return incident["type"], incident["date"], incident["quantity"]


def _deeds(known: tuple[contents.Happening, ...]) -> list[timeline.Moment]:
    return [
        timeline.Moment(dt.date.fromisoformat(day.date), "done", what, more=", ".join(filter(None, (long, day.place))))
        for day in known if len(day.date) == 10 for what, long in day.events
    ]  # fmt: skip


def _appeals(pages: Pages) -> list[timeline.Moment]:
    return [
        timeline.Moment(
            page.appeal.issued_at.date(), "asked", _("appeal %(number)s") % {"number": page.appeal.number},
            href=f"{page.words.language}/{page.appeal.slug}/index.html",
        )
        for page in pages if page.appeal.issued_at
    ]  # fmt: skip


def _outcomes(outcomes: list[Outcome]) -> list[timeline.Moment]:
    return [timeline.Moment(outcome.on, "came", str(outcome.get_code_display())) for outcome in outcomes]
