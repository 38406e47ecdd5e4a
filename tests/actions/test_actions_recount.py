"""The numbers are compared with the rows of the same moment, however many people act meanwhile."""

import threading

import pytest
from django.db import connection

import make
from hueandcry.actions import recounting, tally
from hueandcry.lib import clock


def meanwhile(do) -> None:
    """Another process's write, ended before we go on."""
    troubles: list[BaseException] = []

    def run() -> None:
        try:
            do()
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()
    assert troubles == []


def people_act_between_the_two_looks(monkeypatch, how_often: int) -> tuple[object, list[str]]:
    appeal = make.appeal("live")
    make.confirmed(appeal)
    real, done = tally.desk, []

    def desk(of):
        told = real(of)
        if len(done) < how_often:
            done.append(of)
            meanwhile(lambda: make.confirmed(appeal, f"number{len(done)}@example.net"))
        return told

    monkeypatch.setattr(tally, "desk", desk)
    return appeal, tally.recount(appeal)


@pytest.mark.django_db(transaction=True)
def test_who_confirms_while_the_rows_are_counted_takes_no_number_off_the_page(monkeypatch):
    appeal, faults = people_act_between_the_two_looks(monkeypatch, 4)

    assert faults == []
    assert recounting.walk(clock.now()) == 0
    assert recounting.agrees(appeal)


@pytest.mark.django_db(transaction=True)
def test_the_sabotage_moving_rows_turns_it_red(monkeypatch, settings):
    settings.SABOTAGE = ["moving-rows"]

    _appeal, faults = people_act_between_the_two_looks(monkeypatch, 4)

    assert any("people say 1, the rows say 2" in fault for fault in faults)


@pytest.mark.django_db
def test_what_disagrees_once_only_is_not_told(monkeypatch):
    appeal = make.appeal("live")
    answers = [["people say 1, the rows say 2."], []]
    monkeypatch.setattr(tally, "_recount", lambda _: answers.pop(0))

    assert tally.recount(appeal) == []
