"""Somebody takes part: what was typed is checked here, and kept by `awaiting` until its owner confirms it."""

import datetime as dt
import threading

from django.db import connection

from hueandcry.actions import awaiting, capacities, typed
from hueandcry.actions.models import Action
from hueandcry.appeals.models import Appeal
from hueandcry.lib import addresses, sabotage, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people import sections

UNKNOWN_COUNTRY = "ZZ"
ERASED_AFTER = dt.timedelta(days=90)  # after the appeal ends; forgetting.py sets the day anew when it does
OWN_MAIL_FOR = dt.timedelta(days=7)  # after the appeal's date a copy may still be on its way


def check(*, name: str, email: str, country: str, language: str, words: str, **capacity: str) -> dict[str, str]:
    """A sentence for each field that cannot be taken as it is; empty when all is well.

    `capacity`: organisation, branch and office, where somebody acts for one.
    """
    found = typed.faults(name=name, email=email, country=country, language=language, words=words)
    return found | capacities.faults(capacity)


def take(
    appeal: Appeal, *, name: str, email: str, country: str, language: str, words: str, wants_news: bool,
    now: dt.datetime, wants_answers: bool = False, section: str = "", **capacity: str,
) -> None:  # fmt: skip
    """Keep what was typed until its owner confirms it by mail; when this returns it is on the disk.

    Refuses an appeal that is not live. Fields have to have passed `check`.
    """
    act = wanted(
        appeal.pk, name=name, email=email, country=country, language=language, words=words, wants_news=wants_news,
        wants_answers=wants_answers, section=section, **capacity,
    )  # fmt: skip
    if sabotage.on("answer-before-commit"):
        threading.Thread(target=_late, args=(act, now), daemon=True).start()
        return
    _keep(act, now)


def wanted(
    appeal: int, *, name: str, email: str, country: str, language: str, words: str, wants_news: bool,
    wants_answers: bool, section: str = "", **capacity: str,
) -> awaiting.Wanted:  # fmt: skip
    """What was typed, tidied; refuses what `check` finds fault with. An unknown section is none."""
    if faults := check(name=name, email=email, country=country, language=language, words=words, **capacity):
        raise Refused(next(iter(faults.values())))
    return awaiting.Wanted(
        appeal, typed.name(name), addresses.clean(email), country, language, typed.words(words), wants_news,
        wants_answers, section if sections.SLUG.fullmatch(section) else "",
        tuple(capacities.tidied(capacity).values()),
    )  # fmt: skip


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
    if no := awaiting.closed(Appeal.objects.values_list("status", flat=True).get(pk=appeal.pk)):
        raise no


def erase_day(appeal: Appeal, now: dt.datetime) -> dt.datetime:
    """When supporters' data of the appeal is erased: 90 days after its end, or after the end that is planned."""
    if appeal.ended_at:
        return appeal.ended_at + ERASED_AFTER
    planned = appeal.act_by or now.date()
    return dt.datetime.combine(planned, dt.time.max, tzinfo=dt.UTC) + ERASED_AFTER


def _keep(act: awaiting.Wanted, now: dt.datetime) -> None:
    for no in awaiting.keep([act], now=now):
        if no:
            raise no


def _late(act: awaiting.Wanted, now: dt.datetime) -> None:
    try:
        _keep(act, now)
    finally:
        connection.close()
