"""Mail servers that turn an envelope behind a text against us: no answer to one letter is taken for another's."""

import pytest
from django.db import OperationalError
from scripted_relay import HANG_UP, Relay
from test_post_together import OFFER, QUICK, Listener, carried, letter, put_two

from hueandcry.lib import sealing
from hueandcry.post import dispatch, pace, statements, stops
from hueandcry.post.couriers import smtp
from hueandcry.post.models import DeadAddress, Delivery, Pigeonhole
from pacing import MINUTE, MONDAY, put


@pytest.fixture(autouse=True)
def together(monkeypatch):
    """Every relay takes several commands at once."""
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))


def silent_about_the_second_text(words: str) -> list[str]:
    """How three letters end where each envelope is answered, a text by `words`, and the second text by nothing."""
    said = [words, b"", words]

    with Relay(on={"dot": lambda: relay.script.update(dot=said.pop(0))}) as relay:
        return carried(relay, [letter("a"), letter("b"), letter("c")])


@pytest.mark.parametrize("words", ["250 taken", "250 ok"])
def test_silence_about_a_text_is_a_doubt_though_the_next_envelope_was_answered(words):
    assert silent_about_the_second_text(words) == ["accepted", "in_doubt", "accepted"]


def test_with_answers_out_of_step_the_yes_to_a_sender_is_taken_for_one_to_a_text(settings):
    settings.SABOTAGE = ["answers-out-of-step"]

    assert silent_about_the_second_text("250 taken")[1] == "accepted"


def test_a_server_whose_words_are_all_the_same_hears_no_envelope_behind_a_text():
    with Listener(OFFER, taken=b"250 ok\r\n") as listener:
        done = carried(listener, [letter("a"), letter("b"), letter("c")])

    assert done == ["accepted"] * 3
    assert not [piece for piece in listener.heard if b"\r\n.\r\nMAIL" in piece]


@pytest.mark.parametrize("dot", [
    "250 taken\r\n250 taken", "250 taken\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken", "250 taken\r\n354 go on",
    "451 later\r\n250 taken", "554 no\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken",
])  # fmt: skip
def test_answers_too_many_make_no_letter_accepted_that_was_not_taken(dot):
    with Relay() as relay:
        courier, letters = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK), [letter(name) for name in "abcd"]
        assert courier.carry(letters[0], lambda: None, letters[1]).result == "accepted"
        relay.script["dot"] = dot
        done = [courier.carry(one, lambda: None, letters[n + 2]).result for n, one in enumerate(letters[1:3])]
        courier.close()

    assert done.count("accepted") <= len(relay.taken) - 1
    assert len(relay.texts) == len({text.split()[1] for text in relay.texts}), "no text left twice"


@pytest.mark.parametrize("said", ["421 4.4.5 so many letters are enough", HANG_UP])
def test_a_line_that_ends_after_so_many_letters_puts_none_off(said):
    """Servers that take some letters on one line and no more: the envelope that was out already goes over a new one."""
    with Relay() as relay:
        courier, letters = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK), [letter(name) for name in "abcd"]
        results = [courier.carry(letters[0], lambda: None, letters[1]).result]
        many = [said, "250 ok"]  # what is said to the senders of "b" and "c", of whom the second is announced
        relay.on["mail"] = lambda: relay.script.update(mail=many.pop() if many else "250 ok")
        results += [courier.carry(one, lambda: None, letters[n + 2]).result for n, one in enumerate(letters[1:3])]
        results += [courier.carry(letters[3], lambda: None).result]
        courier.close()

    assert results == ["accepted"] * 4
    assert [text.split()[1] for text in relay.texts] == [b"a", b"b", b"c", b"d"]
    assert relay.connections == 2


@pytest.mark.django_db
def test_a_database_that_stumbles_over_the_letter_after_next_leaves_no_doubt_about_the_one_in_hand(monkeypatch):
    put_two()
    put_two()
    looked, stopped = [], statements.stopped

    def stumbles_once(delivery):
        looked.append(delivery.pk)
        if len(looked) == 3:
            raise OperationalError("database is locked")
        return stopped(delivery)

    monkeypatch.setattr(statements, "stopped", stumbles_once)

    with Relay() as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)
        done = dispatch.walk(courier, worker="w")
        courier.close()

    assert done == {"accepted": 4}
    assert len(relay.texts) == 4
    assert not Delivery.objects.filter(possible_duplicate=True).exists()


def stop_second() -> None:
    stops.stop("second@example.org", DeadAddress.Why.STOPPED, MONDAY)


def pause_second() -> None:
    pace.pause(Delivery.objects.get(key_name="second").turn.pigeonhole, Pigeonhole.Why.BY_HAND, now=MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "state"), [
    (stop_second, "cancelled"), (pause_second, "queued"), (lambda: sealing.destroy("second"), "cancelled"),
])  # fmt: skip
def test_a_mailbox_whose_envelope_is_out_gets_no_text_once_it_is_stopped_paused_or_forgotten(what, state):
    names = ["first", "second", "third"]
    for n, name in enumerate(names):
        put(key=name, to=f"{name}@example.org", due=MONDAY + n * MINUTE)

    class Late(smtp.Smtp):
        """It happens when the envelope of the second letter is out, behind the text of the first."""

        def carry(self, parcel, starting, following=None, meanwhile=None):
            verdict = super().carry(parcel, starting, following, meanwhile)
            if parcel.to.startswith("first"):
                assert self.announced
                what()
            return verdict

    with Relay() as relay:
        courier = Late("127.0.0.1", relay.port, deadlines=QUICK)
        assert courier.carry(letter("z"), lambda: None).result == "accepted"
        dispatch.walk(courier, worker="w", now=MONDAY + 3 * MINUTE)
        courier.close()

    assert [to[0] for _, to, _ in relay.taken] == ["z@court.example.org", "first@example.org", "third@example.org"]
    assert len(relay.texts) == 3
    assert Delivery.objects.get(key_name="second").status == state
    assert not Delivery.objects.get(key_name="second").attempts.exists()


@pytest.mark.django_db
def test_without_the_last_look_it_gets_one_and_that_is_seen(settings):
    settings.SABOTAGE = ["no-last-look"]

    with pytest.raises(AssertionError):
        test_a_mailbox_whose_envelope_is_out_gets_no_text_once_it_is_stopped_paused_or_forgotten(
            stop_second, "cancelled"
        )
