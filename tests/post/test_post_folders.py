"""A key folder or a data folder that is not mounted is not an empty one: nothing is lost by it, and nothing goes on."""

import io
import threading

import pytest
from django.urls import reverse

import mailing
import make
from hueandcry.actions import forgetting, news, placing
from hueandcry.actions.models import Action, News
from hueandcry.appeals.models import Appeal
from hueandcry.cases.models import Outcome
from hueandcry.command import main, starting
from hueandcry.command.doctor import machine
from hueandcry.lib import clock, folders, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import dispatch, envelopes, known_folders, mailbox
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery, Folder
from hueandcry.rounds import clock as rounds
from hueandcry.rounds.timetable import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings, tmp_path):
    """Unmount a folder, and mount it again."""
    there = {"KEYS": settings.KEYS, "DATA": settings.DATA}

    def go(which: str = "KEYS", back: bool = False) -> None:
        empty = tmp_path / f"nothing-mounted-{which}"
        empty.mkdir(exist_ok=True)
        setattr(settings, which, there[which] if back else empty)

    return go


def sent():
    make.confirmed(make.appeal("live"), wants_news=True)
    return mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))


def keep(raw, token):
    return mailbox.keep(raw, envelope_to=[envelopes.from_address(token)], envelope_from="x")[0]


def lose_nothing(away):
    """A letter, an answer and somebody who waits for news, while the keys are away for a moment."""
    delivery = sent()
    waits = Delivery.objects.filter(status="queued")
    queued = waits.count()
    answer = keep(mailing.answer("before"), delivery.token)
    away()
    for act in (
        lambda: dispatch.walk(Memory(), worker="w"),
        placing.walk,
        lambda: forgetting.walk(clock.now()),
        lambda: keep(mailing.answer("while"), delivery.token),
    ):
        try:
            act()
        except folders.Away:
            continue
    made = sorted(path.name for path in folders.path("keys").iterdir())
    away(back=True)
    answer.refresh_from_db()
    assert queued > 0
    assert (waits.count(), answer.status, made) == (queued, "raw", [])
    assert Action.objects.filter(follow_sealed__isnull=False).exists()


def test_a_key_folder_that_is_away_for_a_moment_loses_nothing(away):
    lose_nothing(away)


def test_after_it_is_back_everything_goes_on(away):
    delivery = sent()
    answer = keep(mailing.answer(), delivery.token)
    away()
    with pytest.raises(folders.Away):
        placing.walk()
    away(back=True)

    placing.walk()
    done = dispatch.walk(Memory(), worker="w")

    answer.refresh_from_db()
    assert (answer.status, done.get("accepted", 0) > 0) == ("placed", True)


def test_the_sabotage_keys_may_go_turns_it_red(away, settings):
    settings.SABOTAGE = ["keys-may-go"]

    with pytest.raises(AssertionError):
        lose_nothing(away)


def test_a_part_does_not_start_beside_the_keys_of_another_desk(settings, tmp_path):
    sealing.make("intake")
    settings.KEYS = tmp_path / "another-desk"
    folders.mark("keys")
    (settings.KEYS / "intake.key").write_bytes(b"k" * 32)

    with pytest.raises(Refused, match="not the keys folder of this database"):
        starting.database("keys")
    with pytest.raises(folders.Away):
        sealing.seal("intake", "words")


def test_receive_gives_the_message_back_to_the_mail_server_while_the_keys_are_away(away, monkeypatch, capsys):
    sealing.make("intake")
    away()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mailing.answer())))

    assert main.main(["receive", "--to", "postmaster@act.example.org", "--from", "a@example.org"]) == 75
    assert "is the right one mounted" in capsys.readouterr().err


def test_the_clock_holds_all_its_steps_and_says_why_once(away, caplog):
    sealing.make("intake")
    rounds._said_away.clear()
    walked: list[str] = []
    steps = [Step(lane, lane, 1.0, lambda now, _, lane=lane: walked.append(lane)) for lane in ("out", "in", "in")]
    away()

    done = [rounds._walk(step, threading.Event()) for step in steps]

    assert (done, walked) == ([False] * 3, [])
    assert [record.getMessage()[:25] for record in caplog.records] == [
        "the clock holds (out): " + str(folders.path("keys"))[:2],
        "the clock holds (in): " + str(folders.path("keys"))[:3],
    ]


def test_a_clock_on_another_machine_sends_letters_and_leaves_our_mail_alone(away):
    delivery = sent()
    answer = keep(mailing.answer(), delivery.token)
    walked: list[str] = []
    steps = [Step(lane, lane, 1.0, lambda now, _, lane=lane: walked.append(lane)) for lane in ("out", "in", "desk")]
    away("DATA")

    for step in steps:
        rounds._walk(step, threading.Event())
    with pytest.raises(folders.Away):
        placing.walk()
    with pytest.raises(folders.Away):
        keep(mailing.answer("while"), delivery.token)

    answer.refresh_from_db()
    assert (walked, answer.status) == (["out"], "raw")


def test_the_doctor_and_the_board_say_that_a_folder_is_away(away, client, settings):
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    sealing.make("intake")
    assert {one.state for one in machine.belonging()} == {"ok"}
    away()

    keys, data = machine.belonging()
    client.force_login(make.user("postkeeper"))
    page = client.get(reverse("desk:today")).content.decode()

    assert (keys.state, data.state) == ("to do", "ok")
    assert "is the right one mounted" in keys.sentence
    assert "The key folder is not there." in page


def test_a_desk_of_an_older_version_gets_its_tokens_at_its_next_start_but_not_in_an_empty_folder(away):
    make.confirmed(make.appeal("live"))
    Folder.objects.all().delete()
    folders.forget()
    (folders.path("keys") / folders.MARK).unlink()
    away()

    with pytest.raises(Refused):
        starting.database("keys")
    assert known_folders.trouble("keys")
    away(back=True)
    starting.database("keys")

    assert Folder.objects.get(which="keys").digest == folders.digest("keys") != ""


def test_somebody_may_say_that_the_folders_are_right_all_the_same(away, capsys):
    sealing.make("intake")
    away()
    assert main.main(["migrate"]) == 1
    assert "is the right one mounted" in capsys.readouterr().out

    assert main.main(["migrate", "--folders-are-right"]) == 0
    starting.database("keys", "data")


def test_one_missing_key_stops_what_it_opens_and_nothing_else(client, settings):
    settings.ROOT_URLCONF = "hueandcry.desk.urls"
    lost, other = make.appeal("live"), make.appeal("live")
    for appeal in (lost, other):
        make.confirmed(appeal, wants_news=True)
    key = settings.KEYS / f"{lost.act_key}.key"
    key.rename(key.with_suffix(".elsewhere"))

    done = dispatch.walk(Memory(), worker="w")

    waiting = Delivery.objects.filter(status="queued", answer=dispatch.NO_KEY)
    assert set(waiting.values_list("key_name", flat=True)) == {lost.act_key}
    assert done["later"] == waiting.count()
    assert done["accepted"] >= 1
    client.force_login(make.user("postkeeper"))
    assert "Letters whose key is missing" in client.get(reverse("desk:today")).content.decode()


def test_a_key_destroyed_on_purpose_still_ends_its_letters():
    appeal = make.appeal("live")
    make.confirmed(appeal)
    sealing.destroy(appeal.act_key)

    done = dispatch.walk(Memory(), worker="w")

    assert "later" not in done
    assert set(Delivery.objects.filter(key_name=appeal.act_key).values_list("status", flat=True)) == {"cancelled"}


def test_who_asked_for_news_is_not_forgotten_because_a_key_is_missing_nor_stands_in_anybodys_way(settings):
    lost, other = make.appeal("live"), make.appeal("live")
    for appeal in (lost, other):
        make.confirmed(appeal, wants_news=True)
    Appeal.objects.filter(pk=other.pk).update(case=lost.case)
    action = Action.objects.filter(appeal=lost).get()
    outcome = _outcome(lost)
    for appeal in (lost, other):
        first = Action.objects.get(appeal=appeal)
        News.objects.create(outcome=outcome, appeal=appeal, action=first, person_key=first.person_key)
    key = settings.KEYS / f"{lost.follow_key}.key"
    key.rename(key.with_suffix(".elsewhere"))

    assert news.walk(limit=1) == 1
    action.refresh_from_db()
    assert action.follow_sealed is not None
    key.with_suffix(".elsewhere").rename(key)
    assert news.walk() == 1


def _outcome(appeal):
    code = Outcome._meta.get_field("code").choices[0][0]
    return Outcome.objects.create(case=appeal.case, code=code, on=clock.now().date(), recorded_at=clock.now())
