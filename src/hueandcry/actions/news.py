"""The outcome is told to everyone who acted and asked, once, in their language, each in a letter of their own."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hueandcry.actions import texts, unsealing
from hueandcry.actions.models import Action, News, Protest
from hueandcry.appeals.models import Appeal
from hueandcry.cases.models import Outcome
from hueandcry.ledger import writing
from hueandcry.lib import addresses, clock, locales, sabotage, sealing
from hueandcry.people.models import User
from hueandcry.post import outbox, stops
from hueandcry.post.models import Letter

ERASED_AFTER = dt.timedelta(days=30)  # after they were told


def begin(outcome: Outcome, *, by: User | None, now: dt.datetime | None = None) -> int:
    """Note who has to be told about this outcome; the letters are made by `walk`. How many are new.

    Somebody who acted in two appeals of the case is told once. Begun twice, it adds only those who
    confirmed in between.
    """
    told = 0
    with transaction.atomic():
        Outcome.objects.select_for_update().get(pk=outcome.pk)
        known = set(News.objects.filter(outcome=outcome).values_list("action_id", flat=True))
        new: dict[str, int] = {}
        for group in _people(outcome):
            if not known.intersection(action.pk for action in group):
                first = group[0]
                News.objects.create(outcome=outcome, appeal=first.appeal, action=first, person_key=first.person_key)
                new[first.appeal.number or ""] = new.get(first.appeal.number or "", 0) + 1
        for number, letters in sorted(new.items()):
            writing.record("news begun", subject=number, by=by, outcome=outcome.code, letters=letters)
            told += letters
    return told


def walk(limit: int = 100, now: dt.datetime | None = None) -> int:
    """Make the letters of up to `limit` people who are still to be told; how many rows were dealt with.

    One transaction for each, so that a stop in the middle neither loses nor doubles a letter.
    """
    now = now or clock.now()
    if sabotage.on("checkpoint-news"):
        return _by_checkpoint(limit, now)
    waiting = News.objects.filter(delivery=None, action__follow_sealed__isnull=False).order_by("pk")
    # Those whose key is missing must not stand in the way of the others.
    appeals = Appeal.objects.filter(pk__in=waiting.order_by().values("appeal"))
    waiting = waiting.exclude(appeal__in=[appeal for appeal in appeals if sealing.missing(appeal.follow_key)])
    return sum(_tell(news_pk, now) for news_pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _by_checkpoint(limit: int, now: dt.datetime) -> int:
    """The sabotage "checkpoint-news": remember how far one came, and go on from there whatever happened."""
    note = Path(settings.DATA) / "news-checkpoint"
    after = int(note.read_text()) if note.exists() else 0
    numbers = list(News.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    if numbers:
        note.write_text(str(numbers[-1]))
    return sum(_tell(number, now) for number in numbers)


@transaction.atomic
def _tell(news_pk: int, now: dt.datetime) -> int:
    found = News.objects.select_for_update(of=("self",)).select_related("outcome__case", "appeal", "action")
    news = found.filter(pk=news_pk, delivery=None).first()
    if news is None:
        return 0
    try:
        follow = unsealing.told(news.appeal.follow_key, news.action.follow_sealed)
    except sealing.KeyMissing:
        return 0  # nobody destroyed it: it may come back
    except sealing.KeyGone:
        Action.objects.filter(pk=news.action_id).update(follow_sealed=None)
        return 1
    if news.action.status != Action.Status.CONFIRMED or stops.is_dead(follow["email"]):
        news.delete()  # she left in between, or asked us never to write again
        return 1
    delivery = _letter(news, follow, now)
    News.objects.filter(pk=news.pk).update(delivery=delivery)
    return 1


def _letter(news: News, follow: dict[str, str], now: dt.datetime) -> object:
    language, subject, body = texts.read("outcome", follow["language"])
    page = f"{settings.PUBLIC_URL}/{language}/{news.appeal.slug}/"
    with override(language):
        values = {
            "organisation": settings.ORGANISATION,
            "date": locales.day(news.outcome.on, language),
            "case": news.outcome.case.title,
            "outcome": f"{news.outcome.get_code_display()}. {news.outcome.words(language)[1]}",
            "did": "\n".join(_did(news, language)),
            "page": page,
            "leave": f"{settings.PUBLIC_URL}/leave/{news.action.token}/",
            "stop": f"{settings.PUBLIC_URL}/stop/{news.action.token}/",
        }
    return outbox.put(
        outbox.letter(Letter.Kind.NEWS, language=language, subject=subject, body=body, now=now),
        to=follow["email"], values=values, key_name=news.appeal.follow_key, rank=2, due_at=now,
        erase_by=now + ERASED_AFTER, unsubscribe=values["stop"],
        once=f"news {news.action.token} {news.outcome_id} {news.outcome.code} {news.outcome.on}",
    )  # fmt: skip


def _did(news: News, language: str) -> list[str]:
    """A line for each day and way: what this person did in the appeal she is told about."""
    ways = {
        Protest.Channel.RELAY: _("On %(day)s we sent your letter to: %(whom)s."),
        Protest.Channel.OWN_MAIL: _("On %(day)s you wrote yourself to: %(whom)s."),
        Protest.Channel.TELEPHONE: _("On %(day)s you telephoned: %(whom)s."),
        Protest.Channel.POST: _("On %(day)s you posted a letter: %(whom)s."),
    }
    rows = Protest.objects.filter(appeal=news.appeal, person_key=news.person_key, rank=1, action__status="confirmed")
    did: dict[tuple[dt.date, str], list[str]] = {}
    for protest in rows.select_related("target").order_by("day", "channel", "target__position"):
        did.setdefault((protest.day, protest.channel), []).append(protest.target.name)
    lines = [
        ways[Protest.Channel(way)] % {"day": locales.day(day, language), "whom": "; ".join(whom)}
        for (day, way), whom in did.items()
    ]
    return [f"– {line}" for line in lines] or [
        "– " + _("You took part in the appeal %(number)s.") % {"number": news.appeal.number}
    ]


def _people(outcome: Outcome) -> list[list[Action]]:
    """Everyone who confirmed and asked, each with her acts over all appeals of the case, the first act first.

    Appeals cannot be joined by a key, on purpose: here, in memory only, the addresses themselves join them.
    """
    acts = Action.objects.filter(
        appeal__case=outcome.case, status=Action.Status.CONFIRMED, follow_sealed__isnull=False
    ).select_related("appeal")
    found: dict[str, list[Action]] = {}
    for action in acts.order_by("pk").iterator():
        try:
            follow = unsealing.told(action.appeal.follow_key, action.follow_sealed)
        except sealing.KeyGone:
            continue
        found.setdefault(addresses.canonical(follow["email"]), []).append(action)
    return list(found.values())
