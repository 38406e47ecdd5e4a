"""Who may open what, for every page there is; taken from the table of pages itself."""

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from django.urls import reverse

import make
from hueandcry.desk import errors, roles, urls
from hueandcry.desk.views import entrance, static
from hueandcry.people.models import User
from hueandcry.post import mailbox
from hueandcry.post.models import Incoming

pytestmark = pytest.mark.django_db
OPEN = {"sign-in", "sign-out", "language", "static"}
# What each role may open beside what everybody may; written down here a second time on purpose.
EVERYBODY = {
    "languages", "sections", "section", "section-snippets", "bulletins", "bulletin", "today", "appeals", "appeal",
    "ledger", "offices", "office",
}  # fmt: skip
WRITING = {
    "bulletin-new", "bulletin-correct",
    "reports", "report-new", "report", "report-open", "report-add", "report-decline", "report-take-back",
    "report-read", "report-person",
    "persons",
    "person", "person-decide", "person-withdraw", "draft", "draft-ask", "draft-issue", "appeal-pause",
    "appeal-resume", "appeal-stop", "appeal-revise", "outcome",
}  # fmt: skip
APPROVING = {
    "draft-approve",
    "draft-send-back",
    "appeal-extend",
    "appeal-widen",
    "language-on",
    "language-off",
    "language-read",
    "bulletin-publish",
    "bulletin-send-back",
    "bulletin-withdraw",
}
POST = {
    "post", "incoming", "incoming-place", "incoming-set-aside", "replies", "reply", "reply-group", "learned", "unlearn",
    "office-pause", "office-resume", "office-change", "storm-believe", "storm-disbelieve",
    "summary-ask", "summary", "summary-make", "summary-drop", "summary-take-apart",
    "burst-release", "burst-doubt", "burst-remove",
    "bursts", "comments", "comment-let-out", "comment-decline",
}  # fmt: skip
SECTIONS = {"section-new", "section-change", "section-agree", "section-drop", "section-close"}
MAY = {
    "writer": EVERYBODY | WRITING,
    "approver": EVERYBODY | WRITING | APPROVING | POST | SECTIONS,
    "postkeeper": EVERYBODY | POST,
    "coordinator": EVERYBODY | SECTIONS,
    "operator": EVERYBODY | WRITING | APPROVING | POST | SECTIONS,
}
ROUTES = sorted(page.name for page in urls.pages)
POST_ONLY = {
    "report-person", "person-decide", "person-withdraw",
    "report-read",
    "sign-out", "language", "report-open", "report-add", "report-decline", "report-take-back",
    "draft-ask", "draft-approve",
    "draft-send-back", "draft-issue", "appeal-pause", "appeal-resume", "appeal-stop", "appeal-extend", "appeal-revise",
    "bulletin-publish", "bulletin-send-back", "bulletin-withdraw", "bulletin-correct", "comment-let-out",
    "comment-decline",
    "appeal-widen", "language-on", "language-off", "language-read",
    "incoming-place", "incoming-set-aside", "unlearn", "office-pause", "office-resume", "office-change",
    "storm-believe", "storm-disbelieve", "summary-ask", "summary-make", "summary-drop", "summary-take-apart",
    "burst-release", "burst-doubt", "burst-remove",
    "section-change", "section-agree", "section-drop", "section-close",
}  # fmt: skip


def address(name):
    """A route's address; no row has this number, so that nothing is changed by asking."""
    route = next(str(page.pattern) for page in urls.pages if page.name == name)
    return "/" + re.sub(r"<int:\w+>", "999999", route).replace("<str:name>", "desk.css").replace("<str:code>", "xx")


def test_the_table_below_names_every_page():
    assert set(ROUTES) == OPEN | EVERYBODY | WRITING | APPROVING | POST | SECTIONS


@pytest.mark.parametrize("name", ROUTES)
def test_without_signing_in_every_page_leads_to_the_sign_in(client, name):
    answers = (
        [client.post(address(name))] if name in POST_ONLY else [client.get(address(name)), client.post(address(name))]
    )

    if name in OPEN:
        assert {answer.status_code for answer in answers} <= {200, 302, 403, 405}
    else:
        moved = [answer for answer in answers if answer.status_code != 405]
        assert moved
        assert {answer["Location"].partition("?")[0] for answer in moved} == {"/sign-in/"}


@pytest.mark.parametrize("role", User.Role.values)
def test_a_role_opens_its_pages_and_no_others(client, role):
    client.force_login(make.user(role))

    opened = set()
    for name in set(ROUTES) - OPEN:
        answer = client.post(address(name)) if name in POST_ONLY else client.get(address(name))
        assert answer.status_code in (200, 302, 403, 404)
        if answer.status_code == 403:
            assert "does not open this page. These do: " in answer.content.decode()
        else:
            opened.add(name)

    assert opened == MAY[role]


@pytest.mark.parametrize("name", sorted(set(ROUTES) - {"static"}))
def test_a_form_without_its_token_is_refused(name):
    user = make.user("operator")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    answer = client.post(address(name), {"do": "save"})

    assert answer.status_code == 403
    assert "This form was too old" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_changes_something_is_not_done_by_a_link(client, name):
    client.force_login(make.user("operator"))

    assert client.get(address(name)).status_code == 405


def test_a_signed_in_person_without_the_role_learns_nothing_of_a_draft(client):
    appeal = make.appeal("draft", doc=make.document(place="CanaryTown"))
    client.force_login(make.user("writer"))
    assert "CanaryTown" in client.get(reverse("desk:draft", args=[appeal.pk])).content.decode()

    client.force_login(make.user("postkeeper"))
    answer = client.get(reverse("desk:appeal", args=[appeal.pk]), follow=True)

    assert (answer.status_code, "CanaryTown" in answer.content.decode()) == (403, False)


def test_a_switched_off_account_is_out_at_once(client):
    user = make.user("writer")
    client.force_login(user)
    assert client.get("/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/")["Location"].startswith("/sign-in/")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client):
    user = make.user("writer")
    asked = client.get("/reports/new/")

    answer = client.post(
        asked["Location"], {"username": user.username, "password": make.PASSWORD, "next": "/reports/new/"}
    )

    assert answer["Location"] == "/reports/new/"
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "next_page",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "https:evil.example", "/%0d%0aSet-Cookie:x=1",
     "/sign-out/", "/nowhere/", "/／evil.example", "/static/desk/desk.css", "javascript:alert(1)"],
)  # fmt: skip
def test_nobody_is_led_to_an_address_that_somebody_made_up(next_page):
    assert entrance.own_page(next_page) == "/"


def test_wrong_and_unknown_get_the_same_page(client):
    user = make.user("writer")
    pages = []
    for username in (user.username, "n" * len(user.username)):
        answer = client.post("/sign-in/", {"username": username, "password": "wrong"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(username, "")
        pages.append((answer.status_code, page))

    assert pages[0] == pages[1]
    assert "do not belong together" in pages[0][1]


def test_the_sixth_try_is_refused_in_the_same_words_for_everybody(client):
    user = make.user("writer")
    for _ in range(5):
        client.post("/sign-in/", {"username": user.username, "password": "wrong"})

    answer = client.post("/sign-in/", {"username": user.username, "password": make.PASSWORD})

    assert (answer.status_code, "Wait a minute" in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session


def test_the_language_is_kept_in_a_cookie_and_leads_back(client):
    client.force_login(make.user("writer"))

    answer = client.post("/language/", {"language": "ru", "next": "/reports/new/"})

    assert (answer["Location"], answer.cookies["django_language"]["httponly"]) == ("/reports/new/", True)
    assert 'lang="ru"' in client.get("/").content.decode()
    client.post("/language/", {"language": "xx", "next": "/"})
    assert 'lang="ru"' in client.get("/").content.decode()


def test_every_page_forbids_what_is_not_ours(client):
    answers = [client.get("/sign-in/"), client.get("/nowhere/"), client.get("/static/desk/desk.css")]

    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answers[0]["Cache-Control"] == "no-store"


def test_files_are_served_from_a_fixed_list_and_kept_by_digest(client):
    raw, digest = static.content("desk.js")

    lasting, plain = client.get(f"/static/desk/desk.js?v={digest}"), client.get("/static/desk/desk.js")

    assert (lasting.content, lasting["Cache-Control"]) == (raw, "public, max-age=31536000, immutable")
    assert (plain["Cache-Control"], plain["Content-Type"]) == ("no-cache", "text/javascript; charset=utf-8")
    assert [client.get(f"/static/desk/{name}").status_code for name in ("urls.py", "..", "desk.css.map")] == [404] * 3


@pytest.mark.parametrize("language", ["en", "ru"])
def test_error_pages_are_our_own_and_say_nothing_of_the_fault(language):
    request = RequestFactory().get("/", headers={"Accept-Language": language})

    pages = [
        errors.bad_request(request, RequestDataTooBig("canary")), errors.forbidden(request), errors.not_found(request),
        errors.server_error(request),
    ]  # fmt: skip

    assert [page.status_code for page in pages] == [400, 403, 404, 500]
    assert "2 MiB" in pages[0].content.decode()
    assert not any("canary" in page.content.decode() for page in pages)


def test_a_fault_is_answered_without_its_words(settings):
    client = Client(raise_request_exception=False)
    client.force_login(make.user("postkeeper"))
    mailbox.keep(b"Subject: x\r\n\r\nx", envelope_to=["a@act.example.org"], envelope_from="b@example.org")
    settings.DATA = 5  # whatever asks for a file now breaks
    answer = client.get(f"/post/{Incoming.objects.get().pk}/")

    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode() and "Traceback" not in answer.content.decode()


def test_the_roles_of_a_view_are_those_of_the_model():
    assert set(roles.WRITERS) == {"writer", "approver", "operator"}
    assert set(roles.APPROVERS) == {"approver", "operator"}
    assert set(roles.SECTIONS) == {"coordinator", "approver", "operator"}
    assert set(roles.POSTKEEPERS) == {"postkeeper", "approver", "operator"}
