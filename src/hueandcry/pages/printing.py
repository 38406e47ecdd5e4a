"""Printing: each public page is rendered once per change and language, into files anybody can serve."""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import translation

from hueandcry.actions import by_section
from hueandcry.appeals.models import Appeal
from hueandcry.ledger.models import Entry, Head
from hueandcry.pages import (
    archive,
    bulletins,
    case_pages,
    contents,
    embedding,
    feeds,
    following,
    languages,
    mirroring,
    paper,
    readable,
    rendering,
    sections,
    security_txt,
    writing,
)  # fmt: skip

SHOWN = 20  # appeals that ended, on the list of all; the archive has the others
# What moves no page: everything else that the ledger tells prints the appeal or case it is about.
EVERYTHING = {
    "missions imported", "language turned on", "language turned off", "language checked", "language unchecked",
}  # fmt: skip
# Pages besides those of appeals and the lists of them: each prints what it knows and tells how many files changed.
PARTS: tuple[Callable[[dt.datetime], int], ...] = (
    following.print_all, archive.print_all, case_pages.print_all, bulletins.print_all, security_txt.put,
)  # fmt: skip
# Those among which numbers stand: printed when a number moves, too.
COUNTING: tuple[Callable[[dt.datetime], int], ...] = (sections.print_all, embedding.print_all)


def print_changed(now: dt.datetime) -> int:
    """Print what the ledger tells since the last time, and pages whose numbers moved; how many files changed.

    The sequence is read before anything is printed and noted after all of it is on the disk: a
    print cut off in the middle is done again.
    """
    with paper.at_the_press():
        before, last = paper.state(), _last_entry()
        languages.settle()
        today = now.date().isoformat()  # every page is printed anew once a day: "as of" has to be of this day
        if (
            before.get("day") != today
            or before.get("stamp") != _stamp()
            or not isinstance(before.get("seq"), int)
            or before["seq"] > last
        ):
            return _print_all(now, last)
        touched, everything = _touched(before["seq"], last)
        if everything:
            return _print_all(now, last)
        changed, shown = 0, {}
        for appeal in readable.appeals():
            shown[appeal.slug] = _numbers_mark(appeal, now)
            if appeal.pk in touched or shown[appeal.slug] != before.get("shown", {}).get(appeal.slug):
                changed += _print_appeal(appeal, now, sub_pages=appeal.pk in touched)
        changed += _withdraw_hidden()
        if last > before["seq"]:
            changed += _print_around(now)
        elif shown != before.get("shown"):
            changed += _print_counting(now)
        paper.note({"seq": last, "day": now.date().isoformat(), "stamp": _stamp(), "shown": shown})
        return changed


def print_all(now: dt.datetime, *, tell: Callable[[int], object] = lambda _: None) -> int:
    """Print every page there is; how many files changed. `tell` hears of each appeal."""
    with paper.at_the_press():
        last = _last_entry()
        languages.settle()
        return _print_all(now, last, tell)


def count_appeals() -> int:
    """How many appeals have pages."""
    return readable.appeals().count()


def print_appeal(appeal: Appeal, now: dt.datetime) -> int:
    """Print one appeal in its languages, and the home pages that list it; how many files changed."""
    with paper.at_the_press():
        languages.settle()
        changed = paper.print_static() + _print_appeal(appeal, now, sub_pages=True)
        return changed + _print_around(now)


def withdraw(appeal: Appeal) -> None:
    """Take every page of an appeal away; the home pages follow at the next print."""
    for language in paper.languages_with(appeal.slug or ""):
        paper.remove(f"{language}/{appeal.slug}")
    following.withdraw(appeal)
    for place in (*sections.places(appeal), *embedding.places(appeal)):
        paper.remove(place)
    case_pages.withdraw(appeal)


def _print_all(now: dt.datetime, last: int, tell: Callable[[int], object] = lambda _: None) -> int:
    changed, shown = paper.print_static() + _withdraw_languages(), {}
    for appeal in readable.appeals():
        shown[appeal.slug] = _numbers_mark(appeal, now)
        changed += _print_appeal(appeal, now, sub_pages=True)
        tell(1)
    changed += _withdraw_hidden() + _print_around(now) + _print_standing()
    paper.note({"seq": last, "day": now.date().isoformat(), "stamp": _stamp(), "shown": shown})
    return changed


def _print_appeal(appeal: Appeal, now: dt.datetime, *, sub_pages: bool) -> int:
    """The page of an appeal in each language; with `sub_pages` those for writing yourself as well."""
    assert appeal.live_revision and appeal.slug
    changed, offered = 0, contents.offered(appeal.live_revision.document)
    for language in offered:
        place = f"{language}/{appeal.slug}"
        with translation.override(languages.interface_for(language)):
            page = contents.public(appeal, language, now=now)
            told = {
                "page": page,
                "language": language,
                "offered": offered,
                "root": "../../",
                "here": f"{appeal.slug}/",
                "choices": contents.country_choices(),
                "form": {},
                "wrong": {},
            }
            changed += rendering.page(f"{place}/index.html", "pages/appeal.html", told)
            if sub_pages:
                kept = {f"{place}/index.html"}
                for name, content in writing.sheets(page, language=language):
                    changed += paper.write(f"{place}/{name}", content)
                    kept.add(f"{place}/{name}")
                changed += paper.keep_only(place, kept)
    for language in set(paper.languages_with(appeal.slug)) - set(offered):
        paper.remove(f"{language}/{appeal.slug}")
        changed += 1
    return changed


def _print_around(now: dt.datetime) -> int:
    """What tells of more than one appeal."""
    return _print_counting(now) + _print_relay() + sum(part(now) for part in PARTS)


def _print_counting(now: dt.datetime) -> int:
    """What of it tells numbers."""
    return _print_homes(now) + sum(part(now) for part in COUNTING)


def _print_homes(now: dt.datetime) -> int:
    """The list of appeals, in each language of the interface; the first of them also at the root."""
    changed = 0
    for language in languages.interface():
        with translation.override(language):
            listed = readable.pages(language, now)
            told = {
                "language": language,
                "offered": languages.interface(),
                "here": "",
                "live": [page for page in listed if page.open],
                "ended": [page for page in listed if not page.open][:SHOWN],
            }
            changed += rendering.page(f"{language}/index.html", "pages/home.html", {**told, "root": "../"})
            if language == languages.interface()[0]:
                changed += rendering.page("index.html", "pages/home.html", {**told, "root": ""})
            changed += paper.write(f"{language}/{feeds.ATOM}", feeds.atom(language, listed))
            changed += paper.write(f"{language}/{feeds.JSON}", feeds.json_feed(language, listed))
    changed += paper.write(feeds.SITEMAP, feeds.sitemap(readable.pages(languages.interface()[0], now)))
    return changed + paper.write(feeds.ROBOTS, feeds.robots())


def _print_standing() -> int:
    """Pages that stand whatever happens: what this relay is, what we keep, and "no such page"."""
    changed = 0
    for language in languages.interface():
        with translation.override(language):
            told = {"language": language, "offered": languages.interface(), "here": ""}
            changed += rendering.page(
                f"{language}/privacy/index.html", "pages/privacy.html", {**told, "root": "../../", "here": "privacy/"}
            )
            changed += rendering.page(f"{language}/404.html", "pages/missing.html", {**told, "root": "/"})
    return changed


def _print_relay() -> int:
    """What this relay is, in every language letters leave in: each letter ends with a link to it."""
    live = [appeal.live_revision for appeal in readable.appeals()]
    written = {code for revision in live if revision for code in contents.offered(revision.document)}
    changed = 0
    for language in {*languages.interface(), *written}:
        with translation.override(languages.interface_for(language)):
            told = {
                "language": languages.interface_for(language),
                "offered": languages.interface(),
                "root": "../../",
                "here": "relay/",
                "mirror_key": mirroring.public_key(),
            }
            changed += rendering.page(f"{language}/relay/index.html", "pages/relay.html", told)
    return changed


def _withdraw_hidden() -> int:
    """Take away the pages of appeals that are public no more."""
    known = set(
        Appeal.objects.filter(slug__isnull=False).exclude(status__in=readable.PUBLIC).values_list("slug", flat=True)
    )
    places = [f"{language}/{slug}" for slug in known if slug for language in paper.languages_with(slug)]
    for place in places:
        paper.remove(place)
    return len(places)


def _withdraw_languages() -> int:
    """Take away the pages around the appeals in languages that were turned off; appeals in them are printed anew."""
    slugs = set(Appeal.objects.filter(slug__isnull=False).values_list("slug", flat=True))
    off = [paper.folder() / code for code in languages.every() if code not in languages.interface()]
    gone = [path for place in off if place.is_dir() for path in place.iterdir() if path.name not in slugs]
    for path in gone:
        paper.remove(path.relative_to(paper.folder()).as_posix())
    return len(gone)


def _touched(after: int, until: int) -> tuple[set[int], bool]:
    """The appeals that entries after one number and up to another are about; whether it is all of them."""
    entries = Entry.objects.filter(seq__gt=after, seq__lte=until)
    subjects = set(entries.values_list("subject", flat=True))
    numbers, cases = set(subjects), {subject.removeprefix("case ") for subject in subjects}
    found = Appeal.objects.filter(number__in=numbers) | Appeal.objects.filter(case__token__in=cases)
    return set(found.values_list("pk", flat=True)), entries.filter(event__in=EVERYTHING).exists()


def _numbers_mark(appeal: Appeal, now: dt.datetime) -> str:
    """A short mark that differs when a public number of the appeal does."""
    return f"{contents.mark(contents.numbers(appeal, now=now))} {by_section.mark(appeal)}"


def _last_entry() -> int:
    head = Head.objects.filter(pk=1).first()
    return head.seq if head else 0


def _stamp() -> str:
    """A mark of everything besides the rows that a page depends on: our templates, words and settings."""
    mark = hashlib.sha256()
    for part in ("templates", "static", "locale"):
        for path in sorted((Path(__file__).parent / part).rglob("*")):
            if path.is_file() and path.suffix != ".po":
                mark.update(path.name.encode() + path.read_bytes())
    told = [settings.PUBLIC_URL, settings.MAIL_DOMAIN, settings.ORGANISATION, settings.MODE]
    told += [*languages.interface(), "unchecked:", *languages.unchecked()]
    told += [settings.ONION_URL, settings.SECURITY_EXPIRES, str(settings.SHARE_CARDS), *settings.SECURITY_CONTACT]
    mark.update(repr(told).encode())
    return mark.hexdigest()[:16]
