"""Whoever asked for it gets the office's answer, once, as words in a letter of ours and as nothing else."""

from email import message_from_bytes

import pytest

import mailing
import make
from hueandcry.actions import forgetting, forwarding, leaving
from hueandcry.actions.models import Forward, Reply
from hueandcry.lib import clock
from hueandcry.post import envelopes, outbox, robots, stops, writing
from hueandcry.post.models import DeadAddress, Delivery, Letter

pytestmark = pytest.mark.django_db
EMAIL = "maria.kanareikina@example.net"
EVIL = (
    "Dear Ms Kanareikina,\n\nread https://court.example.org/case?id=7 and www.evil.example/x, javascript:alert(1) or\n"
    "evil.example.com; write to ivan@elsewhere.example.com and chair@court.example.org.\n\n{alias}"
)


def letters() -> list[Delivery]:
    return list(Delivery.objects.filter(letter__kind=Letter.Kind.ANSWER).order_by("pk"))


def sent(*, asked: bool = True, email: str = EMAIL, appeal=None) -> Delivery:
    """A letter to the court of somebody who asked for the answers, or did not."""
    make.confirmed(appeal or make.appeal("live"), email, name="Maria Kanareikina", wants_answers=asked)
    return mailing.accept(Delivery.objects.filter(rank=1, protest__target__key="t1").latest("pk"))


def answered(delivery: Delivery, text: str = "The sentences were lawful.", **head: str) -> Reply:
    return mailing.arrive(mailing.answer(text, **head), envelopes.from_address(delivery.token)).reply


def message(delivery: Delivery):
    parcel = writing.compose(
        delivery.letter, outbox.opened(delivery), token=delivery.token, message_id=delivery.message_id, at=clock.now()
    )
    return parcel, message_from_bytes(parcel.message)


def test_who_asked_gets_one_letter_of_ours_and_who_did_not_gets_none():
    asked = sent()
    reply = answered(asked)
    answered(sent(asked=False, email="second@example.net"))

    [letter] = letters()
    parcel, mail = message(letter)

    assert (Forward.objects.get().reply, parcel.to, letter.rank) == (reply, EMAIL, 2)
    assert mail["From"].endswith(f"<{envelopes.from_address(letter.token)}>")
    assert (mail["Auto-Submitted"], mail.get_content_type(), mail["Reply-To"]) == ("auto-generated", "text/plain", None)
    body = mail.get_payload(decode=True).decode()
    assert "> The sentences were lawful." in body and "Not signed" in body and "Head of the Supreme Court" in body


def test_the_same_answer_again_is_no_second_letter():
    delivery = sent()

    answered(delivery), answered(delivery)

    assert len(letters()) == 1


def leaks(delivery: Delivery) -> list[str]:
    alias = f"To: p-{delivery.token}@act.example.org, p-aaaaaaaaaaaaaaaaaaaaaaaa@act.example.org"
    answered(delivery, EVIL.format(alias=alias), Received="from inside.court.example.org", X_Note="to be watched")
    _parcel, mail = message(letters()[0])
    text = "".join(f"{name}: {value}\n" for name, value in mail.items()) + mail.get_payload(decode=True).decode()
    told = text.replace(f"/leave/{delivery.protest.action.token}/", "").replace(
        f"/stop/{delivery.protest.action.token}/", ""
    )
    bad = ("https://court", "www.evil", "javascript:", "evil.example.com", "ivan", "chair@court", delivery.token,
           "aaaaaaaaaaaa", "Received:", "inside", "watched", delivery.protest.action.token)  # fmt: skip
    return [word for word in bad if word in told]


def test_no_head_no_link_no_alias_and_nobody_elses_mailbox_travels_on():
    assert leaks(sent()) == []


def test_it_would_be_noticed_if_answers_were_sent_on_as_they_came(settings):
    settings.SABOTAGE = ["forward-raw"]

    assert {"Received:", "watched", "https://court"} <= set(leaks(sent()))


def test_her_own_name_stays_for_herself():
    answered(sent(), "Dear Ms Kanareikina,\n\nno.")

    assert "Dear Ms Kanareikina" in message(letters()[0])[1].get_payload(decode=True).decode()


def test_an_attachment_is_named_and_stays_here():
    delivery = sent()
    raw = (
        b"From: o.lem@court.example.org\r\nSubject: Re: yours\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n'
        b'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="../../answer.pdf"\r\n\r\n'
        b"%PDF-canary\r\n--b--\r\n"
    )

    mailing.arrive(raw, envelopes.from_address(delivery.token))

    body = message(letters()[0])[1].get_payload(decode=True).decode()
    assert "answer" in body and "not passed on" in body and "PDF-canary" not in body and "../" not in body


@pytest.mark.parametrize(
    "head", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Subject": "Automatic reply: away"}]
)
def test_a_robots_answer_goes_to_nobody(head):
    answered(sent(), **head)

    assert letters() == []


def test_our_letter_is_a_robots_for_whoever_gets_it_so_nothing_can_circle():
    answered(sent())
    _parcel, mail = message(letters()[0])

    assert robots.why(mail, mail["Subject"])
    assert forwarding._ours("p-x@act.example.org") and not forwarding._ours(EMAIL)


def test_an_office_that_answers_without_end_is_heard_twenty_times():
    delivery = sent()

    for n in range(forwarding.MOST + 3):
        answered(delivery, f"Answer {n}")

    assert (len(letters()), Reply.objects.count()) == (forwarding.MOST, forwarding.MOST + 3)


def test_whoever_left_or_never_wants_a_letter_gets_none():
    gone, silent = sent(email="gone@example.net"), sent(email="silent@example.net")
    leaving.withdraw(gone.protest.action, clock.now())
    stops.stop("silent@example.net", DeadAddress.Why.STOPPED, clock.now())

    answered(gone), answered(silent)

    assert letters() == [] and Reply.objects.count() == 2


def test_erasing_a_supporter_takes_the_letter_that_was_on_its_way():
    delivery = sent()
    answered(delivery)

    leaving.erase(delivery.protest.action, clock.now())

    assert letters() == [] and not Forward.objects.exists()


def test_the_letter_is_unreadable_when_the_appeal_is_forgotten(settings):
    delivery = sent()
    answered(delivery)
    appeal = delivery.protest.appeal
    appeal.__class__.objects.filter(pk=appeal.pk).update(status="stopped", ended_at=clock.now())

    forgetting.walk(clock.now() + forgetting.taking.ERASED_AFTER, clock_is_right=True)

    [letter] = letters()
    assert not bytes(letter.sealed) and letter.to_key == ""


def test_the_form_asks_and_what_was_ticked_stays_ticked(client, settings):
    from hueandcry.actions.models import Action

    appeal = make.appeal("live")
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    fields = {"name": "Maria", "email": EMAIL, "country": "DE", "words": "", "answers": "yes"}

    again = client.post(f"/act/{appeal.slug}/en/", {**fields, "name": ""}).content.decode()
    client.post(f"/act/{appeal.slug}/en/", fields)

    assert 'name="answers" type="checkbox" value="yes" checked' in again
    assert Action.objects.get().wants_answers


def test_on_her_own_page_she_can_ask_for_answers_and_have_no_more(client, settings):
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    delivery = sent(asked=False)
    page = f"/leave/{delivery.protest.action.token}/"
    answered(delivery, "one")
    client.post(page, {"do": "answers"})
    answered(delivery, "two")

    shown = client.post(page, {"do": "no-answers"}).content.decode()
    answered(delivery, "three")

    [letter] = letters()
    assert letter.status == "cancelled" and "Send me the answers" in shown


def test_withdrawing_takes_back_the_letter_that_waits():
    delivery = sent()
    answered(delivery)

    leaving.withdraw(delivery.protest.action, clock.now())

    assert [letter.status for letter in letters()] == ["cancelled"]
