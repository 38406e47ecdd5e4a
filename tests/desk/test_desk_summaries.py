"""The rest as one summary, at the desk: one asks, another agrees; in a browser, in two languages, with no script."""

import re
import shutil

import pytest

import make
from hueandcry.actions import summing_up
from hueandcry.actions.models import Protest, Summary
from hueandcry.lib import clock
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db


def waiting_office():
    """(appeal, office): three people's letters wait for the court."""
    appeal = make.appeal("live")
    for n in range(3):
        make.confirmed(appeal, f"person{n}@example.net", name=f"{'ABC'[n]}lindra Kanareikina")
    return appeal, Protest.objects.filter(target__key="t1").first().delivery.turn.pigeonhole


def as_staff(client, role="postkeeper"):
    client.force_login(make.user(role))
    return client


def ask(client, hole):
    """Press the button on the office's page."""
    rest = summing_up.possible(hole)[0]
    told = {"target": rest.target.pk, "turn": rest.turn.pk, "words": rest.words.pk}
    return client.post(f"/offices/{hole.pk}/summary/", told, follow=True)


def test_one_asks_another_agrees_and_the_board_tells_the_numbers_apart(client):
    appeal, hole = waiting_office()
    as_staff(client)
    assert "Send the rest as one summary" in client.get(f"/offices/{hole.pk}/").content.decode()

    page = ask(client, hole).content.decode()
    assert "You asked for it. Somebody else has to decide." in page and "3 people" in page
    assert "Kanareikina" not in page and "I ask you to release them at once." in page

    summary = Summary.objects.get()
    as_staff(client, "approver")
    seen = summing_up.preview(summary).last
    make.confirmed(appeal, "late@example.net")
    client.post(f"/summaries/{summary.pk}/make/", {"last": seen})

    assert Delivery.objects.filter(status="in_summary").count() == 3
    assert "in a summary" in client.get(f"/appeals/{appeal.pk}/").content.decode()


def test_the_numbers_of_a_target_add_up_to_its_letters_also_beside_a_summary(client):
    appeal, hole = waiting_office()
    first, second = make.user("postkeeper"), make.user("approver")
    rest = summing_up.possible(hole)[0]
    summing_up.make(
        summing_up.ask(rest.target, rest.turn, rest.words, by=first, now=clock.now()), by=second, now=clock.now()
    )
    make.confirmed(appeal, "late@example.net")
    gone = make.confirmed(appeal, "gone@example.net")
    Delivery.objects.filter(protest__action=gone).update(status="cancelled")

    page = as_staff(client).get(f"/appeals/{appeal.pk}/").content.decode()

    row = page[page.index("Oda Lem") :].partition("</tr>")[0]
    told = dict(re.findall(r'data-label="([^"]+)">(\d+)<', row))
    parts = ("Accepted", "Waiting", "In a summary", "In doubt", "Rejected", "Cancelled")
    assert [told[part] for part in parts] == ["0", "1", "3", "0", "0", "1"]


def test_the_board_leads_to_a_summary_that_waits_and_says_for_whom(client):
    _appeal, hole = waiting_office()
    as_staff(client)
    ask(client, hole)
    link = f'href="/summaries/{Summary.objects.get().pk}/"'
    mine = client.get("/").content.decode()
    as_staff(client, "approver")
    theirs = client.get("/").content.decode()
    client.post(f"/summaries/{Summary.objects.get().pk}/drop/")

    assert link in mine and "Your summary waits for somebody else:" in mine
    assert link in theirs and "A summary waits for you:" in theirs
    assert link not in client.get("/").content.decode()
    assert link not in as_staff(client, "writer").get("/").content.decode()


@pytest.mark.parametrize("path", ["make", "drop", "take-apart", ""])
def test_writers_have_no_hand_in_it(client, path):
    _appeal, hole = waiting_office()
    rest = summing_up.possible(hole)[0]
    asked = summing_up.ask(rest.target, rest.turn, rest.words, by=make.user("postkeeper"), now=clock.now())
    as_staff(client, "writer")

    url = f"/summaries/{asked.pk}/{path}/" if path else f"/summaries/{asked.pk}/"
    answer = client.post(url) if path else client.get(url)

    assert answer.status_code == 403


def test_what_is_pressed_too_late_gets_a_sentence_and_changes_nothing(client):
    _appeal, hole = waiting_office()
    as_staff(client)
    ask(client, hole)
    asked = Summary.objects.get()
    as_staff(client, "operator")
    client.post(f"/summaries/{asked.pk}/drop/")

    page = client.post(f"/summaries/{asked.pk}/make/", follow=True).content.decode()

    assert Delivery.objects.filter(letter__kind="summary").count() == 0
    assert "cannot be changed that way" in page
    assert (
        client.post(f"/offices/{hole.pk}/summary/", {"target": "x", "turn": "9" * 30, "words": ""}).status_code == 404
    )


CHROMIUM = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine; make test installs one")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "script", "language", "dark"), [(1280, True, "en", False), (360, False, "ru", True)])
def test_in_a_browser_two_people_send_what_waits_as_one(live_server, width, script, language, dark, monkeypatch):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    _appeal, hole = waiting_office()
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def person(role):
            context = started.new_context(
                viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=live_server.url,
                locale=language, color_scheme="dark" if dark else "light",
            )  # fmt: skip
            page = context.new_page()
            page.goto("/")
            page.fill("#username", make.user(role, "Ada").username)
            page.fill("#password", make.PASSWORD)
            page.click("main button")
            page.wait_for_url(f"{live_server.url}/")
            return page

        def look(page):
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            assert "Kanareikina" not in page.content()
            if script:
                assert [v["id"] for v in Axe().run(page).response["violations"]] == []

        first, second = person("postkeeper"), person("approver")
        first.goto(f"/offices/{hole.pk}/")
        look(first)
        first.click("section[aria-labelledby=summary] button")
        first.wait_for_url("**/summaries/**")
        look(first)
        assert first.locator("form[action$='/make/']").count() == 0
        second.goto(first.url)
        look(second)
        second.focus("form[action$='/make/'] button")
        with second.expect_navigation():
            second.keyboard.press("Enter")
        look(second)
        second.goto(f"/offices/{hole.pk}/")
        look(second)
        started.close()

    assert (Summary.objects.get().status, Summary.objects.get().people) == ("sent", 3)
