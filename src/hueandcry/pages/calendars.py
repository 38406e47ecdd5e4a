"""Days to keep in mind, for calendar programs (iCalendar, RFC 5545): act by, hearings, the end of a sentence.

Only days that stand on the public page, that are known to the day, and that nobody inferred. Each keeps its UID, and
its SEQUENCE rises with every step the desk takes with the appeal, so that calendars move a day and show no second one.
"""

import calendar
import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.appeals import revisions
from hueandcry.appeals.models import Appeal
from hueandcry.cases import disclosure
from hueandcry.cases.models import Outcome
from hueandcry.ledger.models import Entry
from hueandcry.pages import contents, feeds

OCTETS = 75  # of a line, its end not counted (RFC 5545, 3.1)
HEARINGS = ("trial",)
FREE = (Outcome.Code.RELEASED, Outcome.Code.RELEASED_ON_BAIL, Outcome.Code.RELEASED_WITH_CHARGES, Outcome.Code.PARDONED)
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Day:
    """One day of one appeal."""

    key: str  # the same as long as it is the same day, whenever that is
    on: dt.date
    words: str
    about: str
    url: str
    changed: dt.datetime
    sequence: int
    off: bool = False


def days(page: contents.Public) -> list[Day]:
    """The public days of an appeal, the words in the active language and that of the page."""
    assert page.appeal.live_revision
    headline = page.words.headline
    found = []
    if page.appeal.act_by:
        found.append(("act-by", page.appeal.act_by, _("Write before this day: %(headline)s") % {"headline": headline}))
    for incident in disclosure.public_facts(page.appeal.live_revision.document)["incidents"]:
        on = _known(incident)
        if on and incident["type"] in HEARINGS:
            found.append((f"hearing-{incident['key']}", on, _("Hearing: %(headline)s") % {"headline": headline}))
        ends = end(on, incident["quantity"] or "") if on and incident["type"] == "sentence" else None
        if ends:
            words = _("The sentence ends on this day, as we know it: %(headline)s") % {"headline": headline}
            found.append((f"release-{incident['key']}", ends, words))
    subjects = (revisions.subject(page.appeal), f"case {page.appeal.case.token}")
    told = {
        "about": page.words.summary, "url": feeds.place(page),
        "changed": max([feeds.changed(page), *(outcome.recorded_at for outcome in page.outcomes)]),
        "sequence": Entry.objects.filter(subject__in=subjects).count(),
    }  # fmt: skip
    over = set()
    if page.appeal.status != Appeal.Status.LIVE:
        over.add("act-by")
    if any(outcome.code in FREE for outcome in page.outcomes):
        over.add("release")
    return [
        Day(key=f"{page.appeal.slug}-{key}", on=on, words=words, off=any(key.startswith(what) for what in over), **told)  # type: ignore[arg-type]
        for key, on, words in found
    ]


def text(name: str, days: Iterable[Day], *, language: str) -> bytes:
    """A calendar of these days; nothing where there is none, for an empty one is no calendar."""
    listed = list(days)
    if not listed:
        return b""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hue & Cry//pages//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME;LANGUAGE={language}:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
        *(line for day in listed for line in _event(day, language)),
        "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(words: str) -> str:
    """Text as RFC 5545, 3.3.11 has it."""
    return plain(words).translate(ESCAPED)


def plain(words: str) -> str:
    """The words without signs that a line cannot hold; whatever ends a line is a line end."""
    lines = "\n".join(words.splitlines() + [""] * words.endswith("\n"))
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no letter cut through (RFC 5545, 3.1)."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = "", 1  # the blank before it
        piece, size = piece + sign, size + octets
    return "\r\n ".join([*pieces, piece])


def end(since: dt.date, quantity: str) -> dt.date | None:
    """When a sentence that begins on a day is over."""
    found = contents.SPAN.search(quantity)
    if not found:
        return None
    n, unit = int(found[1]), found[2].lower()
    try:
        if unit == "day":
            return since + dt.timedelta(days=n)
        year, month = divmod(since.year * 12 + since.month - 1 + (n if unit == "month" else 12 * n), 12)
        return dt.date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def _event(day: Day, language: str) -> Iterator[str]:
    stamp = day.changed.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{day.key}@{urlsplit(settings.PUBLIC_URL).hostname}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{day.sequence}"
    yield f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day.on + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={language}:{escaped(day.words)}"
    if day.about:
        yield f"DESCRIPTION;LANGUAGE={language}:{escaped(day.about)}"
    yield f"URL:{day.url}"
    yield f"STATUS:{'CANCELLED' if day.off else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _known(incident: dict) -> dt.date | None:
    """Its day, if it is known to the day and nobody inferred it."""
    told = incident["date"] or ""
    if incident["date_inferred"] or len(told) != 10:
        return None
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        return None
