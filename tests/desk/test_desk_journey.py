"""From a pasted report to an outcome told, by the desk's own forms, without a script."""

import datetime as dt
import html
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

import make
from hueandcry.appeals.models import Appeal
from hueandcry.cases.models import Outcome
from hueandcry.intake.models import Report
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)
REPORT = """Varland: baker jailed for ten days

Lomar, 3 April 2026

On 2 April 2026 the baker Tomas Reval was arrested in Lomar. He was sentenced to ten days in prison.

Please send protests to:

1. Ministry of Justice of Varland
E-mail: minister@justice.example.org

2. The Embassy of Varland in your own country

Letter

To whom it may concern,

I have learned that Tomas Reval was sentenced to ten days in prison. I urge you to release him at once.

Yours faithfully,
"""


class Fields(HTMLParser):
    """The values a browser would send from the form whose address ends with `action`."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.values, self.select, self.area = action, False, {}, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.inside = (told.get("action") or "").endswith(self.action)
        elif not self.inside:
            return
        elif tag == "input" and told.get("type") in ("checkbox", "radio"):
            if "checked" in told:
                self.values[told["name"]] = told.get("value", "on")
        elif tag == "input" and told.get("type") != "file":
            self.values[told["name"]] = told.get("value") or ""
        elif tag == "select":
            self.select = told["name"]
        elif tag == "option" and ("selected" in told or self.select not in self.values):
            self.values[self.select] = told.get("value") or ""
        elif tag == "textarea":
            self.area = told["name"]
            self.values[self.area] = ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.inside and self.area:
            self.values[self.area] = (self.values[self.area] + data).removeprefix("\n")


def fields(answer, action):
    values = Fields(answer.content.decode(), action).values
    return {name: value for name, value in values.items() if name != "csrfmiddlewaretoken"}


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def at(pk, step=""):
    return f"/appeals/{pk}/{step}"


def alerts(answer):
    found = re.findall(r'role="alert"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return [html.unescape(one).strip() for one in found]


@pytest.fixture
def writer():
    return client_of(make.user("writer", "Mira"))


@pytest.fixture
def approver():
    return client_of(make.user("approver", "Oskar"))


@pytest.fixture
def draft(writer):
    """The number of a draft opened from REPORT, with consent given: nothing is missing."""
    answer = writer.post("/reports/new/", {"text": REPORT})
    answer = writer.post(f"{answer['Location']}open/")
    pk = Appeal.objects.get().pk
    assert answer["Location"] == at(pk, "draft/")
    page = writer.get(at(pk, "draft/"))
    typed = fields(page, "/draft/") | {
        "consent-given_by": "his sister",
        "consent-how": "by telephone",
        "consent-on": "2026-03-10",
        "text-checked": "on",
    }
    assert writer.post(at(pk, "draft/"), typed | {"do": "save"}).status_code == 302
    return pk


def test_a_report_becomes_a_public_appeal_and_its_outcome_is_told(writer, approver, draft):
    assert (
        writer.post(at(draft, "draft/"), fields(writer.get(at(draft, "draft/")), "/draft/") | {"do": "ask"}).status_code
        == 302
    )
    review = approver.get(at(draft, "draft/"))
    approver.post(at(draft, "approve/"), fields(review, "/approve/"))
    answer = writer.post(at(draft, "issue/"), fields(writer.get(at(draft, "draft/")), "/issue/"))
    assert answer["Location"] == at(draft)

    page = writer.get(at(draft, "outcome/"))
    today = clock.now().date().isoformat()
    typed = fields(page, "/outcome/") | {
        "code": "released",
        "on": today,
        "text": "He is home.",
        "evidence": "his sister",
    }
    confirm = writer.post(at(draft, "outcome/"), typed)
    assert not Outcome.objects.exists()
    assert "0 letters are queued" in confirm.content.decode()
    done = writer.post(at(draft, "outcome/"), fields(confirm, "/outcome/") | {"do": "record"})

    appeal = Appeal.objects.get()
    assert (done["Location"], appeal.status, appeal.case.outcomes.get().text) == (at(draft), "stopped", "He is home.")
    assert [e.event for e in Entry.objects.order_by("seq")] == [
        "report received", "case opened", "appeal drafted", "revision edited", "review asked", "appeal approved",
        "appeal issued", "outcome recorded", "appeal stopped",
    ]  # fmt: skip
    assert writer.get(at(draft)).status_code == 200


def test_the_outcome_is_written_in_each_language_of_the_appeal(writer):
    appeal = make.appeal("live")

    page = writer.get(at(appeal.pk, "outcome/"))
    typed = fields(page, "/outcome/") | {
        "code": "released", "on": clock.now().date().isoformat(), "text": "She is free.", "text-ru": "Она на свободе.",
    }  # fmt: skip
    confirm = writer.post(at(appeal.pk, "outcome/"), typed)
    writer.post(at(appeal.pk, "outcome/"), fields(confirm, "/outcome/") | {"do": "record"})

    told = Outcome.objects.get()
    assert told.words("ru") == ("ru", "Она на свободе.")
    assert told.words("kk") == ("en", "She is free.")


def test_nobody_approves_what_they_edited_even_in_another_browser(draft):
    both = make.user("approver", "Una")
    one, other = client_of(both), client_of(both)
    page = one.get(at(draft, "draft/"))
    one.post(at(draft, "draft/"), fields(page, "/draft/") | {"place": "Lomar old town", "do": "ask"})
    revision = Appeal.objects.get().revisions.get()

    answer = other.post(at(draft, "approve/"), {"digest": revision.digest}, follow=True)

    assert alerts(answer) == ["You edited this revision. Somebody who did not has to approve it."]
    assert "/approve/" not in answer.content.decode()
    assert Appeal.objects.get().status == "review"


def test_an_approval_names_the_words_that_were_on_the_screen(writer, approver, draft):
    writer.post(at(draft, "ask/"))
    seen = fields(approver.get(at(draft, "draft/")), "/approve/")
    approver.post(at(draft, "send-back/"), {"why": "say where he is held"})
    page = writer.get(at(draft, "draft/"))
    assert "say where he is held" in page.content.decode()
    writer.post(at(draft, "draft/"), fields(page, "/draft/") | {"place": "Lomar prison", "do": "ask"})

    answer = approver.post(at(draft, "approve/"), seen, follow=True)

    assert alerts(answer) == ["The text has changed since you read it. Read it again before you approve it."]
    assert Appeal.objects.get().status == "review"


def test_a_refused_draft_shows_everything_that_was_typed(writer, draft):
    page = writer.get(at(draft, "draft/"))
    typed = fields(page, "/draft/") | {
        "place": "typed place", "people-0-role": "typed role", "text-body": "typed letter\n\nsecond part",
        "targets-0-channels-0-value": "no address", "do": "save",
    }  # fmt: skip

    answer = writer.post(at(draft, "draft/"), typed)

    shown = fields(answer, "/draft/")
    assert (answer.status_code, len(alerts(answer))) == (422, 1)
    assert {name: shown[name] for name in typed if name != "do"} == {
        name: typed[name] for name in typed if name != "do"
    }
    assert Appeal.objects.get().revisions.get().document["place"] != "typed place"


def test_who_saves_second_is_told_and_loses_nothing(writer, approver, draft):
    mine = fields(writer.get(at(draft, "draft/")), "/draft/")
    theirs = fields(approver.get(at(draft, "draft/")), "/draft/")
    approver.post(at(draft, "draft/"), theirs | {"place": "their place", "do": "save"})

    answer = writer.post(at(draft, "draft/"), mine | {"people-0-role": "my role", "do": "save"})

    assert answer.status_code == 422
    assert "changed this draft since you opened it" in alerts(answer)[0]
    assert "their place" in answer.content.decode()
    again = fields(answer, "/draft/")
    assert again["people-0-role"] == "my role"
    assert writer.post(at(draft, "draft/"), again | {"do": "save"}).status_code == 302
    assert Appeal.objects.get().revisions.get().document["people"][0]["role"] == "my role"


def test_rows_are_added_and_removed_on_the_screen_and_saved_with_the_form(writer, draft):
    page = writer.get(at(draft, "draft/"))
    typed = fields(page, "/draft/") | {"place": "kept while rows move"}
    for step in ("add:people", "add:targets:0:channels", "add:copies", "add:demands"):
        answer = writer.post(at(draft, "draft/"), typed | {"do": step})
        typed = fields(answer, "/draft/")
    n = len(Appeal.objects.get().revisions.get().document["people"])
    typed |= {
        f"people-{n}-name": "Ana Reval", f"people-{n}-basis": "told by the family",
        "copies-0-value": "bakers@union.example.org", "copies-0-basis": "their site",
        "targets-0-channels-1-kind": "phone", "targets-0-channels-1-value": "+999 1 2",
        "targets-0-channels-1-basis": "their site",
    }  # fmt: skip

    assert writer.post(at(draft, "draft/"), typed | {"do": "save"}).status_code == 302

    doc = Appeal.objects.get().revisions.get().document
    assert (doc["place"], doc["people"][n]["name"], doc["copies"][0]["value"]) == (
        "kept while rows move", "Ana Reval", "bakers@union.example.org",
    )  # fmt: skip
    assert [c["value"] for c in doc["targets"][0]["channels"]] == ["minister@justice.example.org", "+999 1 2"]
    spans = doc["targets"][0]["channels"][0]["spans"]
    page = fields(writer.get(at(draft, "draft/")), "/draft/")
    assert writer.post(at(draft, "draft/"), page | {"do": "remove:targets:0:channels:1"}).status_code == 302
    kept = Appeal.objects.get().revisions.get().document["targets"][0]["channels"]
    assert [(c["value"], c["spans"]) for c in kept] == [("minister@justice.example.org", spans)]


def test_a_line_of_what_is_missing_leads_to_its_field(writer):
    writer.post(f"{writer.post('/reports/new/', {'text': REPORT})['Location']}open/")
    pk = Appeal.objects.get().pk
    answer = writer.post(at(pk, "draft/"), fields(writer.get(at(pk, "draft/")), "/draft/") | {
        "people-0-name": "Somebody Nobody Named", "act_by": "", "do": "save",
    }, follow=True)  # fmt: skip

    page = answer.content.decode()
    wanted = re.findall(r'<ul class="missing">(.*?)</ul>', page, re.S)[0]
    targets = [href.partition("#")[2] for href in re.findall(r'href="([^"]*)"', wanted)]

    assert {"people-0-basis", "act_by", "consent-given_by"} <= set(targets)
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_half_a_form_is_refused_and_wipes_nothing(writer, draft):
    before = Appeal.objects.get().revisions.get().document
    typed = fields(writer.get(at(draft, "draft/")), "/draft/")
    del typed["whole"]

    answer = writer.post(at(draft, "draft/"), typed | {"do": "save", "place": ""})

    assert (answer.status_code, alerts(answer)) == (422, ["The form did not arrive whole. Send it again."])
    assert Appeal.objects.get().revisions.get().document == before


def test_the_words_of_a_fact_never_come_from_the_browser(writer, draft):
    page = fields(writer.get(at(draft, "draft/")), "/draft/")

    writer.post(
        at(draft, "draft/"), page | {"people-0-name": "Nobody Of That Name", "people-0-spans": "0-20", "do": "save"}
    )

    assert Appeal.objects.get().revisions.get().document["people"][0]["spans"] == []


def test_a_second_language_is_opened_by_saving_what_was_typed(writer, draft):
    page = fields(writer.get(at(draft, "draft/")), "/draft/")

    answer = writer.post(at(draft, "draft/"), page | {"place": "typed before the tab", "do": "show:ru"}, follow=True)

    doc = Appeal.objects.get().revisions.get().document
    assert (doc["place"], fields(answer, "/draft/")["text-language"]) == ("typed before the tab", "ru")


def test_a_new_revision_shows_what_changed_since_the_live_one(writer, approver):
    appeal = make.appeal("live")
    writer.post(at(appeal.pk, "revise/"))
    page = writer.get(at(appeal.pk, "draft/"))
    writer.post(at(appeal.pk, "draft/"), fields(page, "/draft/") | {"place": "New Oskel", "do": "ask"})

    review = approver.get(at(appeal.pk, "draft/"))

    changed = re.findall(r'<dl class="changes">(.*?)</dl>', review.content.decode(), re.S)[0]
    assert re.findall(r"<dt>(.*?)</dt>", changed) == ["place"]
    words = re.findall(r"<(?:del|ins)[^>]*>(.*?)</(?:del|ins)>", changed)
    assert [re.sub(r"<span.*?</span>", "", one) for one in words] == ["Oskel", "New Oskel"]
    appeal.refresh_from_db()
    assert (appeal.status, appeal.live_revision.n) == ("live", 1)


def test_an_empty_report_is_refused_and_a_large_one_is_not_lost(writer):
    assert "There is nothing in it" in alerts(writer.post("/reports/new/", {"text": "  "}))[0]
    long = "Varland " * 300_000

    answer = writer.post("/reports/new/", {"text": long})

    assert (answer.status_code, fields(answer, "/new/")["text"].strip()) == (422, long.strip())
    assert not Report.objects.exists()


def test_a_report_may_join_a_case_or_be_declined(writer):
    case = make.case()
    first, second = (writer.post("/reports/new/", {"text": REPORT + n})["Location"] for n in ("one", "two"))

    writer.post(f"{first}add/", {"case": case.pk})
    writer.post(f"{second}decline/")
    again = writer.post(f"{second}decline/", follow=True)

    assert list(Report.objects.order_by("pk").values_list("status", "case")) == [
        ("accepted", case.pk),
        ("declined", None),
    ]
    assert len(alerts(again)) == 1


def test_a_decision_about_a_report_can_be_taken_back_and_made_anew(writer):
    case = make.case()
    place = writer.post("/reports/new/", {"text": REPORT})["Location"]
    draft = writer.post(f"{place}open/")["Location"]
    form = fields(writer.get(draft), "/draft/")
    assert "Take the decision back" in writer.get(place).content.decode()

    again = writer.post(f"{place}take-back/", follow=True)
    writer.post(f"{place}add/", {"case": case.pk})

    assert "Open a new case" in again.content.decode()
    assert Report.objects.get().case == case
    kept = writer.get(draft).content.decode()
    typed = writer.post(draft, form | {"do": "save", "text-headline": "typed meanwhile"})
    assert "This draft was put down" in kept and "Ask for approval" not in kept
    assert (typed.status_code, "typed meanwhile" in typed.content.decode()) == (422, True)
    assert "not a draft any more" in alerts(typed)[0]
    assert "Take the decision back" in writer.get(place).content.decode()


def test_a_wrong_outcome_is_shown_again_and_records_nothing(writer):
    appeal = make.appeal("live")
    tomorrow = (clock.now().date() + dt.timedelta(days=2)).isoformat()

    answer = writer.post(
        at(appeal.pk, "outcome/"), {"do": "look", "code": "", "on": tomorrow, "text": "She is free.", "evidence": ""}
    )

    page = answer.content.decode()
    assert (answer.status_code, "She is free." in page, "This day has not come yet." in page) == (422, True, True)
    assert not Outcome.objects.exists()


def test_pausing_resuming_and_stopping_need_no_second_page_but_a_reason(writer):
    appeal = make.appeal("live")

    states = []
    for step, told in (
        ("pause/", {}),
        ("resume/", {}),
        ("stop/", {"reason": " "}),
        ("stop/", {"reason": "The family asked."}),
    ):
        writer.post(at(appeal.pk, step), told)
        appeal.refresh_from_db()
        states.append(appeal.status)

    assert (states, appeal.end_reason) == (["paused", "live", "live", "stopped"], "The family asked.")
