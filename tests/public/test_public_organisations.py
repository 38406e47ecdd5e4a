"""The form for an organisation: folded until somebody needs it, and shown on the page that asks for the last press."""

import re

import pytest

import make
from hueandcry.actions.models import Action
from hueandcry.public import quickly

pytestmark = pytest.mark.django_db
GOOD = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": ""}
UNION = {"organisation": "Union of Bakers", "branch": "Hamburg", "office": "Chair"}


@pytest.fixture
def appeal(door):
    return make.appeal("live")


def test_the_page_with_the_button_shows_the_signature_as_the_office_will_read_it(door, appeal):
    door.post(f"/act/{appeal.slug}/en/", {**GOOD, **UNION})
    token = make.act(appeal, "otto@example.net", **UNION)

    page = door.get(f"/confirm/{token}/").content.decode()

    assert "<bdi>Maria Example</bdi><br><bdi>Chair, Union of Bakers, Hamburg</bdi><br>" in page
    assert {act.capacity for act in Action.objects.all()} == {"org"}


def test_what_is_missing_is_asked_for_in_the_opened_part_with_all_that_was_typed(door, appeal):
    answer = door.post(f"/act/{appeal.slug}/en/", {**GOOD, "organisation": "Union of Bakers"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<details class="for-organisation" open>' in page and 'value="Union of Bakers"' in page
    assert re.search(r'id="f-office"[^>]*aria-describedby="w-office"', page)
    assert not Action.objects.exists()


def test_the_short_way_takes_the_organisation_along():
    body = b"name=Maria&email=m%40example.net&country=DE&organisation=Union&office=Chair"

    act = quickly._wanted(quickly.Known(1, "en", quickly.Page([], b"")), body)

    assert act.capacity == ("Union", "", "Chair")
