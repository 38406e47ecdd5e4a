"""The pace of protests: each mailbox is a queue of its own, and appeals take turns in it.

A protest leaves when its office is open, when neither its mailbox nor its mail system got one a moment
ago, and when it is its appeal's turn. Confirmations and news take no turns. Everything here runs inside
the transaction of a claim or of a result. Rows are locked in one order everywhere, so that two workers
never wait for each other: day, mailboxes, mail systems, turns.
Why it is done this way is told in docs/decisions/0008-pace.md.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hueandcry.lib import batches, sabotage, sealing, tokens
from hueandcry.post import hours, parcels, statements, stops
from hueandcry.post.models import Delivery, Hold, MailSystem, Pigeonhole, RelayDay, Turn

PROTEST = 1  # the rank of what takes turns
RESERVE = 10  # one part in ten of the relay's day is kept for confirmations: their owners wait for them
DAY = dt.timedelta(days=1)
Status, Why = Delivery.Status, Pigeonhole.Why
BY_THE_TARGET = ("rcpt", "data", "dot")  # where it is the letter that is refused, and not the connection
LOOK = 10  # turns looked at for each letter wanted: most mailboxes give one letter, whatever turns wait there
# A mailbox without its mail system was made from letters that were queued before there was a pace: `turn_of` mends it.
TURNS = (
    "SELECT hole.to_key, turn.key_name, turn.id FROM post_pigeonhole hole JOIN post_turn turn"
    " ON turn.pigeonhole_id = hole.id WHERE hole.to_key IN %s AND hole.system_id IS NOT NULL"
)
NOT_OVER = (Status.QUEUED, Status.SENDING, Status.IN_DOUBT, Status.QUARANTINED)


# --- A letter is laid out ------------------------------------------------------------------------


def turn_of(address: str, *, key_name: str, country: str, now: dt.datetime) -> Turn:
    """The turn that a protest to `address` takes; `country` is where the office is."""
    hole = _pigeonhole(address, country=country, now=now)
    turn = Turn.objects.filter(pigeonhole=hole, key_name=key_name).first()
    if turn is None:
        turn, _made = Turn.objects.get_or_create(pigeonhole=hole, key_name=key_name, defaults={"served_at": now})
    return turn


def turns(wanted: Iterable[tuple[str, str, str]], *, now: dt.datetime) -> dict[tuple[str, str], int]:
    """Numbers of the turns of many protests: {(mailbox, name of the key): turn}.

    `wanted` are (mailbox, name of the key, country where the office is); most have had letters before.
    """
    asked = sorted(wanted)  # whoever makes mailboxes makes them in one order
    keys = {address: stops.key(address) for address, _key_name, _country in asked}
    there = {(hole, key_name): turn for hole, key_name, turn in batches.ask(TURNS, keys.values())}
    return {
        (address, key_name): there.get((keys[address], key_name))
        or turn_of(address, key_name=key_name, country=country, now=now).pk
        for address, key_name, country in asked
    }


def wake(turns: Collection[int]) -> None:
    """Letters take these turns, and their rows are written: from now on nobody puts the turns to sleep unseen."""
    if connection.features.has_select_for_update:  # a lock that many letters can hold at once
        batches.ask("SELECT id FROM post_turn WHERE id IN %s ORDER BY id", turns, locking="KEY SHARE")
    Turn.objects.filter(pk__in=turns, awake=False).update(awake=True)


def _pigeonhole(address: str, *, country: str, now: dt.datetime) -> Pigeonhole:
    to_key = stops.key(address)
    hole = Pigeonhole.objects.filter(to_key=to_key).first()
    if hole is None:
        fresh = {"country": country, "system": _system(address, now), "next_at": now}
        return Pigeonhole.objects.get_or_create(to_key=to_key, defaults=fresh)[0]
    if hole.system_id is None:  # made from letters that were queued before there was a pace
        Pigeonhole.objects.filter(pk=hole.pk).update(system=_system(address, now), country=hole.country or country)
    return hole


def _system(address: str, now: dt.datetime) -> MailSystem:
    domain = address.rpartition("@")[2].strip().lower()
    key = tokens.keyed(sealing.pepper(stops.PEPPER), "mail system", domain)
    found = MailSystem.objects.filter(system_key=key).first()
    return found or MailSystem.objects.get_or_create(system_key=key, defaults={"next_at": now})[0]


# --- Which may leave now -------------------------------------------------------------------------


def room_today(now: dt.datetime) -> int | None:
    """How many letters the relay may still take today (UTC), those in hand left out; None is no limit.

    Locks the day, so that two workers cannot both take the last place.
    """
    if not settings.RELAY_A_DAY or sabotage.on("no-daily-cap"):
        return None
    today = RelayDay.objects.select_for_update().get_or_create(day=now.date())[0]
    in_hand = Delivery.objects.filter(status=Status.SENDING).count()
    return max(0, settings.RELAY_A_DAY - today.used - in_hand)


def kept_for_confirmations() -> int:
    """How many letters of a day protests and news must leave to confirmations."""
    return settings.RELAY_A_DAY // RESERVE


def take(due: QuerySet[Delivery], *, now: dt.datetime, limit: int) -> list[int]:
    """Numbers of up to `limit` protests among `due` whose turn it is; books their turns."""
    if limit < 1:
        return []
    turns = _still_free([turn for turn in _open_turns(due, now, limit) if turn.first], now)  # type: ignore[attr-defined]
    taken: list[int] = []
    served: list[int] = []
    share, in_hand = -(-limit // max(1, len(turns))), _in_hand(turns)
    for turn in turns:
        most = settings.TARGET_IN_ALL if turn.pigeonhole.in_all is None else turn.pigeonhole.in_all
        room = most - turn.handed_over - in_hand[turn.pk] if most else limit
        found = _letters(turn, due, min(share, room, limit - len(taken)))
        if found:
            taken += found
            served.append(turn.pk)
    Turn.objects.filter(pk__in=served).update(served_at=now)
    _book([turn for turn in turns if turn.pk in set(served)], now)
    return taken


def _open_turns(due: QuerySet[Delivery], now: dt.datetime, limit: int) -> list[Turn]:
    """Turns with letters whose office is open, who waited longest first; one for each mailbox that has a pace.

    An office that turns out to be shut is put off to its opening, so that nobody asks again until then.
    """
    fields = [f"pigeonhole__{name}" for name in ("an_hour", "country", "zone", "hours")]
    query = (
        _waiting_turns(now)
        .annotate(system=F("pigeonhole__system"))
        .values_list("pk", "pigeonhole_id", "system", *fields, named=True)
    )
    while True:
        rows, shut = list(query[: limit * LOOK]), defaultdict(set)
        office = {
            row.pigeonhole_id: (row.pigeonhole__country, row.pigeonhole__zone, row.pigeonhole__hours) for row in rows
        }
        opening = {place: hours.opens(now, *place) for place in set(office.values())}
        for hole, place in office.items():
            if opening[place] > now:
                shut[opening[place]].add(hole)
        if not shut:
            break
        for moment, holes in shut.items():
            Pigeonhole.objects.filter(pk__in=holes).update(next_at=moment)
    chosen = _one_of_each(rows)[:limit]
    oldest = due.filter(turn=OuterRef("pk")).order_by("due_at", "pk").values("pk")[:1]
    turns = Turn.objects.annotate(first=Subquery(oldest)).select_related("pigeonhole").in_bulk(chosen)
    return [turns[number] for number in chosen if number in turns]


def _waiting_turns(now: dt.datetime) -> QuerySet[Turn]:
    """Each turn is asked once by index whether a letter waits; the queue itself is never walked."""
    theirs = Delivery.objects.filter(turn=OuterRef("pk"), status=Status.QUEUED, due_at__lte=now)
    turns = Turn.objects.filter(awake=True, pigeonhole__paused_at=None, pigeonhole__next_at__lte=now)
    turns = turns.filter(Q(pigeonhole__system=None) | Q(pigeonhole__system__next_at__lte=now))
    turns = turns.exclude(key_name__in=Hold.objects.values("key_name"))
    turns = turns.annotate(most=Coalesce(F("pigeonhole__in_all"), Value(settings.TARGET_IN_ALL)))
    turns = turns.filter(Q(most=0) | Q(handed_over__lt=F("most"))).filter(Exists(theirs))
    if sabotage.on("no-fair-turn"):
        waits = theirs.order_by("due_at", "pk").values("due_at")[:1]
        return turns.annotate(waits=Subquery(waits)).order_by("waits", "pk")
    return turns.order_by("served_at", "pk")


def _one_of_each(rows: list[Any]) -> list[int]:
    """Numbers of turns, without those whose mailbox or mail system has just been chosen and has to rest."""
    holes, systems, chosen = set(), set(), []
    for row in rows:
        rests = gap(row.pigeonhole__an_hour)
        if (rests and row.pigeonhole_id in holes) or (_system_gap(row.system) and row.system in systems):
            continue
        holes.add(row.pigeonhole_id)
        systems.add(row.system)
        chosen.append(row.pk)
    return chosen


def _still_free(turns: list[Turn], now: dt.datetime) -> list[Turn]:
    """Lock what is chosen, and let go of what another worker was faster to take."""
    if not connection.features.has_select_for_update:
        return turns  # SQLite: the whole transaction is alone
    holes = _locked(Pigeonhole.objects.filter(next_at__lte=now, paused_at=None), {t.pigeonhole_id for t in turns})
    turns = [turn for turn in turns if turn.pigeonhole_id in holes]
    systems = _locked(MailSystem.objects.filter(next_at__lte=now), {t.pigeonhole.system_id for t in turns})
    turns = [turn for turn in turns if turn.pigeonhole.system_id in systems | {None}]
    _locked(Turn.objects.all(), {turn.pk for turn in turns})
    return turns


def _locked(rows: QuerySet[Any], wanted: set[int | None]) -> set[int | None]:
    wanted.discard(None)
    return set(rows.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _in_hand(turns: list[Turn]) -> Counter[int]:
    """How many letters of each turn are with a worker, so that a ceiling is not passed by those."""
    sending = Delivery.objects.filter(turn__in=turns, status=Status.SENDING)
    return Counter(dict(sending.values_list("turn").annotate(n=Count("pk"))))


def _letters(turn: Turn, due: QuerySet[Delivery], share: int) -> list[int]:
    hole = turn.pigeonhole
    if share < 1:
        return []
    if gap(hole.an_hour) or _system_gap(hole.system_id):
        return [turn.first]  # type: ignore[attr-defined]
    letters = due.filter(turn=turn).order_by("due_at", "pk")
    return list(letters.values_list("pk", flat=True)[:share])


def _book(turns: list[Turn], now: dt.datetime) -> None:
    """The mailboxes and mail systems of these turns rest now."""
    holes, systems = defaultdict(set), defaultdict(set)
    for hole in (turn.pigeonhole for turn in turns):
        holes[gap(hole.an_hour)].add(hole.pk)
        if hole.system_id:
            systems[_system_gap(hole.system_id)].add(hole.system_id)
    nothing = dt.timedelta(0)
    for rest in holes.keys() - {nothing}:
        Pigeonhole.objects.filter(pk__in=holes[rest]).update(next_at=now + rest)
    for rest in systems.keys() - {nothing}:
        MailSystem.objects.filter(pk__in=systems[rest]).update(next_at=now + rest)


def gap(an_hour: int | None) -> dt.timedelta:
    """How long a mailbox rests after a letter, by the desk's choice for it or the settings; zero is not at all."""
    return _gap(settings.TARGET_AN_HOUR if an_hour is None else an_hour)


def _system_gap(system: int | None) -> dt.timedelta:
    return _gap(settings.SYSTEM_AN_HOUR) if system else dt.timedelta(0)


def _gap(an_hour: int) -> dt.timedelta:
    unpaced = not an_hour or sabotage.on("no-per-target-cap")
    return dt.timedelta(0) if unpaced else dt.timedelta(hours=1) / an_hour


# --- What became of it ---------------------------------------------------------------------------


def note(delivery: Delivery, *, result: str, stage: str, now: dt.datetime) -> None:
    """Count a letter that was handed over; notice a run of refusals. In the transaction of its result."""
    taken = result in (parcels.ACCEPTED, parcels.IN_DOUBT)
    if taken and settings.RELAY_A_DAY and not statements.day_used(now):
        RelayDay.objects.get_or_create(day=now.date())
        statements.day_used(now)
    if delivery.turn is None:
        return
    if result == parcels.NEVER and stage in BY_THE_TARGET:
        hole = Pigeonhole.objects.filter(pk=delivery.turn.pigeonhole_id)
        hole.update(refusals=F("refusals") + 1)
        _pause(hole.filter(refusals__gte=settings.PAUSE_AFTER), Why.REFUSED, now)
    elif result == parcels.ACCEPTED:
        statements.no_refusals(delivery.turn.pigeonhole_id)
    if taken:
        statements.handed_over(delivery.turn.pk)


def came_back(delivery: Delivery, *, now: dt.datetime) -> bool:
    """A protest bounced; whether that was one too many for its mailbox within a day, and it is paused now."""
    if delivery.turn is None:
        return False
    # Of two bounces at once the second has to see the first.
    hole = Pigeonhole.objects.select_for_update().get(pk=delivery.turn.pigeonhole_id)
    back = Delivery.objects.filter(turn__pigeonhole=hole, status=Status.BOUNCED, bounced_at__gt=now - DAY)
    if hole.resumed_at:
        back = back.filter(accepted_at__gte=hole.resumed_at)
    return back.count() >= settings.PAUSE_AFTER and pause(hole, Why.BOUNCED, now=now)


def complained(delivery: Delivery, *, now: dt.datetime) -> bool:
    """Somebody at the target marked this protest as spam; whether its mailbox is paused by that."""
    return delivery.turn is not None and pause(delivery.turn.pigeonhole, Why.COMPLAINT, now=now)


def overlooked(before: dt.datetime) -> int:
    """How many mailboxes were free to get a letter before that moment, had one waiting, and got none since.

    A clock that walks puts every mailbox off: to its next letter, or to the hour its office opens.
    """
    turns = _waiting_turns(before).filter(served_at__lte=before)
    return turns.values("pigeonhole").distinct().count()


# --- By hand, and by the clock -------------------------------------------------------------------


def pause(hole: Pigeonhole, why: str, *, now: dt.datetime) -> bool:
    """Nothing leaves for this mailbox from now on; False if it was paused before."""
    return _pause(Pigeonhole.objects.filter(pk=hole.pk), why, now)


def resume(hole: Pigeonhole, *, now: dt.datetime) -> bool:
    """Letters leave again, at the old pace; False if it was not paused."""
    paused = Pigeonhole.objects.filter(pk=hole.pk, paused_at__isnull=False)
    return bool(paused.update(paused_at=None, paused_why="", refusals=0, resumed_at=now, next_at=now))


def put_to_sleep(now: dt.datetime) -> int:
    """Ask no more those turns that have nothing left; wake those that have. How many changed."""
    left = Exists(Delivery.objects.filter(turn=OuterRef("pk"), status__in=NOT_OVER))
    done = 0
    for awake in (True, False):
        wrong = Turn.objects.filter(~left if awake else left, awake=awake, served_at__lte=now)
        for number in list(wrong.values_list("pk", flat=True)):  # one by one: no two rows are locked at once
            with transaction.atomic():
                # A letter that is just being written holds its turn; once it is there, the next question sees it.
                Turn.objects.select_for_update().filter(pk=number).first()
                done += Turn.objects.filter(~left if awake else left, pk=number, awake=awake).update(awake=not awake)
    return done


def _pause(holes: QuerySet[Pigeonhole], why: str, now: dt.datetime) -> bool:
    if sabotage.on("no-pause"):
        return False
    return bool(holes.filter(paused_at=None).update(paused_at=now, paused_why=why))
