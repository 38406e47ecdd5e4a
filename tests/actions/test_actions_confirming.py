"""The button in the letter: here letters to officials are born, once."""

import datetime as dt
import threading

import pytest
from django.db import connection

import make
from hueandcry.actions import confirming, declaring, receivers, taking, unsealing
from hueandcry.actions.models import Action, Confirmation, Protest
from hueandcry.appeals.models import Mission, Target
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import dispatch, outbox, stops
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import DeadAddress, Delivery

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def protests() -> list[tuple[str, str, int]]:
    rows = Protest.objects.order_by("pk").values_list("target__key", "channel", "rank")
    return list(rows)


def letter_to(address: str) -> Delivery:
    return next(d for d in Delivery.objects.filter(rank=1) if outbox.opened(d).to == address)


def test_letters_are_born_at_confirmation_one_for_each_target_that_has_an_address():
    appeal = make.appeal("live")
    make.mission(host="DE", email="embassy.de@xv.example.org")

    make.confirmed(appeal, words="I bake too.", country="DE")

    assert protests() == [("t1", "relay", 1), ("t2", "relay", 1)]  # t3 has a telephone only
    written = outbox.opened(letter_to("chair@court.example.org"))
    assert written.cc == ("office@court.example.org",)
    assert written.from_name == "Maria Example"
    assert written.reply_to == ""
    assert (written.values["own_words"], written.values["name"], written.values["country"]) == (
        "I bake too.",
        "Maria Example",
        "Germany",
    )
    assert outbox.opened(letter_to("embassy.de@xv.example.org")).cc == ()
    assert Protest.objects.get(target__key="t2").mission.host == "DE"


@pytest.mark.parametrize(
    ("language", "city", "named"),
    [
        ("en", "Capital", "Embassy of Varland, Capital"), ("ru", "Capital", "Посольство (Варланд), Capital"),
        ("en", "", "Embassy of Varland, Germany"),
    ],
)  # fmt: skip
def test_an_embassy_is_addressed_by_its_own_name_and_not_as_the_one_in_your_own_country(language, city, named):
    appeal, mission = make.appeal("live"), make.mission(host="DE", email="embassy.de@xv.example.org")
    Target.objects.filter(key="t2").update(name="Embassy of Varland in your own country")
    Mission.objects.filter(pk=mission.pk).update(city=city)

    make.confirmed(appeal, country="DE", language=language)

    assert outbox.opened(letter_to("embassy.de@xv.example.org")).to_name == named
    assert outbox.opened(letter_to("chair@court.example.org")).to_name.startswith("Oda Lem")


def test_before_the_button_nothing_addressed_to_an_official_exists():
    token = make.act(make.appeal("live"))

    waiting = confirming.pending(token, clock.now())

    assert [action.status for action in waiting] == ["pending"]
    assert not Protest.objects.exists()
    assert not Delivery.objects.filter(rank=1).exists()


def test_where_the_embassy_has_no_address_the_others_still_get_their_letter():
    appeal = make.appeal("live")
    make.mission(host="FR", email="")

    make.confirmed(appeal, country="FR")

    assert protests() == [("t1", "relay", 1)]
    notes = {one.target.key: bool(one.note) for one in receivers.of(appeal, "FR")}
    assert notes == {"t1": False, "t2": True, "t3": True}


def test_a_dead_address_is_not_written_to_and_another_of_the_same_office_is():
    doc = make.document()
    doc["targets"][0]["channels"].insert(
        1, {"kind": "email", "value": "second@court.example.org", "hole": False, "spans": [], "basis": "x"}
    )
    appeal = make.appeal("live", doc=doc)
    stops.stop("chair@court.example.org", DeadAddress.Why.BOUNCED, clock.now())

    make.confirmed(appeal)

    assert outbox.opened(Delivery.objects.get(rank=1)).to == "second@court.example.org"


def test_where_addresses_are_not_hidden_the_reply_goes_to_the_supporter():
    appeal = make.appeal("live", doc=make.document(hide_addresses=False))

    make.confirmed(appeal)

    assert outbox.opened(letter_to("chair@court.example.org")).reply_to == "maria@example.net"


def test_one_letter_confirms_everything_that_waits_for_its_mailbox():
    one, two = make.appeal("live"), make.appeal("live")
    token = make.act(one)
    make.act(two)
    make.act(two, "somebody.else@example.net")

    done = confirming.confirm(token, now=clock.now())

    assert [action.appeal for action in done] == [one, two]
    assert Action.objects.get(status="pending").appeal == two


def test_pressing_again_gives_the_same_answer_and_nothing_new():
    token = make.act(make.appeal("live"))

    answers = [[action.pk for action in confirming.confirm(token, now=clock.now() + n * HOUR)] for n in range(3)]

    assert answers[0] == answers[1] == answers[2] != []
    assert Protest.objects.count() == 1
    assert confirming.pending(token, clock.now()) == []


def test_an_unknown_link_and_one_that_ran_out_confirm_nothing():
    token = make.act(make.appeal("live"))

    assert confirming.pending("a" * 26, clock.now()) is None
    assert confirming.confirm("a" * 26, now=clock.now()) == []
    assert confirming.pending(token, clock.now() + 4 * DAY) == []
    assert confirming.confirm(token, now=clock.now() + 4 * DAY) == []
    assert not Protest.objects.exists()


def test_typing_anothers_address_does_not_take_her_place():
    appeal = make.appeal("live")
    token = make.act(appeal, name="A Troll", words="nonsense")
    make.act(appeal, name="Maria Example", words="mine")

    done = confirming.confirm(token, now=clock.now())

    assert len(done) == 2
    assert sorted(Protest.objects.filter(target__key="t1").values_list("rank", flat=True)) == [1, 2]
    assert Delivery.objects.filter(rank=1).count() == 1


def a_second_letter_stays_here() -> None:
    """The promise: whoever writes twice to one office is heard there once, and her second words are kept."""
    appeal = make.appeal("live")
    make.confirmed(appeal, words="first", now=clock.now() - 2 * DAY)
    second = make.confirmed(appeal, words="second")
    relay = Memory()
    while dispatch.walk(relay, worker="w"):
        pass

    assert protests() == [("t1", "relay", 1), ("t1", "relay", 2)]
    assert unsealing.told(appeal.act_key, second.sealed)["words"] == "second"
    there = [parcel.message for parcel in relay.carried if parcel.to == "chair@court.example.org"]
    assert len(there) == 1, "the office got both"
    assert b"first" in there[0]


def test_a_second_letter_to_the_same_office_is_kept_and_not_sent():
    a_second_letter_stays_here()


def test_a_second_letter_that_leaves_is_seen(settings):
    settings.SABOTAGE = ["second-letters-too"]

    with pytest.raises(AssertionError, match="the office got both"):
        a_second_letter_stays_here()


@pytest.mark.parametrize("status", ["stopped", "expired", "paused"])
def test_an_appeal_that_ended_or_is_held_in_between_sends_nothing(status):
    appeal = make.appeal("live")
    token = make.act(appeal)
    type(appeal).objects.update(status=status)

    assert confirming.confirm(token, now=clock.now()) == []

    left = confirming.pending(token, clock.now())
    assert [action.appeal.status for action in left] == [status]
    assert not Protest.objects.exists()


def test_the_letter_is_written_in_the_language_of_the_supporter():
    make.confirmed(make.appeal("live"), language="ru", country="XV")

    delivery = Delivery.objects.get(rank=1)
    assert delivery.letter.language == "ru"
    assert outbox.opened(delivery).values["country"] == "Варланд"


def test_confirmed_data_is_erased_ninety_days_after_the_appeal():
    appeal = make.appeal("live")

    action = make.confirmed(appeal)

    assert action.erase_by.date() == appeal.act_by + dt.timedelta(days=90)
    assert Delivery.objects.get(rank=1).erase_by == action.erase_by


def test_a_telephone_call_is_counted_once_and_only_for_confirmed_people():
    appeal = make.appeal("live")
    token = make.act(appeal)
    action = Action.objects.get()
    with pytest.raises(Refused):
        declaring.called(action.token, "t3", now=clock.now())
    confirming.confirm(token, now=clock.now())

    for _ in range(3):
        declaring.called(action.token, "t3", now=clock.now())

    assert protests() == [("t1", "relay", 1), ("t3", "telephone", 1)]
    assert Protest.objects.get(channel="telephone").grade == "declared"


def test_the_token_of_own_mail_which_officials_see_does_not_count_a_call():
    appeal = make.appeal("live")
    action = taking.own_mail(appeal, country="DE", language="en", now=clock.now())

    with pytest.raises(Refused):
        declaring.called(action.token, "t3", now=clock.now())


def hundred_presses() -> None:
    """The promise: however many press one link at once, it is one confirmation and one letter for each target."""
    make.mission(host="DE")
    token = make.act(make.appeal("live"))
    answers, failed = [], []

    def press() -> None:
        try:
            answers.append([action.pk for action in confirming.confirm(token, now=clock.now())])
        except Exception as trouble:
            failed.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(100)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert failed == []
    assert Action.objects.filter(status="confirmed").count() == 1
    assert (Protest.objects.count(), Delivery.objects.filter(rank=1).count()) == (2, 2)
    assert answers == [[Action.objects.get().pk]] * 100


@pytest.mark.django_db(transaction=True)
def test_a_hundred_presses_at_once_are_one_confirmation():
    hundred_presses()


@pytest.mark.django_db(transaction=True)
def test_a_status_read_first_and_written_later_is_seen(settings):
    settings.SABOTAGE = ["read-then-write"]

    with pytest.raises(AssertionError):
        hundred_presses()


@pytest.mark.once
def test_two_hundred_spellings_of_twenty_mailboxes_are_twenty_people():
    appeal = make.appeal("live")
    spellings = []
    for n in range(20):
        name = f"maria{'abcdefghijklmnopqrst'[n]}example"
        dots = [name[:k] + "." + name[k:] for k in range(1, 6)]
        spellings += [f"{s}@gmail.com" for s in [name, name.upper(), *dots, f"{name}+a", f"{name}+b"]] + [
            f"{name}@googlemail.com"
        ]

    for spelling in spellings:
        make.act(appeal, spelling)
    for confirmation in Confirmation.objects.all():
        confirming.confirm(confirmation.token, now=clock.now())

    from hueandcry.actions import tally

    assert len(spellings) == 200
    assert tally.desk(appeal).confirmed == 20
