"""One answer that went to hundreds is one thing to read, and two different answers are two."""

import threading

import pytest
from django.db import connection

import mailing
import make
from hueandcry.actions import grouping, placing, replies
from hueandcry.actions.models import Reply, ReplyGroup
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox
from hueandcry.post.models import Delivery

SAYS = (
    "Your letter about the events of 9 March has been read by the office of the chair. The court is independent and "
    "cannot be asked by anybody to change a sentence. The persons you name were sentenced after a fair trial in which "
    "they had counsel of their own, and they may appeal within the time the law sets. We consider the matter closed."
)
OTHER = (
    "We thank you for your letter about the events of 9 March. After a review ordered by the chair of the court the "
    "sentences were found to be wrong in law, and all seven persons have been released today with an apology. The "
    "officers who beat them will stand before a judge, and you are welcome to attend."
)


def supporters(count: int, appeal=None) -> list[Delivery]:
    """That many letters to the court, each of another person."""
    appeal = appeal or make.appeal("live")
    first = ("Maria", "Иван", "Zoë", "Ahmed", "Қайрат")
    for n in range(count):
        name = f"{first[n % 5]} {chr(65 + n % 26)}{'aeiou'[n % 5]}{'bdgklmnrst'[n % 10]}ov{'a' * (n % 2)}"
        make.confirmed(appeal, f"person{n}@example.net", name=name)
    protests = Delivery.objects.filter(rank=1)
    return list(protests.filter(protest__target__key="t1").order_by("pk"))


def answer(says: str, delivery: Delivery, n: int, **head: str) -> bytes:
    name = delivery.protest.action.pk
    return mailing.answer(
        f"Dear Mr or Ms {name},\n\n{says}\n\nOur number: {n}/2026\n\nOda Lem\n\nOn Monday, somebody{n} wrote:\n> {n}",
        Subject=f"Re: your letter no. {n}", **head,
    )  # fmt: skip


def keep(raw: bytes, delivery: Delivery) -> None:
    mailbox.keep(raw, envelope_to=[envelopes.from_address(delivery.token)], envelope_from="", now=clock.now())


@pytest.mark.django_db
@pytest.mark.parametrize("many", [30, pytest.param(200, marks=pytest.mark.long)])
def test_many_supporters_got_one_answer_and_the_desk_reads_it_once(many):
    letters = supporters(many // 5)
    for n in range(many):
        keep(answer(SAYS, letters[n % (many // 5)], n), letters[n % (many // 5)])

    placing.walk(limit=500)

    assert Reply.objects.count() == many
    [row] = replies.to_read()
    assert row.alike == many
    assert ReplyGroup.objects.count() == 1


def two_answers() -> list[Reply]:
    letters = supporters(2)
    for n in range(6):
        keep(answer((SAYS, OTHER)[n % 2], letters[n % 2], 7), letters[n % 2])
        keep(answer((SAYS, OTHER)[n % 2], letters[n % 2], n + 10, From=f"c{n}@court.example.org"), letters[n % 2])
    placing.walk(limit=50)
    return list(replies.to_read())


@pytest.mark.django_db
def test_two_different_answers_are_two_groups_even_under_one_subject(settings):
    assert len(two_answers()) == 2


@pytest.mark.django_db
def test_it_would_be_noticed_if_the_subject_alone_made_a_group(settings):
    settings.SABOTAGE = ["group-by-subject"]

    assert len(two_answers()) != 2


@pytest.mark.django_db
def test_a_name_the_office_repeats_in_its_text_parts_nobody_and_a_word_changed_stays_visible():
    letters = supporters(3)
    for n, delivery in enumerate(letters):
        keep(answer(SAYS.replace("closed", "settled") if n == 2 else SAYS, delivery, n), delivery)
    placing.walk(limit=50)

    group = ReplyGroup.objects.get()

    assert [variant.count for variant in replies.variants(group)] == [2, 1]


@pytest.mark.django_db
def test_an_answer_to_another_office_or_of_a_robot_is_another_group():
    letters = supporters(1) + supporters(1)
    keep(answer(SAYS, letters[0], 1), letters[0])
    keep(answer(SAYS, letters[-1], 2), letters[-1])
    keep(answer(SAYS, letters[0], 3, Auto_Submitted="auto-replied"), letters[0])

    placing.walk(limit=50)

    assert ReplyGroup.objects.count() == 3


@pytest.mark.django_db
def test_a_grade_given_to_a_group_is_given_to_all_of_it_and_told_once_in_the_ledger():
    letters = supporters(3)
    for n, delivery in enumerate(letters):
        keep(answer(SAYS, delivery, n), delivery)
    placing.walk(limit=50)
    keeper = make.user("postkeeper")

    count = replies.grade(Reply.objects.earliest("pk"), grade="refusal", summary="No.", by=keeper, all_alike=True)

    assert count == 3 and not replies.to_read() and replies.done().get().alike == 3
    with pytest.raises(Refused):
        replies.grade(Reply.objects.earliest("pk"), grade="refusal", summary="", by=make.user("writer"))


@pytest.mark.django_db
def test_the_fingerprints_of_two_appeals_cannot_be_compared():
    letters = supporters(1) + supporters(1)
    for delivery in (letters[0], letters[-1]):
        keep(answer(SAYS, delivery, 1), delivery)
    placing.walk(limit=50)

    one, other = ReplyGroup.objects.all()

    assert one.fingerprint != other.fingerprint
    assert grouping.likeness(frozenset(one.sketch.split()), frozenset(other.sketch.split())) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_group():
    letters = supporters(2)
    for n in range(8):
        keep(answer(SAYS.replace("chair", "chairs") if n % 2 else SAYS, letters[n % 2], n), letters[n % 2])
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            placing.walk(limit=50)
        except BaseException as why:
            trouble.append(why)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert not trouble
    assert (ReplyGroup.objects.count(), Reply.objects.count()) == (1, 8)
