"""Letters come back from everywhere at once: no machine switches a whole appeal off, a person decides."""

import pytest

import mailing
import make
from hueandcry.actions import bounces
from hueandcry.appeals.models import Channel, Target
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox, outbox, stops, storms
from hueandcry.post.models import DeadAddress, Delivery, Pigeonhole, Spared, Storm

pytestmark = pytest.mark.django_db


def offices(count: int, people: int = 2):
    """A live appeal to the court and `count` - 1 other offices, with letters that have left for all of them."""
    appeal = make.appeal("live")
    for n in range(count - 1):
        target = Target.objects.create(appeal=appeal, key=f"m{n}", position=9 + n, name=f"Ministry {n}")
        Channel.objects.create(target=target, kind="email", value=f"head@ministry{n}.example.org", position=0)
    for n in range(people):
        make.confirmed(appeal, f"maria{n}@example.net")
    protests().update(status="accepted", accepted_at=clock.now())
    Pigeonhole.objects.get(to_key=stops.key(mailing.COURT)).turns.update(served_at=clock.now())
    return appeal


def protests():
    return Delivery.objects.filter(turn__isnull=False).order_by("pk")


def address(delivery: Delivery) -> str:
    return outbox.opened(delivery).to


def come_back(deliveries, status: str = "5.1.1") -> None:
    for delivery in deliveries:
        mailing.arrive(mailing.bounce(address(delivery), status), envelopes.return_path(delivery.token))


def off() -> int:
    return DeadAddress.objects.filter(why="bounced").count()


def of_the_first(count: int) -> list[Delivery]:
    """Both letters to each of the first mailboxes, one mailbox after the other."""
    holes = list(Pigeonhole.objects.order_by("pk")[:count])
    return [delivery for hole in holes for delivery in protests().filter(turn__pigeonhole=hole)]


def switched_off_by_a_storm() -> int:
    """Ten offices; all letters to eight of them come back within the hour. How many the machine switched off."""
    offices(10)
    come_back(of_the_first(8))
    return off()


def test_when_letters_come_back_from_everywhere_the_machine_switches_off_no_more_offices():
    assert switched_off_by_a_storm() == storms.LEAST - 1, "those before it was a storm, and no others"

    assert Storm.objects.get().ended_at is None
    assert Spared.objects.values("to_key").distinct().count() == 4
    assert protests().filter(status="bounced").count() == 16, "each letter says truly that it came back"
    assert Entry.objects.filter(event="bounces held").count() == 1


def test_a_desk_that_believes_every_bounce_of_a_storm_is_seen(settings):
    settings.SABOTAGE = ["no-bounce-brake"]

    assert switched_off_by_a_storm() == 8
    assert not Storm.objects.exists()


def test_offices_are_not_paused_by_a_storm_either(settings):
    settings.PAUSE_AFTER = 2
    offices(6)

    come_back(of_the_first(6), "5.7.1")

    assert Pigeonhole.objects.filter(paused_why="bounced").count() == storms.LEAST - 1


def test_bounces_of_a_few_offices_or_of_fewer_than_a_fifth_are_no_storm():
    offices(30)

    come_back(of_the_first(6))

    assert not Storm.objects.exists()
    assert off() == 6


def test_the_postkeeper_believes_a_storm_and_what_was_spared_is_switched_off_and_paused(settings, client):
    switched_off_by_a_storm()
    settings.PAUSE_AFTER = 2
    client.force_login(make.user("postkeeper"))
    assert "come back from many offices at once" in client.get("/").content.decode()
    assert "come back from many offices at once" in client.get("/offices/").content.decode()

    answer = client.post(f"/offices/storm/{Storm.objects.get().pk}/believe/", follow=True).content.decode()

    assert "What came back is believed." in answer
    assert off() == 8
    assert Pigeonhole.objects.filter(paused_why="bounced").count() == 4
    assert "come back from many offices at once" not in client.get("/").content.decode()
    assert Entry.objects.get(event="bounces decided").facts == {"how": "believed", "mailboxes": 4}


def test_the_postkeeper_does_not_believe_a_storm_and_what_counted_counts_no_more():
    switched_off_by_a_storm()
    keeper, storm = make.user("postkeeper"), Storm.objects.get()
    with pytest.raises(Refused):
        bounces.disbelieve(storm, by=make.user("writer"), now=clock.now())

    bounces.disbelieve(storm, by=keeper, now=clock.now())

    assert off() == storms.LEAST - 1
    with pytest.raises(Refused):
        bounces.believe(storm, by=keeper, now=clock.now())
    come_back(protests().filter(status="accepted")[:2])
    assert Storm.objects.count() == 1, "the next bounce alone is no new storm"


def test_a_storm_at_the_offices_does_not_keep_a_supporters_dead_mailbox_alive():
    appeal = offices(10)
    come_back(of_the_first(8))
    make.act(appeal, "gone@example.net")
    letter = mailing.accept(Delivery.objects.filter(rank=0).latest("pk"))

    mailing.arrive(mailing.bounce("gone@example.net"), envelopes.return_path(letter.token))

    assert stops.is_dead("gone@example.net")


def test_forged_bounces_begin_no_storm():
    offices(10)

    for delivery in protests():
        raw, path = mailing.bounce(address(delivery)), f"b-{delivery.token}-{'a' * 16}@act.example.org"
        mailbox.keep(raw, envelope_to=[path], envelope_from="")
        mailing.arrive(raw, path)

    assert not Storm.objects.exists()
    assert not protests().filter(status="bounced").exists()
