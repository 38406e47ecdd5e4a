"""Archive bombs, loops between desks and floods of junk: none opened, none answered, none in the way."""

import base64
import io
import tracemalloc
import zipfile

import pytest

import mailing
import make
from hueandcry.actions import placing
from hueandcry.actions.models import Reply
from hueandcry.lib import clock
from hueandcry.post import dispatch, envelopes, mailbox, sorting
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
