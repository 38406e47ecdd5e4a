"""Mail that found no place is read as text, placed by hand, or set aside; answers are graded."""

import pytest

import make
from hueandcry.actions import placing
from hueandcry.actions.models import Reply
from hueandcry.lib import keeping
from hueandcry.post import mailbox
from hueandcry.post.models import Incoming

pytestmark = pytest.mark.django_db
RAW = (
    b"From: The Office <office@court.example.org>\r\nTo: p-unknown@act.example.org\r\nSubject: Your <b>letter</b>\r\n"
    b"Message-ID: <1@court.example.org>\r\nContent-Type: text/html\r\n\r\n"
    b"<p>We have read it.</p><script>alert(1)</script><img src='https://elsewhere.example/pixel.gif'>"
)


@pytest.fixture
def keeper(client):
    client.force_login(make.user("postkeeper"))
    return client


@pytest.fixture
def incoming():
    [row] = mailbox.keep(RAW, envelope_to=["p-unknown@act.example.org"], envelope_from="office@court.example.org")
    placing.walk(1)
    row.refresh_from_db()
    assert row.status == "unplaced"
    return row


def test_a_message_is_shown_as_text_and_nothing_in_it_runs_or_loads(keeper, incoming):
    page = keeper.get(f"/post/{incoming.pk}/").content.decode()

    assert "We have read it." in page and "office@court.example.org" in page
    assert "Your &lt;b&gt;letter&lt;/b&gt;" in page
    assert "<script>alert" not in page and "elsewhere.example" not in page


def test_a_message_placed_by_hand_becomes_an_answer_of_its_target(keeper, incoming):
    appeal = make.appeal("live")
    target = appeal.targets.get(key="t1")

    answer = keeper.post(f"/post/{incoming.pk}/place/", {"kind": "reply", "target": target.pk})

    reply = Reply.objects.get()
    assert (answer["Location"], reply.appeal, reply.target, reply.grade) == ("/post/", appeal, target, "unread")
    assert "Nothing waits." in keeper.get("/post/").content.decode()


@pytest.mark.parametrize(
    "told", [{}, {"kind": "reply"}, {"kind": "letter", "target": "1"}, {"kind": "reply", "target": "x"}]
)
def test_half_a_decision_places_nothing(keeper, incoming, told):
    answer = keeper.post(f"/post/{incoming.pk}/place/", told, follow=True)

    assert "Choose what the message is" in answer.content.decode()
    assert Incoming.objects.get().status == "unplaced"


def test_a_message_set_aside_waits_no_longer(keeper, incoming):
    keeper.post(f"/post/{incoming.pk}/set-aside/")
    again = keeper.post(f"/post/{incoming.pk}/set-aside/", follow=True)

    assert Incoming.objects.get().status == "set_aside"
    assert 'role="alert"' in again.content.decode()


def test_an_answer_is_read_and_graded_in_the_desks_words(keeper, incoming):
    appeal = make.appeal("live")
    keeper.post(f"/post/{incoming.pk}/place/", {"kind": "reply", "target": appeal.targets.first().pk})
    reply = Reply.objects.get()
    assert "We have read it." in keeper.get(f"/replies/{reply.pk}/").content.decode()

    refused = keeper.post(f"/replies/{reply.pk}/", {"grade": "", "summary": "They only say that they have read it."})
    keeper.post(f"/replies/{reply.pk}/", {"grade": "form", "summary": "They only say that they have read it."})

    reply.refresh_from_db()
    assert (refused.status_code, "They only say that they have read it." in refused.content.decode()) == (422, True)
    assert (reply.grade, reply.summary) == ("form", "They only say that they have read it.")


def test_an_erased_message_says_so_and_its_summary_stays(keeper, incoming):
    appeal = make.appeal("live")
    keeper.post(f"/post/{incoming.pk}/place/", {"kind": "reply", "target": appeal.targets.first().pk})
    keeper.post(f"/replies/{Reply.objects.get().pk}/", {"grade": "refusal", "summary": "They refuse."})
    keeping.drop(mailbox.folder(), incoming.sha256)

    page = keeper.get(f"/replies/{Reply.objects.get().pk}/").content.decode()

    assert "The message itself was erased on its day." in page and "They refuse." in page
