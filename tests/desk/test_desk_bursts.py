"""The desk looks at acts that came at once: sees no name, lets them through alone, sets them aside by two."""

import pytest
from django.test import Client

import make
from hueandcry.actions import bursts, confirming, pressing, tally
from hueandcry.actions.models import Burst
from hueandcry.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in():
    """Somebody with this role, signed in with a browser of her own."""

    def as_staff(role):
        client = Client()
        client.force_login(make.user(role))
        return client

    return as_staff


@pytest.fixture
def appeal(settings, monkeypatch):
    settings.LIVE = True
    monkeypatch.setattr(bursts, "MOST", 2)
    appeal = make.appeal("live")
    for n in range(4):
        token = make.act(appeal, f"s{n}@farm.example.org", name="Secret Name", words="Free them.")
        confirming.confirm(token, now=clock.now())
    settings.LIVE = False
    return appeal


def test_the_board_says_so_and_the_page_shows_words_and_domain_and_no_name(signed_in, appeal):
    keeper = signed_in("postkeeper")

    board = keeper.get("/").content.decode()
    page = keeper.get("/bursts/").content.decode()

    assert "2 acts wait for a look" in board and 'href="/bursts/"' in board
    assert "farm.example.org" in page and "Free them." in page
    assert "Secret" not in page and "s3@" not in page


def test_one_person_lets_them_through(signed_in, appeal):
    signed_in("postkeeper").post(f"/bursts/{Burst.objects.get().pk}/release/")
    pressing.let_through(now=clock.now())

    assert tally.desk(appeal).confirmed == 4


def test_two_people_set_them_aside_and_one_takes_it_back(signed_in, appeal):
    first, second, pk = signed_in("postkeeper"), signed_in("approver"), Burst.objects.get().pk

    first.post(f"/bursts/{pk}/doubt/")
    alone = first.post(f"/bursts/{pk}/remove/", follow=True).content.decode()
    state_alone = Burst.objects.get().status
    second.post(f"/bursts/{pk}/remove/")
    state_both = Burst.objects.get().status
    shown = second.get("/bursts/").content.decode()
    first.post(f"/bursts/{pk}/release/")

    assert "nobody calls acts abuse alone" in alone and state_alone == "asked"
    assert state_both == "removed" and "Take it back" in shown
    assert Burst.objects.get().status == "released"


def test_a_writer_sees_nothing_of_it(signed_in, appeal):
    assert signed_in("writer").get("/bursts/").status_code == 403


def test_the_public_reads_how_many_are_set_aside(appeal):
    assert tally.public(appeal, clock.now()).set_aside == 2
