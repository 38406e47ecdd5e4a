"""Many protests to one office in one letter: which of them, and what the letter and its two files say.

A protest is gathered by a guarded update, so that it leaves in a summary or by itself and never both ways. Its
row keeps what it said until its day. Who joined is read from those rows when the summary leaves: whoever took
the protest back until then is not in it. See docs/decisions/0015-signed-summary.md.
"""

import csv
import dataclasses
import hashlib
import io
import json
import re
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hueandcry.lib import countries, locales, sabotage, sealing
from hueandcry.post import enclosing, outbox, stencils, writing
from hueandcry.post.models import Delivery, Letter, Turn

MOST = 5000  # names in one summary: about 30 pages and 100 kB
FOLDER = Path(__file__).parent
PDF, CSV = "protests.pdf", "protests.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of one
# Controls, and the marks that turn the direction of what follows (Unicode Bidirectional Algorithm, 2).
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LONG_WORD = re.compile(r"(\S{40})(?=\S)")
Status = Delivery.Status
FAILED = (Status.REJECTED, Status.GIVEN_UP, Status.BOUNCED, Status.CANCELLED, Status.QUARANTINED)
People = dict[str, list[str]]  # country -> names


class Nobody(Exception):
    """Everybody in a summary took the protest back or was erased before it left."""


def takes_back() -> Q:
    """Letters that nobody has in hand: those on the shelf, and those whose summary is, or has failed."""
    return Q(status=Status.QUEUED) | Q(status=Status.IN_SUMMARY, summary__status__in=[Status.QUEUED, *FAILED])


def waiting(turn: Turn) -> QuerySet[Delivery]:
    """Protests of this turn that a summary could gather; one that may have arrived already leaves by itself.

    So does one that somebody signed for an organisation: a list of names and countries would not say so.
    """
    letters = Delivery.objects.filter(turn=turn, letter__kind=Letter.Kind.PROTEST, possible_duplicate=False)
    letters = letters.exclude(letter__body__contains="\n{capacity}\n")
    return letters.filter(status=Status.QUEUED).exclude(sealed=b"")


def gather(letters: QuerySet[Delivery], into: Delivery) -> int:
    """Put up to MOST waiting letters, the oldest first, into a summary; how many. In the caller's transaction."""
    rows = letters.order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    numbers = list(rows.values_list("pk", flat=True)[:MOST])
    chosen = Delivery.objects.filter(pk__in=numbers, status=Status.QUEUED)
    if sabotage.on("summary-takes-all"):
        chosen = Delivery.objects.filter(pk__in=numbers)
    return chosen.update(status=Status.IN_SUMMARY, summary=into)


def scatter(summary: Delivery, *, now: datetime) -> int:
    """Put what was gathered back on the shelf, one by one again; how many. Only where the summary has failed.

    Where it was sent a second time because nobody knew, each of them may arrive a second time as well.
    """
    gathered = Delivery.objects.filter(summary=summary, status=Status.IN_SUMMARY)
    gathered.filter(sealed=b"").update(status=Status.CANCELLED)
    return gathered.update(
        status=Status.QUEUED, summary=None, due_at=now, possible_duplicate=summary.possible_duplicate
    )


def letter(subject: str, *, language: str, now: datetime) -> Letter:
    """The letter around the words that all have sent; `subject` is that of theirs."""
    with override(language):
        lead = _(
            "The letter below comes from {people}, each in their own name. "
            "So that you need not open each letter, they come in one."
        )
        proof = _(
            "The names and countries are in the two files, which hold the same list. This letter is signed by our "
            "mail domain (DKIM), and the signature covers the files by these digests (SHA-256):"
        )
        footer = _("How this letter came to you:")
    body = (
        f"{{organisation}}\n{{number}}, {{day}}\n\n"
        f"{lead}\n\n{{countries}}\n\n{proof}\n{PDF}: {{pdf}}\n{CSV}: {{csv}}\n\n"
        f"{{protest}}\n{{signed}}\n\n-- \n{footer} {{relay_page}}\n"
    )
    return outbox.letter(Letter.Kind.SUMMARY, language=language, subject=subject, body=body, now=now)


def values(protest: str, language: str, *, number: str, on: date) -> dict[str, str]:
    """What is filled in at once, `protest` being the words that all have sent; the rest when the letter leaves.

    `number` is the appeal's; `on` is the day of the letter: it stays the same however often it is tried.
    """
    return {
        "protest": protest, "organisation": settings.ORGANISATION, "number": number, "day": locales.day(on, language),
        "people": "", "countries": "", "pdf": "", "csv": "", "signed": "",
        "relay_page": f"{settings.PUBLIC_URL}/{language}/relay/",
    }  # fmt: skip


def finished(delivery: Delivery, written: writing.Written) -> tuple[writing.Written, tuple[enclosing.File, ...]]:
    """What the letter says now and its files; raises Nobody when everybody in it is gone."""
    language, people = delivery.letter.language, joined(delivery)
    if not people:
        raise Nobody
    pdf, table = _pdf(delivery.letter, written, people), _csv(people, language)
    told = {
        "people": number(people, language), "countries": by_country(people, language),
        "signed": signed(people, language),
        "pdf": hashlib.sha256(pdf).hexdigest(), "csv": hashlib.sha256(table).hexdigest(),
    }  # fmt: skip
    files = (enclosing.File(PDF, "application/pdf", pdf), enclosing.File(CSV, "text/csv; charset=utf-8", table))
    return dataclasses.replace(written, values=written.values | told), files


def joined(summary: Delivery) -> People:
    """Names by country, in the order of the countries' names; whoever was erased or took it back is not there."""
    language, found = summary.letter.language, defaultdict[str, list[str]](list)
    gathered = summary.gathered.filter(status=Status.IN_SUMMARY)
    for row in gathered.exclude(sealed=b"").order_by("pk").iterator(chunk_size=500):
        try:
            values = outbox.opened(row).values
        except sealing.KeyMissing:
            raise  # it may come back, and everybody with it
        except sealing.KeyGone:
            continue
        code = values.get("country_code", "")
        country = countries.name(code, language) if code else values.get("country", "")
        found[_cell(country)].append(_cell(values.get("name", "")))
    return dict(sorted(found.items()))


def number(people: People, language: str) -> str:
    """How many, in words: 214 people."""
    n = sum(map(len, people.values()))
    with override(language):
        return ngettext("%(n)s person", "%(n)s people", n) % {"n": locales.number(n, language)}


def signed(people: People, language: str) -> str:
    """What stands below the closing formula, where a single letter has its name."""
    with override(language):
        return _("%(people)s, each in their own name") % {"people": number(people, language)}


def by_country(people: People, language: str) -> str:
    """How many of each country, the largest first."""
    sizes = sorted(((len(names), country) for country, names in people.items()), key=lambda size: (-size[0], size[1]))
    return ", ".join(f"{country} {locales.number(n, language)}".strip() for n, country in sizes)


def _cell(text: str) -> str:
    return " ".join(INVISIBLE.sub(" ", text).split())


def _csv(people: People, language: str) -> bytes:
    """UTF-8 with the mark that spreadsheets know it by; a cell that looks like a formula is made text (OWASP)."""
    lines = io.StringIO(newline="")
    with override(language):
        head = [_("Name"), _("Country")]
    rows = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow(head)
    for country, names in people.items():
        rows.writerows([_harmless(name), _harmless(country)] for name in names)
    return lines.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _pdf(around: Letter, written: writing.Written, people: People) -> bytes:
    """The letter and the names as A4 pages; the same rows make the same bytes."""
    language = around.language
    with override(language):
        lead = _("%(people)s to: %(office)s") % {"people": number(people, language), "office": written.to_name}
    # One that was laid out before these were kept has none of them.
    head = [written.values.get(name, "") for name in ("organisation", "number", "day")]
    protest = f"{stencils.plain(written.values['protest'])}\n{signed(people, language)}"
    told = {
        "title": around.subject, "lead": lead, "head": [_cell(one) for one in head if one],
        "language": language.split("-")[0],
        "rtl": locales.right_to_left(language),
        "letter": [[_cell(line) for line in piece.split("\n")] for piece in protest.split("\n\n") if piece.strip()],
        "groups": [
            {"country": country or "–", "number": locales.number(len(names), language),
             "names": [LONG_WORD.sub("\\1\u200b", name) for name in names]}
            for country, names in people.items()
        ],
    }  # fmt: skip
    import typst  # 34 MB that only this letter needs

    return typst.compile(
        FOLDER / "summary.typ", format="pdf", font_paths=[FOLDER / "fonts"], ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told)}, timestamp=0, pdf_tags=False,
    )  # fmt: skip
