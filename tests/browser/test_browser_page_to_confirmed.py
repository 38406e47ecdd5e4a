"""A supporter opens the page, writes, confirms by mail, and her letters leave; with a script and without."""

import re

import pytest
from browsing import Desk, look, until
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
FOLDED = "Do you write for an organisation?"  # the rest of it only when it is opened
# Every pair of width, scripts and language once.
WAYS = [(360, True, "en"), (360, False, "ru"), (1280, True, "ru"), (1280, False, "en")]
SAID = {
    "en": {
        "jump": "Write now",
        "send": "Send my protest",
        "mailbox": "Look in your mailbox",
        "not yet": "Not sent yet",
        "yes": "Yes, send it in my name",
        "done": "Confirmed. Thank you.",
        "call": "I have called",
        "called": "Thank you for calling",
    },
    "ru": {
        "jump": "Написать сейчас",
        "send": "Отправить мой протест",
        "mailbox": "Проверьте почту",
        "not yet": "Ещё не отправлено",
        "yes": "Да, отправить от моего имени",
        "done": "Подтверждено. Спасибо.",
        "call": "Я звонил(а)",
        "called": "Спасибо, что позвонили",
    },
}


@pytest.mark.parametrize(("width", "script", "language"), WAYS)
def test_from_the_page_to_a_confirmed_protest(visit, desk: Desk, width: int, script: bool, language: str):
    said = SAID[language]
    mark = f"{language} {width} {'script' if script else 'plain'}"
    who, words = f"maria.{mark.replace(' ', '.')}@example.net", f"I am a nurse in Hamburg, {mark}."

    with visit(width=width, script=script, language=language) as page:
        page.goto(f"{desk.public}/{language}/")
        look(page, axe=script)
        page.locator(f'a[href*="/{desk.seeded["live"]}/"]').click()
        look(page, axe=script)
        if width == 360:
            page.get_by_role("link", name=said["jump"]).click()
        _fill(page, name="Мария Example", email="maria example.net", country="DE", words=words)
        page.get_by_role("button", name=said["send"]).click()

        expect(page.get_by_role("heading", level=1)).to_have_text(said["not yet"])
        look(page, axe=script)
        assert page.input_value("#f-name") == "Мария Example"
        assert page.input_value("#f-words") == words
        assert page.input_value("#f-country") == "DE"
        page.fill("#f-email", who)
        page.get_by_role("button", name=said["send"]).click()

        expect(page.get_by_role("heading", level=1)).to_have_text(said["mailbox"])
        look(page, axe=script)
        [message] = until(lambda: desk.letters_to(who))
        link = _link(message, "confirm")
        assert not _letters_with(desk, words)
        page.goto(link)
        look(page, axe=script)
        assert words in page.inner_text("main")
        page.get_by_role("button", name=said["yes"]).click()

        expect(page.get_by_role("heading", level=1)).to_have_text(said["done"])
        look(page, axe=script)
        page.get_by_role("button", name=said["call"]).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(said["called"])
        until(lambda: len(_letters_with(desk, words)) == 2)
        assert page.context.cookies() == []


@pytest.mark.parametrize(("width", "script"), [(360, False), (1280, True)])
def test_she_looks_at_what_is_stored_withdraws_and_erases(visit, desk: Desk, width: int, script: bool):
    who = f"leaver.{width}@example.net"

    with visit(width=width, script=script) as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/")
        _fill(page, name="Lea Leaver", email=who, country="SI", words="")
        page.get_by_role("button", name="Send my protest").click()
        [message] = until(lambda: desk.letters_to(who))
        page.goto(_link(message, "leave"))
        expect(page.get_by_role("heading", level=1)).to_have_text("What we have stored about you")
        look(page, axe=script)
        assert who in page.inner_text("main")
        page.get_by_role("button", name="Withdraw my protest").click()
        expect(page.get_by_role("status")).to_contain_text("Your protest is withdrawn.")
        look(page, axe=script)
        page.get_by_text("Erase everything about me").click()  # nobody erases with one slip of the hand
        page.get_by_role("button", name="Yes, erase it now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Erased")
        look(page, axe=script)
        page.goto(_link(message, "stop"))
        look(page, axe=script)


@pytest.mark.parametrize(("width", "script"), [(360, False), (1280, True)])
def test_somebody_writes_from_her_own_mailbox_and_the_embassy_of_her_country_is_there(visit, desk, width, script):
    with visit(width=width, script=script) as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/")
        page.get_by_role("link", name="To the embassy in your country").click()
        look(page, axe=script)
        page.get_by_role("link", name="Germany").click()
        look(page, axe=script)
        links = page.get_by_role("link", name="Open in my mail program")
        addresses = [link.get_attribute("href") or "" for link in links.all()]
        assert [address.partition("?")[0] for address in addresses] == [
            "mailto:chair@court.example.org", "mailto:berlin@mfa.example.org",
        ]  # fmt: skip
        assert all(len(address) < 1900 for address in addresses)
        copying = page.get_by_role("button", name="Copy", exact=True)  # of the open one
        expect(copying).to_have_count(5 if script else 0)
        page.get_by_role("button", name="Give me a copy address").click()
        look(page, axe=script)
        assert re.search(r"c-\w+-en-[a-z2-7]{20,}@act\.example\.org", page.content())
        with page.expect_download() as coming:
            page.get_by_role("link", name="Or take the letter as a draft file (.eml)").first.click()
        assert coming.value.suggested_filename == f"{desk.seeded['live']}-1.eml"


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_every_kind_of_page_fits_and_can_be_used_by_everyone(visit, desk: Desk, width: int, scheme: str):
    live, long, ended = (desk.seeded[name] for name in ("live", "long", "ended"))
    paths = [
        "/", "/en/", "/ru/", f"/en/{long}/", f"/ru/{long}/", f"/ar/{long}/", f"/ar/{long}/write/",
        f"/en/{long}/write/DE/",
        f"/en/{live}/write/SI/", f"/en/{ended}/", "/en/relay/", "/ar/relay/", "/ru/privacy/", "/en/nowhere/",
    ]  # fmt: skip

    with visit(width=width, scheme=scheme) as page:
        for path in paths:
            page.goto(desk.public + path)
            look(page)
        assert page.context.cookies() == []


def test_the_bar_at_the_foot_of_a_telephone_leads_to_the_form_and_leaves_it_alone(visit, desk: Desk):
    with visit(width=360) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{desk.public}/en/{desk.seeded['long']}/")
        bar = page.locator(".jump")
        expect(bar).to_be_in_viewport()
        bar.get_by_role("link").click()
        expect(page.locator("#act-title")).to_be_in_viewport()
        page.locator("#f-words").focus()
        edges = "['.jump', '#act'].map(name => document.querySelector(name).getBoundingClientRect())"
        over = page.evaluate(f"(([bar, form]) => bar.bottom - form.top)({edges})")
        assert over <= 0


def test_the_whole_form_can_be_used_from_the_keyboard(visit, desk: Desk):
    with visit() as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator("#f-name").focus()
        order = []
        for _ in range(8):
            order.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
            page.keyboard.press("Tab")

        assert order == ["name", "email", "country", "words", FOLDED, "news", "answers", "More"]
        assert page.evaluate("document.activeElement.textContent.trim()") == "Send my protest"


def test_every_target_is_large_enough_for_a_thumb(visit, desk: Desk):
    small = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
        .filter(e => e.offsetParent && !e.closest('p, dd, li.text, [aria-hidden]'))
        .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([name]) => name)"""
    with visit(width=360) as page:
        for path in (f"/en/{desk.seeded['live']}/", f"/en/{desk.seeded['live']}/write/", "/en/"):
            page.goto(desk.public + path)
            assert page.evaluate(small) == [], path


def _fill(page: Page, *, name: str, email: str, country: str, words: str) -> None:
    page.fill("#f-name", name)
    page.fill("#f-email", email)
    page.select_option("#f-country", country)
    page.fill("#f-words", words)


def _link(message, what: str) -> str:
    text = message.get_body(("plain",)).get_content()
    found = re.search(rf"http://\S+/{what}/\S+", text)
    assert found, text
    return found[0]


def _letters_with(desk: Desk, words: str) -> list[str]:
    """The texts of letters to officials in which these words stand."""
    found = [*desk.letters_to("chair@court.example.org"), *desk.letters_to("berlin@mfa.example.org")]
    texts = [" ".join(message.get_content().split()) for message in found]
    return [text for text in texts if words in text]
