"""The desk learns from a message a person sorted, believes a signature only, and can be told to forget."""

import pytest

import mailing
import make
from hueandcry.actions import learning, placing
from hueandcry.actions.models import Reply, SortingRule
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import sorting
from hueandcry.post.models import Incoming

pytestmark = pytest.mark.django_db
OFFICE, POSTMASTER = "press@ministry.example", "postmaster@act.example.org"


@pytest.fixture
def keeper():
    return make.user("postkeeper", name="Ada")


@pytest.fixture
def target():
    return make.appeal("live").targets.get(key="t1")


@pytest.fixture(autouse=True)
def ministry(name_server):
    records = mailing.records()
    for domain in ("ministry.example", "other.example"):
        name_server.records[f"{mailing.SELECTOR}._domainkey.{domain}"] = records["s1._domainkey.evil.example"]


def mail(text: str, sender: str = OFFICE, *, signed: bool = True, **head: str) -> bytes:
    raw = mailing.answer(text, From=f"Press <{sender}>", Date="Mon, 23 Nov 2026 06:00:00 +0000", **head)
    return mailing.sign(raw, domain=sender.rpartition("@")[2], covers="from date subject") if signed else raw


def sort_by_hand(raw: bytes, keeper, target, kind: str = "reply") -> Incoming:
    incoming = mailing.arrive(raw, POSTMASTER)
    assert incoming.status == "unplaced"
    placing.by_hand(incoming, kind=kind, appeal=target.appeal, target=target, by=keeper)
    return incoming


@pytest.mark.parametrize("kind", ["reply", "robot"])
def test_the_next_message_of_the_same_proven_sender_finds_its_place_and_says_why(keeper, target, kind):
    sort_by_hand(mail("one"), keeper, target, kind)

    incoming = mailing.arrive(mail("two"), POSTMASTER)

    assert (incoming.status, incoming.kind, incoming.reply.target) == ("placed", kind, target)
    assert "Ada" in incoming.reason
    assert Entry.objects.filter(event="incoming sorted as before").exists()


def test_a_mail_server_that_was_called_a_bounce_is_one_the_next_time(keeper, target):
    sender = "MAILER-DAEMON@ministry.example"
    sort_by_hand(mail("It is not clear.", sender), keeper, target, "bounce")

    incoming = mailing.arrive(mail("Still not clear.", sender), POSTMASTER)

    assert (incoming.status, incoming.kind, Reply.objects.count()) == ("placed", "bounce", 0)


def others() -> list[bytes]:
    """Mail that is like the first and not proven to be of the same sender."""
    broken = mail("three").replace(b"three", b"four")
    return [mail("two", signed=False), broken, mail("five", "chief@ministry.example"),
            mailing.sign(mail("six", signed=False), domain="other.example", covers="from date subject")]  # fmt: skip


def placed_by_itself(keeper, target) -> int:
    sort_by_hand(mail("one"), keeper, target)
    return sum(mailing.arrive(raw, POSTMASTER).status == "placed" for raw in others())


def test_whoever_cannot_prove_to_be_the_same_is_only_offered(keeper, target):
    assert placed_by_itself(keeper, target) == 0
    own = learning.proposals(sorting.sort(others()[0]))
    neighbour = learning.proposals(sorting.sort(others()[2]))

    assert "this very sender" in own[0].why and "another sender at ministry.example" in neighbour[0].why
    assert own[0].rule == neighbour[0].rule


def test_it_would_be_noticed_if_nothing_had_to_be_proven(keeper, target, settings):
    settings.SABOTAGE = ["learn-from-anybody"]

    assert placed_by_itself(keeper, target) > 0


def test_what_was_learned_from_an_unsigned_message_is_never_done_without_asking(keeper, target):
    sort_by_hand(mail("one", signed=False), keeper, target)

    assert mailing.arrive(mail("two", signed=False), POSTMASTER).status == "unplaced"
    assert mailing.arrive(mail("three"), POSTMASTER).status == "unplaced"


def test_setting_aside_is_offered_and_never_done_without_asking(keeper):
    placing.set_aside(mailing.arrive(mail("one"), POSTMASTER), by=keeper)

    assert mailing.arrive(mail("two"), POSTMASTER).status == "unplaced"
    assert learning.proposals(sorting.sort(mail("two")))[0].rule.kind == "set_aside"


def test_neighbours_at_a_public_provider_have_nothing_in_common(keeper, target):
    sort_by_hand(mail("one", "someone@gmail.com", signed=False), keeper, target)

    assert not learning.proposals(sorting.sort(mail("two", "else@gmail.com", signed=False)))


def test_an_office_that_two_appeals_write_to_is_asked_about_each_time(keeper, target):
    sort_by_hand(mail("one"), keeper, target)
    make.appeal("live")  # the same court

    assert mailing.arrive(mail("two"), POSTMASTER).status == "unplaced"


def test_an_automatic_answer_of_somebody_known_for_answers_is_an_automatic_answer(keeper, target):
    sort_by_hand(mail("one"), keeper, target)

    assert mailing.arrive(mail("away", Auto_Submitted="auto-replied"), POSTMASTER).kind == "robot"


def test_what_was_learned_can_be_taken_back_by_those_who_may(keeper, target):
    sort_by_hand(mail("one"), keeper, target)
    rule = SortingRule.objects.get()
    with pytest.raises(Refused):
        learning.take_back(rule, by=make.user("writer"), now=clock.now())

    learning.take_back(rule, by=keeper, now=clock.now())
    learning.take_back(rule, by=keeper, now=clock.now())

    assert mailing.arrive(mail("two"), POSTMASTER).status == "unplaced"
    assert not learning.proposals(sorting.sort(mail("two")))
    rule.refresh_from_db()
    assert rule.taken_back_by == keeper and Entry.objects.filter(event="sorting taken back").count() == 1


def test_the_last_word_about_a_sender_holds(keeper, target):
    first = mailing.arrive(mail("one"), POSTMASTER)
    second = mailing.arrive(mail("two"), POSTMASTER)
    for incoming, kind in ((first, "reply"), (second, "robot")):
        placing.by_hand(incoming, kind=kind, appeal=target.appeal, target=target, by=keeper)

    assert [rule.kind for rule in learning.live(SortingRule.objects.all())] == ["robot"]


def test_the_desk_shows_what_it_learned_and_takes_it_back(client, keeper, target):
    client.force_login(keeper)
    sort_by_hand(mail("one"), keeper, target)
    waits = mailing.arrive(mail("two", signed=False), POSTMASTER)

    offered = client.get(f"/post/{waits.pk}/").content.decode()
    listed = client.get("/post/learned/").content.decode()
    client.post(f"/post/learned/{SortingRule.objects.get().pk}/take-back/")

    assert "Yes, as before" in offered and "Ada" in offered
    assert "done without asking" in listed and OFFICE not in listed
    assert "Nothing yet." in client.get("/post/learned/").content.decode()
