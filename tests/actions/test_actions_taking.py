"""Taking part: one row, one letter a day, and the same answer for everybody."""

import datetime as dt
import threading

import pytest
from django.db import connection

import make
from hueandcry.actions import confirming, taking, typed
from hueandcry.actions.models import Action, Confirmation, Protest
from hueandcry.lib import clock, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import outbox, stops
from hueandcry.post.models import DeadAddress, Delivery

pytestmark = pytest.mark.django_db
GOOD = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "language": "en", "words": ""}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def faults(**fields: str) -> dict[str, str]:
    return taking.check(**{**GOOD, **fields})


def test_a_plain_supporter_is_not_refused():
    assert faults() == {}
    assert faults(name="Յովհաննէս Թումանեան", words="I am a baker too.\nI work at night. Т.е. ночью.") == {}
    assert (
        faults(name="محمد‌علی", email="a.b+c@bücher.example", words="Mr. Lem, e.g. on 9.3.2026 at 10.30 it was wrong...")
        == {}
    )


@pytest.mark.parametrize(
    "name",
    ["", "   ", "Bob\nBcc: v@example.org", "=?UTF-8?Q?Bob=0ABcc:_v@example.org?=", "Bob \u202egro.elpmaxe", "x" * 61,
     "see https://evil.example", "www.evil.example", "evil.com", "a@b.example", "Z" + "\u0301" * 4, "B\x00b", "12345",
     "a\u2028b"],
)  # fmt: skip
def test_a_name_that_is_no_name_is_refused_with_a_sentence(name):
    assert list(faults(name=name)) == ["name"]


@pytest.mark.parametrize(
    "words",
    ["x" * 1501, "buy at https://evil.example", "evil.com/pills", "WWW.evil.example", "write to a@b.example",
     "t.me/channel", "mailto:x", "Z" + "\u0301" * 4],
)  # fmt: skip
def test_words_that_would_make_a_protest_spam_are_refused(words):
    assert list(faults(words=words)) == ["words"]


def test_control_signs_in_words_are_taken_out_and_not_refused():
    assert faults(words="a\x00b\x85c\u202ed") == {}
    assert typed.words("a\x00b\x85c\u202ed\r\ne\u2028f\n\n\n\ng") == "abcd\ne\nf\n\ng"


def test_sixty_letters_with_their_accents_are_sixty_letters():
    assert faults(name="e\u0301" * 60) == {}
    assert list(faults(name="e\u0301" * 61)) == ["name"]


@pytest.mark.parametrize(
    "field, value",
    [("country", "ZZ"), ("country", ""), ("email", "maria"), ("email", "a@b@c.example"), ("language", "x y")],
)
def test_other_fields_are_checked(field, value):
    assert list(faults(**{field: value})) == [field]


def test_the_practice_country_is_taken_only_outside_a_live_desk(settings):
    assert faults(country="XV") == {}
    settings.LIVE = True
    assert list(faults(country="XV")) == ["country"]


def test_what_is_typed_is_sealed_and_waits():
    appeal = make.appeal("live")

    make.act(appeal, words="I bake too.", wants_news=True)

    action = Action.objects.get()
    assert (action.status, action.country, action.way) == ("pending", "DE", "relay")
    assert sealing.unseal(appeal.act_key, action.sealed) == {
        "name": "Maria Example",
        "email": "maria@example.net",
        "words": "I bake too.",
    }
    assert sealing.unseal(appeal.follow_key, action.follow_sealed) == {"email": "maria@example.net", "language": "en"}
    assert action.erase_by == action.created_at + dt.timedelta(hours=72)
    assert not Protest.objects.exists()
    assert b"maria" not in bytes(Delivery.objects.get().sealed)


def test_who_does_not_want_news_leaves_no_address_for_it():
    make.act(make.appeal("live"))

    assert Action.objects.get().follow_sealed is None


@pytest.mark.parametrize("status", ["paused", "stopped", "expired", "draft"])
def test_an_appeal_that_is_not_live_takes_nobody(status):
    with pytest.raises(Refused):
        make.act(make.appeal(status))

    assert not Action.objects.exists()


def test_a_stale_page_does_not_act_on_a_stopped_appeal():
    appeal = make.appeal("live")
    type(appeal).objects.update(status="stopped")

    with pytest.raises(Refused):
        make.act(appeal)


def test_one_letter_a_day_whatever_is_typed():
    appeals = [make.appeal("live") for _ in range(3)]
    now = clock.now()

    for hour in range(3):
        for appeal in appeals:
            make.act(appeal, words=f"again {hour}", now=now + hour * HOUR)

    assert Delivery.objects.count() == 1
    assert Action.objects.count() == 9


def test_spellings_of_one_mailbox_get_one_letter():
    appeal = make.appeal("live")

    for email in ("mariaexample@gmail.com", "Maria.Example@gmail.com", "maria.example+x@googlemail.com"):
        make.act(appeal, email)

    assert Delivery.objects.count() == 1
    assert Action.objects.values("person_key").distinct().count() == 1


def test_a_list_bombed_mailbox_gets_three_letters_in_a_week_and_then_silence():
    appeal = make.appeal("live")
    monday = clock.now()

    for day in range(7):
        make.act(appeal, words=f"day {day}", now=monday + day * (DAY + HOUR))

    assert Delivery.objects.count() == 3


def test_somebody_who_answers_goes_on_getting_letters():
    appeal = make.appeal("live")
    monday = clock.now()

    for day in range(6):
        now = monday + day * (DAY + HOUR)
        confirming.confirm(make.act(appeal, words=f"day {day}", now=now), now=now + HOUR)

    assert Confirmation.objects.count() == 6


def test_two_letters_do_not_leave_within_a_day_across_midnight_and_the_turn_of_the_week():
    appeal = make.appeal("live")
    sunday = dt.datetime(2026, 3, 15, 23, 50, tzinfo=dt.UTC)

    make.act(appeal, words="late", now=sunday)
    make.act(appeal, words="later", now=sunday + dt.timedelta(minutes=20))

    assert Delivery.objects.count() == 1
    token = Confirmation.objects.get().token
    assert len(confirming.pending(token, sunday + HOUR)) == 2


def test_the_stop_list_is_respected_without_a_word():
    appeal = make.appeal("live")
    stops.stop("maria@example.net", DeadAddress.Why.STOPPED, clock.now())

    assert make.act(appeal) == ""

    assert Action.objects.get().status == "pending"
    assert not Delivery.objects.exists()


def test_the_answer_is_the_same_for_new_known_stopped_and_confirmed_people():
    appeal = make.appeal("live")
    make.confirmed(appeal, "known@example.net")
    stops.stop("stopped@example.net", DeadAddress.Why.STOPPED, clock.now())

    told = {**GOOD, "wants_news": False, "now": clock.now()}
    answers = [
        taking.take(appeal, **{**told, "email": f"{who}@example.net"}) for who in ("new", "known", "stopped", "new")
    ]

    assert answers == [None, None, None, None]


def test_pressing_twice_is_one_act():
    appeal, now = make.appeal("live"), clock.now()

    make.act(appeal, words="once", now=now)
    make.act(appeal, words="once", now=now)

    assert Action.objects.count() == 1


def test_what_lapsed_can_be_typed_again():
    from hueandcry.actions import forgetting

    appeal, now = make.appeal("live"), clock.now()
    make.act(appeal, now=now)
    forgetting.walk(now + 4 * DAY, clock_is_right=True)

    make.act(appeal, now=now + 5 * DAY)

    assert list(Action.objects.order_by("pk").values_list("status", flat=True)) == ["lapsed", "pending"]


def test_the_letter_holds_nothing_that_was_typed():
    appeal = make.appeal("live")
    make.act(appeal, name="CANARYNAME", words="CANARYWORDS")

    delivery = Delivery.objects.get()
    text = outbox.placeholders.fill(delivery.letter.body, outbox.opened(delivery).values)
    token = Confirmation.objects.get().token
    assert "CANARY" not in delivery.letter.subject + text
    assert f"/confirm/{token}/" in text
    assert f"/stop/{token}/" in text
    assert f"/leave/{Action.objects.get().token}/" in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_letter_is_in_the_language_of_the_page(language):
    make.act(make.appeal("live"), language=language)

    assert Delivery.objects.get().letter.language == language


def test_an_address_for_own_mail_holds_no_personal_data():
    appeal = make.appeal("live")

    action = taking.own_mail(appeal, country="FR", language="en", now=clock.now())

    assert (action.way, action.status, action.country) == ("own_mail", "pending", "FR")
    assert (action.person_key, action.mail_key, action.sealed, action.follow_sealed) == ("", "", None, None)
    assert taking.own_mail(appeal, country="??", language="en", now=clock.now()).country == "ZZ"


def fifty_presses() -> tuple[int, int, int]:
    """Acts, confirmation letters asked for, and letters after fifty presses of one button at once."""
    appeal, now = make.appeal("live"), clock.now()
    failed = []

    def press() -> None:
        try:
            taking.take(appeal, **GOOD, wants_news=True, now=now)
        except Exception as trouble:
            failed.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(50)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert failed == []
    return Action.objects.count(), Confirmation.objects.count(), Delivery.objects.count()


@pytest.mark.django_db(transaction=True)
def test_fifty_presses_at_once_are_one_act_and_one_letter():
    assert fifty_presses() == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_presses_that_are_each_taken_for_a_new_act_are_seen(settings):
    settings.SABOTAGE = ["every-press-is-new"]

    assert fifty_presses()[0] > 1


@pytest.mark.django_db(transaction=True)
def test_the_sabotage_answers_before_anything_is_on_the_disk(settings):
    appeal = make.appeal("live")
    settings.SABOTAGE = ["answer-before-commit"]
    before = set(threading.enumerate())
    with connection.cursor() as cursor:  # hold the write lock, as a slow disk would
        on_sqlite = connection.vendor == "sqlite"
        for held in ["BEGIN IMMEDIATE"] if on_sqlite else ["BEGIN", "LOCK TABLE actions_action IN EXCLUSIVE MODE"]:
            cursor.execute(held)

        taking.take(appeal, **GOOD, wants_news=False, now=clock.now())
        acknowledged = Action.objects.count()

        cursor.execute("COMMIT")
    [thread.join() for thread in set(threading.enumerate()) - before]
    assert acknowledged == 0


@pytest.mark.parametrize(
    "words",
    ["He said no.It is wrong.", "A sentence.In another one", "My uncle Jan.de Vries asks", "At 9.30 on 1.2.2026"],
)
def test_honest_words_without_a_blank_after_the_stop_are_no_link(words):
    assert taking.check(name="Maria", email="m@example.net", country="DE", language="en", words=words) == {}


@pytest.mark.parametrize(
    "words", ["see evil.tk/abc", "1.2.3.4/x", "ftp.evil.ninja", "evil。com", "ｅvil.com", "www.Evil.Com", "evil.com."]
)
def test_links_in_any_dress_are_refused(words):
    assert "words" in taking.check(name="Maria", email="m@example.net", country="DE", language="en", words=words)


def test_no_more_than_ten_acts_wait_for_one_mailbox():
    appeal = make.appeal("live")

    for n in range(15):
        make.act(appeal, "maria@example.net", words=f"variant {n}")

    assert Action.objects.filter(status="pending").count() == 10
