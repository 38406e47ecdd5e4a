"""Where a network posts too much: a browser proves and goes on by itself; without a script one waits for a turn."""

import http.client
import re
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from browsing import look, until
from playwright.sync_api import expect

from hueandcry.public import limits

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "faults"), str(Path(__file__).resolve().parents[2] / "bench")]
from public_door import door  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once, pytest.mark.xdist_group("browser")]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    told = {"HUEANDCRY_LIMITS": "yes", "HUEANDCRY_TRUSTED_PROXIES": "127.0.0.1"}
    with door(tmp_path_factory.mktemp("slowed"), **told) as made:
        yield made


def flood(ours, address):
    """Somebody else in the same network."""
    line = http.client.HTTPConnection("127.0.0.1", ours.world.public, timeout=30)
    for n in range(limits.ONE.posts.burst):
        told = {"name": "A Bot", "email": f"bot{n}@{address}.example.net", "country": "DE", "words": ""}
        line.request("POST", f"/act/{ours.slug}/en/", urlencode(told), FORM | {"X-Forwarded-For": address})
        line.getresponse().read()
    line.close()


@pytest.fixture
def visitor(chromium, ours):
    """`visitor(script=False)`: somebody at an address that has just been used up."""
    opened = []

    def come(address, *, script=True, width=1280, scheme="light", language="en"):
        flood(ours, address)
        context = chromium.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language,
            extra_http_headers={"X-Forwarded-For": address},
        )  # fmt: skip
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda trouble: pytest.fail(str(trouble)))
        return page

    yield come
    for context in opened:
        context.close()


def act(page, ours, who, language="en"):
    """The form from anywhere: its page is not printed here."""
    root = f"http://127.0.0.1:{ours.world.public}"
    fields = {"name": "Maria Example", "email": who, "country": "DE", "words": "I bake & bake.\nA lot."}
    inputs = "".join(f'<textarea name="{name}">{value}</textarea>' for name, value in fields.items())
    form = f'<form method="post" action="{root}/act/{ours.slug}/{language}/">'
    page.set_content(f"{form}{inputs}<button>go</button></form>")
    page.get_by_role("button").click()


def test_with_a_script_the_browser_proves_and_the_act_goes_on_by_itself(visitor, ours):
    before = ours.acts()
    page = visitor("203.0.113.10")

    act(page, ours, "script@example.net")

    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")
    assert ours.acts() == before + limits.ONE.posts.burst + 1


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "dark", "ru"), (1280, "light", "en")])
def test_without_a_script_the_page_says_when_and_is_fit_to_be_seen(visitor, ours, width, scheme, language):
    page = visitor(f"203.0.114.{width % 250}", script=False, width=width, scheme=scheme)

    act(page, ours, "plain@example.net", language)

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Not recorded yet|Пока не записано"))
    expect(page.locator("#working")).to_be_hidden()
    expect(page.locator("blockquote")).to_contain_text("I bake & bake.")
    look(page, axe=False)


@pytest.mark.long
def test_without_a_script_the_turn_comes_and_the_button_works(visitor, ours):
    before = ours.acts()
    page = visitor("203.0.115.10", script=False)
    act(page, ours, "patient@example.net")

    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not recorded yet: one moment")
    page.wait_for_timeout(1000 * (limits.LEAST + 1))
    page.get_by_role("button").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")
    until(lambda: ours.acts() == before + limits.ONE.posts.burst + 1)
