"""Pages with lists ask the database as often for three rows as for one; the board counts as the tally does."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
from hueandcry.actions import confirming, placing, taking, tally
from hueandcry.actions.models import Confirmation, Protest, Reply
from hueandcry.desk import board, figures
from hueandcry.intake import receiving, triage
from hueandcry.intake.models import Report
from hueandcry.lib import clock
from hueandcry.post import mailbox
from hueandcry.post.models import Delivery, Incoming

pytestmark = pytest.mark.django_db


def one_more(n, user):
    """A row more on every list of the desk."""
    now = clock.now()
    receiving.receive(f"Report {n}: a baker was arrested in Oskel.".encode(), how="paste", by=user, now=now)
    declined = receiving.receive(f"Report {n}: nothing happened.".encode(), how="paste", by=user, now=now)
    type(declined).objects.filter(pk=declined.pk).update(status="declined")
    for status in ("draft", "review", "approved"):
        make.appeal(status).revisions.get().editors.add(user)
    live = make.appeal("live")
    raw = f"From: office@court.example.org\r\nSubject: answer {n}\r\n\r\nNo.".encode()
    for name in ("a", "b", "c"):
        mailbox.keep(
            raw + name.encode(), envelope_to=[f"{name}{n}@act.example.org"], envelope_from="x@court.example.org"
        )
    placing.walk(10)
    answer, penned, _unplaced = Incoming.objects.filter(status="unplaced").order_by("-pk")[:3]
    placing.by_hand(answer, kind="reply", appeal=live, target=live.targets.first(), by=user)
    Incoming.objects.filter(pk=penned.pk).update(status="penned")
    read = Reply.objects.create(
        appeal=live, target=live.targets.first(), arrived_at=now, grade="refusal", summary="No."
    )
    assert read.pk


@pytest.mark.parametrize("path", ["/", "/reports/", "/appeals/", "/post/", "/replies/"])
def test_a_longer_list_asks_no_more_questions(client, path):
    user = make.user("operator")
    client.force_login(user)
    counts, rows = [], []
    for wanted in (1, 3):
        while len(rows) < wanted:
            one_more(len(rows), user)
            rows.append(1)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def acted(appeal, people):
    """`people` supporters from two countries who acted and confirmed."""
    now = clock.now()
    for n in range(people):
        taking.take(
            appeal, name=f"Person {n}", email=f"person{n}@example.org", country="DE" if n % 2 else "FR", language="en",
            words="", wants_news=n % 3 == 0, now=now,
        )  # fmt: skip
    for confirmation in Confirmation.objects.all():
        confirming.confirm(confirmation.token, now=now)


def test_the_board_counts_as_the_tally_does():
    appeal = make.appeal("live")
    acted(appeal, 7)
    states = ["accepted", "accepted", "bounced", "rejected", "in_doubt"]
    relayed = Delivery.objects.filter(protest__appeal=appeal).order_by("pk")
    for delivery, state in zip(relayed, states, strict=False):
        taken = clock.now() if state in ("accepted", "bounced") else None
        Delivery.objects.filter(pk=delivery.pk).update(status=state, accepted_at=taken)
    told = tally.desk(appeal)

    [row] = board.running(on=clock.now().date())

    assert (row.confirmed, row.accepted, row.bounced, row.waiting, row.copies) == (
        told.confirmed, told.letters.accepted, told.letters.bounced, told.letters.waiting, told.copies_verified,
    )  # fmt: skip
    assert (row.confirmed, row.accepted, row.bounced) == (7, 3, 1)
    assert row.ends_in == (appeal.act_by - clock.now().date()).days


def test_the_page_of_an_appeal_shows_its_numbers_and_the_relays_words(client):
    appeal = make.appeal("live")
    acted(appeal, 4)
    for protest in Protest.objects.filter(appeal=appeal, delivery__isnull=False)[:2]:
        Delivery.objects.filter(pk=protest.delivery_id).update(
            status="rejected", answer="550 Administrative prohibition"
        )
    client.force_login(make.user("approver"))

    page = client.get(f"/appeals/{appeal.pk}/").content.decode()

    assert [(t.n, t.status, t.answer) for t in figures.troubled_letters(appeal)] == [
        (2, "Rejected", "550 Administrative prohibition")
    ]
    for words in ("550 Administrative prohibition", "Germany", "France", f"/en/{appeal.slug}/", appeal.number):
        assert words in page
    assert "person1@example.org" not in page and "Person 1" not in page


def test_the_ledger_page_tells_what_was_done_before_and_after_the_number(client):
    user = make.user("writer", "Mira")
    client.force_login(user)
    receiving.receive(b"Varland: a baker was arrested.", how="paste", by=user, now=clock.now())
    appeal = triage.open_new(Report.objects.get(), by=user, now=clock.now())

    page = client.get(f"/appeals/{appeal.pk}/ledger/").content.decode()

    assert "An appeal was drafted from a report." in page and "The desk opened a case." in page


def test_an_expired_appeal_is_extended_by_an_approver(client):
    appeal = make.appeal("expired")
    client.force_login(make.user("approver"))
    later = clock.now().date() + dt.timedelta(days=40)

    refused = client.post(f"/appeals/{appeal.pk}/extend/", {"act_by": "soon"}, follow=True)
    client.post(f"/appeals/{appeal.pk}/extend/", {"act_by": later.isoformat()})

    appeal.refresh_from_db()
    assert "Write the new act-by date" in refused.content.decode()
    assert (appeal.status, appeal.act_by) == ("live", later)
