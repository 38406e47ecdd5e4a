"""The owner of the address presses the button: here, and not before, letters to officials are born.

Many presses share one transaction, as many acts do (`awaiting`); with one press it is the rule for one. What has to be
known is asked once for all of them, then each press is judged, and then the rows are put in with one statement a table.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce

from hueandcry.actions import awaiting, bursts, capacities, receivers, recognising, taking, unsealing
from hueandcry.actions.drawer import Drawer, Papers
from hueandcry.actions.models import Action, Burst, Capacity, Protest
from hueandcry.appeals.models import Appeal
from hueandcry.lib import batches, countries, sabotage, sealing
from hueandcry.post import outbox, stops, writing

AN_HOUR = dt.timedelta(hours=1)
# Whoever waits in a burst is thanked like everybody: no answer tells whoever made it that it was seen.
PRESSED = (Action.Status.CONFIRMED, Action.Status.REMOVED)
LINKS = (
    "SELECT c.token, c.mail_key, c.made_at, d.key_name, d.sealed FROM actions_confirmation c"
    " JOIN post_delivery d ON d.id = c.delivery_id WHERE c.token IN %s"
)
ACTS = (
    "SELECT id, appeal_id, token, status, country, language, person_key, mail_key, created_at, erase_by, sealed,"
    " follow_sealed IS NOT NULL, wants_answers, domain_key, words_key, section_id, capacity FROM actions_action"
    " WHERE {} IN %s AND way = 'relay' ORDER BY id"
)
APPEALS = "SELECT id, status FROM appeals_appeal WHERE id IN %s ORDER BY id"
NOW = "SELECT id, status FROM actions_action WHERE id IN %s ORDER BY id"
FIRST = (
    "SELECT target_id, person_key, capacity FROM actions_protest WHERE target_id IN %s AND person_key IN %s"
    " AND appeal_id = %s AND channel = 'relay' AND rank = 1"
)
FROM_NOWHERE = "SELECT id, person_key FROM actions_action WHERE person_key IN %s AND country = 'ZZ'"


@dataclass(frozen=True)
class Press:
    """One press of the button behind a link; `seen` are the tokens of the acts that stood on the page, None is all.

    What somebody else typed meanwhile is not confirmed unseen, and waits to be looked at.
    """

    token: str
    seen: frozenset[str] | None = None


@dataclass
class Act:
    """An act behind a link, as far as pressing asks for it."""

    pk: int
    appeal: int
    token: str
    status: str
    country: str
    language: str
    person_key: str
    mail_key: str
    created_at: dt.datetime
    erase_by: dt.datetime
    sealed: bytes | memoryview | None
    wants_news: bool
    wants_answers: bool
    domain_key: str
    words_key: str
    section: int | None = None
    capacity: str = Capacity.PERSON


@dataclass(frozen=True)
class Done:
    """What a press came to: what is confirmed by now through its link, and what still waits behind it."""

    confirmed: tuple[Act, ...] = ()
    waiting: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Link:
    """A confirmation letter, and the names its mailbox has had since it left."""

    made_at: dt.datetime
    keys: frozenset[str]

    def alive(self, now: dt.datetime) -> bool:
        """Whether its link still confirms."""
        return self.made_at <= now + AN_HOUR and now < self.made_at + awaiting.LINK_FOR


@dataclass
class _Batch:
    now: dt.datetime
    papers: dict[int, Papers]
    dead: set[str]
    written: set[tuple[int, str, str]]  # (target, person, capacity) of letters before, here or elsewhere
    brake: bursts.Brake
    confirmed: list[Act] = field(default_factory=list)
    apart: dict[int, str] = field(default_factory=dict)  # act that waits in a burst: the sign of that
    protests: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    offices: list[tuple[str, str]] = field(default_factory=list)  # mailbox and country of each delivery


def press(presses: Sequence[Press], *, now: dt.datetime, drawer: Drawer | None = None) -> list[Done | None]:
    """What each press came to; None for a link we never made. When this returns it is on the disk.

    Pressed again it comes to the same. Raises what the database raises; then nobody's press has happened.
    """
    drawer = drawer or Drawer()
    try:
        with sealing.at_hand():
            early = _read(presses) if sabotage.on("read-then-write") else None
            with transaction.atomic():
                return _press(presses, early or _read(presses), now, drawer)
    except IntegrityError:  # the same person's letter was born in another process at this moment: now it can be seen
        drawer.empty()
        if len(presses) > 1:
            return [done for one in presses for done in press([one], now=now, drawer=drawer)]
        with sealing.at_hand(), transaction.atomic():
            return _press(presses, _read(presses), now, drawer)


def let_through(*, now: dt.datetime, limit: int = 200) -> int:
    """Confirm acts of bursts that the desk released, as of when they were pressed; how many. The clock calls it."""
    waiting = Action.objects.filter(burst__status=Burst.Status.RELEASED, status=Action.Status.REMOVED)
    waiting = waiting.filter(appeal__status=Appeal.Status.LIVE, sealed__isnull=False).order_by("pk")
    with sealing.at_hand(), transaction.atomic():
        acts = _acts(list(waiting.values_list("pk", flat=True)[:limit]), "id")
        _confirm(acts, now, Drawer(), of=Action.Status.REMOVED)
    return sum(act.status == Action.Status.CONFIRMED for act in acts)


def look(token: str, now: dt.datetime) -> Done | None:
    """What a press has come to or would find, without pressing; None for a link we never made."""
    with sealing.at_hand():
        link = links([token]).get(token)
        return _done(link, _acts(link.keys), now) if link else None


def links(tokens: Iterable[str]) -> dict[str, Link]:
    """The confirmation letters with these tokens."""
    return {
        token: Link(batches.moment(made_at), _keys(mail_key, batches.moment(made_at), key_name, sealed))
        for token, mail_key, made_at, key_name, sealed in batches.ask(LINKS, tokens)
    }


def _keys(mail_key: str, made_at: dt.datetime, key_name: str, sealed: bytes | memoryview) -> frozenset[str]:
    """What the mailbox of a letter was called in the week it was sent, and in the one after."""
    try:
        address = outbox.unsealed(key_name, bytes(sealed)).to
    except sealing.KeyGone:
        return frozenset([mail_key])
    keys = {mail_key}
    for at in (made_at, made_at + awaiting.LINK_FOR):
        if sealing.exists(recognising.week_key(at)):
            keys |= recognising.recent(address, at)
    return frozenset(keys)


def _read(presses: Sequence[Press]) -> tuple[dict[str, Link], list[Act]]:
    found = links({one.token for one in presses})
    return found, _acts({key for link in found.values() for key in link.keys})


def _press(
    presses: Sequence[Press], read: tuple[dict[str, Link], list[Act]], now: dt.datetime, drawer: Drawer
) -> list[Done | None]:
    found, acts = read
    behind = {token: [act for act in acts if act.mail_key in link.keys] for token, link in found.items()}
    chosen = {
        act.pk: act
        for one in presses
        if (link := found.get(one.token)) and link.alive(now)
        for act in behind[one.token]
        if _waits(act, now) and (one.seen is None or act.token in one.seen)
    }
    _confirm(list(chosen.values()), now, drawer)
    return [_done(found[one.token], behind[one.token], now) if one.token in found else None for one in presses]


def _acts(keys: Collection[str | int], column: str = "mail_key") -> list[Act]:
    found = []
    for row in batches.ask(ACTS.format(column), keys):
        act = Act(*row)
        act.created_at, act.erase_by = batches.moment(act.created_at), batches.moment(act.erase_by)
        act.wants_news, act.wants_answers = bool(act.wants_news), bool(act.wants_answers)
        found.append(act)
    return found


def _waits(act: Act, now: dt.datetime) -> bool:
    return act.status == Action.Status.PENDING and act.erase_by > now


def _done(link: Link, acts: Sequence[Act], now: dt.datetime) -> Done:
    since, until = link.made_at - awaiting.PENDING_FOR, link.made_at + awaiting.LINK_FOR
    confirmed = [act for act in acts if act.status in PRESSED and since <= act.created_at <= until]
    return Done(tuple(confirmed), tuple(act for act in acts if _waits(act, now)) if link.alive(now) else ())


def _confirm(
    acts: Sequence[Act], now: dt.datetime, drawer: Drawer, *, of: Action.Status = Action.Status.PENDING
) -> None:
    """These acts, their protests and their letters, but for acts that another press has taken or whose appeal ended.

    `of` is the state they are in; of those that waited in a burst nobody asks again whether they belong in one.
    """
    states = dict(batches.ask(APPEALS, {act.appeal for act in acts}, locking="SHARE"))
    if not sabotage.on("read-then-write"):
        by_now = dict(batches.ask(NOW, [act.pk for act in acts], locking="UPDATE"))
        for act in acts:
            act.status = by_now.get(act.pk, Action.Status.WITHDRAWN)
    mine = [act for act in acts if act.status == of and not awaiting.closed(states[act.appeal])]
    if not mine:
        return
    batch = _batch(mine, now, drawer)
    asked = of == Action.Status.PENDING
    for act in mine:
        _judge(batch, act, bursts.judge(batch.brake, act.appeal, act.domain_key, act.words_key) if asked else "")
    _write(batch, of)


def _batch(acts: Sequence[Act], now: dt.datetime, drawer: Drawer) -> _Batch:
    papers = drawer.papers({act.appeal for act in acts})
    known = {(act.appeal, act.country): papers[act.appeal].offices_for(act.country) for act in acts}
    targets: dict[int, set[int]] = {}
    for (appeal, _country), offices in known.items():
        targets.setdefault(appeal, set()).update(office.target.pk for office in offices)
    people = [act.person_key for act in acts]
    return _Batch(
        now=now,
        papers=papers,
        dead=stops.which_are_dead({address for offices in known.values() for address in receivers.mailboxes(offices)}),
        written={pair for appeal, found in targets.items() for pair in batches.ask(FIRST, found, people, appeal)},
        brake=bursts.brake({sign: kind for act in acts for sign, kind in _signs(act)}, now),
    )


def _signs(act: Act) -> list[tuple[str, str]]:
    return [(sign, kind) for sign, kind in ((act.domain_key, "domain"), (act.words_key, "words")) if sign]


def _judge(batch: _Batch, act: Act, burst: str) -> None:
    """One act: its letters, one for each office that can be reached; a second one to an office is kept and not sent.

    An act that belongs in a burst has none yet.
    """
    papers = batch.papers[act.appeal]
    try:
        told = unsealing.told(papers.appeal.act_key, act.sealed)
    except sealing.KeyGone:
        return
    act.status, act.erase_by = Action.Status.CONFIRMED, taking.erase_day(papers.appeal, batch.now)
    batch.confirmed.append(act)
    if burst:
        act.status, batch.apart[act.pk] = Action.Status.REMOVED, burst
        return
    for office in papers.offices_for(act.country):
        receiver = receivers.reached(office, batch.dead)
        if receiver.to:
            _protest(batch, act, receiver, told)


def _protest(batch: _Batch, act: Act, receiver: receivers.Receiver, told: dict[str, str]) -> None:
    key = receiver.target.pk, act.person_key, act.capacity
    again = key in batch.written
    batch.written.add(key)
    delivery = None if again and not sabotage.on("second-letters-too") else _delivery(batch, act, receiver, told)
    batch.protests.append({
        "action_id": act.pk, "appeal_id": act.appeal, "target_id": receiver.target.pk,
        "mission_id": receiver.mission.pk if receiver.mission else None, "person_key": act.person_key,
        "capacity": act.capacity, "channel": Protest.Channel.RELAY, "grade": Protest.Grade.RELAYED,
        "country": act.country, "rank": 2 if again else 1, "day": batch.now.date(), "delivery_id": delivery,
    })  # fmt: skip


def _delivery(batch: _Batch, act: Act, receiver: receivers.Receiver, told: dict[str, str]) -> str:
    """Lay out one letter; returns its token, which stands for its number until it has one."""
    papers, now = batch.papers[act.appeal], batch.now
    signature = capacities.signature(told)
    language, letter = papers.letter(act.language, now, signed_for=bool(signature))
    document = papers.appeal.live_revision.document if papers.appeal.live_revision else {}
    written = writing.Written(
        to=receiver.to, to_name=papers.name(receiver, act.country, language), cc=receiver.cc,
        from_name=writing.single_line(told["name"], limit=writing.NAME),
        reply_to="" if document.get("hide_addresses", True) else told["email"],
        values={
            "own_words": told["words"],
            "name": told["name"],
            "capacity": signature,
            "country": countries.name(act.country, language),
            "country_code": act.country,
            "relay_page": f"{settings.PUBLIC_URL}/{language}/relay/",
        },
    )  # fmt: skip
    row = outbox.row(
        letter, written, key_name=papers.appeal.act_key, rank=1, due_at=now, erase_by=act.erase_by,
        once=f"protest {act.token} {receiver.target.pk} {receiver.to}",
    )  # fmt: skip
    batch.deliveries.append(row)
    batch.offices.append((receiver.to, receiver.mission.host if receiver.mission else document.get("country", "")))
    token: str = row["token"]
    return token


def _write(batch: _Batch, of: Action.Status) -> None:
    burst_of = bursts.begin(batch.brake) if batch.apart else {}
    groups: dict[tuple[dt.datetime, str], list[int]] = {}
    for act in batch.confirmed:
        groups.setdefault((act.erase_by, batch.apart.get(act.pk, "")), []).append(act.pk)
    for (erase_by, sign), numbers in groups.items():
        moved = Action.objects.filter(pk__in=numbers)
        if not sabotage.on("read-then-write"):
            moved = moved.filter(status=of)
        state = Action.Status.REMOVED if sign else Action.Status.CONFIRMED
        since = Coalesce("confirmed_at", Value(batch.now, output_field=DateTimeField()))  # she pressed when she pressed
        moved.update(status=state, confirmed_at=since, erase_by=erase_by, burst=burst_of.get(sign))
    _lend_countries(batch.confirmed)
    numbers_of = outbox.put_protests(batch.deliveries, batch.offices)
    for protest in batch.protests:
        protest["delivery_id"] = numbers_of.get(protest["delivery_id"])
    batches.insert(Protest, batch.protests)


def _lend_countries(confirmed: Sequence[Act]) -> None:
    """A copy of the same person may have come first, from nowhere in particular: now we know where from."""
    country = {act.person_key: act.country for act in confirmed}
    for number, person in batches.ask(FROM_NOWHERE, country):
        Protest.objects.filter(action=number).update(country=country[person])
        Action.objects.filter(pk=number, way=Action.Way.OWN_MAIL).update(country=country[person])
