"""A writer puts targets into circles, the approver reads when they open, and an approver opens one by hand."""

import pytest
from django.test import override_settings
from test_desk_journey import at, client_of, fields

import make
from hueandcry.appeals.models import Appeal
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

pytestmark = pytest.mark.django_db


def saved(client, appeal, **typed):
    form = fields(client.get(at(appeal.pk, "draft/")), "/draft/")
    return client.post(at(appeal.pk, "draft/"), form | typed | {"do": "save"})


def test_a_writer_puts_a_target_into_the_second_circle_says_when_and_the_approver_reads_it():
    appeal, writer = make.appeal("draft"), client_of(make.user("writer"))

    assert saved(writer, appeal, **{"targets-2-circle": "2"}).status_code == 302
    asked = writer.get(at(appeal.pk, "draft/")).content.decode()
    assert "When does circle 2 open? Give a day, or days without an answer." in asked
    answer = saved(writer, appeal, **{"circles-2-after_days": "7", "circles-2-opens_on": ""})

    assert answer.status_code == 302
    doc = appeal.revisions.get().document
    assert [target.get("circle", 1) for target in doc["targets"]] == [1, 1, 2]
    assert doc["circles"] == [{"n": 2, "opens_on": "", "after_days": 7}]
    Appeal.objects.update(status="review")
    appeal.revisions.update(status="review")
    page = client_of(make.user("approver")).get(at(appeal.pk, "draft/")).content.decode()
    assert "Circle 2 opens" in page and "after 7 days without an answer" in page


def test_a_number_of_days_that_is_none_is_named_and_what_was_typed_is_still_there():
    appeal, writer = make.appeal("draft"), client_of(make.user("writer"))
    saved(writer, appeal, **{"targets-2-circle": "2"})

    answer = saved(writer, appeal, **{"circles-2-after_days": "a week"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "write a number of days from 1 to 90." in page and 'value="a week"' in page


def wide(status="live"):
    doc = make.document()
    doc["targets"][2]["circle"] = 2
    return make.appeal(status, doc={**doc, "circles": [{"n": 2, "opens_on": "2026-12-01", "after_days": 7}]})


def test_an_approver_opens_the_circle_with_a_reason_and_a_writer_cannot():
    appeal = wide()
    form = {"circle": "2", "reason": "The trial is tomorrow."}

    assert client_of(make.user("writer")).post(at(appeal.pk, "widen/"), form).status_code == 403
    approver = client_of(make.user("approver"))
    assert "Circle 2 is not open yet." in approver.get(at(appeal.pk)).content.decode()
    answer = approver.post(at(appeal.pk, "widen/"), form, follow=True)

    assert "Circle 2 has been open since" in answer.content.decode()
    assert Entry.objects.get(event="circle opened").facts["why"] == "desk"


@override_settings(INTERFACE_LANGUAGES=["en", "ru"])
def test_the_public_reads_from_the_first_day_who_is_next_and_afterwards_that_it_is_open():
    appeal = wide()
    printing.print_all(clock.now())
    page = (paper.folder() / "en" / appeal.slug / "index.html").read_text()
    assert "or sooner if nobody answers for 7 days:" in page and "+99 555 01 01" not in page
    assert (
        "или раньше, если 7 дней никто не ответит" in (paper.folder() / "ru" / appeal.slug / "index.html").read_text()
    )

    client_of(make.user("approver")).post(at(appeal.pk, "widen/"), {"circle": "2", "reason": "Now."})
    printing.print_changed(clock.now())

    page = (paper.folder() / "en" / appeal.slug / "index.html").read_text()
    assert "If you wrote earlier, write again" in page and "or sooner" not in page
    assert "+99 555 01 01" in (paper.folder() / "en" / appeal.slug / "write" / "index.html").read_text()
