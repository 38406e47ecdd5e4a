"""What a public page says: facts from the live revision and the rows, ready for a template."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from hueandcry.actions import receivers, recounting, taking, tally
from hueandcry.appeals import document, missions
from hueandcry.appeals.models import Appeal, Channel, Target
from hueandcry.cases import disclosure
from hueandcry.cases.models import Outcome
from hueandcry.lib import countries
from hueandcry.pages import languages, paper, sharing

LONGEST_BAR = 60  # days of a sentence that can still be seen one by one
SPAN = re.compile(r"(\d{1,4})[ -](day|month|year)s?\b", re.IGNORECASE)

# The reader's incident types in the words of the public page, in the order in which one day's events mostly
# happen. All of it was told to us, and none of it is proven here.
INCIDENTS = {
    "protest": pgettext_lazy("incident", "march or picket"),
    "demonstration": pgettext_lazy("incident", "march or picket"),
    "dismissal": pgettext_lazy("incident", "dismissed from work"),
    "threat": pgettext_lazy("incident", "threatened"),
    "raid": pgettext_lazy("incident", "searched or raided"),
    "beating": pgettext_lazy("incident", "beaten"),
    "arrest": pgettext_lazy("incident", "arrested"),
    "detention": pgettext_lazy("incident", "held"),
    "disappearance": pgettext_lazy("incident", "disappeared"),
    "torture": pgettext_lazy("incident", "tortured, by their account"),
    "hospitalisation": pgettext_lazy("incident", "taken to hospital"),
    "trial": pgettext_lazy("incident", "put on trial"),
    "sentence": pgettext_lazy("incident", "sentenced"),
    "fine": pgettext_lazy("incident", "fined"),
    "deportation": pgettext_lazy("incident", "expelled"),
    "release": pgettext_lazy("incident", "released"),
    "killing": pgettext_lazy("incident", "killed"),
}


@dataclass(frozen=True)
class Words:
    """Everything an appeal says in one language."""

    language: str
    headline: str
    summary: str
    story: str
    subject: str
    salutation: str
    body: str
    closing: str
    demands: tuple[str, ...]


@dataclass(frozen=True)
class Happening:
    """What was done on one day in one place, as the public reads it: (what, for how long) in order."""

    date: str
    place: str
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sentence:
    """A running sentence, day by day; pages are printed anew each day, so `day` is that of `today`."""

    days: int
    day: int
    today: dt.date
    ends: dt.date

    @property
    def cells(self) -> list[bool]:
        """One per day; true for those that are over."""
        return [n < self.day for n in range(self.days)]


@dataclass(frozen=True)
class Addressee:
    """A target as the public reads it before writing: who, and how it is reached."""

    key: str
    name: str
    ways: tuple[str, ...]
    telephones: tuple[str, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()  # (kind, number or address) for fax and post
    embassy_of: str = ""  # the state whose embassy it is, when a rule finds it by the supporter's country


@dataclass(frozen=True)
class Count:
    """One public number with the word that says what it counts."""

    value: int
    word: str
    means: str


@dataclass(frozen=True)
class Numbers:
    """The public numbers, side by side and never added up."""

    counts: tuple[Count, ...]
    confirmed: int
    as_of: dt.datetime
    places: tuple[tuple[str, int], ...] = ()
    elsewhere: int = 0
    country_count: int | None = None
    places_as_of: dt.datetime | None = None
    shown: bool = True

    @property
    def any(self) -> bool:
        """Whether anything has been done yet."""
        return any(count.value for count in self.counts)


@dataclass(frozen=True)
class Public:
    """An appeal as its public page needs it."""

    appeal: Appeal
    words: Words
    offered: list[str]
    country: str
    people: tuple[tuple[str, str], ...]
    happenings: tuple[Happening, ...]
    sentence: Sentence | None
    addressees: tuple[Addressee, ...]
    outcomes: list[Outcome]
    now: dt.datetime
    erased_on: dt.date
    hides_addresses: bool
    open: bool
    write_countries: list[str] = field(default_factory=list)

    @cached_property
    def numbers(self) -> Numbers:
        """Counted when a page shows them, and not for every press of a button."""
        return numbers(self.appeal, now=self.now)

    @property
    def share(self) -> sharing.Share:
        """How the appeal is passed on."""
        words = self.words
        return sharing.share(
            headline=words.headline, summary=words.summary, language=words.language, slug=self.appeal.slug or ""
        )

    @property
    def telephones(self) -> bool:
        """Whether anybody can be called."""
        return any(addressee.telephones for addressee in self.addressees)


def offered(said: Mapping[str, Any]) -> list[str]:
    """The languages an appeal is public in, those of the interface first."""
    return sorted(document.languages(said), key=lambda code: (code not in languages.interface(), code))


def words(said: Mapping[str, Any], language: str) -> Words:
    """The words of a document in one of its languages."""
    text = said["texts"][language]
    demands = tuple(demand["text"] for demand in text.get("demands", []) if demand.get("text"))
    plain = {
        name: text.get(name, "")
        for name in ("headline", "summary", "story", "subject", "salutation", "body", "closing")
    }
    return Words(language=language, demands=demands, **plain)


def public(appeal: Appeal, language: str, *, now: dt.datetime) -> Public:
    """All the page of `appeal` in `language` says; interface words come in the active language."""
    assert appeal.live_revision
    said = appeal.live_revision.document
    facts = disclosure.public_facts(said)
    return Public(
        appeal=appeal,
        words=words(said, language),
        offered=offered(said),
        country=facts["country"],
        people=tuple((person["name"], person["role"]) for person in facts["people"]),
        happenings=happenings(facts["incidents"]),
        sentence=_sentence(facts["incidents"], now.date()) if appeal.status == Appeal.Status.LIVE else None,
        addressees=addressees(appeal),
        outcomes=list(appeal.case.outcomes.order_by("on", "pk")),
        now=now,
        erased_on=taking.erase_day(appeal, now).date(),
        hides_addresses=bool(said.get("hide_addresses", True)),
        open=appeal.status == Appeal.Status.LIVE,
        write_countries=write_countries(appeal),
    )


def addressees(appeal: Appeal) -> tuple[Addressee, ...]:
    """Who receives letters, in the order of the appeal."""
    rows = appeal.open_targets().prefetch_related("channels")
    return tuple(_addressee(target) for target in rows)


def write_countries(appeal: Appeal) -> list[str]:
    """The countries that need a page of their own to write from: an embassy answers for them, or they are warned."""
    warned = appeal.live_revision.document.get("warned", []) if appeal.live_revision else []
    states = {receivers.operator(target) for target in appeal.open_targets()} - {""}
    return sorted({code for state in states for code in missions.countries_with(state)} | set(warned))


def numbers(appeal: Appeal, *, now: dt.datetime) -> Numbers:
    """The public numbers as `actions.tally` lets them be known."""
    told = tally.public(appeal, now)
    verified = gettext("letters from people’s own mailboxes, signature and addressee checked")
    in_office = gettext(
        "organisations or branches for which somebody who says they hold an office there pressed it; not people"
    )
    in_one = gettext("letters went to offices as names in a signed summary, and are not among the accepted")
    # Only where there are any: a row of zero would have to be explained to everybody.
    by_embassies = gettext("letters were taken by the mail servers of embassies; told with the countries, from ten on")
    embassies = [(told.to_embassies, gettext("to embassies"), by_embassies)] if told.to_embassies else []
    doubted = gettext("acts that came at once and look made by one hand; they are not counted, and can be put back")
    set_aside = [(told.set_aside, gettext("set aside"), doubted)] if told.set_aside else []
    summarised = [(told.in_summary, gettext("in a summary"), in_one)] if told.in_summary else []
    by_hand = gettext("letters people told us they have posted; nobody can check them")
    passed_on = gettext("letters people passed on to us after they had sent them; nobody can check when")
    more = [
        (told.posted, gettext("declared, by post"), by_hand),
        (told.forwarded, gettext("declared, passed on"), passed_on),
    ]
    rows = (
        (told.confirmed, gettext("confirmed"), gettext("people pressed the button in our message")),
        *([(told.organisations, gettext("organisations"), in_office)] if told.organisations else []),
        (told.accepted, gettext("accepted"), gettext("letters were taken by the mail servers of the offices")),
        (told.bounced, gettext("bounced"), gettext("of the accepted letters came back later")),
        *embassies,
        *summarised,
        (told.copies_verified, gettext("copies verified"), verified),
        (told.copies_received, gettext("copies received"), gettext("the same, but without a signed addressee")),
        (told.declared, gettext("declared"), gettext("telephone calls people told us about; nobody can check them")),
        *(row for row in more if row[0]),
        *set_aside,
    )
    return Numbers(
        counts=tuple(Count(*row) for row in rows),
        confirmed=told.confirmed,
        as_of=told.as_of,
        places=tuple(told.countries),
        elsewhere=told.other,
        country_count=told.country_count,
        places_as_of=told.split_as_of,
        shown=recounting.agrees(appeal),
    )


def mark(shown: Numbers) -> str:
    """A short mark that differs when a number does, whatever the time is."""
    told = [*(count.value for count in shown.counts), shown.places, shown.elsewhere, shown.country_count, shown.shown]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def country_choices() -> list[tuple[str, str]]:
    """Countries for a form, in the active language; outside MODE=live the invented one too."""
    return countries.choices(get_language() or "en", practice=not settings.LIVE)


def statics() -> dict[str, object]:
    """What every template of ours needs, whoever renders it."""
    return {
        "organisation": settings.ORGANISATION,
        "public_url": settings.PUBLIC_URL,
        "static": {name.replace(".", "_"): printed for name, printed in paper.static_names().items()},
        "interface_languages": languages.interface(),
        "unchecked": get_language() in languages.unchecked(),
        "rehearsing": not settings.LIVE,
    }


def happenings(incidents: list[dict[str, Any]]) -> tuple[Happening, ...]:
    known, order = [row for row in incidents if row["type"] in INCIDENTS], list(INCIDENTS)
    days: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for row in sorted(known, key=lambda row: (row["date"] or "9", order.index(row["type"]))):
        event = str(INCIDENTS[row["type"]]), _span(row["quantity"] or "")
        days.setdefault((row["date"] or "", row["place"] or ""), {})[event] = None
    return tuple(Happening(date, place, tuple(events)) for (date, place), events in days.items())


def _sentence(incidents: list[dict[str, Any]], today: dt.date) -> Sentence | None:
    """The last sentence of so many days that is still running, if its day is known and nobody inferred it."""
    for row in sorted(incidents, key=lambda row: row["date"] or "", reverse=True):
        found = SPAN.search(row["quantity"] or "")
        if row["type"] != "sentence" or row["date_inferred"] or len(row["date"] or "") != 10 or not found:
            continue
        days, since = int(found[1]), dt.date.fromisoformat(row["date"])
        day = (today - since).days
        if found[2].lower() == "day" and 2 <= days <= LONGEST_BAR and 1 <= day < days:
            return Sentence(days, day, today, since + dt.timedelta(days=days))
    return None


def _span(quantity: str) -> str:
    """A length of time in the language of the page; other quantities stay in the story, which is translated."""
    found = SPAN.search(quantity)
    if not found:
        return ""
    n, unit = int(found[1]), found[2].lower()
    return {
        "day": ngettext("%(n)d day", "%(n)d days", n),
        "month": ngettext("%(n)d month", "%(n)d months", n),
        "year": ngettext("%(n)d year", "%(n)d years", n),
    }[unit] % {"n": n}


def _addressee(target: Target) -> Addressee:
    told: dict[str, list[str]] = {}
    for channel in target.channels.all():
        told.setdefault(channel.kind, []).append(channel.value)
    state = receivers.operator(target)
    if state:
        return Addressee(target.key, target.name, (gettext("by e-mail where it has an address"),), embassy_of=state)
    names = {
        Channel.Kind.EMAIL: gettext("by e-mail"),
        Channel.Kind.PHONE: gettext("by telephone, from you"),
        Channel.Kind.FAX: gettext("by fax, from you"),
        Channel.Kind.POST: gettext("by post, from you"),
    }
    papers = tuple((kind, value) for kind in (Channel.Kind.FAX, Channel.Kind.POST) for value in told.get(kind, []))
    ways = tuple(name for kind, name in names.items() if kind in told)
    return Addressee(target.key, target.name, ways, tuple(told.get(Channel.Kind.PHONE, [])), papers)
