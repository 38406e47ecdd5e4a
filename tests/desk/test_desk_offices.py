"""The pace at the desk: an office that complains or refuses is paused and told of; the postkeeper lets it go on."""

import datetime as dt

import pytest

import mailing
import make
from hueandcry.actions import pacing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.post import dispatch, envelopes, parcels
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Incoming, MailSystem, Pigeonhole, RelayDay

pytestmark = pytest.mark.django_db
NEVER = parcels.Verdict(parcels.NEVER, "rcpt", 550, "administrative prohibition")


@pytest.fixture
def keeper(client):
    client.force_login(make.user("postkeeper"))
    return client


@pytest.fixture
def appeal():
    """A live appeal with three protests to the court."""
    made = make.appeal("live")
    for n in range(3):
        make.confirmed(made, f"maria{n}@example.net")
    return made


def complaint(delivery: Delivery) -> bytes:
    """What a provider sends when its user pressed "spam" (RFC 5965)."""
    back = envelopes.return_path(delivery.token)
    return (
        "From: <feedback@mail.example.org>\r\nTo: <abuse@act.example.org>\r\nSubject: FW\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Some/1.0\r\n"
        f"Version: 1\r\nOriginal-Mail-From: <{back}>\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: <{envelopes.from_address(delivery.token)}>\r\nTo: <{mailing.COURT}>\r\nSubject: x\r\n\r\nDear\r\n"
        "\r\n--b--\r\n"
    ).encode()


def protest() -> Delivery:
    return Delivery.objects.filter(rank=1).first()


def test_a_complaint_by_a_target_pauses_it_and_stands_on_the_board(keeper, appeal):
    incoming = mailing.arrive(complaint(protest()), "abuse@act.example.org")

    hole, board = Pigeonhole.objects.get(), keeper.get("/").content.decode()
    assert (hole.paused_why, incoming.status) == ("complaint", "unplaced")
    assert dispatch.walk(Memory(), worker="w") == {"accepted": 3}, "confirmations leave, protests do not"
    assert "Paused:" in board and "Oda Lem, Head of the Supreme Court of Varland" in board and "3 letters wait" in board
    assert "It marked a letter of ours as spam" in board
    assert Entry.objects.filter(event="target paused", facts__why="complaint").count() == 1


def test_a_complaint_that_pauses_nobody_is_noticed(settings, appeal):
    settings.SABOTAGE = ["no-pause"]

    mailing.arrive(complaint(protest()), "abuse@act.example.org")

    assert dispatch.walk(Memory(), worker="w") == {"accepted": 6}


def test_a_complaint_about_a_letter_to_a_supporter_or_about_none_of_ours_pauses_no_target(appeal):
    confirmation, unknown = Delivery.objects.filter(rank=0).first(), Delivery(token="a" * 26)

    for delivery in (confirmation, unknown):
        mailing.arrive(complaint(delivery), "abuse@act.example.org")

    assert Pigeonhole.objects.get().paused_at is None
    assert Incoming.objects.filter(kind="complaint", status="unplaced").count() == 2


def test_many_bounces_within_a_day_pause_the_target(settings, appeal):
    settings.PAUSE_AFTER = 3
    for n, delivery in enumerate(Delivery.objects.filter(rank=1)):
        assert Pigeonhole.objects.get().paused_at is None
        mailing.accept(delivery)
        raw = mailing.bounce(mailing.COURT, status="5.7.1")
        mailing.arrive(raw + f"{n}\r\n".encode(), envelopes.return_path(delivery.token))

    assert Pigeonhole.objects.get().paused_why == "bounced"
    assert Entry.objects.filter(event="target paused", facts__why="bounced").count() == 1


def test_the_postkeeper_resumes_and_the_letters_leave(settings, keeper, appeal):
    settings.PAUSE_AFTER = 2
    dispatch.walk(Memory([parcels.Verdict(parcels.ACCEPTED)] * 3 + [NEVER] * 3), worker="w")
    hole = Pigeonhole.objects.get()
    assert "Its server refused many letters in a row" in keeper.get(f"/offices/{hole.pk}/").content.decode()

    answer = keeper.post(f"/offices/{hole.pk}/resume/", follow=True).content.decode()
    again = keeper.post(f"/offices/{hole.pk}/resume/", follow=True).content.decode()

    assert "Letters leave for this office again." in answer
    assert "This office is not paused; somebody was faster." in again
    assert dispatch.walk(Memory(), worker="w") == {"accepted": 1}
    assert Entry.objects.get(event="target resumed").facts["target"] == "Oda Lem, Head of the Supreme Court of Varland"


def test_the_postkeeper_pauses_by_hand(keeper, appeal):
    hole = Pigeonhole.objects.get()

    keeper.post(f"/offices/{hole.pk}/pause/")

    assert Pigeonhole.objects.get().paused_why == "by_hand"
    assert "paused" in keeper.get("/offices/").content.decode()


def test_the_postkeeper_sets_hours_and_limits_of_one_office(settings, keeper, appeal):
    hole = Pigeonhole.objects.get()
    told = {"zone": "Asia/Tokyo", "open_hours": "10:00-16:00", "an_hour": "12", "in_all": "500"}

    keeper.post(f"/offices/{hole.pk}/change/", told)

    hole.refresh_from_db()
    assert (hole.zone, hole.hours, hole.an_hour, hole.in_all) == ("Asia/Tokyo", "10:00-16:00", 12, 500)
    keeper.post(f"/offices/{hole.pk}/change/", dict.fromkeys(told, ""))
    hole.refresh_from_db()
    assert (hole.zone, hole.hours, hole.an_hour, hole.in_all) == ("", "", None, None)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("zone", "Mars/Olympus", "no such time zone"), ("open_hours", "17:00-09:00", "Write office hours"),
        ("open_hours", "25:00-26:00", "Write office hours"), ("an_hour", "-1", "Write a limit"),
        ("an_hour", "3601", "Write a limit"), ("in_all", "many", "Write a limit"),
    ],
)  # fmt: skip
def test_a_pace_that_makes_no_sense_is_refused_with_a_sentence(keeper, appeal, field, typed, said):
    hole = Pigeonhole.objects.get()

    answer = keeper.post(f"/offices/{hole.pk}/change/", {field: typed}, follow=True).content.decode()

    assert said in answer
    hole.refresh_from_db()
    assert (hole.zone, hole.hours, hole.an_hour, hole.in_all) == ("", "", None, None)


@pytest.mark.parametrize("path", ["pause", "resume", "change"])
def test_a_writer_cannot_change_the_pace(client, path):
    client.force_login(make.user("writer"))

    assert client.post(f"/offices/1/{path}/").status_code == 403


def test_a_writer_reads_why_letters_wait_and_finds_no_button(client, appeal):
    keeper, hole = make.user("postkeeper", "Ada Keeper"), Pigeonhole.objects.get()
    pacing.pause(hole, by=keeper, now=clock.now())
    client.force_login(make.user("writer"))

    of_appeal = client.get(f"/appeals/{appeal.pk}/").content.decode()
    listed = client.get(f"/offices/?appeal={appeal.pk}").content.decode()
    office = client.get(f"/offices/{hole.pk}/").content.decode()

    assert f'href="/offices/{hole.pk}/"' in of_appeal and ">paused</b>" in of_appeal
    assert f'href="/offices/?appeal={appeal.pk}"' in of_appeal and f'href="/offices/{hole.pk}/"' in listed
    assert "Paused by Ada Keeper" in office and "3 letters wait" in office
    assert f'action="/offices/{hole.pk}/' not in office and "As one summary" not in office


def test_every_office_can_be_found_also_when_nothing_waits_there(settings, keeper, appeal):
    hole, page = Pigeonhole.objects.get(), 'href="/offices/%d/"'
    while dispatch.walk(Memory(), worker="w"):
        Pigeonhole.objects.update(next_at=clock.now())
        MailSystem.objects.update(next_at=clock.now())
    assert not Delivery.objects.filter(status="queued").exists()

    assert page % hole.pk not in keeper.get("/offices/").content.decode()
    assert page % hole.pk in keeper.get("/offices/?all=yes").content.decode()
    assert page % hole.pk in keeper.get(f"/offices/?appeal={appeal.pk}").content.decode()
    assert page % hole.pk in keeper.get(f"/appeals/{appeal.pk}/").content.decode()
    assert page % hole.pk not in keeper.get(f"/offices/?appeal={make.appeal('live').pk}").content.decode()


@pytest.mark.parametrize("status", ["review", "approved"])
def test_who_approves_or_issues_an_appeal_reads_that_an_office_of_it_is_paused(client, appeal, status):
    second = make.appeal(status)
    client.force_login(make.user("approver"))
    before = client.get(f"/appeals/{second.pk}/draft/").content.decode()

    Pigeonhole.objects.update(paused_at=clock.now(), paused_why="refused")

    after = client.get(f"/appeals/{second.pk}/draft/").content.decode()
    assert "Letters to this office are paused:" not in before
    assert "Letters to this office are paused:" in after and "Its server refused many letters in a row" in after
    assert f'href="/offices/{Pigeonhole.objects.get().pk}/"' in after


def test_of_many_embassies_the_paused_ones_are_counted(client, appeal):
    for host in ("DE", "FR"):
        make.mission(host=host, email=f"embassy.{host.lower()}@xv.example.org")
        make.confirmed(appeal, f"late.{host}@example.net", country=host)
    Pigeonhole.objects.filter(country="FR").update(paused_at=clock.now(), paused_why="complaint")
    client.force_login(make.user("approver"))

    assert "1 of 2 paused" in client.get(f"/appeals/{appeal.pk}/").content.decode()
    assert ", 1 of 2 mailboxes." in client.get(f"/appeals/{make.appeal('review').pk}/draft/").content.decode()


def test_the_board_says_how_much_of_the_relays_day_is_used_and_what_leaves_tomorrow(settings, keeper, appeal):
    settings.RELAY_A_DAY = 2000
    RelayDay.objects.create(day=clock.now().date(), used=1997)

    board = keeper.get("/").content.decode()

    assert "Of 2000 letters a day 1997 are used." in board
    assert "3 letters leave tomorrow at the earliest." in board


def test_an_office_is_in_the_country_of_the_appeal_and_an_embassy_in_its_host(appeal):
    make.mission(host="JP", email="embassy.jp@xv.example.org")

    make.confirmed(appeal, "sato@example.net", country="JP")

    assert set(Pigeonhole.objects.values_list("country", flat=True)) == {"XV", "JP"}


def test_an_office_that_is_shut_says_until_when(settings, keeper, appeal, monkeypatch):
    settings.OFFICE_HOURS, sunday = "09:00-17:00", dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: sunday)

    assert "shut until 23 Nov, 09:00 UTC" in keeper.get("/offices/").content.decode()
