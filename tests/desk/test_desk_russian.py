"""The desk speaks Russian whole: no sentence is missing, and every blank in one is kept."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

import make
from hueandcry.intake import receiving
from hueandcry.intake.models import Report
from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused

APPS = Path(__file__).resolve().parents[2] / "src" / "hueandcry"
WORDS = re.compile(r"""\b(?:gettext|gettext_noop|_)\(\s*(?:u)?((?:"(?:[^"\\]|\\.)*"\s*)+|(?:'(?:[^'\\]|\\.)*'\s*)+)""")
PLURALS = re.compile(r"""ngettext\(\s*(?:u)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def said(app):
    """Every sentence that modules and templates of `app` hand to translation."""
    found = set()
    for path in [*APPS.glob(f"{app}/**/*.py"), *APPS.glob(f"{app}/templates/**/*.html")]:
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = templatize(source)
        for words in WORDS.findall(source) + PLURALS.findall(source):
            found.add("".join(eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', words)))  # noqa: S307
    return found


def catalogue(app):
    return polib.pofile(str(APPS / app / "locale" / "ru" / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("app", ["desk", "people"])
def test_every_sentence_has_its_russian(app):
    translated = {entry.msgid for entry in catalogue(app) if entry.translated() and not entry.obsolete}

    assert len(said(app)) > 5
    assert said(app) - translated == set()


@pytest.mark.parametrize("app", ["desk", "people"])
def test_what_is_filled_in_is_filled_in_in_russian_too(app):
    def blanks(text):
        return set(re.findall(r"%\((\w+)\)", text))

    for entry in catalogue(app):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert blanks(text) == blanks(entry.msgid), entry.msgid


def test_every_event_of_the_ledger_has_its_russian():
    from hueandcry.ledger.events import EVENTS

    translated = {entry.msgid for entry in catalogue("desk") if entry.translated()}

    assert {str(sentence) for sentence in EVENTS.values()} - translated == set()


def test_every_sentence_of_the_groundwork_has_its_russian():
    translated = {entry.msgid for entry in catalogue("desk") if entry.translated() and not entry.obsolete}

    assert said("lib")
    assert said("lib") - translated == set()


@pytest.mark.django_db
def test_who_presses_second_is_told_so_in_russian(client):
    client.force_login(make.user("writer"))
    report = receiving.receive(b"Varland: the baker Aru Seitova was arrested in Oskel.", how="paste")
    russian = {"headers": {"accept-language": "ru"}, "follow": True}
    client.cookies["django_language"] = "ru"

    client.post(f"/reports/{report.pk}/decline/", **russian)
    page = client.post(f"/reports/{report.pk}/open/", **russian).content.decode()

    assert "Состояние сейчас: «отклонено». Изменить его так нельзя." in page
    assert "cannot be changed" not in page


@pytest.mark.django_db
def test_of_two_who_press_at_once_the_second_reads_russian():
    report = receiving.receive(b"Varland: the baker Aru Seitova was arrested in Oskel.", how="paste")
    also_looking = Report.objects.get()
    moves.move(report, to="declined")

    with translation.override("ru"), pytest.raises(Refused, match="Это только что изменил кто-то другой"):
        moves.move(also_looking, to="accepted")


@pytest.mark.django_db
def test_sentences_that_were_stored_in_english_are_said_in_russian(client):
    client.force_login(make.user("writer"))
    client.cookies["django_language"] = "ru"
    report = receiving.receive(b"\x00\x01\x02 binary", how="upload")

    page = client.get(f"/reports/{report.pk}/", headers={"accept-language": "ru"}).content.decode()

    assert "двоичный файл" in page
    assert "binary file" not in page
