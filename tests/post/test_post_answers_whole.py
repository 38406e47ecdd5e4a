"""What a relay says is kept whole, up to a bound and without addresses, and shown short."""

import pytest
from scripted_relay import Relay

from hueandcry.command import main
from hueandcry.lib import clock
from hueandcry.post import dispatch, parcels
from hueandcry.post.couriers import smtp
from pacing import put

pytestmark = pytest.mark.django_db
LINES = [
    f"5.7.1 reason {n}: <maria{n}@example.net> is\x07 not welcome, see https://help.example/{n}" for n in range(60)
]
ANSWER = "\r\n".join([*(f"550-{line}" for line in LINES), "550 5.7.1 that was all"])


def said(answer):
    row = put(rank=0, kind="confirmation", due=clock.now())
    with Relay({"dot": answer}) as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, deadlines=smtp.Deadlines(connect=1, command=1, data=1, dot=1))
        dispatch.walk(courier, worker="w")
        courier.close()
    row.refresh_from_db()
    return row, row.attempts.get()


def test_an_answer_of_sixty_lines_is_kept_to_its_end_and_shown_short(capsys):
    row, attempt = said(ANSWER)

    assert (row.status, len(row.answer), len(attempt.answer)) == ("rejected", 400, 400)
    assert "\n" not in row.answer
    lines = attempt.whole.split("\n")
    assert (len(lines), lines[-1]) == (61, "5.7.1 that was all")
    assert lines[7] == "5.7.1 reason 7: <<address>> is not welcome, see https://help.example/7"
    assert "maria" not in attempt.whole + row.answer
    main.main(["post", "show", str(row.pk)])
    assert "| 5.7.1 that was all" in capsys.readouterr().out


def test_a_short_answer_is_kept_once():
    row, attempt = said("250 2.0.0 taken")

    assert (row.answer, attempt.answer, attempt.whole) == ("2.0.0 taken", "2.0.0 taken", None)


def test_a_longer_one_is_cut_and_no_half_address_is_left_at_the_cut():
    for size in range(2 * parcels.WHOLE - 40, 2 * parcels.WHOLE + 3):
        kept = parcels.quoted("a@b.example " * 20 + "x" * (size - 270) + " supporter.name@mail.example " + "y" * 99)
        assert len(kept) <= parcels.WHOLE
        assert "supporter" not in kept

    filler = "<a-rather-long-mailbox-name-of-somebody@a-rather-long-domain.example> "
    kept = parcels.quoted(filler * 400 + "supporter.name@mail.example")
    assert "mailbox" not in kept and "supporter" not in kept


def test_an_answer_of_one_endless_line_is_no_trouble():
    assert len(parcels.quoted(b"x" * 65536)) == parcels.WHOLE
