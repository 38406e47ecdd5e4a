"""Supporters' data is erased on its day, by destroying the key that opens it; the tally stays exact.

Keys lie outside the database and its backups, so a destroyed key closes every old backup too. Rows are
emptied as well. Nothing is erased when this machine's clock has jumped: a key cannot be brought back.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from hueandcry.actions import comments, news, recognising, taking, tally
from hueandcry.actions.models import Action, Confirmation, CopySeen, News
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.lib import moves, sabotage, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import mailbox, summaries
from hueandcry.post.models import Delivery, Incoming

BACK, FORWARD = dt.timedelta(hours=1), dt.timedelta(days=3)  # what the clock may have moved since the last run
COPIES_SEEN = dt.timedelta(days=8)
LATE_COPIES = dt.timedelta(days=8)  # copies of a stopped appeal may still be on their way; then its pepper goes
NEVER_TOLD = dt.timedelta(days=365)  # an ended appeal of which no outcome was ever told
ENDED = (Appeal.Status.STOPPED, Appeal.Status.EXPIRED)
EMPTY = b""
BATCH = 500


@dataclass
class Forgotten:
    """What one walk erased."""

    lapsed: int = 0
    keys: list[str] = field(default_factory=list)
    letters: int = 0
    incoming: int = 0


def walk(now: dt.datetime, *, clock_is_right: bool = False) -> Forgotten:
    """Erase whatever is past its day.

    Refuses when the clock went back by more than an hour, or forward by more than three days, since the
    last walk; somebody at the desk then says `clock_is_right`.
    """
    if not clock_is_right and not sabotage.on("trust-the-clock"):
        _clock_did_not_jump(now)
    done = Forgotten()
    done.lapsed = _lapse(now)
    _set_days(now)
    for appeal in Appeal.objects.filter(status__in=ENDED, ended_at__isnull=False).order_by("pk"):
        _end(appeal, now, done)
    _weeks(now, done)
    done.lapsed += comments.forget(now)
    CopySeen.objects.filter(seen_at__lt=now - COPIES_SEEN).delete()
    done.letters += _empty_letters(now)
    done.incoming += mailbox.forget(now)
    _remember(now)
    if done.lapsed or done.keys or done.letters or done.incoming:
        _wipe()
    return done


def last_walk() -> dt.datetime | None:
    """When this was last done; None if never."""
    try:
        return dt.datetime.fromisoformat(json.loads(_file().read_text())["last"])
    except (OSError, ValueError, KeyError):
        return None


def _clock_did_not_jump(now: dt.datetime) -> None:
    last = last_walk()
    if last is None or last - BACK <= now <= last + FORWARD:
        return
    raise Refused(
        _("Nothing was erased: the clock shows %(now)s, and the last time was %(last)s. If the clock is right, say so.")
        % {"now": f"{now:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}"}
    )


def _lapse(now: dt.datetime) -> int:
    """What nobody confirmed in three days is emptied; the same may be typed again."""
    waiting = Action.objects.filter(status=Action.Status.PENDING, erase_by__lte=now).order_by("pk")
    count = 0
    with transaction.atomic():
        for action in waiting[: BATCH * 10]:
            try:
                moves.move(
                    action, to=Action.Status.LAPSED, sealed=None, follow_sealed=None, person_key="",
                    organisation_key="", submission_key=action.token,
                )  # fmt: skip
            except Refused:
                continue  # she has just pressed the button
            count += 1
    return count


def _set_days(now: dt.datetime) -> None:
    """An appeal that ended early, or was extended, changes the day on which its supporters are forgotten."""
    for appeal in Appeal.objects.filter(number__isnull=False):
        day = taking.erase_day(appeal, now)
        Action.objects.filter(appeal=appeal, confirmed_at__isnull=False, sealed__isnull=False).exclude(
            erase_by=day
        ).update(erase_by=day)
        late = Delivery.objects.filter(key_name=appeal.act_key, rank=1).exclude(Q(erase_by=day) | Q(sealed=EMPTY))
        late.exclude(protest=None).update(erase_by=day)
        Incoming.objects.filter(key_name=appeal.act_key, status=Incoming.Status.PLACED, erase_by__gt=now).exclude(
            erase_by=day
        ).update(erase_by=day)


def _end(appeal: Appeal, now: dt.datetime, done: Forgotten) -> None:
    assert appeal.ended_at
    if now >= appeal.ended_at + taking.ERASED_AFTER:
        _destroy_act_key(appeal, done)
        _destroy(appeal, appeal.pepper, "pepper", done)
    elif appeal.status == Appeal.Status.STOPPED and now >= appeal.ended_at + LATE_COPIES:
        _destroy(appeal, appeal.pepper, "pepper", done)
    if _told(appeal, now):
        _destroy_follow_key(appeal, done)


def _destroy_act_key(appeal: Appeal, done: Forgotten) -> None:
    """Names, addresses and words of this appeal: first the key, then the rows; a stop in between is made good."""
    acts = Action.objects.filter(appeal=appeal, sealed__isnull=False)
    letters = Delivery.objects.filter(key_name=appeal.act_key).exclude(sealed=EMPTY)
    files = Incoming.objects.filter(key_name=appeal.act_key)
    if not (sealing.exists(appeal.act_key) or acts.exists() or letters.exists() or files.exists()):
        return
    if not sabotage.on("keep-keys"):
        sealing.destroy(appeal.act_key)
    for incoming in files:
        mailbox.drop(incoming)
        done.incoming += 1
    with transaction.atomic():
        before = tally.desk(appeal)
        acts.update(sealed=None)
        for delivery in letters.filter(summaries.takes_back()):
            moves.move(delivery, to=Delivery.Status.CANCELLED)
        done.letters += letters.update(sealed=EMPTY)
        # The keyed hash of a supporter's mailbox goes as well; that of an office's address is no secret.
        Delivery.objects.filter(key_name=appeal.act_key, rank__in=(0, 2)).update(to_key="")
        if _numbers(before) != _numbers(tally.desk(appeal)):
            raise RuntimeError(f"forgetting would have changed the tally of {appeal}")
        writing.record("keys destroyed", subject=appeal.number or "", key="act", confirmed=before.confirmed)
    if not sabotage.on("keep-keys"):
        done.keys.append(appeal.act_key)


def _destroy_follow_key(appeal: Appeal, done: Forgotten) -> None:
    acts = Action.objects.filter(appeal=appeal, follow_sealed__isnull=False)
    letters = Delivery.objects.filter(key_name=appeal.follow_key).exclude(sealed=EMPTY)
    if not (sealing.exists(appeal.follow_key) or acts.exists() or letters.exists()):
        return
    if not sabotage.on("keep-keys"):
        sealing.destroy(appeal.follow_key)
    with transaction.atomic():
        acts.update(follow_sealed=None)
        for delivery in letters.filter(status=Delivery.Status.QUEUED):
            moves.move(delivery, to=Delivery.Status.CANCELLED)
        done.letters += letters.update(sealed=EMPTY)
        Delivery.objects.filter(key_name=appeal.follow_key).update(to_key="")
        writing.record("keys destroyed", subject=appeal.number or "", key="follow")
    if not sabotage.on("keep-keys"):
        done.keys.append(appeal.follow_key)


def _destroy(appeal: Appeal, name: str, what: str, done: Forgotten) -> None:
    if not sealing.exists(name) or sabotage.on("keep-keys"):
        return
    with transaction.atomic():
        writing.record("keys destroyed", subject=appeal.number or "", key=what)
    sealing.destroy(name)
    done.keys.append(name)


def _told(appeal: Appeal, now: dt.datetime) -> bool:
    """Whether everybody who asked was told 30 days ago, or nothing was ever told in a year."""
    assert appeal.ended_at
    if now >= appeal.ended_at + NEVER_TOLD:
        return True
    outcomes = appeal.case.outcomes.all()
    if not outcomes.exists() or News.objects.filter(outcome__in=outcomes, appeal=appeal, delivery=None).exists():
        return False
    last = News.objects.filter(appeal=appeal).aggregate(last=Max("delivery__created_at"))["last"]
    recorded = outcomes.aggregate(last=Max("recorded_at"))["last"]
    return now >= max(filter(None, (last, recorded, appeal.ended_at))) + news.ERASED_AFTER


def _weeks(now: dt.datetime, done: Forgotten) -> None:
    """The weekly keys but this week's and the last one's; then nothing links a mailbox across appeals."""
    keep = {recognising.week_key(now), recognising.week_key(now - dt.timedelta(days=7))}
    for name in list(sealing.names(recognising.WEEKLY)):
        if name not in keep and name < max(keep) and not sabotage.on("keep-keys"):
            sealing.destroy(name)
            done.keys.append(name)
    monday = (now - dt.timedelta(days=7 + now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    Action.objects.filter(created_at__lt=monday).exclude(mail_key="").update(mail_key="")
    old = Confirmation.objects.filter(made_at__lt=monday)
    old.exclude(mail_key=F("token")).update(mail_key=F("token"))


def _empty_letters(now: dt.datetime) -> int:
    """Letters past their day: what still waits is not sent any more, what is in a courier's hand is left alone."""
    old = Delivery.objects.filter(erase_by__lte=now).exclude(sealed=EMPTY).exclude(status=Delivery.Status.SENDING)
    count = 0
    for delivery in old.order_by("erase_by")[: BATCH * 10]:
        with transaction.atomic():
            try:
                if Delivery.objects.filter(summaries.takes_back(), pk=delivery.pk).exists():
                    moves.move(delivery, to=Delivery.Status.CANCELLED)
            except Refused:
                continue
            count += Delivery.objects.filter(pk=delivery.pk, status=delivery.status).update(sealed=EMPTY)
    return count


def _numbers(told: tally.Tally) -> object:
    """The tally without what erasing may move: a letter that still waited is cancelled."""
    return (told.confirmed, told.letters.born, told.letters.accepted, told.letters.bounced, told.copies_verified,
            told.copies_received, told.declared, told.posted, told.forwarded, told.by_day, told.by_country)  # fmt: skip


def _remember(now: dt.datetime) -> None:
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"last": now.isoformat()}))
    draft.rename(path)


def _wipe() -> None:
    """Empty SQLite's write-ahead log; free pages are overwritten already (secure_delete, see settings)."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _file() -> Path:
    return Path(settings.DATA) / "forgetting.json"
