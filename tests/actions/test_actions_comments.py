"""Comments: confirmed by mail, read by a person, text only; no address is kept, and every brake on letters holds."""

import datetime as dt

import pytest

import make
from hueandcry.actions import comments, forgetting
from hueandcry.actions.models import Comment, Confirmation
from hueandcry.cases.models import PersonAtRisk
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.pages import paper, printing
from hueandcry.post import outbox
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = "She taught my daughter to bake."


@pytest.fixture
def appeal():
    return make.appeal("live")


def said(on, email="maria@example.net", *, now=None, words=WORDS, name="Maria Example"):
    """Somebody comments; the link of the letter she has got, or nothing."""
    comments.take(on, name=name, email=email, language="en", words=words, now=now or clock.now())
    letters = Confirmation.objects.order_by("-pk").select_related("delivery")
    return next((one.token for one in letters if outbox.opened(one.delivery).to == email), "")


def confirmed(on, email="maria@example.net", **more):
    link = said(on, email, **more)
    comments.confirm(link, seen=[one.token for one in comments.behind(link, clock.now())], now=clock.now())
    return Comment.objects.latest("pk")


def page(appeal):
    printing.print_changed(clock.now())
    return (paper.folder() / "en" / appeal.slug / "index.html").read_text()


def test_from_the_form_to_the_page_and_the_address_is_in_no_row(appeal):
    comment = confirmed(appeal)
    assert WORDS not in page(appeal)

    comments.let_out(comment, by=make.user("postkeeper"), now=clock.now())

    told = page(appeal)
    assert WORDS in told and "Maria Example" in told and "maria@example.net" not in told
    row = Comment.objects.values().get()
    assert row["sealed"] is None and "maria@example.net" not in repr(row)
    assert Entry.objects.get(event="comment shown").subject == appeal.number


def test_nobody_but_the_owner_of_the_address_confirms_and_only_what_stood_on_the_page(appeal):
    link = said(appeal)
    seen = [one.token for one in comments.behind(link, clock.now())]
    said(appeal, words="Typed by somebody else meanwhile.")

    assert comments.confirm("0" * 26, seen=seen, now=clock.now()) == 0
    assert comments.confirm(link, seen=seen, now=clock.now()) == 1
    assert comments.confirm(link, seen=seen, now=clock.now()) == 0
    assert sorted(Comment.objects.values_list("status", flat=True)) == ["pending", "waiting"]


def test_an_act_and_a_comment_on_one_day_are_one_letter_and_its_link_shows_both(appeal):
    link = make.act(appeal)
    assert said(appeal) == link

    assert Delivery.objects.filter(rank=0).count() == 1
    assert [comments.opened(one)["words"] for one in comments.behind(link, clock.now())] == [WORDS]


def test_the_other_way_round_the_link_of_the_comment_confirms_the_act(appeal):
    link = said(appeal)
    assert make.act(appeal) == link

    from hueandcry.actions import confirming

    assert len(confirming.confirm(link, now=clock.now())) == 1


def test_after_three_letters_without_an_answer_there_is_silence(appeal):
    for n in range(5):
        said(appeal, words=f"Number {n} of my remarks.", now=clock.now() + n * DAY * 1.1)

    assert Delivery.objects.filter(rank=0).count() == 3


def test_a_double_press_is_one_comment_and_a_mailbox_has_three_that_wait(appeal):
    said(appeal)
    said(appeal)
    assert Comment.objects.count() == 1
    for n in range(5):
        said(appeal, words=f"Number {n} of my remarks.")

    assert Comment.objects.count() == comments.WAITING


@pytest.mark.parametrize(
    ("words", "said_of_it"),
    [
        ("", "write something"),
        ("x" * 601, "601"),
        ("Look at https://example.org/", "links"),
        ("Write to me: maria@example.net", "e-mail addresses"),
        ("Z" + "\u0301" * 9, "accents"),
    ],
)
def test_what_is_no_comment_is_named(appeal, words, said_of_it):
    wrong = comments.check(name="Maria", email="maria@example.net", language="en", words=words)

    assert said_of_it in wrong["words"]
    with pytest.raises(Refused):
        comments.take(appeal, name="Maria", email="m@example.net", language="en", words=words, now=clock.now())


def test_whoever_is_hidden_cannot_be_named_by_a_comment(appeal):
    PersonAtRisk.objects.create(case=appeal.case, key="p1", name="Aru Seitova", aliases=[], public=False)
    comment = confirmed(appeal, words="Free Aru Seitova!")

    assert comments.names_hidden(comment) == ["Aru Seitova"]
    with pytest.raises(Refused, match="Aru Seitova, who is not to be named"):
        comments.let_out(comment, by=make.user("postkeeper"), now=clock.now())


def test_only_who_keeps_the_post_decides_and_what_is_declined_is_erased(appeal):
    comment = confirmed(appeal)
    with pytest.raises(Refused, match="role"):
        comments.let_out(comment, by=make.user("coordinator"), now=clock.now())

    comments.decline(comment, by=make.user("postkeeper"), now=clock.now())

    comment.refresh_from_db()
    assert (comment.status, comment.sealed, comments.opened(comment)) == ("declined", None, {})
    with pytest.raises(Refused):
        comments.let_out(comment, by=make.user("postkeeper"), now=clock.now())


def test_what_is_public_is_taken_from_the_page_by_the_desk_or_by_whoever_wrote_it(appeal):
    mine, other = confirmed(appeal), confirmed(appeal, "other@example.net", words="Courage to the bakers.")
    for one in (mine, other):
        comments.let_out(one, by=make.user("postkeeper"), now=clock.now())
    assert WORDS in page(appeal) and "Courage" in page(appeal)

    assert comments.take_back(mine.token) and comments.take_back(mine.token)
    comments.decline(other, by=make.user("postkeeper"), now=clock.now())

    assert WORDS not in page(appeal) and "Courage" not in page(appeal)
    assert not comments.take_back("0" * 26)
    assert set(Comment.objects.values_list("name", "words")) == {("", "")}


def test_what_nobody_confirms_or_decides_is_erased_and_the_key_of_the_month_after_it(appeal):
    link = said(appeal)
    confirmed(appeal, "other@example.net")
    key = Comment.objects.first().key_name
    now = clock.now()

    assert comments.forget(now + 4 * DAY) == 1
    assert comments.behind(link, now + 4 * DAY) == []
    assert comments.forget(now + 91 * DAY) == 1
    assert not Comment.objects.filter(sealed__isnull=False).exists()
    assert sealing.exists(key)
    comments.forget(now + 170 * DAY)
    assert not sealing.exists(key)


def test_the_walk_that_forgets_forgets_comments_too(appeal):
    said(appeal)

    assert forgetting.walk(clock.now() + 4 * DAY, clock_is_right=True).lapsed == 1


def test_under_a_report_of_ours_there_are_comments_too():
    from hueandcry.cases import bulletins

    text = {"title": "A year", "lead": "", "body": "One.", "checked": True}
    given = {"on": "2026-11-20", "country": "", "references": [], "texts": {"en": text}}
    bulletin = bulletins.begin(given, case=None, by=make.user(), now=clock.now())
    bulletins.ask(bulletin, by=make.user())
    bulletins.publish(bulletin, by=make.user("approver"), digest_seen=bulletin.digest, now=clock.now())
    comments.let_out(confirmed(bulletin), by=make.user("postkeeper"), now=clock.now())
    printing.print_changed(clock.now())

    assert WORDS in (paper.folder() / "en" / "reports" / bulletin.slug / "index.html").read_text()
