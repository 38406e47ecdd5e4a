"""After confirming: a call and how it went, a letter in the post; each told once, counted once, under its own word."""

import re

import pytest

import make
from hueandcry.actions import tally
from hueandcry.actions.models import Protest
from hueandcry.desk import called as desk_called
from hueandcry.lib import clock
from hueandcry.pages import contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal(door):
    doc = make.document()
    post = {"kind": "post", "value": "Court Street 5, Oskel", "hole": False, "spans": [], "basis": "their site"}
    doc["targets"][0]["channels"].append(post)
    return make.appeal("live", doc=doc)


def rows():
    told = Protest.objects.exclude(channel="relay").order_by("pk")
    return [(p.target.key, p.channel, p.grade, p.result, p.called) for p in told]


def call(door, action, result, number="+99 555 01 01"):
    return door.post(f"/called/{action.token}/", {"target": "t3", "number": number, "result": result})


def test_the_page_after_confirming_has_a_box_for_each_number_and_each_address(door, appeal):
    token = make.act(appeal)
    page = door.get(f"/confirm/{token}/").content.decode()
    page = door.post(f"/confirm/{token}/", {"act": re.findall(r'name="act" value="(\w+)"', page)}).content.decode()

    action = appeal.actions.get()
    forms = re.findall(r'action="/(\w+)/[^"]+" class="inline"><input type="hidden" name="target" value="(\w+)"', page)
    assert forms == [("called", "t3"), ("posted", "t1")]
    results = ["reached", "refused", "nobody", "hung_up", "wrong"]
    assert re.findall(r'<option value="(\w+)">', page) == results
    assert set(results) == set(Protest.Result.values)
    assert f"/posted/{action.token}/" in page


def test_a_call_is_counted_once_and_its_last_result_is_kept(door, appeal):
    action = make.confirmed(appeal)

    assert call(door, action, "nobody").status_code == call(door, action, "reached").status_code == 200
    door.post(f"/called/{action.token}/", {"target": "t3"})

    assert rows() == [("t3", "telephone", "declared", "reached", "+99 555 01 01")]


def test_a_result_nobody_offered_is_refused_and_a_number_nobody_printed_is_not_kept(door, appeal):
    action = make.confirmed(appeal)

    assert call(door, action, "won").status_code == 409
    assert rows() == []
    call(door, action, "wrong", number="<script>")
    assert rows() == [("t3", "telephone", "declared", "wrong", "")]


def test_a_posted_letter_is_counted_once_and_apart_from_calls(door, appeal):
    action = make.confirmed(appeal)
    for _ in range(2):
        assert door.post(f"/posted/{action.token}/", {"target": "t1"}).status_code == 200
    call(door, action, "reached")

    assert rows()[0] == ("t1", "post", "declared", "", "")
    for told in (tally.desk(appeal), tally.public(appeal, clock.now())):
        assert (told.declared, told.posted) == (1, 1)
    words = {count.word: count.value for count in contents.numbers(appeal, now=clock.now()).counts}
    assert (words["declared"], words["declared, by post"]) == (1, 1)
    assert tally.recount(appeal) == []


def test_who_has_not_confirmed_or_withdrew_counts_nothing(door, appeal):
    make.act(appeal)
    action = appeal.actions.get()

    assert door.post(f"/posted/{action.token}/", {"target": "t1"}).status_code == 409
    assert door.post("/posted/aaaaaaaa/", {"target": "t1"}).status_code == 409
    assert door.get(f"/posted/{action.token}/").status_code == 405
    assert rows() == []


def test_in_earnest_a_declared_letter_shows_the_day_after(appeal, settings, door):
    door.post(f"/posted/{make.confirmed(appeal).token}/", {"target": "t1"})
    settings.LIVE = True

    assert tally.public(appeal, clock.now()).posted == 0


def test_the_desk_sees_which_number_is_wrong_before_those_that_work(door, appeal):
    for n, result in enumerate(["wrong", "wrong", "nobody"]):
        call(door, make.confirmed(appeal, f"p{n}@example.net"), result)

    [number] = desk_called.of_appeal(appeal)
    assert (number.value, number.ill) == ("+99 555 01 01", True)
    assert number.counts == {"wrong": 2, "nobody": 1}
    for n in range(3, 6):
        call(door, make.confirmed(appeal, f"p{n}@example.net"), "reached")
    assert not desk_called.of_appeal(appeal)[0].ill
