"""Acts that wait for their confirmation: many are kept with one commit, and at most one letter a day asks for each.

Whoever looks from outside sees the same answer whether or not the address has acted before, has been written to, or
never wants to hear from us: all the work is done each time, and taken back where it was too much.

What has to be known about a batch is asked once for all of it; the acts are then judged one after the other, so that
the second of two from one mailbox meets the first. `keep` with one act is the rule for one act.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.actions import bursts, capacities, recognising, texts
from hueandcry.actions.models import Action, Confirmation
from hueandcry.appeals.models import Appeal
from hueandcry.lib import batches, sabotage, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.post import outbox, stops, writing
from hueandcry.post.models import Letter

PENDING_FOR = dt.timedelta(hours=72)  # the pages and the letter say three days
ONE_LETTER_IN = dt.timedelta(hours=24)
# A link confirms whatever was typed until the next letter may leave, so it lives that much longer.
LINK_FOR = PENDING_FOR + ONE_LETTER_IN
WEEK = dt.timedelta(days=7)
WAITING = 10  # acts that may wait for one mailbox; more is no supporter, and nobody would read them all
UNANSWERED = 3  # letters in a week; then silence

# The questions about a batch; the first %s stands for all its keys.
APPEALS = "SELECT id, status, key, circle FROM appeals_appeal WHERE id IN %s"
SECTIONS = "SELECT slug, id FROM people_section WHERE slug IN %s AND status = 'open'"
WORDS = "SELECT language, subject, body, id FROM post_letter WHERE language IN %s AND kind = 'confirmation'"
LETTERS = "SELECT mail_key, made_at FROM actions_confirmation WHERE mail_key IN %s AND made_at > %s"
ANSWERED = (
    "SELECT mail_key, max(confirmed_at) FROM actions_action"
    " WHERE mail_key IN %s AND confirmed_at IS NOT NULL GROUP BY mail_key"
)
WAITS = (
    "SELECT mail_key, count(*) FROM actions_action"
    " WHERE mail_key IN %s AND status = 'pending' AND erase_by > %s GROUP BY mail_key"
)
TOUCH = "UPDATE actions_action SET language = language WHERE submission_key IN %s RETURNING id"
THERE = "SELECT submission_key, token FROM actions_action WHERE submission_key IN %s AND appeal_id = %s"


@dataclass(frozen=True)
class Wanted:
    """What somebody typed, checked and tidied (`taking.wanted`)."""

    appeal: int
    name: str
    email: str
    country: str
    language: str
    words: str
    wants_news: bool
    wants_answers: bool
    section: str = ""  # the slug of the section whose page it was typed on; not a part of what makes an act the same
    capacity: tuple[str, ...] = ()  # organisation, branch and office, where she acts for one


@dataclass
class _Batch:
    """What is known about the appeals and the mailboxes of these acts, and what is to be written."""

    now: dt.datetime
    appeals: dict[int, Appeal]
    mine: dict[str, set[str]]  # mailbox as typed: its keys of this week and the last
    there: dict[str, str]  # submission key: token of the act that is there already
    waiting: Counter[str]
    answered: dict[str, dt.datetime]
    letters: dict[str, list[dt.datetime]]
    stopped: set[str]
    words: dict[str, Letter] = field(default_factory=dict)
    acts: list[dict[str, Any]] = field(default_factory=list)
    pressed_again: list[str] = field(default_factory=list)
    asked: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)  # (delivery, confirmation)
    too_much: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)


def keep(wanted: Sequence[Wanted], *, now: dt.datetime) -> list[Refused | None]:
    """Keep these acts; when this returns they are on the disk, all of them. A refusal stands in its act's place.

    Raises what the database raises; then nothing is kept.
    """
    try:
        with sealing.at_hand(), transaction.atomic():
            return _keep(wanted, now)
    except IntegrityError:  # another process wrote to one of these mailboxes at this moment: now it can be seen
        if len(wanted) > 1:
            return [no for one in wanted for no in keep([one], now=now)]
        with sealing.at_hand(), transaction.atomic():
            return _keep(wanted, now)


def closed(status: str) -> Refused | None:
    """Why nobody can take part in an appeal of this status, in words for the screen."""
    if status == Appeal.Status.PAUSED:
        return Refused(_("Letters of this appeal are held at the moment. Please come back later."))
    if status != Appeal.Status.LIVE:
        return Refused(_("This appeal has ended. Nothing was sent and nothing was kept."))
    return None


def _keep(wanted: Sequence[Wanted], now: dt.datetime) -> list[Refused | None]:
    found = batches.ask(APPEALS, {one.appeal for one in wanted})
    appeals = {pk: Appeal(pk=pk, status=status, key=key, circle=circle) for pk, status, key, circle in found}
    refused = [closed(appeals[one.appeal].status) for one in wanted]
    taken = [one for one, no in zip(wanted, refused, strict=True) if no is None]
    sections = dict(batches.ask(SECTIONS, {one.section for one in taken} - {""}))
    rows = [{**_row(one, appeals[one.appeal], now), "section_id": sections.get(one.section)} for one in taken]
    batch = _ask_the_database(taken, rows, appeals, now)
    for one, row in zip(taken, rows, strict=True):
        _judge(batch, one, row)
    _write(batch)
    return refused


def _row(one: Wanted, appeal: Appeal, now: dt.datetime) -> dict[str, Any]:
    """The columns of one pending act."""
    person = recognising.person(appeal, one.email)
    capacity = dict(zip(capacities.FIELDS, one.capacity, strict=False))
    told = {"name": one.name, "email": one.email, "words": one.words, **capacity}
    fields = (one.country, one.email, one.language, one.name, one.wants_answers, one.wants_news, one.words)
    wider = [str(appeal.circle)] if appeal.circle > 1 else []  # the same words to more offices are another act
    follow = {"email": one.email, "language": one.language}
    domain_key, words_key = bursts.signs(appeal, one.email, one.words)
    return {
        "appeal_id": appeal.pk, "token": tokens.new(), "way": Action.Way.RELAY, "country": one.country,
        "language": one.language,
        "submission_key": recognising.submission(appeal, person, *map(str, fields), *one.capacity, *wider),
        "person_key": person, "mail_key": recognising.mailbox(one.email, now),
        "sealed": sealing.seal(appeal.act_key, told), "wants_answers": one.wants_answers,
        "follow_sealed": sealing.seal(appeal.follow_key, follow) if one.wants_news else None,
        "created_at": now, "erase_by": now + PENDING_FOR, "domain_key": domain_key, "words_key": words_key,
        **capacities.columns(appeal, capacity),
    }  # fmt: skip


def _ask_the_database(
    wanted: Sequence[Wanted], rows: Sequence[dict[str, Any]], appeals: dict[int, Appeal], now: dt.datetime
) -> _Batch:
    mine = {one.email: recognising.recent(one.email, now) for one in wanted}
    keys, submitted = set().union(*mine.values()), {row["submission_key"] for row in rows}
    letters: dict[str, list[dt.datetime]] = {}
    for key, at in batches.ask(LETTERS, keys, now - WEEK):
        letters.setdefault(key, []).append(batches.moment(at))
    answered = {key: batches.moment(at) for key, at in batches.ask(ANSWERED, keys)}
    return _Batch(
        now=now, appeals=appeals, mine=mine, letters=letters, answered=answered,
        there={key: token for pk in appeals for key, token in batches.ask(THERE, submitted, pk)},
        waiting=Counter(dict(batches.ask(WAITS, keys, now))),
        stopped=stops.which_are_dead(mine),
    )  # fmt: skip


def _judge(batch: _Batch, one: Wanted, row: dict[str, Any]) -> None:
    """Whether this act is new, and whether a letter may leave that asks for it."""
    keys = batch.mine[one.email]
    if sum(batch.waiting[key] for key in keys) >= WAITING:
        return  # the same answer; what waits already is more than its owner would have typed
    token = batch.there.get(row["submission_key"])
    if token is None:
        batch.there[row["submission_key"]] = token = row["token"]
        batch.waiting[row["mail_key"]] += 1
        batch.acts.append(row)
    else:
        batch.pressed_again.append(row["submission_key"])
    asked = _letter(batch, one, token=token, mail_key=row["mail_key"])
    if _too_many(batch, keys) or one.email in batch.stopped:
        batch.too_much.append(asked)
        return
    batch.asked.append(asked)
    batch.letters.setdefault(row["mail_key"], []).append(batch.now)


def _too_many(batch: _Batch, keys: Iterable[str]) -> bool:
    """Whether this mailbox had its letter of the day, or too many in a week without an answer."""
    if sabotage.on("no-letter-brake"):
        return False
    letters = [at for key in keys for at in batch.letters.get(key, ())]
    answered = max((batch.answered[key] for key in keys if key in batch.answered), default=batch.now - WEEK)
    today = any(at > batch.now - ONE_LETTER_IN for at in letters)
    return today or sum(at > answered for at in letters) >= UNANSWERED


def _letter(batch: _Batch, one: Wanted, *, token: str, mail_key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(delivery, confirmation) of the one letter that asks for confirmation."""
    if one.language not in batch.words:
        language, subject, body = texts.read("confirmation", one.language)
        told = {"kind": Letter.Kind.CONFIRMATION, "language": language, "subject": subject, "body": body}
        there = {tuple(words): pk for *words, pk in sorted(batches.ask(WORDS, [language]), reverse=True)}
        pk = there.get((language, subject, body))
        batch.words[one.language] = Letter(pk=pk, **told) if pk else outbox.letter(**told, now=batch.now)
    link, now = tokens.new(), batch.now
    values = {
        "organisation": settings.ORGANISATION,
        "confirm": f"{settings.PUBLIC_URL}/confirm/{link}/",
        "leave": f"{settings.PUBLIC_URL}/leave/{token}/",
        "stop": f"{settings.PUBLIC_URL}/stop/{link}/",
    }
    delivery = outbox.row(
        batch.words[one.language], writing.Written(to=one.email, values=values),
        key_name=batch.appeals[one.appeal].act_key, rank=0, due_at=now, erase_by=now + LINK_FOR,
    )  # fmt: skip
    return delivery, {"token": link, "mail_key": mail_key, "day": now.date(), "made_at": now}


def _write(batch: _Batch) -> None:
    batches.insert(Action, batch.acts, unless_there=True)
    if batch.pressed_again:  # so that a second press takes the disk as long as the first
        batches.ask(TOUCH, batch.pressed_again)
    _put(batch.asked)
    if batch.too_much:
        before = transaction.savepoint()
        _put(batch.too_much, unless_there=True)
        transaction.savepoint_rollback(before)


def _put(asked: Sequence[tuple[dict[str, Any], dict[str, Any]]], *, unless_there: bool = False) -> None:
    outbox.put_many([delivery for delivery, _ in asked])
    numbers = outbox.numbers(delivery["token"] for delivery, _ in asked)
    rows = [{**confirmation, "delivery_id": numbers[delivery["token"]]} for delivery, confirmation in asked]
    batches.insert(Confirmation, rows, unless_there=unless_there)
