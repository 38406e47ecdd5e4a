"""Damaged, forged and foreign mail: each message ends in one row, and none counts for more than it proves.

The bounces that the source of flufl.bounce carries for its own tests are read where `make` laid them. They are not ours
to copy.
"""

import ast
import random
import sys
from pathlib import Path

import pytest
from test_actions_copies import forgeries

import mailing
import make
from hueandcry.actions import placing, tally
from hueandcry.actions.models import CopySeen, Protest, Reply
from hueandcry.lib import clock
from hueandcry.post import envelopes, mailbox, sorting
from hueandcry.post.models import DeadAddress, Delivery, Incoming

sys.path.append(str(Path(__file__).parents[2] / "bench"))
import mutated

pytestmark = pytest.mark.django_db
MAIL = Path(__file__).parents[1] / "mail"
DIALECTS = next(Path(sys.prefix).glob("share/flufl_bounce-*/tests"), Path("absent"))


def sent() -> Delivery:
    make.confirmed(make.appeal("live"))
    return mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))


# --- damaged ---------------------------------------------------------------------------------------


def let_in(count: int, seed: int) -> mutated.Figures:
    delivery = sent()
    ours = [envelopes.from_address(delivery.token), envelopes.return_path(delivery.token), "abuse@act.example.org"]
    samples = [path.read_bytes() for path in sorted(MAIL.glob("*.eml"))]
    return mutated.run(samples, ours, count=count, seed=seed)


@pytest.mark.once
def test_two_hundred_damaged_messages_end_in_one_row_each_and_stop_nothing():
    figures = let_in(200, seed=4)

    assert (figures.sent, figures.clean()) == (200, True), figures


def test_the_sabotage_that_swallows_what_cannot_be_read_leaves_messages_without_an_outcome(settings):
    settings.SABOTAGE = ["swallow-unreadable"]

    assert let_in(30, seed=4).unsettled > 0


def test_the_sabotage_that_opens_mail_at_home_is_stopped_by_a_bomb(settings):
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5000))
    (bomb,) = mailbox.keep(head, envelope_to=["abuse@act.example.org"], envelope_from="")
    settings.SABOTAGE = ["parse-at-home", "one-stops-all"]
    with pytest.raises(RecursionError):
        placing.walk()

    settings.SABOTAGE = []
    placing.walk()

    bomb.refresh_from_db()
    assert (bomb.status, bool(bomb.reason)) == ("penned", True)


# --- bounces in real dialects ------------------------------------------------------------------------


SERVER = (
    b"From: Mail Delivery System <mailer-daemon@mx.example.org>\r\nSubject: Mail delivery\r\n\r\n"
    b"Something about your letter. See below.\r\n"
)


def test_what_a_mail_server_says_and_nobody_understands_is_no_answer_of_the_office():
    delivery = sent()

    incoming = mailing.arrive(SERVER, envelopes.from_address(delivery.token))
    at_path = mailing.arrive(SERVER, envelopes.return_path(delivery.token))

    assert (incoming.status, at_path.status) == ("unplaced", "unplaced")
    assert incoming.guess
    assert not Reply.objects.exists()
    delivery.refresh_from_db()
    assert delivery.status == "accepted"


def test_the_sabotage_that_takes_servers_for_people_files_an_answer(settings):
    settings.SABOTAGE = ["servers-are-people"]

    mailing.arrive(SERVER, envelopes.from_address(sent().token))

    assert Reply.objects.exists()


def expected() -> dict[str, set[str]]:
    """Which mailboxes failed for good, by the distribution's own tests, in each of its samples that tells of one."""
    failed: dict[str, set[str]] = {}
    for row in ast.walk(ast.parse((DIALECTS / "test_detectors.py").read_text())):
        match row:
            case ast.Tuple(elts=[_, ast.Constant(str(name)), ast.List(elts=mailboxes), ast.Constant(False)]):
                failed.setdefault(name, set()).update(ast.literal_eval(each).decode().lower() for each in mailboxes)
    return {name: mailboxes for name, mailboxes in failed.items() if mailboxes}


@pytest.mark.once
@pytest.mark.skipif(not DIALECTS.is_dir(), reason="the source of flufl.bounce could not be had")
def test_bounces_in_a_hundred_dialects_are_sorted_right_or_kept_for_a_person():
    delivery, failed = sent(), expected()
    samples = sorted((DIALECTS / "data").glob("*.txt"))
    assert (len(samples), len(failed)) == (117, 100)
    told: dict[str, sorting.Sorted] = {}
    rows: dict[int, str] = {}

    for path in samples:
        raw = path.read_bytes()
        incoming = mailing.arrive(raw, envelopes.return_path(delivery.token))
        assert mailbox.fetch(incoming) == raw, path.name
        assert incoming.status in ("placed", "unplaced", "penned"), path.name
        told[path.name], rows[incoming.pk] = sorting.sort(raw, null_sender=True), path.name

    assert {told[name].kind for name in failed} == {"bounce"}
    named = {name: told[name].failed_recipient for name in failed if told[name].failed_recipient}
    # In one the final mailbox is another than the one written to.
    assert (len(named), [name for name in named if named[name] not in failed[name]]) == (97, ["dsn_04.txt"])
    # One is a person's letter, kept by the distribution because it must not be taken for a bounce.
    person = ["groupwise_03.txt"]
    assert [name for name in told if told[name].kind == "reply"] == person
    assert [rows[reply.incoming_id] for reply in Reply.objects.exclude(grade="robot")] == person
    assert Incoming.objects.count() == len({path.read_bytes() for path in samples})
    delivery.refresh_from_db()
    assert delivery.status == "accepted"  # none of them speaks of the mailbox that this letter went to
    assert not DeadAddress.objects.exists()


# --- forged ------------------------------------------------------------------------------------------


def dressed(raw: bytes) -> list[bytes]:
    claim = b"Authentication-Results: act.example.org; dkim=pass header.d=gmail.example; spf=pass; dmarc=pass\r\n"
    head, empty, body = raw.partition(b"\r\n\r\n")
    return [raw, claim + raw, head + b"\r\n" + claim.rstrip() + empty + body, b"Received: from x by y\r\n" + raw]


def let_in_forgeries(appeal) -> int:
    tricks = [dress for raw in forgeries(appeal).values() for dress in dressed(raw)]
    for raw in tricks:
        mailbox.keep(raw, envelope_to=[mailing.address(appeal)], envelope_from="")
    while placing.walk(now=clock.now()):
        pass
    return len(tricks)


@pytest.mark.usefixtures("name_server")
def test_of_more_than_sixty_forged_copies_none_is_counted():
    appeal = make.appeal("live")

    assert let_in_forgeries(appeal) >= 60

    assert not Incoming.objects.filter(status="raw").exists()
    assert not Protest.objects.exists()
    assert not CopySeen.objects.exists()


@pytest.mark.usefixtures("name_server")
def test_the_sabotage_that_counts_by_from_counts_forgeries(settings):
    settings.SABOTAGE = ["count-by-from"]

    let_in_forgeries(make.appeal("live"))

    assert Protest.objects.exists()


def let_in_forged_bounces(delivery: Delivery, count: int = 50) -> int:
    """How many of `count` bounces to guessed return paths changed a letter or a mailbox."""
    dice = random.Random(7)  # noqa: S311  # repeatable on purpose
    for n in range(count):
        guess = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=16))
        raw = mailing.bounce(mailing.COURT, f"5.1.{n}")
        mailbox.keep(raw, envelope_to=[f"b-{delivery.token}-{guess}@act.example.org"], envelope_from="")
    while placing.walk():
        pass
    assert Incoming.objects.exclude(status="raw").count() == count
    return Delivery.objects.filter(status="bounced").count() + DeadAddress.objects.count()


def test_bounces_to_guessed_return_paths_change_no_letter():
    assert let_in_forged_bounces(sent()) == 0


@pytest.mark.long
def test_a_thousand_bounces_to_guessed_return_paths_change_no_letter():
    assert let_in_forged_bounces(sent(), 1000) == 0


def test_the_sabotage_that_believes_any_bounce_lets_a_forger_bounce_a_letter(settings):
    settings.SABOTAGE = ["believe-any-bounce"]

    assert let_in_forged_bounces(sent()) >= 1


# --- genuine -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("name_server")
def test_genuine_copies_of_six_providers_are_counted_in_their_grades():
    appeal = make.appeal("live")
    bodies = (
        "Free her.",
        "Отпустите её.\nСегодня.",
        "Soyez libre — été.",
        "a" * 900,
        "Dear Sir,\n\n.\n..\n\nFree her.\n\n",
    )

    for provider in mailing.SIGNS:
        for n, body in enumerate(bodies):
            raw = mailing.copy(appeal, sender=f"maria.{n}@{provider}", body=body)
            mailbox.keep(raw, envelope_to=[mailing.address(appeal)], envelope_from="x@y.example")
    placing.walk()

    told = tally.desk(appeal)
    verified = sum(grade == "verified" for grade in mailing.GRADES.values()) * len(bodies)
    assert (told.copies_verified, told.copies_received) == (verified, 6 * len(bodies) - verified)
