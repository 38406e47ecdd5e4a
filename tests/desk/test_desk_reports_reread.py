"""A report whose reading broke off is not dead: the desk says so and has it read again."""

import pytest
from django.test import Client

import make
from hueandcry.intake import receiving, triage
from hueandcry.intake.models import Report
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.reader import reading

pytestmark = pytest.mark.django_db
TEXT = b"Varland: seven bakers jailed\n\nOn 9 March 2026 police arrested Aru Seitova in Oskel.\n"
SENTENCE = "This report was not read to the end"


class Killed(BaseException):
    """Stands for the machine that falls: nothing in the program catches it."""


@pytest.fixture
def writer():
    client = Client()
    client.force_login(make.user("writer"))
    return client


@pytest.fixture
def broken_off(monkeypatch):
    def fall(*_anything):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(reading, "read", fall)
        with pytest.raises(Killed):
            receiving.receive(TEXT, how="paste", by=make.user())
    return Report.objects.get()


def test_the_page_says_that_it_was_not_read_to_the_end_and_offers_only_to_read_it_again(writer, broken_off):
    page = writer.get(f"/reports/{broken_off.pk}/").content.decode()

    assert SENTENCE in page and "Read it again" in page and "Decline" in page
    assert "There is no text to show" not in page
    assert "Open a new case" not in page and "Add to this case" not in page
    assert "not read to the end" in writer.get("/reports/").content.decode()


def test_read_again_it_is_a_report_like_any_other_and_the_ledger_says_who_asked(writer, broken_off):
    page = writer.post(f"/reports/{broken_off.pk}/read/", follow=True).content.decode()

    assert "The report was read again." in page and "Aru Seitova" in page and "Open a new case" in page
    assert SENTENCE not in page
    entry = Entry.objects.order_by("seq").last()
    asked = User.objects.get(pk=writer.session["_auth_user_id"]).username
    assert (entry.event, entry.subject, entry.by) == ("report read again", f"report {broken_off.token}", asked)
    assert list(writing.faults()) == []


def test_a_report_that_was_read_well_can_be_read_again_by_a_better_reader(writer):
    report = receiving.receive(TEXT, how="paste", by=make.user())
    Report.objects.update(reading={**report.reading, "people": []})

    assert "Read it again" in writer.get(f"/reports/{report.pk}/").content.decode()
    writer.post(f"/reports/{report.pk}/read/")

    report.refresh_from_db()
    assert [person["name"] for person in report.reading["people"]] == ["Aru Seitova"]


def test_what_was_decided_while_it_was_read_again_stays_as_it_was(monkeypatch):
    report = receiving.receive(TEXT, how="paste", by=make.user())
    first, read = report.reading, reading.read

    def slowly(*asked):
        Report.objects.filter(pk=report.pk).update(status="declined", reading={"text": "kept"})
        return read(*asked)

    monkeypatch.setattr(reading, "read", slowly)
    with pytest.raises(Refused, match="decided upon"):
        receiving.reread(report, by=make.user())

    assert Report.objects.get().reading == {"text": "kept"} != first
    assert [entry.event for entry in Entry.objects.all()] == ["report received"]


def test_a_decided_report_does_not_offer_it_and_refuses_it(writer):
    report = receiving.receive(TEXT, how="paste", by=make.user())
    triage.decline(report, by=make.user())

    assert "Read it again" not in writer.get(f"/reports/{report.pk}/").content.decode()
    page = writer.post(f"/reports/{report.pk}/read/", follow=True).content.decode()

    assert "decided upon already" in page


def test_nothing_is_decided_about_a_report_nobody_has_read(broken_off):
    case = make.case()

    with pytest.raises(Refused, match="not read to the end"):
        triage.open_new(broken_off, by=make.user(), now=clock.now())
    with pytest.raises(Refused, match="not read to the end"):
        triage.add_to(broken_off, case, by=make.user(), now=clock.now())


def test_only_who_writes_has_a_report_read_again(broken_off):
    with pytest.raises(Refused, match="role"):
        receiving.reread(broken_off, by=make.user("postkeeper"))

    assert Report.objects.get().unread


def test_when_the_kept_bytes_are_gone_that_is_said(writer, broken_off):
    sealing.destroy(receiving.KEY)

    page = writer.post(f"/reports/{broken_off.pk}/read/", follow=True).content.decode()

    assert "not kept any more" in page


def test_in_russian_the_button_and_the_sentence_are_russian(writer, broken_off):
    writer.cookies["django_language"] = "ru"

    page = writer.get(f"/reports/{broken_off.pk}/", headers={"accept-language": "ru"}).content.decode()

    assert "не дочитано" in page and "Прочитать заново" in page
