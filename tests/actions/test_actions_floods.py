"""Archive bombs, loops between desks and floods of junk: none opened, none answered, none in the way."""

import asyncio
import base64
import contextlib
import datetime as dt
import io
import tracemalloc
import zipfile
from types import SimpleNamespace

import pytest
from aiosmtpd import smtp

import mailing
import make
from hueandcry.actions import placing
from hueandcry.actions.models import Reply
from hueandcry.lib import clock
from hueandcry.post import dispatch, envelopes, listener, mailbox, quotas, sorting
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Incoming

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MIB = 1024 * 1024


def sent() -> Delivery:
    make.confirmed(make.appeal("live"))
    return mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))


# --- C03: archives -------------------------------------------------------------------------------


def bomb() -> bytes:
    """A reply with an archive that holds a thousand times its size."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answer.docm", b"\0" * (60 * MIB))
    coded = base64.encodebytes(packed.getvalue()).replace(b"\n", b"\r\n")
    return (
        b"From: chair@court.example.org\r\nSubject: Re: letter\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n'
        b'--x\r\nContent-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="a.zip"\r\n\r\n' + coded + b"--x--\r\n"
    )


def costs_its_size_only(raw: bytes) -> None:
    """The promise: what comes packed stays packed; the child has less memory than the archive would need."""
    tracemalloc.start()
    try:
        told = sorting.sort(raw)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (told.kind, told.text.strip(), told.penned) == ("reply", "See there.", "")
    assert most < 20 * MIB


def test_an_archive_is_never_unpacked():
    raw = bomb()
    assert len(raw) < MIB

    costs_its_size_only(raw)


def test_a_preview_of_an_archive_is_seen(settings):
    settings.SABOTAGE = ["preview-attachments"]

    with pytest.raises(AssertionError):
        costs_its_size_only(bomb())


# --- C10: two desks ------------------------------------------------------------------------------


def letters_between_two_desks() -> list[str]:
    """Whatever leaves one desk comes in at the other, at every door its letter gave out; what left, in order."""
    desks = [sent(), sent()]
    out, left = list[str](), Memory()
    writing = {}
    for n, delivery in enumerate(desks):  # the letter each desk wrote to the other
        writing[n] = dispatch.write(delivery)
        out.append(f"desk {n}")
        other = desks[1 - n]
        for door in (envelopes.from_address(other.token), envelopes.return_path(other.token), "abuse@act.example.org"):
            mailbox.keep(writing[n].message, envelope_to=[door], envelope_from=writing[n].mail_from)
    Delivery.objects.filter(status="queued").update(status="cancelled")
    for _ in range(5):
        while placing.walk(now=clock.now()):
            pass
        while dispatch.walk(left, worker="w"):
            pass
        for parcel in left.carried:
            out.append(parcel.to)
            mailbox.keep(parcel.message, envelope_to=[parcel.to], envelope_from=parcel.mail_from)
        left.carried.clear()
    return out


def test_two_desks_that_write_to_each_other_exchange_one_letter_each():
    assert letters_between_two_desks() == ["desk 0", "desk 1"]


def test_a_desk_that_answers_by_itself_is_seen(settings):
    settings.SABOTAGE = ["answer-by-itself"]

    assert len(letters_between_two_desks()) > 10


# --- C11: a flood --------------------------------------------------------------------------------


def an_answer_behind_a_flood() -> int:
    """Answers that were filed by the next walk of the clock, behind 150 messages from everywhere."""
    delivery = sent()
    for n in range(150):
        door = "postmaster@act.example.org" if n % 2 else "abuse@act.example.org"
        raw = f"From: x{n}@spam.example\r\nSubject: junk {n}\r\n\r\nBuy.".encode()
        mailbox.keep(raw, envelope_to=[door], envelope_from=f"x{n}@spam.example")
    mailbox.keep(mailing.answer(), envelope_to=[envelopes.from_address(delivery.token)], envelope_from="c@x.example")
    placing.walk(limit=20)
    return Reply.objects.count()


def test_an_offices_answer_does_not_wait_behind_a_flood_and_nothing_of_it_is_lost():
    assert an_answer_behind_a_flood() == 1

    while placing.walk(limit=100):
        pass
    assert Incoming.objects.filter(status="unplaced").count() == 150


def test_an_answer_that_waits_behind_a_flood_is_seen(settings):
    settings.SABOTAGE = ["first-come"]

    assert an_answer_behind_a_flood() == 0


def an_answer_behind_a_flood_to_our_letters(addresses: int = 3) -> int:
    """The same, behind 60 messages to the addresses of other letters of ours, and 60 to made-up ones."""
    appeal = make.appeal("live")
    for n in range(addresses + 1):
        make.confirmed(appeal, f"maria{n}@example.net")
    *flooded, quiet = [mailing.accept(delivery).token for delivery in Delivery.objects.filter(rank=1).order_by("pk")]
    for n in range(60):
        raw = f"From: x{n}@spam.example\r\nSubject: junk {n}\r\n\r\nBuy.".encode()
        made_up = f"p-{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{'a' * (10 + n // 26)}@act.example.org"
        for door in (envelopes.from_address(flooded[n % addresses]), made_up):
            mailbox.keep(raw, envelope_to=[door], envelope_from=f"x{n}@spam{n}.example")
    mailbox.keep(mailing.answer(), envelope_to=[envelopes.from_address(quiet)], envelope_from="c@x.example")
    placing.walk(limit=8)
    return Reply.objects.filter(protest__delivery__token=quiet).count()


def test_an_answer_does_not_wait_behind_a_flood_to_addresses_of_our_letters_or_to_made_up_ones():
    assert an_answer_behind_a_flood_to_our_letters() == 1

    assert Incoming.objects.filter(to_letter=True).count() == 61
    while placing.walk():
        pass
    assert not Incoming.objects.filter(status="raw").exists()


def test_a_flooded_address_that_is_served_first_is_seen(settings):
    settings.SABOTAGE = ["loudest-first"]

    assert an_answer_behind_a_flood_to_our_letters() == 0


def taken_of_one_sender() -> int:
    """How many of thirty messages of one domain are taken in while nobody sorts, with a quota of ten."""
    taken = 0
    for n in range(30):
        raw = f"From: x@spam.example\r\nSubject: junk {n}\r\n\r\nBuy.".encode()
        with contextlib.suppress(quotas.TooMuch):
            mailbox.keep(raw, envelope_to=["postmaster@act.example.org"], envelope_from=f"x{n}@Spam.example")
            taken += 1
    return taken


def test_one_sender_fills_its_quota_and_everybody_else_is_taken_in(settings):
    settings.SENDER_WAITING = 10
    delivery = sent()

    assert taken_of_one_sender() == 10

    own = envelopes.return_path(delivery.token)
    mailbox.keep(mailing.bounce(mailing.COURT), envelope_to=[own], envelope_from="x@spam.example")
    mailbox.keep(b"Subject: a\r\n\r\nb", envelope_to=["abuse@act.example.org"], envelope_from="o@other.example")
    later = clock.now() + dt.timedelta(days=1, minutes=1)
    assert mailbox.keep(
        b"x: y\r\n\r\n", envelope_to=["abuse@act.example.org"], envelope_from="x@spam.example", now=later
    )


def answers_kept_behind_a_flood_to_postmaster(settings) -> int:
    """Of two answers to a letter, an automatic one and a person's, while nobody and the office's domain flood us."""
    settings.SENDER_WAITING = 5
    delivery = sent()
    for n in range(5):
        for sender in ("<>", "x@court.example.org"):
            raw = b"Subject: junk %d %d\r\n\r\n" % (n, len(sender))
            mailbox.keep(raw, envelope_to=["postmaster@act.example.org"], envelope_from=sender)
    kept = 0
    for sender in ("<>", "chair@court.example.org"):
        with contextlib.suppress(quotas.TooMuch):
            to = [envelopes.from_address(delivery.token)]
            kept += len(mailbox.keep(mailing.answer(sender), envelope_to=to, envelope_from=sender))
    return kept


def test_a_flood_without_sender_or_in_an_offices_name_keeps_no_answer_to_a_letter_out(settings):
    assert answers_kept_behind_a_flood_to_postmaster(settings) == 2


def test_the_sabotage_of_one_quota_for_all_keeps_answers_out(settings):
    settings.SABOTAGE = ["one-quota-for-all"]

    assert answers_kept_behind_a_flood_to_postmaster(settings) == 0


def test_a_letter_that_is_flooded_has_its_quota_too(settings):
    settings.SENDER_WAITING = 2
    to = [envelopes.from_address(sent().token)]
    for n in range(2):
        mailbox.keep(b"Subject: %d\r\n\r\n" % n, envelope_to=to, envelope_from="")

    with pytest.raises(quotas.TooMuch):
        mailbox.keep(b"Subject: more\r\n\r\n", envelope_to=to, envelope_from="")


def test_a_desk_without_quotas_is_seen(settings):
    settings.SENDER_WAITING, settings.SABOTAGE = 10, ["no-quota"]

    assert taken_of_one_sender() == 30


@pytest.mark.django_db(transaction=True)
def test_the_mail_server_hears_that_a_full_quota_is_for_now_only(settings):
    settings.SENDER_WAITING = 1
    envelope = smtp.Envelope()
    envelope.rcpt_tos, envelope.mail_from = ["abuse@act.example.org"], "x@spam.example"
    keeper, answers = listener.Keeper(), []
    try:
        for word in (b"one", b"two"):
            envelope.original_content = b"Subject: " + word + b"\r\n\r\n"
            answers.append(asyncio.run(keeper.handle_DATA(SimpleNamespace(speaks_lmtp=True), None, envelope))[:9])
    finally:
        keeper.close()

    assert answers == ["250 2.0.0", "451 4.7.1"]
