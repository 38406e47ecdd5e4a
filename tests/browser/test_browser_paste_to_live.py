"""A writer pastes a report, somebody else approves it, and the appeal stands on a public page."""

import pytest
from browsing import Desk, look, press, until
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
REPORT = """Varland: printer jailed for ten days in {place}

{place}, 3 April 2026

On 2 April 2026 the printer Ilan Moret was arrested in {place}. He was sentenced to ten days in prison.

Please send protests to:

1. Ministry of Justice of Varland
E-mail: minister@justice.example.org

2. The Embassy of Varland in your own country

Letter

To whom it may concern,

I have learned that Ilan Moret was sentenced to ten days in prison. I urge you to release him at once.

Yours faithfully,
"""


# Every pair of width, scripts and language once; all eight ways would find little more and take twice as long.
@pytest.mark.parametrize(
    ("width", "script", "language"), [(360, True, "en"), (360, False, "ru"), (1280, True, "ru"), (1280, False, "en")]
)
def test_from_a_pasted_report_to_a_live_appeal(visit, desk: Desk, width: int, script: bool, language: str):
    screen = {"width": width, "script": script, "language": language}
    place = f"Lomar-{language}-{width}-{'script' if script else 'plain'}"

    with visit(**screen) as writer:
        _sign_in(writer, desk, "writer", axe=script)
        writer.goto(f"{desk.office}/reports/new/")
        look(writer, axe=script)
        writer.fill("#text", REPORT.format(place=place))
        press(writer.locator('form[action$="/reports/new/"] button'))
        look(writer, axe=script)
        press(writer.locator('form[action$="/open/"] button'))
        look(writer, axe=script)
        number = writer.url.rstrip("/").split("/")[-2]
        writer.fill('[name="consent-given_by"]', "his sister")
        writer.fill('[name="consent-how"]', "by telephone")
        writer.fill('[name="consent-on"]', "2026-03-10")
        writer.check("#text-checked")
        press(writer.locator('button[value="ask"]').last)
        look(writer, axe=script)
        assert writer.locator('form[action$="/approve/"]').count() == 0

        with visit(**screen) as approver:
            _sign_in(approver, desk, "approver", axe=False)
            approver.goto(f"{desk.office}/appeals/{number}/draft/")
            look(approver, axe=script)
            press(approver.locator('form[action$="/approve/"] button'))
            look(approver, axe=script)

        writer.goto(f"{desk.office}/appeals/{number}/draft/")
        press(writer.locator('form[action$="/issue/"] button'))
        look(writer, axe=script)
        writer.goto(f"{desk.office}/")
        look(writer, axe=script)

    with visit(**screen) as reader:
        link = until(lambda: _listed(reader, desk, place))
        reader.goto(link)
        look(reader, axe=script)
        shown = reader.inner_text("main")
        assert place in shown and "Ilan Moret" in shown
        assert reader.locator('form[action*="/act/"]').count() == 1
        assert reader.context.cookies() == []


def _sign_in(page: Page, desk: Desk, role: str, *, axe: bool) -> None:
    page.goto(f"{desk.office}/sign-in/")
    look(page, axe=axe)
    page.fill("#username", desk.seeded[role])
    page.fill("#password", desk.seeded["password"])
    press(page.locator('form[action$="/sign-in/"] button'))
    look(page, axe=axe)


def _listed(page: Page, desk: Desk, place: str) -> str:
    """Where the list of appeals leads for the one about this place; "" while it is not there."""
    page.goto(f"{desk.public}/en/")
    page.reload()  # a page may be a minute old in a browser's cache
    link = page.locator("h3 a", has_text=place)
    return str(link.evaluate("one => one.href")) if link.count() else ""
