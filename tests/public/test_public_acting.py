"""Taking part through the form: nothing typed is lost, and everybody gets the same answer."""

import pytest
from django.db import OperationalError

import make
from hueandcry.actions.models import Action
from hueandcry.lib import clock
from hueandcry.pages import printing
from hueandcry.post.models import Delivery

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Maria Example",
    "email": "maria@example.net",
    "country": "DE",
    "words": "As a nurse I know.",
    "news": "yes",
}


@pytest.fixture
def appeal(door):
    return make.appeal("live")


def address(appeal, language="en"):
    return f"/act/{appeal.slug}/{language}/"


def test_an_act_waits_and_one_letter_asks_for_its_confirmation(door, appeal):
    answer = door.post(address(appeal), GOOD)

    assert answer.status_code == 200
    assert "Look in your mailbox" in answer.content.decode()
    assert [(a.status, a.country, a.language) for a in Action.objects.all()] == [("pending", "DE", "en")]
    assert Delivery.objects.count() == 1


def test_the_answer_is_the_same_for_whoever_acts_and_however_often(door, appeal):
    first = door.post(address(appeal), GOOD).content
    again = door.post(address(appeal), GOOD).content
    another = door.post(address(appeal), {**GOOD, "email": "otto@example.net", "words": "", "news": ""}).content

    assert first == again == another
    assert b"maria" not in first.lower()
    assert Action.objects.count() == 2


def test_what_is_wrong_is_said_beside_the_field_and_everything_typed_is_still_there(door, appeal):
    answer = door.post(address(appeal), {**GOOD, "email": "maria at example", "words": "Мои <b>слова</b>"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Maria Example"' in page
    assert 'value="maria at example"' in page
    assert "Мои &lt;b&gt;слова&lt;/b&gt;" in page
    assert '<option value="DE" selected>' in page
    assert 'value="yes" checked' in page
    assert 'aria-invalid="true" aria-describedby="w-email"' in page
    assert not Action.objects.exists()


def test_an_empty_form_is_asked_for_what_it_lacks_in_its_language(door, appeal):
    answer = door.post(address(appeal, "ru"), {})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ещё не отправлено" in page
    assert [name for name in ("name", "email", "country", "words") if f'id="w-{name}"' in page] == [
        "name",
        "email",
        "country",
    ]


@pytest.mark.parametrize("headers", [{}, {"origin": "https://mirror.example.org"}, {"origin": "null"}])
def test_a_post_from_elsewhere_is_taken_because_only_the_mail_confirms(door, appeal, headers):
    assert door.post(address(appeal), GOOD, headers=headers).status_code == 200
    assert Action.objects.get().status == "pending"
    assert not Action.objects.get().protests.exists()


@pytest.mark.parametrize(("status", "says"), [("paused", "held"), ("stopped", "ended"), ("expired", "ended")])
def test_an_appeal_that_does_not_run_says_so_and_keeps_the_words(door, status, says):
    appeal = make.appeal(status)

    answer = door.post(address(appeal), GOOD)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert says in page and "As a nurse I know." in page
    assert not Action.objects.exists()


@pytest.mark.parametrize("language", ["fr", "xx", "%2e%2e"])
def test_an_appeal_or_language_that_is_not_public_is_not_there(door, appeal, language):
    draft = make.appeal("draft")

    assert door.post(address(appeal, language), GOOD).status_code == 404
    assert door.post(f"/act/{draft.pk}/en/", GOOD).status_code == 404


def test_a_locked_database_is_admitted_and_nothing_typed_is_lost(door, appeal, monkeypatch):
    from hueandcry.actions import taking

    def locked(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(taking, "take", locked)

    answer = door.post(address(appeal), GOOD)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Nothing was recorded" in page
    for value in GOOD.values():
        assert value in page
    assert f'action="{address(appeal)}"' in page


def test_a_body_that_is_too_large_is_refused_before_it_is_read(door, appeal):
    answer = door.post(address(appeal), {**GOOD, "words": "x" * 70_000})

    assert answer.status_code == 413
    assert "Nothing was recorded" in answer.content.decode()


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_only_forms_are_read(door, appeal, kind):
    assert door.post(address(appeal), b'{"name": "x"}', content_type=kind).status_code == 400


def test_a_flood_of_fields_is_refused(door, appeal):
    body = "&".join(f"f{n}=x" for n in range(2000))

    assert door.post(address(appeal), body, content_type="application/x-www-form-urlencoded").status_code == 400


@pytest.mark.parametrize("words", ["null \0 byte", "\ud83d", "\u202eturned"])
def test_odd_signs_break_nothing(door, appeal, words):
    answer = door.post(address(appeal), {**GOOD, "words": words.encode("utf-8", "surrogatepass")})

    assert answer.status_code in (200, 422)


def test_the_address_of_the_form_cannot_be_opened(door, appeal):
    answer = door.get(address(appeal))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_personal_answers_are_never_kept_by_anybody(door, appeal):
    for answer in (door.post(address(appeal), GOOD), door.post(address(appeal), {})):
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_an_address_for_one_act_comes_with_the_letter_and_its_draft(door, appeal):
    answer = door.post(f"/own/{appeal.slug}/en/", {"country": "DE"})

    action, page = Action.objects.get(), answer.content.decode()
    copy = f"c-{appeal.slug.replace('-', '')}-en-{action.token}@act.example.org"
    assert (answer.status_code, action.way, action.country) == (200, "own_mail", "DE")
    assert copy in page
    for path in (f"/own/{action.token}.eml", f"/own/{action.token}/letter-1.eml"):
        draft = door.get(path)
        assert copy in draft.content.decode().replace("=\r\n", "")
        assert draft.headers["Content-Type"] == "message/rfc822"
        assert draft.headers["Content-Disposition"] == f'attachment; filename="{appeal.slug}-1.eml"'
    assert f'href="/own/{action.token}/letter-1.eml"' in page


def test_no_address_is_given_for_an_appeal_that_has_ended(door):
    appeal = make.appeal("stopped")

    assert door.post(f"/own/{appeal.slug}/en/", {"country": "DE"}).status_code == 409
    assert door.get("/own/aaaaaaaaaaaaaaaa.eml").status_code == 404


def test_the_form_on_the_printed_page_posts_to_where_it_is_taken(door, appeal, settings):
    import re

    settings.PUBLIC_URL = "http://testserver"
    printing.print_all(clock.now())
    page = door.get(f"/en/{appeal.slug}/").content.decode()

    action = re.search(r'<form method="post" action="http://testserver([^"]+)"', page)

    assert action and door.post(action[1], GOOD).status_code == 200


def test_a_program_that_ticks_every_box_is_thanked_and_nothing_is_kept(door):
    appeal = make.appeal("live")
    told = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": ""}

    honest = door.post(f"/act/{appeal.slug}/en/", told)
    kept = Action.objects.count()
    trapped = door.post(f"/act/{appeal.slug}/en/", {**told, "email": "bot@example.net", "fax": "yes"})

    assert (trapped.status_code, trapped.content) == (honest.status_code, honest.content)
    assert Action.objects.count() == kept == 1
