"""The post room from the command line: what it says, what it refuses, and that no supporter is in it."""

import pytest

import make
from hueandcry.command import main
from hueandcry.lib import clock
from hueandcry.post import dispatch, epochs
from hueandcry.post.checks import queue
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Attempt, Delivery, Epoch, Pigeonhole

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    make.confirmed(make.appeal("live"), "maria.canary@example.net", name="Maria Canary", words="Canary words.")
    found = Delivery.objects.get(letter__kind="protest")
    dispatch.walk(Memory(), worker="w", limit=1)
    return found


def say(capsys, *words):
    code = main.main(["post", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_list_counts_every_state_and_names_no_supporter(row, capsys):
    code, said = say(capsys, "list", "--state", "queued")

    assert (code, f"office {row.turn.pigeonhole_id}" in said, "queued" in said) == (0, True, True)
    assert "anary" not in said


def test_show_explains_what_was_answered(row, capsys):
    now = clock.now()
    Attempt.objects.create(
        delivery=row, number=1, fence=1, started_at=now, result="later", stage="rcpt", code=452, answer="4.2.2 full"
    )

    code, said = say(capsys, "show", row.pk)

    assert (code, "The mailbox is full. We try again by ourselves." in said, "anary" in said) == (0, True, False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "999999"], "There is no letter 999999."),
        (["pause", "999999"], "There is no office 999999."),
        (["pause", "berlin"], "There is no office berlin."),
        (["list", "--state", "lost"], "There is no state called lost."),
        (["list", "--office", "-3"], "There is no office -3."),
        (["reconcile", "--log", "/nowhere/mail.log"], "/nowhere/mail.log"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(row, capsys, words, sentence):
    code, said = say(capsys, *words)

    assert (code, sentence in said, said.count("\n")) == (2, True, 1)


def test_an_office_is_paused_and_resumed_once(row, capsys):
    number = row.turn.pigeonhole_id

    assert [say(capsys, what, number)[0] for what in ("pause", "pause", "resume", "resume")] == [0, 1, 0, 1]
    assert Pigeonhole.objects.get().paused_at is None


def test_everything_is_stopped_and_goes_on_without_a_mark(row, capsys):
    assert say(capsys, "pause", "all")[0] == 0
    held = dispatch.walk(Memory(), worker="w")
    assert say(capsys, "release")[0] == 2
    assert say(capsys, "resume", "all")[0] == 0

    assert (held, dispatch.walk(Memory(), worker="w")) == ({}, {"accepted": 1})
    assert not Delivery.objects.filter(possible_duplicate=True).exists()


def test_letters_held_by_a_restore_are_not_resumed_but_released(row, capsys):
    epochs.begin(Epoch.Why.RESTORED, now=clock.now())

    assert "HELD since" in say(capsys, "list")[1]
    [found] = [one for one in queue.look(clock.now()) if one.name == "epoch"]
    assert "hueandcry post release" in found.advice
    assert say(capsys, "resume", "all")[0] == 2
    code, said = say(capsys, "release")
    assert (code, "1 letter(s) may have left" in said) == (2, True)
    assert say(capsys, "release", "--may-arrive-twice")[0] == 0
    assert say(capsys, "release")[0] == 1


def test_of_three_letters_to_requeue_those_that_may_wait_again_do(row, capsys):
    Delivery.objects.filter(pk=row.pk).update(status="in_doubt")

    code, said = say(capsys, "requeue", row.pk, 999999)
    assert (code, "may have arrived" in said, "There is no letter 999999." in said) == (1, True, True)
    assert say(capsys, "requeue", row.pk, "--may-arrive-twice")[0] == 0


def test_a_log_in_any_encoding_is_read_from_a_file(row, capsys, tmp_path):
    Delivery.objects.filter(pk=row.pk).update(status="in_doubt")
    log = tmp_path / "mail.log"
    log.write_bytes(b"\xff\xfe\n" + f'{{"message_id": "{row.message_id}"}}\n'.encode())

    code, said = say(capsys, "reconcile", "--log", log)

    assert (code, "1 that waited or were in doubt had left" in said) == (0, True)
    assert Delivery.objects.get(pk=row.pk).status == "accepted"


def test_a_log_without_a_letter_of_ours_is_told_to_prove_nothing(row, capsys, tmp_path):
    Delivery.objects.filter(pk=row.pk).update(status="in_doubt")
    (tmp_path / "mail.log").touch()

    code, said = say(capsys, "reconcile", "--log", tmp_path / "mail.log", "--whole")

    assert (code, "It proves nothing" in said) == (1, True)
    assert Delivery.objects.get(pk=row.pk).status == "in_doubt"
