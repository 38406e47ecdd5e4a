"""The desk turns a language of the public pages on and off, and notes who has read what a program translated."""

import json

import pytest
from test_desk_journey import at, client_of, fields

import make
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.pages import languages as printed_in
from hueandcry.pages import paper, printing
from hueandcry.people import languages

pytestmark = pytest.mark.django_db
UNREAD = "Nobody who speaks the language has checked them yet"
UNGELESEN = "Noch niemand"


@pytest.fixture
def approver():
    return client_of(make.user("approver"))


def pages():
    printing.print_changed(clock.now())
    return {path.parent.name for path in paper.folder().glob("*/index.html")} & set(languages.every())


def home(code):
    return (paper.folder() / code / "index.html").read_text()


def test_a_language_is_turned_on_with_a_mark_read_by_a_speaker_and_turned_off_again(approver):
    appeal = make.appeal("live")
    assert pages() == {"en", "ru"}

    approver.post("/languages/de/on/")
    assert pages() == {"en", "ru", "de"}
    assert 'hreflang="de"' in home("en")
    assert "Programm" in home("de") and UNREAD not in home("en")

    approver.post("/languages/de/read/", {"read_by": "Ute Muster"})
    pages()
    assert "Programm übersetzt" not in home("de")
    assert "Read by Ute Muster" in approver.get("/languages/").content.decode()

    approver.post("/languages/de/read/", {"back": "yes"})
    approver.post("/languages/de/off/")
    assert pages() == {"en", "ru"}
    assert not (paper.folder() / "de").exists() or list((paper.folder() / "de").iterdir()) == []
    assert [entry.event for entry in Entry.objects.filter(subject="language de")] == [
        "language turned on", "language checked", "language unchecked", "language turned off",
    ]  # fmt: skip
    assert (paper.folder() / "en" / appeal.slug / "index.html").exists()


def test_an_appeal_stays_in_a_language_whose_pages_are_turned_off(approver):
    doc = make.document()
    doc["texts"]["de"] = {**doc["texts"]["en"], "headline": "Freiheit für Aru Seitova"}
    appeal = make.appeal("live", doc=doc)
    approver.post("/languages/de/on/")
    pages()

    approver.post("/languages/de/off/")

    assert pages() == {"en", "ru"}
    assert "Freiheit für Aru Seitova" in (paper.folder() / "de" / appeal.slug / "index.html").read_text()
    assert (paper.folder() / "de" / "relay" / "index.html").exists()


def test_english_stays_on_and_a_language_nobody_has_words_for_is_refused(approver):
    said = approver.post("/languages/en/off/", follow=True).content.decode()
    assert "English is always on" in said
    for code in ("xx", "de-at"):
        with pytest.raises(Refused, match="no words"):
            languages.turn(code, on=True, by=make.user("approver"))
    with pytest.raises(Refused, match="role"):
        languages.turn("de", on=True, by=make.user("writer"))
    with pytest.raises(Refused, match="Somebody else"):
        languages.turn("ru", on=True, by=make.user("approver"))
    assert "Say who has read it" in approver.post("/languages/de/read/", {"read_by": " "}, follow=True).content.decode()


def test_what_the_operator_named_can_be_turned_off_at_the_desk_and_keeps_its_place(approver, settings):
    settings.INTERFACE_LANGUAGES = ["ru", "en"]
    assert languages.public() == ["ru", "en"]
    approver.post("/languages/fr/on/")
    approver.post("/languages/ru/off/")

    assert languages.public() == ["en", "fr"]


def test_the_public_door_knows_the_languages_without_the_database(approver, django_db_blocker):
    approver.post("/languages/ar/on/")
    pages()

    with django_db_blocker.block():
        assert printed_in.interface() == ["en", "ru", "ar"]
        assert "ar" in printed_in.unchecked()


@pytest.mark.parametrize("spoiled", ["", "[]", '{"on": []}', "nonsense"])
def test_a_spoiled_note_means_what_the_operator_named(spoiled, settings):
    paper.folder().mkdir(parents=True, exist_ok=True)
    (paper.folder() / printed_in.NOTE).write_text(spoiled)

    assert printed_in.interface() == list(settings.INTERFACE_LANGUAGES)


def test_the_note_is_not_served_and_the_letters_name_embassies_in_a_language_that_is_on(client, approver, settings):
    from hueandcry.actions import receivers

    mission = make.mission()
    assert receivers.embassy(mission, "de").startswith("Embassy of")
    approver.post("/languages/de/on/")
    assert receivers.embassy(mission, "de").startswith("Botschaft")
    pages()
    assert json.loads((paper.folder() / printed_in.NOTE).read_text())["on"] == ["en", "ru", "de"]
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    assert client.get(f"/{printed_in.NOTE}").status_code == 404


def test_a_writer_reads_that_a_translation_is_older_and_ticks_that_it_is_still_right():
    doc = make.document(language="en")
    doc["texts"]["ru"]["of"] = "0" * 16
    appeal = make.appeal("draft", doc=doc)
    writer = client_of(make.user("writer"))
    asked = writer.get(at(appeal.pk, "draft/") + "?language=ru")
    assert "was changed after this text was last written or checked" in asked.content.decode()

    writer.post(at(appeal.pk, "draft/"), fields(asked, "/draft/") | {"text-current": "on", "do": "save"})

    assert "changed after" not in writer.get(at(appeal.pk, "draft/") + "?language=ru").content.decode()
