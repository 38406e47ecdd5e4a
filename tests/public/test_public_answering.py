"""The link in our message opens a page with one button; only the button does anything."""

import json
import re

import pytest

import make
from hueandcry.actions import awaiting, taking, texts
from hueandcry.actions.models import Action, Confirmation, Protest
from hueandcry.appeals.models import Appeal
from hueandcry.lib import clock, sealing
from hueandcry.post.models import DeadAddress, Delivery, Pigeonhole

pytestmark = pytest.mark.django_db


def acted(appeal, **changes):
    """Somebody has typed in the form; the token of her message's link."""
    told = {
        "name": "Maria Example",
        "email": "maria@example.net",
        "country": "DE",
        "language": "en",
        "words": "As a nurse I know.",
    }
    taking.take(appeal, **{**told, "wants_news": False, **changes}, now=clock.now())
    return Confirmation.objects.order_by("-pk")[0].token


def press(door, token):
    """Open the link and press its button, as a browser would with the fields of the page."""
    page = door.get(f"/confirm/{token}/").content.decode()
    return door.post(f"/confirm/{token}/", {"act": re.findall(r'name="act" value="(\w+)"', page)})


@pytest.fixture
def appeal(door):
    return make.appeal("live")


@pytest.fixture
def token(appeal):
    return acted(appeal)


def protests():
    return Protest.objects.count()


def test_opening_the_link_shows_the_letter_and_sends_nothing(door, appeal, token):
    for _ in range(3):
        answer = door.get(f"/confirm/{token}/")
    door.head(f"/confirm/{token}/")

    page = answer.content.decode()
    assert answer.status_code == 200
    for part in (
        "Oda Lem, Head of the Supreme Court of Varland",
        "As a nurse I know.",
        "Maria Example",
        "Germany",
        "I ask you",
    ):
        assert part in page
    assert "maria@example.net" not in page
    assert re.findall(r'<form method="(\w+)" action="([^"]+)"', page) == [("post", f"/confirm/{token}/")]
    assert (protests(), Action.objects.get().status) == (0, "pending")


def test_the_button_confirms_once_and_says_the_same_every_time(door, appeal, token):
    first = press(door, token)
    again = press(door, token)

    assert first.status_code == 200
    assert first.content == again.content
    assert "Confirmed. Thank you." in first.content.decode()
    assert Action.objects.get().status == "confirmed"
    assert protests() == 1


def test_after_the_button_the_page_offers_the_call_and_the_way_out(door, appeal, token):
    page = press(door, token).content.decode()

    action = Action.objects.get()
    assert 'href="tel:+995550101"' in page
    assert f'action="/called/{action.token}/"' in page and 'name="target" value="t3"' in page
    assert f'href="/leave/{action.token}/"' in page
    assert f"http://127.0.0.1:8000/en/{appeal.slug}/" in page


def test_who_writes_to_a_paused_office_reads_that_the_letter_waits(door, appeal, token):
    other = acted(make.appeal("live"), email="first@example.net")
    open_page = press(door, other).content.decode()
    assert "in its turn and while the office is open" in open_page and "holds letters to this office" not in open_page

    Pigeonhole.objects.update(paused_at=clock.now(), paused_why="by_hand")

    assert "The desk holds letters to this office at the moment." in door.get(f"/confirm/{token}/").content.decode()
    assert "The desk holds letters to this office at the moment." in press(door, token).content.decode()


@pytest.mark.once
def test_the_letter_says_as_the_pages_do_how_long_what_was_typed_is_kept():
    assert awaiting.PENDING_FOR.days == 3
    for language, three in (("en", "three days"), ("ru", "три дня")):
        assert three in texts.read("confirmation", language)[2].casefold()


def test_what_somebody_else_typed_after_the_page_was_opened_is_not_sent_unseen(door, appeal, token):
    page = door.get(f"/confirm/{token}/").content.decode()
    shown = re.findall(r'name="act" value="(\w+)"', page)
    other = make.appeal("live")
    acted(other, words="Something she would never say.")

    answer = door.post(f"/confirm/{token}/", {"act": shown}).content.decode()

    assert list(Protest.objects.values_list("appeal", flat=True).distinct()) == [appeal.pk]
    assert "It has not been sent." in answer and f'href="/confirm/{token}/"' in answer
    assert "Something she would never say." in door.get(f"/confirm/{token}/").content.decode()


def test_a_press_that_names_no_act_shows_them_and_sends_nothing(door, appeal, token):
    answer = door.post(f"/confirm/{token}/")

    assert protests() == 0
    assert 'name="act"' in answer.content.decode()


def test_words_somebody_else_typed_are_shown_before_they_can_leave(door, appeal, token):
    acted(appeal, words="Something she would never say.")

    page = door.get(f"/confirm/{token}/").content.decode()

    assert "As a nurse I know." in page and "Something she would never say." in page
    assert page.count("Take it back here.") == 2


def test_the_page_speaks_the_language_of_the_act(door, appeal):
    token = acted(appeal, language="ru")

    page = door.get(f"/confirm/{token}/", headers={"accept-language": "en"}).content.decode()

    assert '<html lang="ru"' in page and "Да, отправить от моего имени" in page
    assert '<h2 lang="ru"' in page


def test_a_link_we_never_made_is_not_known(door):
    for answer in (door.get("/confirm/aaaaaaaaaaaaaaaaaaaaaaaaaa/"), door.post("/confirm/aaaaaaaaaaaaaaaaaaaaaaaaaa/")):
        assert answer.status_code == 404
        assert "We do not know this link" in answer.content.decode()


def test_an_appeal_that_ended_in_between_says_so_and_sends_nothing(door, appeal, token):
    Appeal.objects.filter(pk=appeal.pk).update(status="stopped", ended_at=clock.now())

    answer = press(door, token)

    assert answer.status_code == 409
    assert "Nothing was sent" in answer.content.decode()
    assert protests() == 0


def test_a_call_is_noted_once_however_often_it_is_told(door, appeal, token):
    press(door, token)
    action = Action.objects.get()

    for _ in range(2):
        answer = door.post(f"/called/{action.token}/", {"target": "t3"})

    assert answer.status_code == 200
    assert Protest.objects.filter(channel="telephone", grade="declared").count() == 1


@pytest.mark.parametrize("target", ["", "t9", "x" * 500])
def test_a_call_to_nobody_in_particular_is_not_noted(door, appeal, token, target):
    press(door, token)

    answer = door.post(f"/called/{Action.objects.get().token}/", {"target": target})

    assert answer.status_code == 409
    assert not Protest.objects.filter(channel="telephone").exists()


def test_she_sees_what_is_stored_about_her(door, appeal, token):
    action = Action.objects.get()

    page = door.get(f"/leave/{action.token}/").content.decode()

    for part in ("Maria Example", "maria@example.net", "Germany", "As a nurse I know.", "Waiting for confirmation"):
        assert part in page
    assert Action.objects.get().status == "pending"


def test_she_withdraws_and_then_has_it_erased(door, appeal, token):
    press(door, token)
    action = Action.objects.get()

    withdrawn = door.post(f"/leave/{action.token}/", {"do": "withdraw"})
    status = Action.objects.get().status
    erased = door.post(f"/leave/{action.token}/", {"do": "erase"})

    assert "Your protest is withdrawn." in withdrawn.content.decode()
    assert status == "withdrawn"
    assert "<h1>Erased</h1>" in erased.content.decode()
    assert "Maria" not in erased.content.decode()
    assert door.get(f"/leave/{action.token}/").status_code == 404


def test_she_takes_along_what_is_stored_and_a_stranger_gets_nothing(door, appeal, token):
    press(door, token)
    action = Action.objects.get()

    mine = door.get(f"/leave/{action.token}/mine.json")
    told = json.loads(mine.content)

    assert (told["appeal"], told["acts"][0]["email"]) == (appeal.number, "maria@example.net")
    assert mine.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in mine.headers["Cache-Control"]
    assert door.get(f"/leave/{'a' * 26}/mine.json").status_code == 404
    assert door.get(f"/leave/{token}/mine.json").status_code == 404


def test_she_asks_afterwards_to_be_told_how_it_ends(door, appeal, token):
    thanks = press(door, token).content.decode()
    action = Action.objects.get()

    noted = door.post(f"/leave/{action.token}/", {"do": "outcome"}).content.decode()
    asked = Action.objects.get().follow_sealed is not None
    again = door.post(f"/confirm/{token}/").content.decode()
    door.post(f"/leave/{action.token}/", {"do": "no-outcome"})

    assert 'value="outcome"' in thanks and 'value="outcome"' not in again
    assert "Noted." in noted and asked
    assert Action.objects.get().follow_sealed is None


def test_after_the_words_are_erased_nobody_can_be_told_and_it_is_said(door, appeal, token):
    press(door, token)
    sealing.destroy(appeal.act_key)

    answer = door.post(f"/leave/{Action.objects.get().token}/", {"do": "outcome"})

    assert answer.status_code == 409
    assert "erased already" in answer.content.decode()


def test_the_page_of_thanks_says_how_to_go_on(door, appeal, token):
    make.mission(host="DE")

    page = press(door, token).content.decode()

    assert f"/en/{appeal.slug}/write/DE/index.html" in page
    assert "sms:?&amp;body=" in page and f"/en/{appeal.slug}/" in page


def test_a_press_that_says_nothing_does_nothing(door, appeal, token):
    action = Action.objects.get()

    answer = door.post(f"/leave/{action.token}/", {"do": "everything"})

    assert answer.status_code == 400
    assert Action.objects.get().status == "pending"


def test_never_again_takes_one_press_and_no_look(door, appeal, token):
    door.get(f"/stop/{token}/")
    before = DeadAddress.objects.count()

    answer = door.post(f"/stop/{token}/", {"List-Unsubscribe": "One-Click"})

    assert (before, DeadAddress.objects.count()) == (0, 1)
    assert "We will not write to this address again" in answer.content.decode()


def test_the_links_in_our_message_all_lead_to_pages(door, appeal, token):
    from hueandcry.post import outbox

    values = outbox.opened(Delivery.objects.get()).values
    links = [value.removeprefix("http://127.0.0.1:8000") for value in values.values() if value.startswith("http")]

    assert len(links) == 3
    assert [door.get(link).status_code for link in links] == [200, 200, 200]


def test_the_link_at_the_end_of_a_protest_leads_to_a_printed_page(door, appeal, token):
    from hueandcry.pages import printing
    from hueandcry.post import outbox

    printing.print_all(clock.now())
    press(door, token)

    link = outbox.opened(Protest.objects.get().delivery).values["relay_page"]
    answer = door.get(link.removeprefix("http://127.0.0.1:8000"))

    assert answer.status_code == 200
    assert "What this relay is" in answer.content.decode()
