"""The outcome reaches everyone who acted and asked: once, in their language, one by one."""

import datetime as dt

import pytest

import make
from hueandcry.actions import declaring, leaving, news
from hueandcry.actions.models import News
from hueandcry.cases.models import Outcome
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.post import outbox, placeholders, stops
from hueandcry.post.models import DeadAddress, Delivery

pytestmark = pytest.mark.django_db


def outcome(of) -> Outcome:
    return Outcome.objects.create(
        case=of.case, code="released", on=dt.date(2026, 3, 24), text="She is free {truly}.", evidence="the union",
        recorded_at=clock.now(), recorded_by="writer1",
    )  # fmt: skip


def told() -> list[str]:
    """Who got a letter about the outcome."""
    letters = Delivery.objects.filter(letter__kind="news").select_related("letter")
    return sorted(outbox.opened(letter).to for letter in letters)


def text() -> str:
    delivery = Delivery.objects.get(letter__kind="news")
    return placeholders.fill(delivery.letter.body, outbox.opened(delivery).values)


def tell(result: Outcome) -> int:
    begun = news.begin(result, by=make.user())
    while news.walk(limit=3):
        pass
    return begun


def test_everyone_who_confirmed_and_asked_gets_one_letter():
    appeal = make.appeal("live")
    for n in range(5):
        make.confirmed(appeal, f"asked{n}@example.net", wants_news=True)
    make.confirmed(appeal, "did.not.ask@example.net")
    make.act(appeal, "never.confirmed@example.net", wants_news=True)

    assert tell(outcome(appeal)) == 5

    assert told() == [f"asked{n}@example.net" for n in range(5)]
    assert all(not outbox.opened(d).cc for d in Delivery.objects.filter(letter__kind="news"))
    assert Entry.objects.get(event="news begun").facts == {"outcome": "released", "letters": 5}


def test_the_outcome_is_told_in_the_readers_language_where_the_desk_wrote_it():
    appeal = make.appeal("live")
    make.confirmed(appeal, "vera@example.net", wants_news=True, language="ru")
    result = outcome(appeal)
    Outcome.objects.filter(pk=result.pk).update(translations={"ru": "Она на свободе."})
    result.refresh_from_db()

    tell(result)

    assert "Она на свободе." in text()
    assert "She is free" not in text()


def test_telling_again_tells_nobody_twice():
    appeal = make.appeal("live")
    make.confirmed(appeal, "one@example.net", wants_news=True)
    result = outcome(appeal)
    tell(result)
    make.confirmed(appeal, "late@example.net", wants_news=True)

    assert tell(result) == 1
    assert tell(result) == 0

    assert told() == ["late@example.net", "one@example.net"]


def test_a_stop_in_the_middle_neither_loses_nor_doubles_a_letter(monkeypatch):
    appeal = make.appeal("live")
    for n in range(6):
        make.confirmed(appeal, f"p{n}@example.net", wants_news=True)
    news.begin(outcome(appeal), by=None)
    honest, calls = outbox.put, []

    def killed(*given, **how):
        calls.append(1)
        delivery = honest(*given, **how)
        if len(calls) % 2:
            raise KeyboardInterrupt
        return delivery

    monkeypatch.setattr(outbox, "put", killed)
    for _ in range(20):
        try:
            news.walk()
        except KeyboardInterrupt:
            continue

    assert told() == [f"p{n}@example.net" for n in range(6)]


def test_somebody_who_acted_in_two_appeals_of_the_case_is_told_once():
    case = make.case()
    one, two = make.appeal("live", of=case), make.appeal("live", of=case)
    make.confirmed(one, "Maria@example.net", wants_news=True)
    make.confirmed(two, "maria@example.net", wants_news=True)

    assert tell(outcome(one)) == 1


def test_the_letter_says_what_she_did_in_her_language_and_how_to_leave():
    appeal = make.appeal("live")
    make.mission(host="DE")
    action = make.confirmed(appeal, wants_news=True, language="ru", now=dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC))
    declaring.called(action.token, "t3", now=dt.datetime(2026, 3, 13, 12, tzinfo=dt.UTC))

    tell(outcome(appeal))

    body = text()
    assert "Oda Lem, Head of the Supreme Court of Varland; Embassy of Varland" in body
    assert "12 марта 2026" in body
    assert "мы отправили ваше письмо" in body
    assert "Office of the President" in body
    assert "She is free {truly}." in body
    assert f"/leave/{action.token}/" in body
    assert f"/stop/{action.token}/" in body
    assert f"/ru/{appeal.slug}/" in body
    assert "Maria" not in body
    subject = Delivery.objects.get(letter__kind="news").letter.subject
    assert "Aru" not in subject
    assert "Свобод" not in subject


def test_who_left_or_wants_no_letter_gets_none():
    appeal = make.appeal("live")
    gone, stopped, stays = (
        make.confirmed(appeal, f"{w}@example.net", wants_news=True) for w in ("gone", "stopped", "stays")
    )
    news.begin(outcome(appeal), by=None)
    leaving.withdraw(gone, clock.now())
    stops.stop("stopped@example.net", DeadAddress.Why.STOPPED, clock.now())

    news.walk()

    assert told() == ["stays@example.net"]
    assert News.objects.count() == 1
    assert stays.pk
    assert stopped.pk
