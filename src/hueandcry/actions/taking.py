"""Somebody takes part: one row that waits for its confirmation, and at most one letter a day that asks for it.

Whoever looks from outside sees the same answer whether or not the address has acted before, has been
written to, or never wants to hear from us: all the work is done each time, and taken back where it was
too much.
"""

import datetime as dt
import threading

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hueandcry.actions import recognising, texts, typed
from hueandcry.actions.models import Action, Confirmation
from hueandcry.appeals.models import Appeal
from hueandcry.lib import addresses, sabotage, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.post import outbox, stops
from hueandcry.post.models import Letter

PENDING_FOR = dt.timedelta(hours=72)  # the pages and the letter say three days
ONE_LETTER_IN = dt.timedelta(hours=24)
# A link confirms whatever was typed until the next letter may leave, so it lives that much longer.
LINK_FOR = PENDING_FOR + ONE_LETTER_IN
WAITING = 10  # acts that may wait for one mailbox; more is no supporter, and nobody would read them all
UNANSWERED = 3  # letters in a week; then silence
UNKNOWN_COUNTRY = "ZZ"
ERASED_AFTER = dt.timedelta(days=90)  # after the appeal ends; forgetting.py sets the day anew when it does
OWN_MAIL_FOR = dt.timedelta(days=7)  # after the appeal's date a copy may still be on its way


class _TooMuch(Exception):
    """This letter would be one too many; what was done for it is taken back."""


def check(*, name: str, email: str, country: str, language: str, words: str) -> dict[str, str]:
    """A sentence for each field that cannot be taken as it is; empty when all is well."""
    return typed.faults(name=name, email=email, country=country, language=language, words=words)


def take(
    appeal: Appeal, *, name: str, email: str, country: str, language: str, words: str, wants_news: bool,
    now: dt.datetime, wants_answers: bool = False,
) -> None:  # fmt: skip
    """Keep what was typed until its owner confirms it by mail; when this returns it is on the disk.

    Refuses an appeal that is not live. Fields have to have passed `check`.
    """
    if faults := check(name=name, email=email, country=country, language=language, words=words):
        raise Refused(next(iter(faults.values())))
    must_be_live(appeal)
    fields = {
        "name": typed.name(name), "email": addresses.clean(email), "country": country, "language": language,
        "words": typed.words(words), "wants_news": wants_news, "wants_answers": wants_answers,
    }  # fmt: skip
    if sabotage.on("answer-before-commit"):
        threading.Thread(target=_late, args=(appeal, fields, now), daemon=True).start()
        return
    _keep(appeal, fields, now)


def own_mail(appeal: Appeal, *, country: str, language: str, now: dt.datetime) -> Action:
    """An address for one act of somebody who writes from her own mail program; we learn nothing about her."""
    must_be_live(appeal)
    token = tokens.new()
    ends = dt.datetime.combine(appeal.act_by or now.date(), dt.time.max, tzinfo=dt.UTC)
    return Action.objects.create(
        appeal=appeal, token=token, way=Action.Way.OWN_MAIL, language=language, submission_key=token,
        country=country if typed.known_country(country) else UNKNOWN_COUNTRY,
        created_at=now, erase_by=max(ends, now) + OWN_MAIL_FOR,
    )  # fmt: skip


def must_be_live(appeal: Appeal) -> None:
    """Refuse, in words for the screen, unless people can take part now."""
    status = Appeal.objects.values_list("status", flat=True).get(pk=appeal.pk)
    if status == Appeal.Status.PAUSED:
        raise Refused(_("Letters of this appeal are held at the moment. Please come back later."))
    if status != Appeal.Status.LIVE:
        raise Refused(_("This appeal has ended. Nothing was sent and nothing was kept."))


def erase_day(appeal: Appeal, now: dt.datetime) -> dt.datetime:
    """When supporters' data of the appeal is erased: 90 days after its end, or after the end that is planned."""
    if appeal.ended_at:
        return appeal.ended_at + ERASED_AFTER
    planned = appeal.act_by or now.date()
    return dt.datetime.combine(planned, dt.time.max, tzinfo=dt.UTC) + ERASED_AFTER


def _late(appeal: Appeal, fields: dict, now: dt.datetime) -> None:
    try:
        _keep(appeal, fields, now)
    finally:
        connection.close()


def _keep(appeal: Appeal, fields: dict, now: dt.datetime) -> None:
    with transaction.atomic():
        if _crowded(fields["email"], now):
            return  # the same answer; what waits already is more than its owner would have typed
        action = _act(appeal, fields, now)
        try:
            with transaction.atomic():
                _ask(action, fields, now)
        except (_TooMuch, IntegrityError):
            pass


def _act(appeal: Appeal, fields: dict, now: dt.datetime) -> Action:
    """The pending row; pressed twice, the row that is there already."""
    person = recognising.person(appeal, fields["email"])
    told = {key: fields[key] for key in ("name", "email", "words")}
    action = Action(
        appeal=appeal, token=tokens.new(), way=Action.Way.RELAY, country=fields["country"], language=fields["language"],
        submission_key=recognising.submission(appeal, person, *(str(fields[key]) for key in sorted(fields))),
        person_key=person, mail_key=recognising.mailbox(fields["email"], now),
        sealed=sealing.seal(appeal.act_key, told), wants_answers=fields["wants_answers"],
        created_at=now, erase_by=now + PENDING_FOR,
    )  # fmt: skip
    if fields["wants_news"]:
        follow = {"email": fields["email"], "language": fields["language"]}
        action.follow_sealed = sealing.seal(appeal.follow_key, follow)
    try:
        with transaction.atomic():
            action.save(force_insert=True)
    except IntegrityError:
        same = Action.objects.filter(appeal=appeal, submission_key=action.submission_key)
        same.update(language=F("language"))  # so that a second press takes the disk as long as the first
        return same.get()
    return action


def _ask(action: Action, fields: dict, now: dt.datetime) -> None:
    """The one letter that asks for confirmation; raises _TooMuch, after the same work, when it may not leave."""
    email, token = fields["email"], tokens.new()
    keys = recognising.recent(email, now)
    language, subject, body = texts.read("confirmation", fields["language"])
    letter = outbox.letter(Letter.Kind.CONFIRMATION, language=language, subject=subject, body=body, now=now)
    delivery = outbox.put(
        letter, to=email, key_name=action.appeal.act_key, rank=0, due_at=now, erase_by=now + LINK_FOR,
        values={
            "organisation": settings.ORGANISATION,
            "confirm": f"{settings.PUBLIC_URL}/confirm/{token}/",
            "leave": f"{settings.PUBLIC_URL}/leave/{action.token}/",
            "stop": f"{settings.PUBLIC_URL}/stop/{token}/",
        },
    )  # fmt: skip
    held = _too_many(keys, now) | stops.is_dead(email)
    Confirmation.objects.create(
        token=token, mail_key=recognising.mailbox(email, now), day=now.date(), made_at=now, delivery=delivery
    )
    if held:
        raise _TooMuch


def _crowded(email: str, now: dt.datetime) -> bool:
    waiting = Action.objects.filter(mail_key__in=recognising.recent(email, now), status=Action.Status.PENDING)
    return waiting.filter(erase_by__gt=now).count() >= WAITING


def _too_many(keys: set[str], now: dt.datetime) -> bool:
    """Whether this mailbox had its letter of the day, or too many in a week without an answer."""
    letters = Confirmation.objects.filter(mail_key__in=keys)
    answered = Action.objects.filter(mail_key__in=keys, confirmed_at__isnull=False).order_by("-confirmed_at").first()
    unanswered = letters.filter(made_at__gt=now - dt.timedelta(days=7))
    if answered and answered.confirmed_at:
        unanswered = unanswered.filter(made_at__gt=answered.confirmed_at)
    return letters.filter(made_at__gt=now - ONE_LETTER_IN).exists() | (unanswered.count() >= UNANSWERED)
