"""The form under an appeal, the link in the letter and its button, without a script."""

import re

import pytest

import make
from hueandcry.actions.models import Comment, Confirmation

pytestmark = pytest.mark.django_db
FORM = {"name": "Maria Example", "email": "maria@example.net", "words": "She taught my daughter <b>to bake</b>."}


@pytest.fixture
def appeal():
    return make.appeal("live")


def test_typed_confirmed_by_a_button_and_taken_back_by_another(door, appeal):
    assert "Look in your mailbox" in door.post(f"/comment/{appeal.slug}/en/", FORM).content.decode()
    link = Confirmation.objects.get().token

    page = door.get(f"/confirm/{link}/").content.decode()
    assert "One press, and your comment goes to the desk" in page and "&lt;b&gt;to bake&lt;/b&gt;" in page
    assert Comment.objects.get().status == "pending"  # to look does nothing
    seen = re.findall(r'name="comment" value="(\w+)"', page)
    assert (
        "Your comment goes to the desk" in door.post(f"/confirm/{link}/comments/", {"comment": seen}).content.decode()
    )
    assert Comment.objects.get().status == "waiting"
    assert door.post(f"/confirm/{link}/comments/", {"comment": seen}).status_code == 410

    back = f"/uncomment/{seen[0]}/"
    assert "Erase my comment" in door.get(back).content.decode()
    assert Comment.objects.get().status == "waiting"
    assert "Your comment is erased" in door.post(back).content.decode()
    assert Comment.objects.get().status == "withdrawn"


def test_the_page_of_an_act_shows_the_comment_too_with_a_button_of_its_own(door, appeal):
    link = make.act(appeal)
    door.post(f"/comment/{appeal.slug}/en/", FORM)

    page = door.get(f"/confirm/{link}/").content.decode()

    assert "A comment waits for you too" in page and "Yes, send it in my name" in page


@pytest.mark.parametrize(("field", "typed"), [("words", "See https://example.org/"), ("email", "nobody"), ("name", "")])
def test_a_fault_is_named_and_what_was_typed_is_still_there(door, appeal, field, typed):
    answer = door.post(f"/comment/{appeal.slug}/en/", {**FORM, field: typed})

    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="#c-{field}"' in page
    for name, value in {**FORM, field: typed}.items():
        assert value.replace("<", "&lt;").replace(">", "&gt;") in page, name
    assert not Comment.objects.exists()


def test_a_program_that_fills_everything_in_is_thanked_and_kept_out(door, appeal):
    answer = door.post(f"/comment/{appeal.slug}/en/", {**FORM, "fax": "yes"})

    assert answer.content == door.post(f"/comment/{appeal.slug}/en/", FORM).content
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("address", ["/comment/hc-9-99/en/", "/comment/{slug}/xx/", "/comment/2026-01-01/en/"])
def test_there_is_nothing_to_comment_on_elsewhere(door, appeal, address):
    assert door.post(address.format(slug=appeal.slug), FORM).status_code == 404


def test_a_mailbox_that_had_its_letter_gets_the_same_answer(door, appeal):
    first = door.post(f"/comment/{appeal.slug}/en/", FORM)
    second = door.post(f"/comment/{appeal.slug}/en/", {**FORM, "words": "Another one."})

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Confirmation.objects.count() == 1
