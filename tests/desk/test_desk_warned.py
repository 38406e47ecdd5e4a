"""A writer names countries whose residents are warned; the approver reads them before anything goes out."""

import pytest
from test_desk_journey import at, client_of, fields

import make
from hueandcry.appeals.models import Appeal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "kept"), [("", []), ("Belarus, kz", ["BY", "KZ"])])
def test_a_writer_enters_countries_and_the_approver_reads_them(typed, kept):
    appeal = make.appeal("draft")
    writer = client_of(make.user("writer"))
    form = fields(writer.get(at(appeal.pk, "draft/")), "/draft/")

    assert writer.post(at(appeal.pk, "draft/"), form | {"warned": typed, "do": "save"}).status_code == 302

    revision = Appeal.objects.get().revisions.get()
    assert revision.document.get("warned", []) == kept
    again = fields(writer.get(at(appeal.pk, "draft/")), "/draft/")
    assert again["warned"] == ", ".join({"BY": "Belarus", "KZ": "Kazakhstan"}[code] for code in kept)
    Appeal.objects.update(status="review")
    appeal.revisions.update(status="review")
    page = client_of(make.user("approver")).get(at(appeal.pk, "draft/")).content.decode()
    assert ("Belarus, Kazakhstan" in page) == bool(kept)


def test_a_country_nobody_knows_is_named_and_nothing_typed_is_lost():
    appeal = make.appeal("draft")
    writer = client_of(make.user("writer"))
    form = fields(writer.get(at(appeal.pk, "draft/")), "/draft/")

    answer = writer.post(at(appeal.pk, "draft/"), form | {"warned": "Belarus, Atlantis", "do": "save"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Atlantis” is no country we know" in page and 'value="Belarus, Atlantis"' in page
