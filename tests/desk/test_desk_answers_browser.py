"""In a real browser: a group is read and graded, a guess confirmed, a rule taken back; by keyboard, with no script."""

import shutil

import pytest

import mailing
import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = next((found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None)
if not CHROMIUM:
    pytest.skip("no Chromium on this machine; make test installs one", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from hueandcry.actions import placing  # noqa: E402
from hueandcry.actions.models import Reply, SortingRule  # noqa: E402
from hueandcry.post import envelopes  # noqa: E402
from hueandcry.post.models import Delivery  # noqa: E402

SAYS = (
    "Your letter about the events of 9 March has been read by the office of the chair. The court is independent and "
    "cannot be asked by anybody to change a sentence.\n\nThe persons you name were sentenced after a fair trial in "
    "which they had counsel of their own, and they may appeal within the time the law sets. We consider this closed."
)


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
    """Open a browser of a postkeeper who has signed in."""
    contexts = []

    def sign_in(*, width, script, language, dark):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=live_server.url,
            locale=language, color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.fill("#username", make.user("postkeeper", "Ada").username)
        page.fill("#password", make.PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def mail() -> None:
    """Four answers alike, one of them a word apart; three messages nobody could place, one of them sorted."""
    appeal = make.appeal("live")
    for n in range(4):
        make.confirmed(appeal, f"person{n}@example.net", name=f"{'ABCD'[n]}lindra Kanareikina")
    for n, delivery in enumerate(Delivery.objects.filter(protest__target__key="t1").order_by("pk")):
        says = SAYS.replace("closed", "settled") if n == 3 else SAYS
        raw = mailing.answer(f"Dear Ms Kanareikina,\n\n{says}\n\nNo. {n}/2026\nOda Lem")
        mailing.arrive(raw, envelopes.from_address(delivery.token))
    for n, sender in enumerate(("press@ministry.example", "press@ministry.example", "chair@court.example.org")):
        mailing.arrive(mailing.answer(f"Message {n}", From=sender), "postmaster@act.example.org")
    first = placing.Incoming.objects.filter(status="unplaced").earliest("pk")
    target = appeal.targets.get(key="t1")
    placing.by_hand(first, kind="robot", appeal=appeal, target=target, by=make.user("postkeeper", "Grace"))


def look(page, *, script: bool) -> None:
    """No wider than the screen, no supporter named, and nothing axe objects to; axe needs scripts."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert "Kanareikina" not in page.content()
    if script:
        assert [v["id"] + v["nodes"][0]["html"][:200] for v in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize(
    ("width", "script", "language", "dark"),
    [(1280, True, "en", False), (360, True, "ru", True), (360, False, "en", True)],
)
def test_answers_and_unplaced_mail_are_worked_through(opened, width, script, language, dark):
    mail()
    page = opened(width=width, script=script, language=language, dark=dark)
    waits, known = placing.Incoming.objects.filter(status="unplaced").order_by("pk")

    page.goto("/replies/")
    look(page, script=script)
    with page.expect_navigation():
        page.click("section[aria-labelledby=unread] li a >> nth=0")
    assert "/replies/alike/" in page.url
    look(page, script=script)
    page.select_option("#grade", "refusal")
    page.fill("#summary", "They refuse.")
    page.focus("form.choice button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/replies/")
    assert set(Reply.objects.filter(group__robot=False).values_list("grade", flat=True)) == {"refusal"}
    page.goto(f"/replies/{Reply.objects.earliest('pk').pk}/")
    look(page, script=script)

    page.goto(f"/post/{waits.pk}/")
    look(page, script=script)
    page.focus("section[aria-labelledby=learned] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/post/")
    page.goto(f"/post/{known.pk}/")
    look(page, script=script)
    page.click("section[aria-labelledby=guesses] button")
    page.wait_for_url("**/post/")
    assert not placing.Incoming.objects.filter(status="unplaced").exists()

    with page.expect_navigation():
        page.click("main p.note a")
    look(page, script=script)
    with page.expect_navigation():
        page.click("main li button >> nth=0")
    assert SortingRule.objects.filter(taken_back_at=None).count() == 1
