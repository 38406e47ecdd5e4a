"""In a real browser: December's case, its outcome, and the same man arrested again; by keyboard, with no script."""

import shutil
from pathlib import Path

import pytest

import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
if not CHROMIUM:
    pytest.skip("no Chromium on this machine; make test installs one", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from hueandcry.cases.models import Case, Individual, Pairing  # noqa: E402
from hueandcry.ledger import writing  # noqa: E402

REPORTS = Path(__file__).parent / "reports"


@pytest.fixture(scope="module")
def browser():
    # Playwright runs a loop of its own in this thread; Django would take that for asynchronous code.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
    patch.undo()


@pytest.fixture
def opened(browser, live_server):
    """Open a browser of somebody who has signed in."""
    contexts = []

    def sign_in(user, *, width=1280, script=True, language="en", dark=False):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=live_server.url,
            locale=language, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/")
        page.fill("#username", user.username)
        page.fill("#password", make.PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def paste(page, name):
    page.goto("/reports/new/")
    page.fill("#text", (REPORTS / name).read_text(encoding="utf-8"))
    page.click("main form button")
    page.wait_for_url("**/reports/*/")


def press(page, words):
    """Press a button as somebody without a mouse does."""
    button = page.locator(f"button:has-text('{words}')").first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def ways(page):
    return page.locator(".match").first.locator(".ways button").all_inner_texts()


def look(page, *, axe=True):
    """No wider than the screen, and nothing axe objects to; axe needs scripts."""
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
    if axe:
        broken = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in broken] == []


@pytest.mark.parametrize(("width", "dark", "language"), [(1280, False, "en"), (360, True, "ru")])
def test_an_outcome_then_a_new_case_of_a_known_man_then_two_people_again(opened, width, dark, language):
    english = language == "en"
    page = opened(make.user("writer", "Mira"), width=width, script=english, dark=dark, language=language)
    outcome, new, back, one = (
        ("It is the outcome of this case", "Open a new case of this person", "Take it back", "One person")
        if english
        else ("Это исход этого дела", "Открыть новое дело этого человека", "Отменить решение", "Один человек")
    )
    paste(page, "december.txt")
    page.locator("form[action$='/open/'] button").click()
    page.wait_for_url("**/draft/")

    paste(page, "release.txt")
    assert ways(page)[0] == outcome
    look(page, axe=english)
    press(page, outcome)

    paste(page, "march.txt")
    assert ways(page)[0] == new
    assert ("3 January 2026" if english else "3 января 2026") in page.locator(".match .note").first.inner_text()
    look(page, axe=english)
    press(page, new)
    page.wait_for_url("**/draft/")
    assert Case.objects.count() == 2

    person = Individual.objects.filter(case=Case.objects.latest("pk")).get()
    page.goto(f"/people/{person.pk}/")
    assert page.locator(".decided b").first.inner_text().startswith(one)
    look(page, axe=english)
    press(page, back)
    look(page, axe=english)

    assert set(Pairing.objects.filter(other=person).values_list("status", flat=True)) == {"withdrawn"}
    assert list(writing.faults()) == []


def test_in_the_wrong_order_the_older_outcome_is_not_offered_to_the_later_sentence(opened):
    page = opened(make.user("writer", "Mira"), width=360, script=False)
    paste(page, "march.txt")
    page.locator("form[action$='/open/'] button").click()
    page.wait_for_url("**/draft/")

    paste(page, "release.txt")

    assert ways(page) == ["Open a new case of this person", "It is an update to this case"]
    assert "So it is the outcome of something earlier." in page.locator(".match .note").first.inner_text()
    look(page, axe=False)
