"""The numbers: every one of them is a question to the rows, and unlike things are never added up.

The desk sees exact numbers. The public sees a total that moves every quarter of an hour, and a
country only from ten people on (see suppressing.py).
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from hueandcry.actions import capacities, declaring, suppressing
from hueandcry.actions.models import Action, Capacity, Protest, Split
from hueandcry.appeals.models import Appeal, Target
from hueandcry.lib import sabotage, snapshot
from hueandcry.post import summaries
from hueandcry.post.models import Delivery

SLOT = dt.timedelta(minutes=15)
State = Delivery.Status


@dataclass(frozen=True)
class Letters:
    """Letters we were asked to send, by what became of them; bounced is a part of accepted."""

    born: int = 0
    waiting: int = 0
    accepted: int = 0
    bounced: int = 0
    in_doubt: int = 0
    rejected: int = 0
    cancelled: int = 0
    in_summary: int = 0  # not letters of their own any more: their names leave in one
    in_summary_accepted: int = 0  # a part of those
    in_summary_failed: int = 0  # another part


@dataclass(frozen=True)
class OfTarget:
    """What one target was sent, in each grade; for embassies also by the country they stand in."""

    key: str
    name: str
    rule: str
    letters: Letters
    copies_verified: int
    copies_received: int
    declared: int
    posted: int
    forwarded: int
    hosts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Tally:
    """The exact numbers of one appeal, for the desk."""

    confirmed: int  # people who pressed the button in our letter: one person once
    organisations: int  # for which somebody pressed it; none of them is among the people
    wrote: int  # people whose own mail reached us as a copy; some of them confirmed as well
    pending: int
    withdrawn: int
    removed: int
    letters: Letters
    copies_verified: int
    copies_received: int
    declared: int  # telephone calls
    posted: int  # letters in the post; declared too, and never added to the calls
    forwarded: int  # letters of one's own, passed on to us afterwards; declared, with evidence
    by_day: dict[dt.date, int]  # people who confirmed
    by_country: dict[str, int]  # people who confirmed
    wrote_by_country: dict[str, int]  # ZZ where the copy address did not tell
    by_target: list[OfTarget]


@dataclass(frozen=True)
class PublicTally:
    """What everybody may know; `countries` is empty while there are not enough people."""

    confirmed: int
    organisations: int  # not among the confirmed
    accepted: int
    bounced: int
    to_embassies: int  # letters their mail servers took; not among `accepted`, and moves with the countries
    in_summary: int  # names in letters that were accepted and did not come back; none of them is in `accepted`
    copies_verified: int
    copies_received: int
    declared: int  # telephone calls
    posted: int
    forwarded: int
    set_aside: int  # acts that look made by one hand, or were called abuse; not counted, and may be put back
    as_of: dt.datetime
    countries: list[tuple[str, int]]
    other: int
    country_count: int | None  # None where the number itself would tell too much
    split_as_of: dt.datetime | None


def desk(appeal: Appeal) -> Tally:
    """Everything, exactly, as the rows are now."""
    protests = _protests(appeal)
    grades = _grades(protests)
    relayed = Action.objects.filter(appeal=appeal, way=Action.Way.RELAY)
    states = dict(relayed.values_list("status").annotate(n=Count("pk")))
    firsts, writers = _firsts(_confirmed(appeal)), _writers(protests)
    days = firsts.annotate(day=TruncDate("confirmed_at", tzinfo=dt.UTC)).values_list("day")
    return Tally(
        confirmed=firsts.count(),
        organisations=capacities.count(_acts(appeal)),
        wrote=sum(writers.values()),
        pending=states.get(Action.Status.PENDING, 0),
        withdrawn=states.get(Action.Status.WITHDRAWN, 0),
        removed=states.get(Action.Status.REMOVED, 0),
        letters=_letters(protests),
        by_day=dict(days.annotate(n=Count("pk")).order_by("day")),
        by_country=_by_country(firsts),
        wrote_by_country=writers,
        by_target=[_of_target(target, protests) for target in appeal.targets.all()],
        **grades,
    )


def public(appeal: Appeal, now: dt.datetime) -> PublicTally:
    """Totals as of the last quarter of an hour, and countries that may be shown.

    Letters to embassies are no part of the totals: beside the number of people they would tell from which
    countries these are. Outside MODE=live nobody has to be protected and a rehearsal has to see its own numbers:
    there the totals are those of this moment, and countries follow at once.
    """
    as_of = slot(now)
    until = as_of if settings.LIVE else now + dt.timedelta(microseconds=1)
    protests = _protests(appeal).filter(Q(copy=None) | Q(copy__arrived_at__lt=until))
    if not sabotage.on("embassies-in-the-total"):
        protests = protests.filter(target__rule="")
    if settings.LIVE:  # what is declared has a day, no hour
        protests = protests.exclude(channel__in=declaring.DECLARED, day__gte=until.date())
    relayed = protests.filter(channel=Protest.Channel.RELAY)
    cells, split_as_of = _cells(appeal, as_of)
    return PublicTally(
        confirmed=_people(_confirmed(appeal).filter(confirmed_at__lt=until)),
        organisations=capacities.count(_acts(appeal).filter(confirmed_at__lt=until)),
        accepted=relayed.filter(delivery__accepted_at__lt=until).count(),
        bounced=relayed.filter(delivery__bounced_at__lt=until).count(),
        to_embassies=cells.embassies,
        set_aside=Action.objects.filter(appeal=appeal, status=Action.Status.REMOVED, confirmed_at__lt=until).count(),
        in_summary=relayed.filter(
            delivery__status=State.IN_SUMMARY,
            delivery__summary__accepted_at__lt=until,
            delivery__summary__bounced_at=None,
        ).count(),
        as_of=as_of,
        countries=sorted(cells.shown.items(), key=lambda cell: (-cell[1], cell[0])),
        other=cells.other,
        country_count=cells.countries,
        split_as_of=split_as_of,
        **_grades(protests),
    )


def first_acts(appeal: Appeal, until: dt.datetime | None = None) -> QuerySet[Action]:
    """The act by which each person who confirmed is counted; until that moment, if one is named."""
    confirmed = _confirmed(appeal)
    return _firsts(confirmed.filter(confirmed_at__lt=until) if until else confirmed)


def slot(now: dt.datetime) -> dt.datetime:
    """The last full quarter of an hour; the moment itself outside MODE=live."""
    if not settings.LIVE:
        return now
    return now - dt.timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)


def refresh_split(appeal: Appeal, *, now: dt.datetime) -> bool:
    """Once a day: let the public see the countries anew, if nobody could be watched moving.

    Every cell has to have stayed or moved by ten or more; otherwise the old split stays, with the
    date it was true. Returns whether there is a new one.
    """
    old = Split.objects.filter(appeal=appeal).first()
    new = suppressing.cells(_by_country(first_acts(appeal, now)))
    new = replace(new, embassies=suppressing.to_embassies(_to_embassies(appeal, now), new))
    if old and (old.as_of.date() >= now.date() or not suppressing.may_follow(_stored(old), new)):
        return False
    values = {
        "as_of": now, "shown": new.shown, "other": new.other, "countries": new.countries, "embassies": new.embassies
    }  # fmt: skip
    Split.objects.update_or_create(appeal=appeal, defaults=values)
    return True


def recount(appeal: Appeal) -> list[str]:
    """Count the rows again one by one; a sentence for every number that does not agree, and did not when asked twice.

    Both sides are read in one snapshot: a confirmation in between is no difference.
    """
    if not sabotage.on("moving-rows") and not _recount(appeal):
        return []
    return _recount(appeal)


def _recount(appeal: Appeal) -> list[str]:
    with snapshot.snapshot():
        return _differences(appeal)


def _differences(appeal: Appeal) -> list[str]:
    told = desk(appeal)
    people: set[str] = set()
    writers: set[str] = set()
    letters = copies = 0
    acts = Action.objects.filter(appeal=appeal, status=Action.Status.CONFIRMED)
    for action in acts.prefetch_related("protests").iterator(chunk_size=500):
        if action.way == Action.Way.RELAY and action.capacity == Capacity.PERSON:
            people.add(action.person_key)
        for protest in action.protests.all():
            letters += protest.rank == 1 and protest.channel == Protest.Channel.RELAY
            if protest.rank == 1 and protest.grade in (Protest.Grade.VERIFIED, Protest.Grade.RECEIVED):
                copies += 1
                writers.add(action.person_key)
    pairs = {
        "people": (told.confirmed, len(people)),
        "people by country": (sum(told.by_country.values()), len(people)),
        "people by day": (sum(told.by_day.values()), len(people)),
        "people who wrote": (told.wrote, len(writers)),
        "letters": (told.letters.born, letters),
        "letters by target": (sum(row.letters.born for row in told.by_target), letters),
        "copies": (told.copies_verified + told.copies_received, copies),
    }
    faults = [f"{appeal}: {what} say {a}, the rows say {b}." for what, (a, b) in pairs.items() if a != b]
    return faults + _split_faults(appeal)


def _split_faults(appeal: Appeal) -> list[str]:
    """The split is the one number that is kept: it cannot name more people than had ever confirmed on its day.

    Less it may name, because people leave; and who left is not shown leaving before the next split.
    """
    split = Split.objects.filter(appeal=appeal).first()
    if not split:
        return []
    ever = Action.objects.filter(appeal=appeal, way=Action.Way.RELAY, capacity=Capacity.PERSON).order_by()
    ever = ever.filter(confirmed_at__lt=split.as_of)
    most = dict(ever.values_list("country").annotate(n=Count("person_key", distinct=True)))
    told = [(f"the split for {code}", n, most.get(code, 0)) for code, n in split.shown.items()]
    told.append(("the whole split", sum(split.shown.values()) + split.other, _people(ever)))
    return [f"{appeal}: {what} names {n}, the rows know {rows}." for what, n, rows in told if n > rows]


def _confirmed(appeal: Appeal) -> QuerySet[Action]:
    """Acts whose owner pressed the button; a copy is counted as a copy and never as a confirmation."""
    if sabotage.on("organisations-are-people"):
        return _acts(appeal)
    return _acts(appeal).filter(capacity=Capacity.PERSON)


def _acts(appeal: Appeal) -> QuerySet[Action]:
    """Those, and the acts for organisations, which are no people."""
    return Action.objects.filter(appeal=appeal, status=Action.Status.CONFIRMED, way=Action.Way.RELAY)


def _firsts(confirmed: QuerySet[Action]) -> QuerySet[Action]:
    """One action for each person: her first; day and country are counted by it."""
    firsts = confirmed.order_by().values("person_key").annotate(first=Min("pk")).values("first")
    return Action.objects.filter(pk__in=firsts)


def _people(confirmed: QuerySet[Action]) -> int:
    return confirmed.order_by().values("person_key").distinct().count()


def _by_country(firsts: QuerySet[Action]) -> dict[str, int]:
    return dict(firsts.values_list("country").annotate(n=Count("pk")).order_by("-n", "country"))


def _to_embassies(appeal: Appeal, until: dt.datetime) -> dict[str, int]:
    """Letters that the mail servers of embassies have taken, by the country of whoever wrote."""
    letters = _protests(appeal).exclude(target__rule="").filter(delivery__accepted_at__lt=until)
    return dict(letters.order_by().values_list("country").annotate(n=Count("pk")))


def _writers(protests: QuerySet[Protest]) -> dict[str, int]:
    """People whose copies count, by the country of their first one."""
    copies = protests.filter(channel=Protest.Channel.OWN_MAIL).exclude(grade=Protest.Grade.DECLARED)
    firsts = copies.order_by().values("person_key").annotate(first=Min("pk")).values("first")
    rows = Protest.objects.filter(pk__in=firsts).values_list("country").annotate(n=Count("pk"))
    return dict(rows.order_by("-n", "country"))


def _protests(appeal: Appeal) -> QuerySet[Protest]:
    """What counts: the first letter of a confirmed action to a target by a channel."""
    ranks = (1, 2) if sabotage.on("second-letters-too") else (1,)
    return Protest.objects.filter(appeal=appeal, rank__in=ranks, action__status=Action.Status.CONFIRMED)


def _letters(protests: QuerySet[Protest]) -> Letters:
    def those(*states: str) -> Count:
        return Count("pk", filter=Q(delivery__status__in=states))

    summarised = Q(delivery__status=State.IN_SUMMARY)
    counts = protests.filter(channel=Protest.Channel.RELAY).aggregate(
        born=Count("pk"),
        waiting=those(State.QUEUED, State.SENDING),
        accepted=Count("pk", filter=Q(delivery__accepted_at__isnull=False)),
        bounced=those(State.BOUNCED),
        in_doubt=those(State.IN_DOUBT),
        rejected=those(State.REJECTED, State.GIVEN_UP),
        cancelled=those(State.CANCELLED, State.QUARANTINED),
        in_summary=those(State.IN_SUMMARY),
        in_summary_accepted=Count("pk", filter=summarised & Q(delivery__summary__accepted_at__isnull=False)),
        in_summary_failed=Count("pk", filter=summarised & Q(delivery__summary__status__in=summaries.FAILED)),
    )
    return Letters(**counts)


def _grades(protests: QuerySet[Protest]) -> dict[str, int]:
    declared = Q(grade=Protest.Grade.DECLARED)
    found = dict(protests.exclude(declared).order_by().values_list("grade").annotate(n=Count("pk")))
    told = dict(protests.filter(declared).order_by().values_list("channel").annotate(n=Count("pk")))
    return {
        "copies_verified": found.get(Protest.Grade.VERIFIED, 0),
        "copies_received": found.get(Protest.Grade.RECEIVED, 0),
        "declared": told.get(Protest.Channel.TELEPHONE, 0),
        "posted": told.get(Protest.Channel.POST, 0),
        "forwarded": told.get(Protest.Channel.OWN_MAIL, 0),
    }


def _of_target(target: Target, protests: QuerySet[Protest]) -> OfTarget:
    mine = protests.filter(target=target)
    hosts = mine.filter(mission__isnull=False).order_by().values_list(F("mission__host")).annotate(n=Count("pk"))
    return OfTarget(
        key=target.key,
        name=target.name,
        rule=target.rule,
        letters=_letters(mine),
        hosts=dict(hosts),
        **_grades(mine),
    )


def _cells(appeal: Appeal, as_of: dt.datetime) -> tuple[suppressing.Cells, dt.datetime | None]:
    if not settings.LIVE:
        now = suppressing.cells(_by_country(_firsts(_confirmed(appeal))))
        letters = _to_embassies(appeal, as_of + dt.timedelta(microseconds=1))
        return replace(now, embassies=sum(letters.values())), as_of
    stored = Split.objects.filter(appeal=appeal).first()
    if not stored:
        return suppressing.Cells({}, 0, None), None
    return _stored(stored), stored.as_of


def _stored(split: Split) -> suppressing.Cells:
    return suppressing.Cells(dict(split.shown), split.other, split.countries, split.embassies)
