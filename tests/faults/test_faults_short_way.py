"""The short way for acts, at a real door: it keeps what the long way keeps, and says what the long way says."""

import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from public_door import door

from hueandcry.rehearsal.browser import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.once]
FORM = "application/x-www-form-urlencoded"
ACT = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": "I bake too."}
SHOWN = (
    "SELECT way, status, country, language, wants_answers, length(token), length(submission_key), length(person_key),"
    " length(mail_key), length(sealed), follow_sealed IS NULL, confirmed_at, appeal_id,"
    " (julianday(erase_by) - julianday(created_at)) FROM actions_action ORDER BY id"
)
LETTERS = (
    "SELECT status, rank, tries, worker, fence, key_name, length(token), length(sealed), turn_id, summary_id, crashes,"
    " possible_duplicate, answer, letter_id, length(message_id), accepted_at FROM post_delivery ORDER BY id"
)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    with door(tmp_path_factory.mktemp("quickly")) as made:
        press(made, email="first@example.net")  # the long way; from now on acts may go the short one
        yield made


def press(ours, language="en", **told):
    visitor = Visitor(f"http://127.0.0.1:{ours.world.public}", seconds=30)
    page = visitor.post(f"/act/{ours.slug}/{language}/", ACT | told)
    visitor.close()
    return page


def rows(ours, question):
    with sqlite3.connect(ours.database) as connection:
        return connection.execute(question).fetchall()


def test_an_act_by_the_short_way_leaves_the_same_rows_and_gets_the_same_page(ours):
    before = len(rows(ours, SHOWN))
    long_way = press(ours, "ru", email="one@example.net", news="1")
    short_way = press(ours, "ru", email="two@example.net", news="1")

    assert (long_way.status, short_way.status) == (200, 200)
    assert (long_way.text == short_way.text and "Загляните" in short_way.text) or "почт" in short_way.text
    first, second = rows(ours, SHOWN)[before:]
    assert first == second
    assert len(set(rows(ours, LETTERS)[before:])) == 1
    assert rows(ours, "SELECT count(*) FROM actions_confirmation")[0][0] == len(rows(ours, LETTERS))


def test_a_hundred_presses_at_once_are_a_hundred_acts_and_those_of_one_person_one(ours):
    before = ours.acts()
    with ThreadPoolExecutor(20) as many:
        pages = list(many.map(lambda n: press(ours, email=f"crowd{n % 100}@example.net"), range(140)))

    assert [page.status for page in pages] == [200] * 140
    assert ours.acts() == before + 100
    one_letter_each = rows(ours, "SELECT count(*), count(DISTINCT to_key) FROM post_delivery")[0]
    assert one_letter_each[0] == one_letter_each[1]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"email": "maria"}, "typing error"),
        ({"name": "see evil.com"}, "web or e-mail address"),
        ({"country": ""}, "country"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_sentence_and_with_all_that_was_typed(ours, told, shown):
    before = ours.acts()

    page = press(ours, words="My own words.", **told)

    assert page.status == 422 and shown in page.text and "My own words." in page.text
    assert ours.acts() == before


def test_more_fields_than_any_form_has_are_not_taken(ours):
    before = ours.acts()

    assert press(ours, **{f"more{n}": "" for n in range(200)}).status == 400
    assert ours.acts() == before


def test_a_database_that_is_held_is_told_with_what_was_typed_and_nothing_is_recorded(ours):
    before = ours.acts()
    holder = ours.hold()
    with ThreadPoolExecutor(8) as many:
        pages = list(many.map(lambda n: press(ours, email=f"held{n}@example.net", words="Kept words."), range(8)))
    holder.rollback()
    holder.close()

    assert [page.status for page in pages] == [503] * 8
    assert all("Kept words." in page.text for page in pages)
    assert ours.acts() == before
    assert press(ours, email="after@example.net").status == 200


def test_an_appeal_that_has_ended_takes_nobody_by_the_short_way_either(ours):
    before = ours.acts()
    with sqlite3.connect(ours.database) as connection:
        connection.execute("UPDATE appeals_appeal SET status = 'stopped'")
    page = press(ours, email="late@example.net")
    with sqlite3.connect(ours.database) as connection:
        connection.execute("UPDATE appeals_appeal SET status = 'live'")

    assert (page.status, "has ended" in page.text, ours.acts()) == (409, True, before)


def test_an_answer_before_the_commit_would_be_seen(tmp_path):
    with door(tmp_path, "answer-before-commit") as ours:
        press(ours, email="first@example.net")
        first = threading.Event()
        while not first.wait(0.1) and not ours.acts():
            pass
        holder = ours.hold()
        page, acts = press(ours), ours.acts()
        holder.rollback()
        holder.close()

    assert (page.status, acts) == (200, 1)


PROTESTS = (
    "SELECT channel, grade, country, rank, target_id, mission_id, delivery_id IS NULL, length(person_key)"
    " FROM actions_protest ORDER BY id"
)


def links(ours, count):
    """The links in the letters to so many people who have just acted, newest last."""
    return [token for (token,) in rows(ours, "SELECT token FROM actions_confirmation ORDER BY id")[-count:]]


def button(ours, link, acts=None):
    """Somebody opens the link and presses; `acts` instead of those that the page shows."""
    visitor = Visitor(f"http://127.0.0.1:{ours.world.public}", seconds=30)
    shown = re.findall(r'name="act" value="(\w+)"', visitor.get(f"/confirm/{link}/").text) if acts is None else acts
    page = visitor.post(f"/confirm/{link}/", [("act", act) for act in shown])
    visitor.close()
    return page, shown


def test_a_press_by_the_short_way_leaves_the_same_rows_and_thanks_with_the_same_page(ours):
    for n in range(3):
        press(ours, email=f"presser{n}@example.net")
    before = len(rows(ours, PROTESTS)), len(rows(ours, LETTERS))

    said = [button(ours, link) for link in links(ours, 3)]

    protests, letters = rows(ours, PROTESTS)[before[0] :], rows(ours, LETTERS)[before[1] :]
    assert [page.status for page, _ in said] == [200] * 3
    assert len({page.text.replace(acts[0], "") for page, acts in said}) == 1
    assert all(acts[0] in page.text and "Maria" not in page.text for page, acts in said)
    third = len(protests) // 3
    assert protests[:third] == protests[third : 2 * third] == protests[2 * third :] != []
    third = len(letters) // 3
    assert letters[:third] == letters[third : 2 * third] == letters[2 * third :] != []
    assert rows(ours, "SELECT status FROM actions_action ORDER BY id")[-3:] == [("confirmed",)] * 3


def test_forty_people_press_at_once_and_each_ten_times_and_each_is_confirmed_once(ours):
    with ThreadPoolExecutor(20) as many:
        list(many.map(lambda n: press(ours, email=f"fast{n}@example.net"), range(40)))
        before = len(rows(ours, PROTESTS))
        pages = list(many.map(lambda link: button(ours, link)[0], links(ours, 40) * 10))

    found = rows(ours, "SELECT action_id, target_id, rank FROM actions_protest ORDER BY id")[before:]
    assert {page.status for page in pages} <= {200, 503}
    assert len(found) == len(set(found)) and {rank for *_, rank in found} == {1}
    assert len({act for act, *_ in found}) == 40


def test_what_was_typed_after_the_page_was_opened_is_not_confirmed_by_the_short_way_either(ours):
    press(ours, email="late@example.net", words="first")
    link = links(ours, 1)[0]
    _page, shown = button(ours, link, acts=["nothing"])
    press(ours, email="late@example.net", words="second, by somebody else")

    states = rows(ours, "SELECT status FROM actions_action ORDER BY id")[-2:]
    page, _ = button(ours, link, acts=[rows(ours, "SELECT token FROM actions_action ORDER BY id")[-2][0]])

    assert shown == ["nothing"] and states == [("pending",), ("pending",)]
    assert rows(ours, "SELECT status FROM actions_action ORDER BY id")[-2:] == [("confirmed",), ("pending",)]
    assert page.status == 200 and "after you opened the page" in page.text


def test_a_program_that_ticks_every_box_is_thanked_by_the_short_way_too_and_nothing_is_kept(ours):
    before = ours.acts()

    honest, trapped = press(ours, email="person@example.net"), press(ours, email="bot@example.net", fax="yes")

    assert (trapped.status, trapped.text) == (honest.status, honest.text)
    assert ours.acts() == before + 1


def test_nobody_learns_from_the_answer_whether_an_address_has_acted(ours):
    for who in ("acted", "confirmed", "stopped"):
        press(ours, email=f"{who}@example.net")
    _, confirmed, stopped = links(ours, 3)
    button(ours, confirmed)
    visitor = Visitor(f"http://127.0.0.1:{ours.world.public}", seconds=30)
    assert visitor.post(f"/stop/{stopped}/", {}).status == 200
    visitor.close()

    said = [
        visitor._ask("POST", f"{visitor.root}/act/{ours.slug}/en/", urlencode(ACT | told).encode(), FORM)
        for who in ("nobody", "acted", "confirmed", "stopped")
        for told in ({"email": f"{who}@example.net"}, {"email": f"{who}@example.net", "words": "Others' words."})
    ]
    visitor.close()

    assert len({(status, content) for status, _, content in said}) == 1 and said[0][0] == 200
    assert len({tuple(sorted((k, v) for k, v in heads.items() if k.lower() != "date")) for _, heads, _ in said}) == 1
