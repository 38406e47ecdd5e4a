"""What waits for an office goes in one signed letter, if two people want it; or by itself, and never both ways."""
# ruff: noqa: F811  # fixtures that come from summing.py

import hashlib

import pytest

import make
from hueandcry.actions import leaving, pacing, placing, summing_up, tally
from hueandcry.actions.models import Protest, Reply, Summary
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, locales, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import envelopes, holding, mailbox, outbox, summaries
from hueandcry.post.models import Delivery
from summing import (  # noqa: F401  # three of them are fixtures
    appeal,
    court,
    files,
    keeper,
    leave,
    pages,
    people,
    second,
    summarised,
    table,
    the_summary,
)

pytestmark = pytest.mark.django_db
Status = Delivery.Status


def test_what_waits_leaves_as_one_letter_with_every_name_and_country_in_both_files(appeal, keeper, second):
    people(appeal, "Maria Example", "Ұлжан Әбдіқадырқызы")
    people(appeal, "محمد رضا", country="IR")

    summarised(appeal, keeper, second)
    message = the_summary(leave())

    assert "chair@court.example.org" in message["To"]
    assert "office@court.example.org" in message["Cc"]
    kept = files(message)
    assert table(kept["protests.csv"]) == [
        ["Name", "Country"], ["Maria Example", "Germany"], ["Ұлжан Әбдіқадырқызы", "Germany"], ["محمد رضا", "Iran"],
    ]  # fmt: skip
    shown = pages(kept["protests.pdf"])
    assert "Maria Example" in shown and "Ұлжан Әбдіқадырқызы" in shown and "محمد رضا" in shown
    assert "I ask you to release them at once." in shown
    text = message.get_body(("plain",)).get_content()
    assert "comes from 3 people," in text and "Germany 2, Iran 1" in text
    assert "I ask you to release them at once." in text


@pytest.mark.parametrize(
    ("language", "subject", "signed"),
    [
        ("en", "Release Aru Seitova", "3 people, each in their own name"),
        ("ru", "", "3 человека, каждый от своего имени"),
    ],
)
def test_the_letter_and_the_pdf_say_who_sends_them_when_and_under_which_number(
    settings, appeal, keeper, second, language, subject, signed
):
    settings.ORGANISATION = "Bakers' Watch"
    people(appeal, "A", "B", "C", language=language)

    summarised(appeal, keeper, second)
    message = the_summary(leave())

    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    day = locales.day(clock.now().date(), language)
    assert text.startswith(f"Bakers' Watch\n{appeal.number}, {day}\n\n")
    assert f"Yours sincerely,\n{signed}\n" in text, "the closing formula does not stand alone"
    shown = " ".join(pages(files(message)["protests.pdf"]).split())
    for part in ("Bakers' Watch", appeal.number, day, f"Yours sincerely, {signed}"):
        assert part in shown
    if subject:
        assert subject in message["Subject"] and subject not in text and shown.count(subject) == 1


def test_the_signed_text_names_both_files_by_their_digests(appeal, keeper, second):
    people(appeal, "Maria Example")

    summarised(appeal, keeper, second)
    message = the_summary(leave())

    text = message.get_body(("plain",)).get_content()
    for part in message.iter_attachments():
        digest = hashlib.sha256(part.get_payload(decode=True)).hexdigest()
        assert f"{part.get_filename()}: {digest}" in text


def test_the_tally_counts_those_in_a_summary_for_themselves_and_never_as_accepted(appeal, keeper, second):
    people(appeal, "A", "B", "C")
    summarised(appeal, keeper, second)

    before = tally.desk(appeal).letters
    leave()
    after, public = tally.desk(appeal).letters, tally.public(appeal, clock.now())

    assert (before.born, before.waiting, before.in_summary, before.in_summary_accepted) == (3, 0, 3, 0)
    assert (after.born, after.accepted, after.in_summary, after.in_summary_accepted) == (3, 0, 3, 3)
    assert (public.accepted, public.in_summary) == (0, 3)
    assert tally.recount(appeal) == []


def test_who_asked_cannot_agree_and_a_writer_can_do_neither(appeal, keeper, second):
    people(appeal, "A")
    rest = court(appeal)
    writer = make.user(User.Role.WRITER)
    asked = summing_up.ask(*rest, by=keeper, now=clock.now())

    with pytest.raises(Refused, match="Somebody else has to decide"):
        summing_up.make(asked, by=keeper, now=clock.now())
    with pytest.raises(Refused, match="role"):
        summing_up.make(asked, by=writer, now=clock.now())
    with pytest.raises(Refused, match="already"):
        summing_up.ask(*rest, by=second, now=clock.now())

    assert Delivery.objects.filter(status=Status.IN_SUMMARY).count() == 0


def test_a_second_press_makes_no_second_summary(appeal, keeper, second):
    people(appeal, "A", "B")
    rest = court(appeal)
    asked = summing_up.ask(*rest, by=keeper, now=clock.now())
    again = Summary.objects.get(pk=asked.pk)

    summing_up.make(asked, by=second, now=clock.now())
    with pytest.raises(Refused):
        summing_up.make(again, by=make.user(User.Role.OPERATOR), now=clock.now())

    assert Delivery.objects.filter(letter__kind="summary").count() == 1


def test_where_nothing_waits_any_more_nothing_is_made_and_the_question_stands(appeal, keeper, second):
    people(appeal, "A")
    rest = court(appeal)
    asked = summing_up.ask(*rest, by=keeper, now=clock.now())
    leave()

    with pytest.raises(Refused, match="letter by letter"):
        summing_up.make(asked, by=second, now=clock.now())
    with pytest.raises(Refused, match="Nothing waits"):
        summing_up.ask(*rest, by=second, now=clock.now())

    assert Delivery.objects.filter(letter__kind="summary").count() == 0
    summing_up.drop(Summary.objects.get(pk=asked.pk), by=keeper, now=clock.now())


def test_it_leaves_also_where_single_letters_are_paused(appeal, keeper, second):
    people(appeal, "A", "B")
    pacing.pause(court(appeal)[1].pigeonhole, by=keeper, now=clock.now())
    assert not [parcel for parcel in leave() if "chair@court" in parcel.to]

    summarised(appeal, keeper, second)

    assert the_summary(leave())


def test_whoever_takes_her_protest_back_before_it_leaves_is_not_in_it(appeal, keeper, second):
    gone, _stays = people(appeal, "Gone Girl", "Stays There")
    summarised(appeal, keeper, second)

    leaving.withdraw(gone, clock.now())
    message = the_summary(leave())

    assert [row[0] for row in table(files(message)["protests.csv"])[1:]] == ["Stays There"]
    assert "comes from 1 person," in message.get_body(("plain",)).get_content()
    assert tally.desk(appeal).letters.in_summary == 1


def test_a_summary_that_nobody_is_left_in_does_not_leave(appeal, keeper, second):
    (one,) = people(appeal, "Gone Girl")
    made = summarised(appeal, keeper, second)

    leaving.withdraw(one, clock.now())

    assert not [p for p in leave() if b"multipart" in p.message]
    made.delivery.refresh_from_db()
    assert made.delivery.status == Status.CANCELLED


def test_one_that_was_refused_can_be_taken_apart_and_its_protests_leave_one_by_one(appeal, keeper, second):
    people(appeal, "A", "B")
    made = summarised(appeal, keeper, second)
    with pytest.raises(Refused, match="did not get through"):
        summing_up.take_apart(made, by=keeper, now=clock.now())
    Delivery.objects.filter(pk=made.delivery_id).update(status=Status.REJECTED)
    assert tally.desk(appeal).letters.in_summary_failed == 2

    assert summing_up.take_apart(made, by=keeper, now=clock.now()) == 2

    assert len([p for p in leave() if "chair@court" in p.to]) == 2
    letters = tally.desk(appeal).letters
    assert (letters.accepted, letters.in_summary) == (letters.born, 0)
    events = list(Entry.objects.filter(event__startswith="summary").order_by("seq").values_list("event", flat=True))
    assert events == ["summary asked", "summary made", "summary taken apart"]


def test_whoever_leaves_after_it_was_refused_is_not_put_back(appeal, keeper, second):
    gone, _stays = people(appeal, "A", "B")
    made = summarised(appeal, keeper, second)
    Delivery.objects.filter(pk=made.delivery_id).update(status=Status.REJECTED, possible_duplicate=True)

    leaving.withdraw(gone, clock.now())

    assert summing_up.take_apart(made, by=keeper, now=clock.now()) == 1
    again = Delivery.objects.get(protest__target__key="t1", status=Status.QUEUED)
    assert again.possible_duplicate, "it was sent twice before it was refused: nobody knows"


def test_each_wording_has_a_summary_of_its_own(appeal, keeper, second):
    people(appeal, "A", "B")
    people(appeal, "Ц", country="KZ", language="ru")
    hole = court(appeal)[1].pigeonhole

    assert [(rest.words.language, rest.waiting) for rest in summing_up.possible(hole)] == [("en", 2), ("ru", 1)]
    russian = summing_up.possible(hole)[1]
    asked = summing_up.ask(russian.target, russian.turn, russian.words, by=keeper, now=clock.now())
    summing_up.make(asked, by=second, now=clock.now())
    message = the_summary(leave())

    assert [row[0] for row in table(files(message)["protests.csv"])] == ["Имя", "Ц"]
    assert "подписались: 1 человек," in message.get_body(("plain",)).get_content()


def test_an_appeal_that_is_stopped_takes_its_summaries_back_too(appeal, keeper, second):
    people(appeal, "A", "B")
    summarised(appeal, keeper, second)

    holding.cancel(appeal.act_key, why="stopped")

    letters = tally.desk(appeal).letters
    assert (letters.cancelled, letters.in_summary) == (2, 0)
    assert not [parcel for parcel in leave() if b"multipart" in parcel.message]


def test_while_the_keys_are_away_it_waits_and_leaves_nobody_out(appeal, keeper, second):
    people(appeal, "A", "B")
    made = summarised(appeal, keeper, second)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "unseal", _missing)
        assert not [parcel for parcel in leave() if b"multipart" in parcel.message]
    made.delivery.refresh_from_db()

    assert made.delivery.status == Status.QUEUED


def _missing(name, sealed):
    raise sealing.KeyMissing(name)


def test_an_answer_to_it_is_filed_under_the_office_and_under_nobodys_protest(appeal, keeper, second):
    people(appeal, "A", "B")
    made = summarised(appeal, keeper, second)
    leave()
    raw = (
        f"From: chair@court.example.org\r\nTo: {envelopes.from_address(made.delivery.token)}\r\n"
        f"In-Reply-To: {made.delivery.message_id}\r\nSubject: Re: the bakers\r\nMessage-ID: <a@court.example.org>\r\n"
        "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain\r\n\r\nWe have read your list.\r\n"
    ).encode()

    mailbox.keep(
        raw, envelope_to=[envelopes.from_address(made.delivery.token)], envelope_from="chair@court.example.org"
    )
    placing.walk()

    (reply,) = Reply.objects.all()
    assert (reply.appeal, reply.target, reply.protest) == (appeal, made.target, None)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x.test";"y")', "+1", "-1", "@SUM(A1)", "Eve\u202egnp.exe", "A\r\nB: c"]
)
def test_hostile_names_are_only_text(appeal, keeper, second, name):
    people(appeal, "Anna")
    action = people(appeal, "Eve", country="FR")[0]
    row = Protest.objects.get(action=action, target__key="t1").delivery
    told = outbox.opened(row)
    sealed = {**told.__dict__, "cc": list(told.cc), "values": {**told.values, "name": name}}
    Delivery.objects.filter(pk=row.pk).update(sealed=sealing.seal(row.key_name, sealed))

    summarised(appeal, keeper, second)
    rows = table(files(the_summary(leave()))["protests.csv"])

    assert len(rows) == 3
    assert not rows[1][0].startswith(("=", "+", "-", "@"))
    assert not set(rows[1][0]) & set("\u202e\r\n")


def test_more_names_than_fit_go_on_waiting(appeal, keeper, second, monkeypatch):
    monkeypatch.setattr(summaries, "MOST", 2)
    people(appeal, "A", "B", "C")

    made = summarised(appeal, keeper, second)

    assert made.people == 2
    assert Delivery.objects.filter(protest__target__key="t1", status=Status.QUEUED).count() == 1


def test_a_letter_that_may_have_arrived_already_leaves_by_itself(appeal, keeper, second):
    first, _other = people(appeal, "A", "B")
    Delivery.objects.filter(protest__action=first, protest__target__key="t1").update(possible_duplicate=True)

    assert summarised(appeal, keeper, second).people == 1
