"""A translation says so when its original was changed after it."""

import pytest

import make
from hueandcry.appeals import document, drafting, translating
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision():
    doc = make.document(language="en", others=[], withheld=[], removed=[])
    return make.appeal("draft", doc=document.clean(doc)).revisions.get()


def edit(revision, code="", **words):
    doc = revision.document
    texts = {**doc["texts"]}
    if code:
        texts[code] = {**texts[code], **words}
    return drafting.edit(revision, {**doc, "texts": texts}, by=make.user(), now=clock.now())


def older(revision):
    return translating.older(revision.document)


def test_a_translation_is_older_when_the_original_changes_and_not_when_it_is_written_after_it(revision):
    revision = edit(revision, "ru", headline="Свободу Ару")
    assert older(revision) == []

    revision = edit(revision, "en", body="She was beaten. Release her.")
    assert older(revision) == ["ru"]

    revision = edit(revision, "ru", body="Её избили. Освободите её.")
    assert older(revision) == []


def test_looking_again_is_enough_and_so_is_a_tick_that_a_speaker_checked_it(revision):
    revision = edit(edit(revision, "ru", headline="Свободу Ару"), "en", summary="New.")

    assert older(edit(revision, "ru", current=True)) == []

    revision = edit(edit(revision, "en", summary="Newer."), "ru", checked=False)
    assert older(revision) == ["ru"]
    assert older(edit(revision, "ru", checked=True)) == []
    assert "current" not in revision.document["texts"]["ru"]


def test_a_changed_place_or_target_makes_no_translation_older_and_neither_does_no_change(revision):
    revision = edit(revision, "ru", headline="Свободу Ару")
    drafting.edit(revision, {**revision.document, "place": "Elsewhere"}, by=make.user(), now=clock.now())

    assert older(revision) == []


def test_a_demand_added_to_the_original_makes_the_others_older(revision):
    revision = edit(revision, "ru", headline="Свободу Ару")
    demands = [*revision.document["texts"]["en"]["demands"], {"key": "d9", "text": "Pay her.", "basis": "the union"}]

    assert older(edit(revision, "en", demands=demands)) == ["ru"]


def test_where_the_reports_own_language_is_not_written_nothing_is_older(revision):
    revision.document["language"] = "fr"
    revision.save()

    assert older(edit(edit(revision, "ru", headline="Свободу"), "en", body="Changed.")) == []


def test_the_public_page_in_that_language_says_so_and_leads_to_the_original():
    doc = make.document(language="en")
    doc["texts"]["ru"]["of"] = "0" * 16
    appeal = make.appeal("live", doc=doc)
    printing.print_all(clock.now())

    pages = {code: (paper.folder() / code / appeal.slug / "index.html").read_text() for code in ("en", "ru")}
    assert f'href="../../en/{appeal.slug}/index.html" lang="en"' in pages["ru"]
    assert "изменён после этого перевода" in pages["ru"]
    assert "after this translation" not in pages["en"]
