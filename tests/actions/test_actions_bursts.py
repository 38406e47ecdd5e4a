"""Acts that come at once and look made by one hand wait apart, and nobody outside can tell."""

import pytest

import make
from hueandcry.actions import bursts, confirming, leaving, pressing, tally
from hueandcry.actions.models import Action, Burst, Protest
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
SAME = "They have done nothing wrong and should be sent home to their families today"


@pytest.fixture(autouse=True)
def in_earnest(settings, monkeypatch):
    settings.LIVE = True
    monkeypatch.setattr(bursts, "MOST", 3)


@pytest.fixture
def appeal():
    return make.appeal("live")


def people(appeal, count, domain="farm.example.org", words="", first=0):
    """So many people confirm, one after the other; what each was told at the end."""
    said = []
    for n in range(first, first + count):
        token = make.act(appeal, f"s{n}@{domain}", words=words.format(n=n))
        said.append(len(confirming.confirm(token, now=clock.now())))
    return said


def counted(appeal):
    return tally.desk(appeal).confirmed, tally.desk(appeal).removed, Delivery.objects.filter(rank=1).count()


def test_from_the_fourth_of_one_domain_on_they_wait_and_are_thanked_like_everybody(appeal):
    said = people(appeal, 6)

    assert said == [1] * 6
    assert counted(appeal) == (3, 3, 3)
    assert bursts.standing().get().acts == 3


def test_nearly_the_same_words_from_everywhere_wait_and_ones_own_words_do_not(appeal):
    for n in range(5):
        make.act(appeal, f"other{n}@gmail.com", words=f"I am number {n}, and this {n * 'very '}matters to me a lot {n}")
    people(appeal, 3, domain="gmail.com", words=f"{SAME}")
    people(appeal, 3, domain="web.de", words=f"Hello from me! {SAME}.", first=3)

    assert counted(appeal)[:2] == (3, 3)
    assert bursts.standing().get().kind == "words"


def test_many_with_mailboxes_at_a_large_provider_and_no_words_do_not_wait(appeal):
    people(appeal, 8, domain="gmail.com")

    assert counted(appeal) == (8, 0, 8)


def test_what_came_in_other_hours_or_for_other_appeals_does_not_count(appeal):
    other = make.appeal("live")
    people(appeal, 3)
    people(other, 3)
    Action.objects.update(confirmed_at=clock.now() - bursts.WITHIN)

    people(appeal, 3, first=3)

    assert counted(appeal)[1] == counted(other)[1] == 0


def test_the_desk_lets_them_through_and_everybody_after_them(appeal):
    people(appeal, 5)
    pressed = list(Action.objects.order_by("pk").values_list("confirmed_at", flat=True))
    keeper = make.user("postkeeper")

    bursts.note_release(bursts.standing().get(), by=keeper, now=clock.now())
    done = pressing.let_through(now=clock.now())
    people(appeal, 2, first=5)

    assert (done, pressing.let_through(now=clock.now())) == (2, 0)
    assert counted(appeal) == (7, 0, 7)
    assert list(Action.objects.order_by("pk").values_list("confirmed_at", flat=True))[:5] == pressed
    assert Protest.objects.filter(rank=1).count() == 7
    assert Entry.objects.filter(event="burst released").count() == 1


def test_nobody_calls_acts_abuse_alone_and_two_can_be_wrong(appeal):
    people(appeal, 5)
    first, second = make.user("postkeeper"), make.user("approver")
    burst = bursts.standing().get()

    bursts.ask_to_remove(burst, by=first)
    with pytest.raises(Refused, match="nobody calls acts abuse alone"):
        bursts.remove(burst, by=first, now=clock.now())
    bursts.remove(burst, by=second, now=clock.now())
    set_aside = counted(appeal)
    bursts.note_release(burst, by=first, now=clock.now())
    pressing.let_through(now=clock.now())

    assert set_aside == (3, 2, 3)
    assert counted(appeal) == (5, 0, 5)


def test_a_writer_decides_nothing_about_them(appeal):
    people(appeal, 4)

    with pytest.raises(Refused):
        bursts.note_release(bursts.standing().get(), by=make.user("writer"), now=clock.now())


def test_pressing_again_changes_nothing_and_whoever_waits_can_be_erased(appeal):
    people(appeal, 3)
    token = make.act(appeal, "late@farm.example.org")
    answers = [len(confirming.confirm(token, now=clock.now())) for _ in range(3)]
    waiting = bursts.apart(bursts.standing().get()).get()

    leaving.erase(waiting, clock.now())
    bursts.note_release(Burst.objects.get(), by=make.user("postkeeper"), now=clock.now())

    assert answers == [1, 1, 1]
    assert pressing.let_through(now=clock.now()) == 0
    assert counted(appeal)[0] == 3


def test_without_the_brake_all_of_them_count(appeal, settings):
    settings.SABOTAGE = ["no-bursts"]

    people(appeal, 6)

    assert counted(appeal)[0] == 6
