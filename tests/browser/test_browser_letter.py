"""A letter to print, and a call: found from the appeal on a telephone, with the keyboard, with and without a script."""

import pytest
from browsing import Desk, look

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("script", [True, False])
def test_somebody_finds_the_letter_to_print_and_has_her_words_put_in(visit, desk: Desk, script):
    with visit(width=390, script=script) as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/")
        page.get_by_role("link", name="A letter to print and post").click()
        look(page, axe=script)
        assert page.url.endswith("#print")
        for link in page.get_by_role("link", name="The letter as PDF").all():
            answer = page.request.get(page.evaluate("link => link.href", link.element_handle()))
            assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
            assert answer.body().startswith(b"%PDF-")
        page.get_by_text("Put in my name and words for me").press("Enter")
        look(page, axe=script)
        page.get_by_label("Your name", exact=True).fill("")
        page.get_by_role("button", name="Make the letter").press("Enter")
        look(page, axe=script)
        # What comes back opens in the browser's own reader, which asks for parts of itself.
        form = page.locator("form").element_handle()
        told = {**page.evaluate("form => Object.fromEntries(new FormData(form))", form), "name": "Мария Example"}
        answer = page.request.post(page.evaluate("form => form.action", form), form=told)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def test_somebody_finds_what_to_say_on_a_small_telephone_in_either_direction(visit, desk: Desk):
    with visit(width=360) as page:
        page.goto(f"{desk.public}/en/{desk.seeded['live']}/")
        page.get_by_role("link", name="By telephone").click()
        look(page, axe=True)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("#call a.button").get_attribute("href") == "tel:+995550101"
