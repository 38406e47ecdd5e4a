"""Every public page there is, found by its links as a reader would: for any screen, any light, and anybody's eyes."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from browsing import Desk, look
from playwright.sync_api import Page, Request

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
HEAVY = 60_000  # octets of a page with all it needs, as they travel
KEPT = re.compile(r"\.(?:eml|pdf|xml|json|ics|png|svg|txt|zip|atom)\Z")
LINKS = "Array.from(document.querySelectorAll('a[href]'), link => link.href)"
OVERLAP = """() => Array.from(document.querySelectorAll('a, button, input, select, textarea')).filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && !one.closest('[aria-hidden]') && (box.left < -1 || box.right > window.innerWidth + 1);
}).map(one => one.outerHTML.slice(0, 80))"""


def every_page(page: Page, home: str) -> Iterator[str]:
    """Go to each page that can be reached; `page` is there when its address comes."""
    seen, waiting = {home}, [home]
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer and answer.status == 200, f"{address} is a dead link: {answer and answer.status}"
        for link in page.evaluate(LINKS):
            found = urljoin(address, link.partition("#")[0])
            if urlsplit(found).netloc == urlsplit(home).netloc and not KEPT.search(found) and found not in seen:
                seen.add(found)
                waiting.append(found)
        yield address


def kind(address: str) -> str:
    """Pages of one kind differ in the appeal and the country only."""
    path = re.sub(r"/[a-z]+-\d+-\d+/", "/N/", urlsplit(address).path)
    return re.sub(r"/[A-Z]{2}/", "/C/", path)


def test_every_page_is_reached_light_and_quiet_and_fits_a_telephone(visit, desk: Desk):
    asked: list[Request] = []
    with visit(width=360) as page:
        page.on("requestfinished", lambda request: asked.append(request))
        kinds: dict[str, str] = {}
        for address in every_page(page, f"{desk.public}/en/index.html"):
            first = kinds.setdefault(kind(address), address) == address
            look(page, axe=first)
            assert page.evaluate(OVERLAP) == [], address
            assert page.locator("html").get_attribute("lang"), address
            assert page.locator("h1").count() == 1, address
            sizes = [one.sizes() for one in asked]
            assert sum(size["responseBodySize"] for size in sizes) < HEAVY, address
            asked.clear()
        assert page.context.cookies() == []

    assert len(kinds) > 15


@pytest.mark.parametrize("width", [640, 1280])  # 640 is a wide screen at twice the size
def test_every_kind_of_page_in_the_dark(visit, desk: Desk, width: int):
    with visit(width=width, scheme="dark") as page:
        kinds: dict[str, str] = {}
        for address in every_page(page, f"{desk.public}/en/index.html"):
            if kinds.setdefault(kind(address), address) == address:
                look(page, axe=width == 1280)


def test_every_page_without_a_script(visit, desk: Desk):
    with visit(width=360, script=False) as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/index.html")

        assert page.locator("form button:visible").count() >= 1
        assert page.locator("[hidden]").count() == page.locator("button.copy").count()


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("kk", "ltr")])
def test_an_appeal_in_another_script_is_read_from_its_own_side(visit, desk: Desk, language: str, direction: str):
    for width, scheme in ((360, "light"), (1280, "dark")):
        with visit(width=width, scheme=scheme) as page:
            page.goto(f"{desk.public}/{language}/{desk.seeded['long']}/index.html")

            look(page)
            assert page.locator("h1").get_attribute("lang") == language
            assert page.locator("h1").evaluate("one => getComputedStyle(one).direction") == direction
            assert page.locator(".story").evaluate("one => getComputedStyle(one).direction") == direction


def test_everything_can_be_done_with_the_keys_alone_and_the_focus_is_seen(visit, desk: Desk):
    with visit(width=360) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/index.html")
        reached: list[str] = []
        for _ in range(120):
            page.keyboard.press("Tab")
            told = page.evaluate(
                """() => { const one = document.activeElement, box = one.getBoundingClientRect();
                const at = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + 4, innerHeight - 1));
                return [one === document.body ? '' : one.id || one.textContent.trim(),
                        getComputedStyle(one).outlineStyle,
                        !at || one === at || one.contains(at) || at.contains(one)]; }"""
            )
            if told[0] in reached or not told[0]:
                break
            reached.append(told[0])
            assert told[1] != "none", f"{told[0]} has the focus, and nobody sees it"
            assert told[2], f"{told[0]} has the focus under something else"
        assert {"f-name", "f-email", "f-country", "f-words", "f-news", "Send my protest"} <= set(reached)


def test_on_paper_there_is_the_story_and_no_form(visit, desk: Desk):
    with visit(width=1280) as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/index.html")
        page.emulate_media(media="print")

        assert page.locator("h1").is_visible() and page.locator(".story").is_visible()
        assert not page.locator("#act form").is_visible()
        assert not page.locator(".jump").is_visible() and not page.locator(".bar ul").first.is_visible()
