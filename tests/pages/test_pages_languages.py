"""The interface in nine languages: every public word is there, with its marks and its plurals, from its own side."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

import make
from hueandcry.actions import texts
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

PACKAGE = Path(settings.PACKAGE)
ALL = (*settings.CHECKED_LANGUAGES, *settings.UNCHECKED_LANGUAGES)
TRANSLATED = [code for code in ALL if code != "en"]
MARKS = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
FILES = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


def words(app, language):
    return polib.pofile(str(PACKAGE / app / "locale" / language / "LC_MESSAGES" / "django.po"))


def key(entry):
    return entry.msgctxt or "", entry.msgid


@pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.parts[-5:-2:2]))
def test_a_list_of_words_is_whole_and_says_nothing_twice(path):
    entries = polib.pofile(str(path), check_for_duplicates=False)

    assert len(entries) > 0 or "ru" in path.parts
    assert entries.percent_translated() == 100 or not entries


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("app", ["pages", "public"])
def test_every_public_word_is_there_in_every_language(app, language):
    known = {key(entry) for name in ("pages", "public") for entry in words(name, language)}

    assert sorted({key(entry) for entry in words(app, "ru")} - known) == []


@pytest.mark.parametrize("language", settings.UNCHECKED_LANGUAGES)
def test_names_and_numbers_keep_their_places_in_every_translation(language):
    for app in ("pages", "public", "actions", "appeals", "cases"):
        for entry in words(app, language):
            said = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
            asked = {frozenset(MARKS.findall(one)) for one in (entry.msgid, entry.msgid_plural) if one}
            for one in said:
                found = frozenset(MARKS.findall(one))
                assert found in asked or (entry.msgid_plural and found < max(asked)), (app, entry.msgid, one)


@pytest.mark.parametrize(("language", "n", "said"), [
    ("ar", 1, "يوم واحد"), ("ar", 2, "يومان"), ("ar", 3, "3 أيام"), ("ar", 15, "15 يومًا"), ("ar", 100, "100 يوم"),
    ("uk", 1, "1 день"), ("uk", 3, "3 дні"), ("uk", 15, "15 днів"), ("fr", 0, "0 jour"), ("kk", 15, "15 күн"),
])  # fmt: skip
def test_numbers_take_the_form_their_language_asks_for(language, n, said):
    with translation.override(language):
        told = translation.ngettext("%(n)d day", "%(n)d days", n)

    assert (told % {"n": n} if "%(" in told else told) == said


@pytest.mark.django_db
@pytest.mark.once
def test_pages_are_printed_in_all_nine_and_say_which_nobody_has_checked(settings):
    settings.INTERFACE_LANGUAGES = list(ALL)
    make.appeal("live")

    printing.print_all(clock.now())

    homes = {code: (paper.folder() / code / "index.html").read_text() for code in ALL}
    assert all(f'lang="{code}"' in page[:400] for code, page in homes.items())
    assert 'dir="rtl"' in homes["ar"][:400] and 'dir="rtl"' not in homes["kk"][:400]
    assert "Wörter" in homes["de"] or "Programm übersetzt" in homes["de"]
    assert "translated by a program" not in homes["en"]
    assert all("No appeal is running" not in page for code, page in homes.items() if code != "en")


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", ["confirmation", "comment", "outcome", "answer"])
def test_every_letter_of_ours_is_there_in_every_language_with_the_same_marks(name, language):
    marks = re.compile(r"\{\w+\}")
    _code, subject, english = texts.read(name, "en")

    code, told, body = texts.read(name, language)

    assert code == language and told != subject
    assert sorted(marks.findall(told + body)) == sorted(marks.findall(subject + english))
