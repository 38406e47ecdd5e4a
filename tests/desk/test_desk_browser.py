"""The desk in a real browser: its forms are taken, nothing breaks its policy, axe finds nothing."""

import shutil

import pytest

import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
if not CHROMIUM:
    pytest.skip("no Chromium on this machine; make test installs one", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from hueandcry.actions import placing  # noqa: E402
from hueandcry.actions.models import Reply  # noqa: E402
from hueandcry.appeals.models import Appeal  # noqa: E402
from hueandcry.lib import clock  # noqa: E402
from hueandcry.post import mailbox, pace  # noqa: E402
from hueandcry.post.models import Pigeonhole  # noqa: E402

REPORT = """Varland: baker jailed for ten days

Lomar, 3 April 2026

On 2 April 2026 the baker Tomas Reval was arrested in Lomar. He was sentenced to ten days in prison.

Please send protests to:

1. Ministry of Justice of Varland
E-mail: minister@justice.example.org

Letter

To whom it may concern,

I have learned that Tomas Reval was sentenced to ten days in prison. I urge you to release him at once.

Yours faithfully,
"""


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
def faults():
    return []


@pytest.fixture
def opened(browser, live_server, settings, faults):
    """Open a browser of somebody: width, with or without scripts, language."""
    contexts = []

    def sign_in(user, *, width=1280, script=True, language="en", dark=False):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=live_server.url,
            locale=language, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        foreign = lambda asked: faults.append(asked.url) if not asked.url.startswith(live_server.url) else None  # noqa: E731
        page.on("request", foreign)
        page.goto("/")
        page.fill("#username", user.username)
        page.fill("#password", make.PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "script"), [(1280, True), (360, False)])
def test_a_report_goes_live_by_two_people_in_a_browser(opened, faults, width, script):
    writer = opened(make.user("writer", "Mira"), width=width, script=script)
    writer.goto("/reports/new/")
    writer.fill("#text", REPORT)
    writer.click("main form button")
    writer.click("form[action$='/open/'] button")
    writer.fill("#consent-given_by", "his sister")
    writer.fill("#consent-how", "by telephone")
    writer.fill("#consent-on", "2026-03-10")
    writer.check("#text-checked")
    writer.click("button:has-text('Save and ask for approval'):visible")
    assert writer.locator("form[action$='/approve/']").count() == 0

    approver = opened(make.user("approver", "Oskar"), width=width, script=script)
    approver.click("text=Varland: baker jailed for ten days")
    approver.click("form[action$='/approve/'] button")
    approver.click("form[action$='/issue/'] button")

    assert approver.locator("h1").inner_text() == "Varland: baker jailed for ten days"
    assert Appeal.objects.get().status == "live"
    assert faults == []


def test_a_fact_and_its_words_light_up_together(opened, faults):
    page = opened(make.user("writer"))
    page.goto("/reports/new/")
    page.fill("#text", REPORT)
    page.click("main form button")
    page.click("form[action$='/open/'] button")

    page.focus("#people-0-name")
    page.wait_for_selector("mark.now")  # the field may be there before the script is
    lit = page.locator("mark.now").all_inner_texts()
    page.focus("#act_by")

    assert set(lit) <= set(page.locator("mark[data-facts~='people-0']").all_inner_texts())
    assert "Tomas Reval" in " ".join(lit)
    assert page.locator("mark.now").count() == 0
    assert faults == []


@pytest.mark.parametrize(("width", "script"), [(1280, True), (360, False)])
def test_the_postkeeper_finds_a_paused_office_on_the_board_and_lets_its_letters_leave(opened, faults, width, script):
    make.confirmed(make.appeal("live"))
    pace.pause(Pigeonhole.objects.get(), Pigeonhole.Why.COMPLAINT, now=clock.now())
    page = opened(make.user("postkeeper"), width=width, script=script)

    page.click("section[aria-labelledby='post'] a:has-text('Oda Lem')")
    page.fill("#an_hour", "12")
    page.click("form[action$='/change/'] button")
    page.click("form[action$='/resume/'] button")

    assert "Letters leave for this office again." in page.locator("[role=status]").inner_text()
    hole = Pigeonhole.objects.get()
    assert (hole.paused_at, hole.an_hour, page.input_value("#an_hour")) == (None, 12, "12")
    assert faults == []


def test_a_field_taken_before_the_script_came_is_lit_and_a_resting_mouse_does_not_put_it_out(opened, faults):
    page = opened(make.user("writer"))
    page.goto("/reports/new/")
    page.fill("#text", REPORT)
    page.click("main form button")
    held = []
    page.route("**/desk.js*", lambda route: held.append(route))
    page.click("form[action$='/open/'] button", no_wait_after=True)
    page.focus("#people-0-name")
    page.wait_for_timeout(100)
    dark = page.locator("mark.now").count()
    held.pop().continue_()
    page.wait_for_selector("mark.now")

    for _ in range(2):
        page.locator("#targets-0-office").dispatch_event("mouseover")
    assert dark == 0 and "Tomas Reval" in page.locator("mark.now").all_inner_texts()
    page.hover("#targets-0-office")
    page.wait_for_selector(".now #targets-0-office")
    assert faults == []


def everything():
    """One of each thing, so that every page has something on it; the pages' addresses."""
    make.appeal("draft"), make.appeal("review"), make.appeal("approved")
    live = make.appeal("live")
    keeper = make.user("approver")
    make.confirmed(live)
    pace.pause(Pigeonhole.objects.get(), Pigeonhole.Why.COMPLAINT, now=clock.now())
    for n in range(3):
        raw = f"From: office@court.example.org\r\nSubject: answer {n}\r\n\r\nNo.".encode()
        mailbox.keep(raw, envelope_to=["p-x@act.example.org"], envelope_from="office@court.example.org")
    placing.walk(5)
    first, second = placing.Incoming.objects.filter(status="unplaced").order_by("pk")[:2]
    placing.by_hand(first, kind="reply", appeal=live, target=live.targets.first(), by=keeper)
    draft, review, approved = Appeal.objects.filter(live_revision=None).order_by("pk").values_list("pk", flat=True)
    reply = Reply.objects.get().pk
    return [
        "/", "/reports/", "/reports/new/", "/appeals/", f"/appeals/{live.pk}/", f"/appeals/{draft}/draft/",
        f"/appeals/{review}/draft/", f"/appeals/{approved}/draft/", f"/appeals/{live.pk}/outcome/",
        f"/appeals/{live.pk}/ledger/", "/post/", f"/post/{second.pk}/", "/replies/", f"/replies/{reply}/",
        "/offices/", f"/offices/{Pigeonhole.objects.get().pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "language", "dark"), [(1280, "en", False), (360, "ru", True)])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(opened, faults, width, language, dark):
    pages = everything()
    page = opened(make.user("operator"), width=width, language=language, dark=dark)
    page.goto("/reports/new/")
    page.fill("#text", REPORT)
    page.click("main form button")
    pages.append(page.url)

    found = {}
    for address in pages:
        page.goto(address)
        assert page.evaluate("document.documentElement.lang") == language
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found[address] = ["wider than the screen"]
        broken = [v["id"] + " " + v["nodes"][0]["html"][:200] for v in Axe().run(page).response["violations"]]
        if broken:
            found[address] = found.get(address, []) + broken

    assert found == {}
    assert faults == []
