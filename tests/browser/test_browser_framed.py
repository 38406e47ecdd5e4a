"""An appeal on a partner's site, another origin: in a frame it may show, and as a form; elsewhere in no frame."""

import html
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from browsing import Desk, look, until
from playwright.sync_api import Browser, FrameLocator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@contextmanager
def site(page: str, port: int = 0) -> Iterator[str]:
    """A site that knows nothing of us and has one page."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=en><title>Site</title>{page}".encode())

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def surf(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A visitor of other people's sites, without a script unless it is asked for."""
    contexts = []

    def page(*, script: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def frame_of(desk: Desk) -> str:
    return f'<iframe src="{desk.public}/embed/bakers/en/{desk.seeded["live"]}/" title="Appeal" width=380 height=800>'


def fill(where: Page | FrameLocator, email: str) -> None:
    where.locator("[name=name]").fill("Maria Example")
    where.locator("[name=email]").fill(email)
    where.locator("[name=country]").select_option("DE")
    where.get_by_role("button", name="Send my protest").click()


def test_the_partners_site_shows_the_appeal_and_its_answer_opens_at_the_top(desk: Desk, surf: Callable[..., Page]):
    page = surf()

    with site(frame_of(desk), desk.partner) as address:
        page.goto(address)
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("heading", level=1)).to_have_text("Free Aru Seitova")
        fill(inside, "framed@example.net")

        expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")
    assert page.url.startswith(f"{desk.public}/act/") and page.context.cookies() == []
    until(lambda: desk.letters_to("framed@example.net"))


def test_a_site_nobody_allowed_shows_nothing_of_ours(desk: Desk, surf: Callable[..., Page]):
    page, said = surf(script=True), []
    page.on("console", lambda line: said.append(line.text))

    with site(frame_of(desk)) as address:
        page.goto(address)
        until(lambda: any("frame-ancestors" in line for line in said))
        assert page.frame_locator("iframe").get_by_text("Free Aru Seitova").count() == 0


def test_the_form_works_on_any_site_and_what_is_missing_is_asked_for_here(desk: Desk, surf: Callable[..., Page]):
    page = surf()
    page.goto(f"{desk.public}/en/embed/{desk.seeded['live']}/")
    snippet = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content(), re.S)[1])  # type: ignore[index]

    with site(snippet) as address:
        page.goto(address)
        fill(page, "pasted@example")
        expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet")
        page.locator("[name=email]").fill("pasted@example.net")
        page.get_by_role("button", name="Send my protest").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")


@pytest.mark.parametrize("place", ["embed/bakers/en/{live}/", "en/embed/{live}/", "en/section/north/"])
def test_these_pages_are_for_everybody(visit: Callable[..., Any], desk: Desk, place: str):
    with visit(width=360) as page:
        page.goto(f"{desk.public}/{place.format(**desk.seeded)}")
        look(page)
