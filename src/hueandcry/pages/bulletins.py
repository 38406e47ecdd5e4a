"""The desk's own reports as the public reads them: a page each, a list, its months, and feeds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.cases import bulletins
from hueandcry.cases.models import Bulletin
from hueandcry.pages import cards, case_pages, feeds, languages, months, paper, readable, rendering

PLACE = "reports"


@dataclass(frozen=True)
class Report:
    """One report in one language."""

    bulletin: Bulletin
    language: str
    offered: list[str]
    title: str
    lead: str
    body: str
    on: dt.date
    country: str
    references: Sequence[dict[str, str]]
    case_slug: str

    @property
    def card(self) -> cards.Card:
        """The picture beside links to it."""
        return cards.card(
            self.bulletin.slug or "", self.language, country=self.country, what=_("Our reports"), headline=self.title,
            summary=self.lead,
        )  # fmt: skip

    @property
    def withdrawn(self) -> bool:
        """Whether only its title and the reason are left."""
        return self.bulletin.status == Bulletin.Status.WITHDRAWN

    @property
    def corrected(self) -> bool:
        """Whether its words changed after they were first public."""
        return not self.withdrawn and self.bulletin.changed_at != self.bulletin.published_at

    @property
    def day(self) -> dt.date:
        """When it was made public."""
        assert self.bulletin.published_at
        return self.bulletin.published_at.date()


def print_all(now: dt.datetime) -> int:
    """Every report in each of its languages, and the lists in those of the interface; how many files changed."""
    rows = list(Bulletin.objects.filter(slug__isnull=False).select_related("case").order_by("-published_at", "-pk"))
    slugs = {row.pk: _case_slug(row) for row in rows}
    written = {code for row in rows for code in bulletins.offered(row.live)}
    return sum(_print(code, rows, slugs) for code in sorted({*languages.interface(), *written}))


def cards_in(language: str) -> list[cards.Card]:
    """The pictures of the reports in one language."""
    rows = Bulletin.objects.filter(slug__isnull=False).exclude(status=Bulletin.Status.WITHDRAWN)
    spoken = [row for row in rows if language in bulletins.offered(row.live)]
    return [_report(row, language, {row.pk: ""}).card for row in spoken]


def _print(language: str, rows: Sequence[Bulletin], slugs: dict[int, str]) -> int:
    changed, kept = 0, set[str]()

    def put(at: str, content: bytes | None = None, template: str = "", **told: Any) -> None:
        nonlocal changed
        name = f"{language}/{PLACE}/{at}"
        kept.add(name)
        if content is not None:
            changed += paper.write(name, content)
            return
        here = f"{PLACE}/{at.removesuffix('index.html')}"
        root = "../" * (1 + here.count("/"))
        changed += rendering.page(name, template, {"language": language, "here": here, "root": root, **told})

    with translation.override(languages.interface_for(language)):
        for row in rows:
            if language in bulletins.offered(row.live):
                report = _report(row, language, slugs)
                put(f"{row.slug}/index.html", template="pages/report.html", report=report, offered=report.offered)
        if language in languages.interface():
            _print_lists(put, [_report(row, language, slugs) for row in rows], language)
    return changed + paper.keep_only(f"{language}/{PLACE}", kept)


def _print_lists(put: Any, reports: list[Report], language: str) -> None:
    every = sorted({report.day.strftime("%Y-%m") for report in reports}, reverse=True)
    shared = {"offered": languages.interface(), "months": every}
    put("index.html", template="pages/reports.html", reports=reports, **shared)
    for at in every:
        those = [report for report in reports if report.day.strftime("%Y-%m") == at]
        days: dict[dt.date, list[Report]] = {}
        for report in reversed(those):
            days.setdefault(report.day, []).append(report)
        month = months.of(at, days, language, every=every)
        put(f"{at}/index.html", template="pages/reports_month.html", days=list(days.items()), month=month, **shared)
    told, title = (
        [_entry(report) for report in reports if not report.withdrawn],
        f"{settings.ORGANISATION}: {_('reports')}",
    )
    put("feed.atom", feeds.atom_of(language, told, at=f"{PLACE}/feed.atom", title=title))
    put("feed.json", feeds.json_of(language, told, at=f"{PLACE}/feed.json", title=title))


def graph(report: Report) -> dict[str, Any]:
    """The report in the words of schema.org; nothing that the page does not say."""
    address = _address(report)
    return {
        "@context": "https://schema.org", "@type": "Article", "@id": address, "url": address,
        "headline": report.title, "description": report.lead, "inLanguage": report.language,
        "datePublished": report.bulletin.published_at.isoformat(),  # type: ignore[union-attr]
        "dateModified": report.bulletin.changed_at.isoformat(),  # type: ignore[union-attr]
        **({"image": f"{settings.PUBLIC_URL}/{report.card.name}"} if settings.SHARE_CARDS else {}),
        "isAccessibleForFree": True, "citation": [row["url"] for row in report.references],
        "publisher": {"@type": "Organization", "name": settings.ORGANISATION, "url": f"{settings.PUBLIC_URL}/"},
    }  # fmt: skip


def _report(row: Bulletin, language: str, slugs: dict[int, str]) -> Report:
    assert row.live
    offered = bulletins.offered(row.live)
    code = languages.best(language, offered)
    text = row.live["texts"][code]
    return Report(
        bulletin=row, language=code, offered=offered, title=text["title"], lead=text["lead"], body=text["body"],
        on=dt.date.fromisoformat(row.live["on"]), country=row.live["country"], references=row.live["references"],
        case_slug=slugs[row.pk],
    )  # fmt: skip


def _case_slug(row: Bulletin) -> str:
    """Where its case has a page; empty where the case has no public appeal."""
    first = readable.appeals().filter(case=row.case_id).first() if row.case_id else None
    return case_pages.slug_of(first) if first else ""


def _entry(report: Report) -> feeds.Entry:
    address, changed = _address(report), report.bulletin.changed_at
    assert changed
    return feeds.Entry(
        id=address, url=address, title=feeds.plain(report.title), text=feeds.plain(report.lead or report.body),
        language=report.language, published=report.bulletin.published_at, updated=changed,
    )  # fmt: skip


def _address(report: Report) -> str:
    return f"{feeds.address(report.language)}{PLACE}/{report.bulletin.slug}/"
