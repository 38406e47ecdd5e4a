"""Several commands at once (RFC 2920): only to a server that offered it, and no answer goes to the wrong question."""

import contextlib
import datetime as dt
import socket
import threading

import pytest
from scripted_relay import Relay

from hueandcry.lib import clock, sealing
from hueandcry.post import dispatch, outbox, parcels
from hueandcry.post.couriers import smtp

QUICK = smtp.Deadlines(connect=1, command=0.5, data=1, dot=0.5)
PARCEL = parcels.Parcel(
    "b@act.example.org", "chair@court.example.org", ("a@court.example.org", "b@court.example.org"),
    b"Subject: S\r\n\r\n.text\r\n", "<m@act.example.org>",
)  # fmt: skip
OFFER = b"250-listener\r\n250 PIPELINING\r\n"


class Listener:
    """A mail server that keeps each thing it hears apart as it came over the line, and answers it line by line."""

    def __init__(self, ehlo: bytes, taken: bytes = b"250 taken\r\n") -> None:
        self.ehlo, self.taken, self.heard = ehlo, taken, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            line, _ = self.socket.accept()
            with line:
                line.sendall(b"220 listener\r\n")
                while chunk := line.recv(65536):
                    self.heard.append(chunk)
                    line.sendall(b"".join(self._answer(word) for word in self._commands(chunk)))

    def _commands(self, chunk: bytes) -> list[bytes]:
        _text, dot, rest = chunk.rpartition(b"\r\n.\r\n")
        return ([b"."] if dot else []) + rest.split(b"\r\n")[:-1]

    def _answer(self, command: bytes) -> bytes:
        verb = command[:4].upper()
        told = {b"EHLO": self.ehlo, b"DATA": b"354 go on\r\n", b".": self.taken}
        return told.get(verb, b"250 ok\r\n")

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()
        self.thread.join(2)


def heard_by(ehlo: bytes) -> tuple[str, list[bytes]]:
    """How a letter ended at a server that says `ehlo`, and what came over the line in one piece each."""
    with Listener(ehlo) as listener:
        courier = smtp.Smtp("127.0.0.1", listener.port, deadlines=QUICK)
        verdict = courier.carry(PARCEL, lambda: None)
        courier.close()
    return verdict.result, [chunk for chunk in listener.heard if not chunk.startswith((b"ehlo", b"QUIT"))]


def test_the_envelope_goes_together_where_that_was_offered_and_the_text_waits_for_the_yes():
    result, pieces = heard_by(OFFER)

    assert result == "accepted"
    assert [piece[:4] for piece in pieces] == [b"MAIL", b"Subj"]
    assert pieces[0].count(b"RCPT TO:") == 3
    assert pieces[0].endswith(b"\r\nDATA\r\n")
    assert pieces[1] == b"Subject: S\r\n\r\n..text\r\n.\r\n"


def test_a_server_that_did_not_offer_it_hears_one_command_at_a_time(settings):
    result, pieces = heard_by(b"250 listener\r\n")
    assert (result, [piece.count(b"\r\n") for piece in pieces[:5]]) == ("accepted", [1] * 5)

    settings.SABOTAGE = ["pipeline-unasked"]
    _, pieces = heard_by(b"250 listener\r\n")
    assert pieces[0].count(b"\r\n") == 5


def carried(relay_or_listener, parcels_: list[parcels.Parcel], begin=lambda number: None) -> list[str]:
    """How letters end of which each announces the next."""
    courier, done = smtp.Smtp("127.0.0.1", relay_or_listener.port, deadlines=QUICK), []
    for number, parcel in enumerate(parcels_):
        following = parcels_[number + 1] if number + 1 < len(parcels_) else None
        done.append(courier.carry(parcel, lambda number=number: begin(number), following).result)
    courier.close()
    return done


def letter(name: str, *cc: str) -> parcels.Parcel:
    text = f"Subject: {name}\r\n\r\ntext\r\n".encode()
    return parcels.Parcel("b@act.example.org", f"{name}@court.example.org", cc, text, f"<{name}@act.example.org>")


def test_behind_a_text_goes_the_envelope_of_the_next_letter_so_that_each_costs_one_round_trip():
    with Listener(OFFER) as listener:
        done = carried(listener, [letter("first"), letter("a"), letter("b"), letter("c")])

    pieces = [piece for piece in listener.heard if not piece.startswith((b"ehlo", b"QUIT"))][2:]
    assert done == ["accepted"] * 4
    assert [piece[:10] for piece in pieces] == [b"MAIL FROM:", b"Subject: a", b"Subject: b", b"Subject: c"]
    assert pieces[1].partition(b"\r\n.\r\n")[2].startswith(b"MAIL FROM:<b@act.example.org>\r\nRCPT TO:<b@")
    assert pieces[3].endswith(b"\r\n.\r\n")


def test_a_server_that_did_not_offer_it_hears_no_envelope_behind_a_text():
    with Listener(b"250 listener\r\n") as listener:
        done = carried(listener, [letter("a"), letter("b")])

    assert done == ["accepted"] * 2
    assert [piece for piece in listener.heard if piece.startswith(b"Subject: a")] == [
        b"Subject: a\r\n\r\ntext\r\n.\r\n"
    ]


def test_a_target_refused_beside_a_cc_that_is_not_costs_a_line_and_nobody_gets_an_empty_letter(monkeypatch):
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))
    gone = letter("gone", "cc@court.example.org")
    letters = [letter("first"), letter("a"), gone, letter("gone", "cc@court.example.org"), letter("b")]

    with Relay({"rcpt gone@court.example.org": "550 5.1.1 no such user"}) as relay:
        done = carried(relay, letters)

    assert done == ["accepted", "accepted", "never", "never", "accepted"]
    assert [text.split()[1] for text in relay.texts] == [b"first", b"a", b"b"]
    assert len(relay.taken) == 3
    assert relay.connections == 2, "from the first refusal on, DATA waits for the answers"


def test_a_letter_announced_and_then_stopped_leaves_no_word_and_the_next_one_leaves(monkeypatch):
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))

    with Relay() as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)
        a, b, c = letter("a"), letter("b"), letter("c")

        def superseded() -> None:
            raise parcels.Superseded

        assert courier.carry(letter("first"), lambda: None, a).result == "accepted"
        assert courier.carry(a, lambda: None, b).result == "accepted"
        with pytest.raises(parcels.Superseded):
            courier.carry(b, superseded, c)
        assert courier.carry(c, lambda: None, a).result == "accepted"
        assert courier.carry(b, lambda: None).result == "accepted", "another one than was announced"
        courier.close()

    assert [text.split()[1] for text in relay.texts] == [b"first", b"a", b"c", b"b"]


def test_the_next_letter_is_written_while_the_relay_has_a_text_and_no_answer_is_left_over_if_that_fails(monkeypatch):
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))
    a, b, written = letter("a"), letter("b"), threading.Event()

    def fails() -> None:
        written.set()
        raise KeyError

    with Relay(on={"text": lambda: written.wait(5) or relay.hang_up_all()}) as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)
        with pytest.raises(KeyError):
            courier.carry(a, lambda: None, b, fails)
        assert courier.carry(b, lambda: None).result == "accepted"
        courier.close()

    assert (relay.connections, [text.split()[1] for text in relay.texts]) == (2, [b"a", b"b"])


@pytest.mark.parametrize(
    ("said", "told"), [("554 not this one", "never"), ("451 later", "later"), ("hang up", "in_doubt")]
)
def test_the_answer_to_a_text_is_its_own_whatever_was_announced_behind_it(monkeypatch, said, told):
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))
    left = [said, "250 taken"]

    with Relay(on={"dot": lambda: relay.script.update(dot=left.pop() if left else "250 taken")}) as relay:
        done = carried(relay, [letter("first"), letter("a"), letter("b"), letter("c")])

    assert done == ["accepted", told, "accepted", "accepted"]
    assert [recipients[0][0] for _, recipients, _ in relay.taken] == ["f", "b", "c"]


def put_two() -> None:
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("protest", language="en", subject="S", body="Text", now=now)
    for name in ("a", "b"):
        outbox.put(
            words, to=f"{name}@court.example.org", values={}, key_name="act", rank=1, due_at=now,
            erase_by=now + dt.timedelta(days=90),
        )  # fmt: skip


def first_sender_refused(monkeypatch) -> dict[str, int]:
    """What becomes of two letters when the sender of the first is refused, with answers still to come."""
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))
    put_two()
    refusals = ["552 5.3.4 too large"]

    def refuse_once() -> None:
        relay.script["mail"] = refusals.pop() if refusals else "250 ok"

    with Relay(on={"mail": refuse_once}) as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)
        done = dispatch.walk(courier, worker="w")
        courier.close()
    return done


@pytest.mark.django_db
def test_after_a_refused_sender_the_next_letter_gets_its_own_answers(monkeypatch):
    assert first_sender_refused(monkeypatch) == {"rejected": 1, "accepted": 1}


@pytest.mark.django_db
def test_with_answers_out_of_step_the_next_letter_gets_those_of_the_first(monkeypatch, settings):
    settings.SABOTAGE = ["answers-out-of-step"]

    assert first_sender_refused(monkeypatch) != {"rejected": 1, "accepted": 1}


def test_a_server_that_answers_before_it_is_asked_is_not_believed(settings, monkeypatch):
    monkeypatch.setattr(Relay, "offers", ("PIPELINING",))
    early = {"rcpt": b"250 ok\r\n354 go on\r\n250 taken\r\n", "dot": "554 refused after all"}
    lone = parcels.Parcel(PARCEL.mail_from, PARCEL.to, (), PARCEL.message, PARCEL.message_id)

    def result() -> str:
        with Relay(early) as relay, contextlib.closing(smtp.Smtp("127.0.0.1", relay.port, deadlines=QUICK)) as courier:
            return courier.carry(lone, lambda: None).result

    assert result() == "later"
    settings.SABOTAGE = ["answers-out-of-step"]
    assert result() == "accepted"
