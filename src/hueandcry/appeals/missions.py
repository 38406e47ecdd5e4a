"""Embassies and their like: the published table as rows, and the one that answers for somebody's country."""

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hueandcry.appeals.models import Accreditation, Mission
from hueandcry.ledger import writing
from hueandcry.lib import addresses, countries
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

COLUMNS = ("operator", "jurisdictions", "country", "city", "address", "phone", "email", "website", "type", "QID")
# Embassies first; then what stands in where there is none. Consulates answer for papers, not for policy.
FIRST = re.compile(r"\b(?:embassy|high commission|nunciature)\b")
SECOND = re.compile(
    r"\b(?:liaison office|interests section|representative office|diplomatic mission|apostolic delegation)\b"
)
NOT = re.compile(r"\b(?:assistant|de facto consulate|consul)", re.I)
FIELDS = ("operator", "host", "city", "kind", "email", "phone", "website", "address", "checked_on")
STEP = 500  # rows between two calls of `progress`


@dataclass(frozen=True)
class Loaded:
    """What an import did: missions kept, labels no country has (with their rows), kinds left out (with theirs)."""

    count: int
    unmapped: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Resolved:
    """The mission that answers for a country, if there is one, and what the supporter has to know about it."""

    mission: Mission | None
    note: str

    @property
    def email(self) -> str:
        """Its address; empty when there is no mission or none of its addresses is known."""
        return self.mission.email if self.mission else ""


@dataclass
class _Row:
    mission: Mission
    answers_for: set[str]


def load(
    path: Path | str, *, by: User | None = None, progress: Callable[[int], None] | None = None,
    checked_on: dt.date | None = None,
) -> Loaded:  # fmt: skip
    """Import the published table, all of it or nothing; a mission known by its QID is brought up to date.

    Semicolons, UTF-8 with or without its mark, columns by name. `progress` is told how many rows were read. What the
    table does not name any more stays, with the day on which it was checked last.
    """
    unmapped: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    found: dict[str, _Row] = {}
    for n, row in enumerate(_rows(Path(path)), 1):
        _take(row, found, unmapped, left_out)
        if progress and n % STEP == 0:
            progress(n)
    for kept in found.values():
        kept.mission.checked_on = checked_on
    with transaction.atomic():
        _keep(found)
        facts = {"missions": len(found), "unmapped": sum(unmapped.values())}
        writing.record("missions imported", subject="missions", by=by, **facts)
    return Loaded(len(found), dict(unmapped.most_common()), dict(left_out.most_common()))


def resolve(operator: str, country: str) -> Resolved:
    """The mission of the state `operator` for somebody in `country`, with a note in the active language.

    An embassy before its like, one in the country itself before one accredited from another capital. A
    mission without an address comes with the note what to do instead. Nothing is guessed.
    """
    missions = answering(operator, country)
    told = {"state": _name(operator), "country": _name(country)}
    if not missions:
        return Resolved(None, _("We know of no embassy of %(state)s for %(country)s.") % told)
    mission = missions[0]
    notes = []
    if mission.host != country:
        place = ", ".join(part for part in (mission.city, _name(mission.host)) if part)
        notes.append(_("accredited from %(place)s") % {"place": place})
    if not mission.email:
        notes.append(_instead(mission))
    return Resolved(mission, "; ".join(notes))


def answering(operator: str, country: str) -> list[Mission]:
    """Every mission of a state that answers for a country, the one to write to first."""
    rows = Accreditation.objects.filter(operator=operator, country=country).select_related("mission")
    missions = sorted((row.mission for row in rows), key=lambda mission: _order(mission, country))
    for mission in missions if not settings.LIVE else []:
        mission.email = addresses.rehearsed(mission.email) if mission.email else ""
    return missions


def countries_with(operator: str) -> list[str]:
    """The countries for which a mission of the state answers, as sorted codes."""
    found = Accreditation.objects.filter(operator=operator).values_list("country", flat=True)
    return sorted(set(found))


def _order(mission: Mission, country: str) -> tuple[bool, bool, bool, bool, str]:
    first = bool(FIRST.search(mission.kind.casefold()))
    told = bool(mission.website or mission.phone)
    return (not first, mission.host != country, not mission.email, not told, mission.source_id)


def _instead(mission: Mission) -> str:
    if mission.website:
        return _("its e-mail address is not known; its site is %(site)s") % {"site": mission.website}
    if mission.phone:
        return _("its e-mail address is not known; its telephone is %(phone)s") % {"phone": mission.phone}
    return _("neither its e-mail address nor site or telephone is known")


def _name(code: str) -> str:
    return countries.name(code, get_language() or "en")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=";")
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Refused(_("The table has no column %(columns)s.") % {"columns": ", ".join(missing)})
            for row in reader:
                yield {name: " ".join((row[name] or "").split()) for name in COLUMNS}
    except OSError as trouble:
        raise Refused(_("%(path)s cannot be read: %(why)s.") % {"path": path, "why": trouble.strerror}) from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused(_("%(path)s is not a table in UTF-8 with semicolons.") % {"path": path}) from None


def _take(row: dict[str, str], found: dict[str, _Row], unmapped: Counter[str], left_out: Counter[str]) -> None:
    kind = row["type"]
    source_id = row["QID"].rstrip("/").rpartition("/")[2][:40]
    known = FIRST.search(kind.casefold()) or SECOND.search(kind.casefold())
    if not known or NOT.search(kind) or not source_id:
        left_out[kind if source_id else _("no QID")] += 1
        return
    codes = {label: countries.code_of(label) for label in (row["operator"], row["country"], *_labels(row))}
    unmapped.update(label for label, code in codes.items() if label and not code)
    operator, host = codes[row["operator"]], codes[row["country"]]
    answers_for = {code for label in _labels(row) if (code := codes[label])}
    if not operator or not host:
        return
    answers_for = answers_for or ({host} if not _labels(row) else set())
    values = {"operator": operator, "host": host, "kind": kind[:60], "city": row["city"][:120]}
    values |= {"email": _email(row["email"]), "phone": row["phone"][:80], "website": _site(row["website"])}
    mission = Mission(source_id=source_id, address=row["address"][:300], **values)
    if source_id not in found:
        found[source_id] = _Row(mission, answers_for)
        return
    known_row = found[source_id]  # listed twice: what one row lacks the other may have
    known_row.answers_for |= answers_for
    for name in FIELDS:
        setattr(known_row.mission, name, getattr(known_row.mission, name) or getattr(mission, name))


def _keep(found: dict[str, _Row]) -> None:
    missions = [row.mission for row in found.values()]
    Mission.objects.bulk_create(
        missions, update_conflicts=True, unique_fields=["source_id"], update_fields=FIELDS, batch_size=STEP
    )
    names = list(found)
    kept = {}
    for start in range(0, len(names), STEP):
        some = Mission.objects.filter(source_id__in=names[start : start + STEP])
        kept.update({mission.source_id: mission for mission in some})
        Accreditation.objects.filter(mission__in=some).delete()
    Accreditation.objects.bulk_create(
        (
            Accreditation(mission=kept[source_id], operator=row.mission.operator, country=country)
            for source_id, row in found.items()
            for country in sorted(row.answers_for)
        ),
        batch_size=STEP,
    )


def _labels(row: dict[str, str]) -> list[str]:
    return [label.strip() for label in row["jurisdictions"].split("|") if label.strip()]


def _email(printed: str) -> str:
    """The first address that can be written to; the table has `mailto:` in front, and sometimes several."""
    for part in re.split(r"[|,;\s]+", printed):
        address = addresses.clean(re.sub(r"^mailto:", "", part, flags=re.I)) if "@" in part else ""
        if address and addresses.well_formed(address):
            return address if settings.LIVE else addresses.rehearsed(address)
    return ""


def _site(printed: str) -> str:
    site = printed.split("|")[0].strip()
    return site if re.match(r"https?://[^\s]+\Z", site) and len(site) <= 300 else ""
